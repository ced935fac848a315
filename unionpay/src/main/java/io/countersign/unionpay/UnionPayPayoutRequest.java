// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to pay somebody once (代付). Immutable; it prints nothing personal. Number and amount are
 * what you ask by afterwards, so store them before it is sent.
 *
 * <pre>{@code
 * UnionPayPayoutRequest.toCard(PersonalText.of(cardNumber))
 *     .number(PaymentId.next().number())
 *     .amount(Money.of("3.00", "CNY"))
 *     .payee(UnionPayCustomer.builder().name(PersonalText.of(name)).build())
 *     .build();
 * }</pre>
 */
public final class UnionPayPayoutRequest {

  private static final String CARD = "01";
  private static final String COMPANY = "04";

  private final String accountType;
  private final PersonalText account;
  private final String number;
  private final Money amount;
  private final @Nullable UnionPayCustomer payee;
  private final @Nullable String reserved;
  private final @Nullable String memo;
  private final @Nullable String attachment;
  private final @Nullable URI notifyUrl;

  private UnionPayPayoutRequest(Builder builder) {
    this.accountType = builder.accountType;
    this.account = builder.account;
    this.number = required("number", builder.number);
    this.amount = required("amount", builder.amount);
    this.payee = builder.payee;
    this.reserved = builder.reserved;
    this.memo = builder.memo;
    this.attachment = builder.attachment;
    this.notifyUrl = builder.notifyUrl;
    if (accountType.equals(CARD) && (payee == null || !isNamed(payee))) {
      throw new InvalidRequestException(
          "payee", "the card holder's name, or document: payee(UnionPayCustomer.builder()…)");
    }
  }

  /** To the holder of a card, whom {@link Builder#payee} names. */
  public static Builder toCard(PersonalText cardNumber) {
    return new Builder(CARD, cardNumber, null);
  }

  /**
   * To the account of a company.
   *
   * @param accountNumber its number
   * @param companyName whose it is
   * @param licence the company's registration (businessLicenseRegNo)
   */
  public static Builder toCompany(PersonalText accountNumber, String companyName, String licence) {
    return new Builder(
        COMPANY,
        accountNumber,
        "{comDebitCardAccName="
            + OrderRules.text("companyName", companyName, 120)
            + "&businessLicenseRegNo="
            + OrderRules.text("licence", licence, 40)
            + "}");
  }

  /** Your own number of this pay-out. */
  public String number() {
    return number;
  }

  /** What the payee gets. */
  public Money amount() {
    return amount;
  }

  /** Number and amount; nothing personal. */
  @Override
  public String toString() {
    return "UnionPayPayoutRequest[" + number + ", " + amount + "]";
  }

  PersonalText account() {
    return account;
  }

  Optional<URI> notifyUrl() {
    return Optional.ofNullable(notifyUrl);
  }

  /** Its fields but address and encrypted data. */
  Call call(TimedNumber timed) {
    Call call =
        Call.of(Call.Path.BACK, "12", "00", PayoutCalls.BIZ_TYPE)
            .with("channelType", "07")
            .with(timed)
            .with("accType", accountType)
            .with("txnAmt", OrderRules.fen("amount", amount))
            .with("currencyCode", Fen.CURRENCY);
    if (reserved != null) {
      call.with("reserved", reserved);
    }
    if (memo != null) {
      call.with("billNo", memo);
    }
    if (attachment != null) {
      call.with("reqReserved", attachment);
    }
    return call;
  }

  void putPersonal(SensitiveFields sensitive) {
    sensitive.cardNumber(account);
    if (payee != null) {
      sensitive.customer(payee);
    }
  }

  private static boolean isNamed(UnionPayCustomer payee) {
    return payee.fields().containsKey("customerNm") || payee.fields().containsKey("certifId");
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidRequestException(field, "a value; it is missing");
    }
    return value;
  }

  /** Collects a request's parts. Not safe for use by several threads. */
  public static final class Builder {
    private final String accountType;
    private final PersonalText account;
    private final @Nullable String reserved;
    private @Nullable String number;
    private @Nullable Money amount;
    private @Nullable UnionPayCustomer payee;
    private @Nullable String memo;
    private @Nullable String attachment;
    private @Nullable URI notifyUrl;

    private Builder(String accountType, PersonalText account, @Nullable String reserved) {
      this.accountType = accountType;
      this.account = account;
      this.reserved = reserved;
    }

    /**
     * Required: your own number ({@code orderId}), which tells its time ({@code txnTime}): one of
     * {@code PaymentId.next().number()}, or one that begins with the Beijing time yyyyMMddHHmmss.
     */
    public Builder number(String value) {
      TimedNumber.of("number", value);
      this.number = value;
      return this;
    }

    /** Required: what the payee gets, in yuan. */
    public Builder amount(Money value) {
      OrderRules.fen("amount", value);
      this.amount = value;
      return this;
    }

    /** Who holds the card: name, or kind and number of a document; required for a card. */
    public Builder payee(UnionPayCustomer value) {
      this.payee = value;
      return this;
    }

    /** What the payee's bank may show ({@code billNo}), at most 40 bytes. */
    public Builder memo(String value) {
      this.memo = OrderRules.text("billNo", value, 40);
      return this;
    }

    /** A text that questions and notifications repeat ({@code reqReserved}). */
    public Builder attachment(String value) {
      this.attachment = OrderRules.attachment(value);
      return this;
    }

    /** Where its end is notified, instead of the configuration's address. */
    public Builder notifyUrl(URI value) {
      this.notifyUrl = value;
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidRequestException if a required part is missing
     */
    public UnionPayPayoutRequest build() {
      return new UnionPayPayoutRequest(this);
    }
  }
}
