// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's refusal: its own words, what the developer should do, and, apart from that, what the
 * payer may be told. It never holds a secret or a message body.
 */
public final class Rejection {

  /** The kind of refusal. */
  public enum Reason {
    /** A field is wrong: fix the request. */
    INVALID_FIELD,
    /** A key, id, permission or clock is wrong: fix the configuration. */
    CONFIGURATION,
    /** The provider's rules or risk control forbid it. */
    NOT_ALLOWED,
    /** The payer's account, card or code is the obstacle. */
    PAYER,
    /** The merchant's balance is too low: top up, then the same number again. Never the payer's. */
    INSUFFICIENT_FUNDS,
    /** The attempt is closed; a new one needs a new id. */
    CLOSED,
    /**
     * It has already been done; {@link Rejection#payment()} or {@link Rejection#refund()} proves
     * it.
     */
    ALREADY_DONE,
    /** The number is taken by a different request. */
    NUMBER_IN_USE,
    /** The provider does not know the thing named. */
    NOT_FOUND
  }

  private final String provider;
  private final Reason reason;
  private final String code;
  private final String message;
  private final String remedy;
  private final boolean verified;
  private final PayerAdvice payerAdvice;
  private final @Nullable String requestId;
  private final @Nullable String field;
  private final @Nullable Payment payment;
  private final @Nullable Refund refund;

  private Rejection(Builder builder) {
    this.provider = builder.provider;
    this.reason = builder.reason;
    this.code = builder.code;
    this.message = builder.message;
    this.remedy = builder.remedy;
    this.verified = builder.verified;
    this.payerAdvice = builder.payerAdvice;
    this.requestId = builder.requestId;
    this.field = builder.field;
    this.payment = builder.payment;
    this.refund = builder.refund;
  }

  /** For providers: begins a refusal. */
  public static Builder of(String provider, Reason reason, String code) {
    return new Builder(provider, reason, code);
  }

  /** The provider's short name. */
  public String provider() {
    return provider;
  }

  /** The kind of refusal. */
  public Reason reason() {
    return reason;
  }

  /** The provider's code, as received. */
  public String code() {
    return code;
  }

  /** The provider's sentence, bounded to 512 characters; for the developer, not for the payer. */
  public String message() {
    return message;
  }

  /** What the developer should do. */
  public String remedy() {
    return remedy;
  }

  /**
   * Whether the refusal was signed. An unsigned one comes from before any processing: fix the cause
   * and repeat the same number.
   */
  public boolean verified() {
    return verified;
  }

  /** What the payer may be told. */
  public PayerAdvice payerAdvice() {
    return payerAdvice;
  }

  /** The provider's id of the exchange, for its support desk. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** The provider's name of the wrong field, if it said. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** How the payment stands, if it was read and proven after the refusal. */
  public Optional<Payment> payment() {
    return Optional.ofNullable(payment);
  }

  /** How the refund stands, if it was read and proven after the refusal. */
  public Optional<Refund> refund() {
    return Optional.ofNullable(refund);
  }

  /**
   * The same refusal, with the payment as read and proven just now: {@link Reason#ALREADY_DONE}
   * only if it is paid, {@link Reason#CLOSED} if it is closed, else for the reason it has. "Done
   * already" about one that is proven to have failed becomes {@link Reason#PAYER}.
   */
  public Rejection about(Payment proven) {
    Reason unpaid = reason == Reason.ALREADY_DONE ? Reason.PAYER : reason;
    Reason known =
        proven.isPaid()
            ? Reason.ALREADY_DONE
            : proven.state() == PaymentState.CLOSED ? Reason.CLOSED : unpaid;
    Builder copy = copy(known);
    copy.payment = proven;
    if (proven.isPaid()) {
      copy.payerAdvice = PayerAdvice.ALREADY_PAID;
    } else if (proven.state() == PaymentState.CLOSED) {
      copy.payerAdvice = PayerAdvice.EXPIRED;
    } else if (known != reason) {
      copy.payerAdvice = PayerAdvice.OTHER_METHOD;
    }
    return copy.build();
  }

  /** The same refusal, with the refund as read and proven just now. */
  public Rejection about(Refund proven) {
    Builder copy = copy(reason);
    copy.refund = proven;
    return copy.build();
  }

  /**
   * For providers: the same refusal, once a question has shown that another request of the merchant
   * has the number.
   */
  public Rejection ofTakenNumber() {
    Builder copy = copy(Reason.NUMBER_IN_USE);
    copy.remedy = "another request has this number: look it up, it is not this one";
    return copy.build();
  }

  private Builder copy(Reason newReason) {
    Builder copy = new Builder(provider, newReason, code);
    copy.message = message;
    copy.remedy = remedy;
    copy.verified = verified;
    copy.payerAdvice = payerAdvice;
    copy.requestId = requestId;
    copy.field = field;
    return copy;
  }

  /** One line for a log: provider, code, field, message, remedy, request id. */
  @Override
  public String toString() {
    return provider
        + " "
        + code
        + (field == null ? "" : " at " + field)
        + (message.isEmpty() ? "" : ": " + message)
        + (remedy.isEmpty() ? "" : " -> " + remedy)
        + (verified ? "" : " (refusal not signed)")
        + (requestId == null ? "" : " [request " + requestId + "]");
  }

  /** For providers: collects a refusal's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String provider;
    private final Reason reason;
    private final String code;
    private String message = "";
    private String remedy = "";
    private boolean verified;
    private PayerAdvice payerAdvice = PayerAdvice.CONTACT_SHOP;
    private @Nullable String requestId;
    private @Nullable String field;
    private @Nullable Payment payment;
    private @Nullable Refund refund;

    private Builder(String provider, Reason reason, String code) {
      this.provider = provider;
      this.reason = reason;
      this.code = oneLine(code.length() > 128 ? code.substring(0, 128) : code);
    }

    /** See {@link Rejection#message()}; longer text is cut. */
    public Builder message(String value) {
      this.message = oneLine(value.length() > 512 ? value.substring(0, 512) : value);
      return this;
    }

    /** See {@link Rejection#remedy()}. */
    public Builder remedy(String value) {
      this.remedy = oneLine(value);
      return this;
    }

    /** See {@link Rejection#verified()}. */
    public Builder verified(boolean value) {
      this.verified = value;
      return this;
    }

    /** See {@link Rejection#payerAdvice()}. */
    public Builder payerAdvice(PayerAdvice value) {
      this.payerAdvice = value;
      return this;
    }

    /** See {@link Rejection#requestId()}. */
    public Builder requestId(String value) {
      this.requestId = oneLine(value);
      return this;
    }

    /** See {@link Rejection#field()}. */
    public Builder field(String value) {
      this.field = oneLine(value);
      return this;
    }

    /** Text from outside must not begin a new line in a log. */
    private static String oneLine(String text) {
      StringBuilder line = new StringBuilder(text);
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
          line.setCharAt(i, ' ');
        }
      }
      return line.toString();
    }

    /** The refusal. */
    public Rejection build() {
      return new Rejection(this);
    }
  }
}
