// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what UnionPay says about a payment: in the answer to a question, and in the answer to a
 * charge by payment code or to its reversal. (全渠道, 交易状态查询, 二维码消费, 冲正.)
 */
final class PaymentReport {

  /**
   * How long after the last moment to pay a payment that began before it may still come to its end.
   */
  static final Duration MARGIN = Duration.ofMinutes(10);

  /** A code that UnionPay has told of a payment that was reversed. */
  static final String REVERSED = "46";

  /** Debited after the last moment to pay; UnionPay gives it back by itself. */
  static final String TOO_LATE = "42";

  private static final String SALE = "01";
  private static final String PRE_AUTHORISATION = "02";

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
    return Fen.of(text("txnAmt"));
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
    if (isSuccess() && asked.transactionId().isPresent() && queryId().isPresent()) {
      must("queryId", asked.transactionId().get(), queryId().get());
    }
    mustBePayment();
    Optional<Money> total = total();
    if (total.isPresent()) {
      must("txnAmt", fen(asked.total()), fen(total.get()));
    }
    return payment(asked);
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
      Fen.mustBeCurrency(currency);
    }
  }

  private Payment payment(PaymentRef ref) {
    Optional<String> queryId = queryId();
    // A try that came to nothing may have a number of its own; the one that counts is another.
    PaymentRef known =
        isSuccess() && queryId.isPresent() ? ref.withTransactionId(queryId.get()) : ref;
    PaymentState state = state(known);
    Payment.Builder payment = Payment.of(known, state, word, fields, evidence);
    Optional<Money> total = total();
    if (total.isPresent()) {
      payment.orderTotal(total.get());
    }
    Optional<Instant> paidAt =
        txnTime().flatMap(sent -> NoticeTime.traced(sent, text("traceTime")));
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
    if (word.equals(REVERSED)) {
      return PaymentState.CLOSED;
    }
    RespCode known = RespCode.of(word).orElse(null);
    if (known == null) {
      return PaymentState.UNRECOGNIZED;
    }
    Optional<Instant> payBefore = ref.payBefore();
    boolean byCode = isByPaymentCode(ref);
    if (word.equals(TOO_LATE)) {
      // One try came too late; until the margin is over another, begun in time, may still succeed.
      return !byCode && payBefore.isPresent() && !isOver(payBefore.get())
          ? PaymentState.PROCESSING
          : PaymentState.CLOSED;
    }
    if (byCode) {
      return known.isFailure() ? PaymentState.FAILED : PaymentState.PROCESSING;
    }
    if (!known.isFailure() && !known.isWaitingForPayer()) {
      return PaymentState.PROCESSING;
    }
    // A card that was refused may be followed by one that is not, until time is up.
    return payBefore.isPresent() && isOver(payBefore.get())
        ? PaymentState.CLOSED
        : PaymentState.AWAITING_PAYER;
  }

  private boolean isOver(Instant payBefore) {
    return !evidence.at().isBefore(payBefore.plus(MARGIN));
  }

  /** Of an attempt that another system made, the answer says it. */
  private boolean isByPaymentCode(PaymentRef ref) {
    return ref.product().isPresent()
        ? Product.isCharge(ref)
        : (text("txnType") + text("txnSubType")).equals("0106");
  }

  private static void must(String field, String expected, String told) {
    if (!told.equals(expected)) {
      throw new MismatchException(field, expected, told);
    }
  }

  private static String fen(Money money) {
    return money.minorUnits() + " " + money.currency().getCurrencyCode();
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
