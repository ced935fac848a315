// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to pay a user once. Immutable. The number is what makes it happen once: after any doubt
 * ask about, or send, the <em>same</em> request. (WeChat Pay, 商家转账, 发起转账.)
 *
 * <pre>{@code
 * TransferRequest.to(appId, PersonalText.of(openId))
 *     .number(PaymentId.next().number())
 *     .amount(Money.of("3.00", "CNY"))
 *     .scene(TransferScene.cashMarketing("Spring", "For a review"))
 *     .remark("Thank you")
 *     .build();
 * }</pre>
 */
public final class TransferRequest {

  private static final long LEAST_FEN = 10;
  private static final long NAME_REQUIRED_FROM_FEN = 200_000;

  private final String appId;
  private final PersonalText payee;
  private final String number;
  private final Money amount;
  private final TransferScene scene;
  private final String remark;
  private final @Nullable PersonalText payeeName;
  private final @Nullable URI notifyUrl;
  private final @Nullable String perception;
  private final @Nullable Style style;

  /** How the user is asked to confirm ({@code user_recv_style}). */
  public enum Style {
    /** A page with the amount. */
    CONFIRM_PAGE,
    /** A red packet to open. */
    RED_PACKET
  }

  private TransferRequest(Builder builder) {
    this.appId = builder.appId;
    this.payee = builder.payee;
    this.number = required(builder.number, "number", "your own number of this payment");
    this.amount = required(builder.amount, "amount", "Money.of(\"3.00\", \"CNY\")");
    this.scene = required(builder.scene, "scene", "TransferScene.cashMarketing(…) or another");
    this.remark = required(builder.remark, "remark", "what the user reads");
    this.payeeName = builder.payeeName;
    this.notifyUrl = builder.notifyUrl;
    this.perception = builder.perception;
    this.style = builder.style;
    if (!amount.currency().getCurrencyCode().equals("CNY")) {
      throw new InvalidRequestException("currency", "CNY; WeChat Pay transfers no other here");
    }
    if (amount.minorUnits() < LEAST_FEN) {
      throw new InvalidRequestException("amount", "at least 0.10 CNY, not " + amount);
    }
    if (payeeName == null && amount.minorUnits() >= NAME_REQUIRED_FROM_FEN) {
      throw new InvalidRequestException("payee name", "the user's real name, from 2000.00 CNY on");
    }
    scene.requireItsLines();
  }

  /**
   * Begins a request.
   *
   * @param appId the app that the openid belongs to, one of the client's
   * @param openId the user's openid in that app, at most 64 characters
   */
  public static Builder to(String appId, PersonalText openId) {
    FieldRules.token("openid", openId.reveal(), 1, 64, "_-");
    return new Builder(FieldRules.token("appId", appId, 1, 32, "_-"), openId);
  }

  /** The app that the openid belongs to. */
  public String appId() {
    return appId;
  }

  /** The user's openid. */
  public PersonalText payee() {
    return payee;
  }

  /** Your own number of this payment. */
  public String number() {
    return number;
  }

  /** What the user gets. */
  public Money amount() {
    return amount;
  }

  /** What it is for. */
  public TransferScene scene() {
    return scene;
  }

  /** What the user reads. */
  public String remark() {
    return remark;
  }

  /** The user's real name, to be checked. */
  public Optional<PersonalText> payeeName() {
    return Optional.ofNullable(payeeName);
  }

  /** Where its notification goes, if not to the client's configured address. */
  public Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** What the user is told that it is. */
  public Optional<String> perception() {
    return Optional.ofNullable(perception);
  }

  /** How the user is asked to confirm. */
  public Optional<Style> style() {
    return Optional.ofNullable(style);
  }

  /** Number and amount; nothing personal. */
  @Override
  public String toString() {
    return "TransferRequest[" + number + ", " + amount + "]";
  }

  private static <T> T required(@Nullable T value, String field, String expected) {
    if (value == null) {
      throw new InvalidRequestException(field, expected + "; it is missing");
    }
    return value;
  }

  /** Collects a request's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String appId;
    private final PersonalText payee;
    private @Nullable String number;
    private @Nullable Money amount;
    private @Nullable TransferScene scene;
    private @Nullable String remark;
    private @Nullable PersonalText payeeName;
    private @Nullable URI notifyUrl;
    private @Nullable String perception;
    private @Nullable Style style;

    private Builder(String appId, PersonalText payee) {
      this.appId = appId;
      this.payee = payee;
    }

    /**
     * Required: your own number of this payment, 1 to 32 letters and digits, stored before it is
     * sent. {@code PaymentId.next().number()} makes one.
     */
    public Builder number(String value) {
      this.number = FieldRules.token("transfer number", value, 1, 32, "");
      return this;
    }

    /** Required: what the user gets; yuan, at least 0.10. */
    public Builder amount(Money value) {
      this.amount = value;
      return this;
    }

    /** Required: what it is for. */
    public Builder scene(TransferScene value) {
      this.scene = value;
      return this;
    }

    /** Required: what the user reads, at most 32 characters. */
    public Builder remark(String value) {
      this.remark = FieldRules.text("remark", value, 1, 32);
      return this;
    }

    /**
     * The user's real name; WeChat Pay refuses the payment if it is another's. Required from 2,000
     * yuan on. It is encrypted when sent.
     */
    public Builder payeeName(PersonalText value) {
      FieldRules.text("payee name", value.reveal(), 1, 64);
      this.payeeName = value;
      return this;
    }

    /** Where this payment's notification goes, instead of the client's configured address. */
    public Builder notifyUrl(URI value) {
      FieldRules.notifyUrl("notifyUrl", value, 255);
      this.notifyUrl = value;
      return this;
    }

    /**
     * What the user is told that it is ({@code user_recv_perception}); only a value that WeChat Pay
     * lists for the scene, such as {@code 现金奖励} for cash marketing.
     */
    public Builder perception(String value) {
      this.perception = FieldRules.text("perception", value, 1, 32);
      return this;
    }

    /** How the user is asked to confirm. */
    public Builder style(Style value) {
      this.style = value;
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException if a required part is missing, the amount is too small or not
     *     in yuan, the name is missing at this amount, or the scene's lines are not those it
     *     demands
     */
    public TransferRequest build() {
      return new TransferRequest(this);
    }
  }
}
