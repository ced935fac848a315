// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what UnionPay says about a payment: in the answer to a question, in the answer to a charge
 * by payment code, and in a notification. (全渠道, 交易状态查询, 二维码消费, 后台通知.)
 */
final class PaymentReport {

  /**
   * How long after the last moment to pay a payment that began before it may still come to its end.
   */
  static final Duration MARGIN = Duration.ofMinutes(10);

  /** A code that UnionPay has told of a payment that was reversed. */
  static final String REVERSED = "46";

  /** Debited after the last moment to pay; UnionPay gives it back by itself. */
  private static final String TOO_LATE = "42";

  private static final String YUAN = "156";
  private static final String SALE = "01";
  private static final String PRE_AUTHORISATION = "02";

  /** More than the months that a card's transaction may take; what is later has another year. */
  private static final Duration LONGEST_COURSE = Duration.ofDays(60);

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  /** UnionPay's code of how the payment stands; empty if there is none. */
  private final String word;

  private PaymentReport(Merchant merchant, ProviderFields fields, Evidence evidence, String word) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.word = word;
  }

  /** The answer to a question: {@code origRespCode} tells how the payment stands. */
  static PaymentReport ofQuery(Merchant merchant, Answer answer) {
    String word = answer.fields().text("origRespCode").orElse("");
    return new PaymentReport(merchant, answer.fields(), answer.evidence(), word);
  }

  /** A notification, proven already: {@code respCode} tells how the payment stands. */
  static PaymentReport ofNotification(Merchant merchant, ProviderFields fields, Evidence evidence) {
    return new PaymentReport(merchant, fields, evidence, fields.text("respCode").orElse(""));
  }

  /** The answer to a charge or a reversal that was taken: it never says that anything is paid. */
  static PaymentReport ofAcceptance(Merchant merchant, Answer answer) {
    String code = answer.fields().text("respCode").orElse("");
    return new PaymentReport(
        merchant, answer.fields(), answer.evidence(), code.equals(REVERSED) ? code : "05");
  }

  /** UnionPay's code of how the payment stands; empty if there is none. */
  String word() {
    return word;
  }

  /** The merchant's number of the order; empty if none that could be one. */
  Optional<String> number() {
    return token("orderId", 40);
  }

  /** When the order was sent, which is a part of its name; empty if it is no time. */
  Optional<Instant> txnTime() {
    return BeijingTime.parse(text("txnTime"));
  }

  /** UnionPay's number of the transaction. */
  Optional<String> queryId() {
    return token("queryId", 32);
  }

  /** The order's total; empty if it is no amount in fen. */
  Optional<Money> total() {
    return fen(text("txnAmt"));
  }

  /** Whether it is about an order or a pre-authorisation, not about something done with one. */
  boolean isOfOrder() {
    String type = text("txnType");
    return type.equals(SALE) || type.equals(PRE_AUTHORISATION);
  }

  /** Whether UnionPay says that the payer's money was taken or is held. */
  boolean isSuccess() {
    return RespCode.isSuccess(word);
  }

  /**
   * Whether everything is there that a report must have; of a success also what was done, the
   * amount, its currency and UnionPay's number.
   */
  boolean isComplete() {
    return number().isPresent()
        && txnTime().isPresent()
        && !word.isEmpty()
        && (!isSuccess()
            || (!text("txnType").isEmpty()
                && total().isPresent()
                && !text("currencyCode").isEmpty()
                && queryId().isPresent()));
  }

  /**
   * The payment that was asked about.
   *
   * @throws MismatchException if the report is about another merchant, order, transaction or amount
   */
  Payment about(PaymentRef asked) {
    mustNameMerchant();
    must("orderId", asked.number(), number().orElse("none"));
    must("txnTime", BeijingTime.text(asked.id().createdAt()), text("txnTime"));
    if (asked.transactionId().isPresent() && queryId().isPresent()) {
      must("queryId", asked.transactionId().get(), queryId().get());
    }
    mustBePayment();
    Optional<Money> total = total();
    if (total.isPresent()) {
      must("txnAmt", fen(asked.total()), fen(total.get()));
    }
    return payment(asked);
  }

  /**
   * The payment of a complete report, when only its merchant is known.
   *
   * @throws MismatchException if it is another merchant's, no payment, or in another currency
   */
  Payment unasked() {
    mustNameMerchant();
    mustBePayment();
    PaymentRef ref =
        merchant.own(
            PaymentRef.of(
                Merchant.PROVIDER,
                new PaymentId(number().orElse("none"), txnTime().orElse(evidence.at())),
                total().orElse(Money.ofMinor(0, "CNY"))));
    Optional<Product> product = product();
    return payment(product.isPresent() ? ref.withProduct(product.get().word()) : ref);
  }

  /** How it was made, as far as the codes say: pages for browsers and apps have the same. */
  private Optional<Product> product() {
    if (text("bizType").equals(Product.B2B.bizType())) {
      return Optional.of(Product.B2B);
    }
    return switch (text("txnType") + text("txnSubType")) {
      case "0106" -> Optional.of(Product.CODE);
      case "0107" -> Optional.of(Product.QR);
      default -> Optional.empty();
    };
  }

  private void mustNameMerchant() {
    FormFields named = new FormFields();
    for (String name : new String[] {"merId", "subMerId"}) {
      named.put(name, text(name));
    }
    merchant.mustBeNamedBy(named);
  }

  private void mustBePayment() {
    String type = text("txnType");
    if (!type.isEmpty() && !isOfOrder() && !word.equals(REVERSED)) {
      throw new MismatchException("txnType", SALE + " or " + PRE_AUTHORISATION, type);
    }
    String currency = text("currencyCode");
    if (!currency.isEmpty()) {
      must("currencyCode", YUAN, currency);
    }
  }

  private Payment payment(PaymentRef ref) {
    Optional<String> queryId = queryId();
    PaymentRef known = queryId.isPresent() ? ref.withTransactionId(queryId.get()) : ref;
    PaymentState state = state(known);
    Payment.Builder payment = Payment.of(known, state, word, fields, evidence);
    Optional<Money> total = total();
    if (total.isPresent()) {
      payment.orderTotal(total.get());
    }
    Optional<Instant> paidAt = tracedAt();
    if (state == PaymentState.PAID && paidAt.isPresent()) {
      payment.paidAt(paidAt.get());
    }
    return payment.build();
  }

  private PaymentState state(PaymentRef ref) {
    if (isSuccess()) {
      return text("txnType").equals(PRE_AUTHORISATION)
          ? PaymentState.AUTHORIZED
          : PaymentState.PAID;
    }
    if (word.equals(TOO_LATE) || word.equals(REVERSED)) {
      return PaymentState.CLOSED;
    }
    RespCode known = RespCode.of(word).orElse(null);
    if (known == null) {
      return PaymentState.UNRECOGNIZED;
    }
    if (Product.of(ref).or(this::product).filter(Product.CODE::equals).isPresent()) {
      return known.isFailure() ? PaymentState.FAILED : PaymentState.PROCESSING;
    }
    if (!known.isFailure() && !known.isWaitingForPayer()) {
      return PaymentState.PROCESSING;
    }
    // A card that was refused may be followed by one that is not, until time is up.
    Optional<Instant> payBefore = ref.payBefore();
    return payBefore.isPresent() && !evidence.at().isBefore(payBefore.get().plus(MARGIN))
        ? PaymentState.CLOSED
        : PaymentState.AWAITING_PAYER;
  }

  /** {@code traceTime} has no year: it is that of the order, or the next around New Year. */
  private Optional<Instant> tracedAt() {
    Optional<Instant> sent = txnTime();
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(text("txnTime").substring(0, 4));
    for (int candidate : new int[] {year, year + 1}) {
      Optional<Instant> at = BeijingTime.parse(candidate + text("traceTime"));
      // A clock may differ from theirs a little.
      if (at.isPresent()
          && !at.get().isBefore(sent.get().minus(TimedNumber.TOLERANCE))
          && at.get().isBefore(sent.get().plus(LONGEST_COURSE))) {
        return at;
      }
    }
    return Optional.empty();
  }

  private static void must(String field, String expected, String told) {
    if (!told.equals(expected)) {
      throw new MismatchException(field, expected, told);
    }
  }

  private static String fen(Money money) {
    return money.minorUnits() + " " + money.currency().getCurrencyCode();
  }

  /** An amount of the wire. */
  static Optional<Money> fen(String text) {
    if (text.isEmpty() || text.length() > 12) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    return Optional.of(Money.ofMinor(Long.parseLong(text), "CNY"));
  }

  private String text(String name) {
    return fields.text(name).orElse("");
  }

  /** Printable ASCII without blanks. */
  private Optional<String> token(String name, int most) {
    String text = text(name);
    boolean printable = text.chars().allMatch(c -> c > ' ' && c <= '~');
    return text.isEmpty() || text.length() > most || !printable
        ? Optional.empty()
        : Optional.of(text);
  }
}
