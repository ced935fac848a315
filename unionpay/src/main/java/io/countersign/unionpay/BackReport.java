// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import java.util.Optional;

/**
 * Reads what UnionPay says about a refund, an undo or a later step of a pre-authorisation: in the
 * answer to it and in the answer to a question. (全渠道, 退货, 交易状态查询.)
 */
final class BackReport {

  /** UnionPay's word for "taken", where an answer only says that a request was. */
  private static final String TAKEN = "05";

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final String word;

  private BackReport(Merchant merchant, Answer answer, String word) {
    this.merchant = merchant;
    this.fields = answer.fields();
    this.evidence = answer.evidence();
    this.word = word;
  }

  /** How it stands. */
  enum State {
    SUCCEEDED,
    PROCESSING,
    FAILED,
    UNRECOGNIZED
  }

  /** The answer to a question: {@code origRespCode} tells how it stands. */
  static BackReport ofQuery(Merchant merchant, Answer answer) {
    return new BackReport(merchant, answer, answer.fields().text("origRespCode").orElse(""));
  }

  /** The answer to a request that was taken, which is never more than that. */
  static BackReport ofAcceptance(Merchant merchant, Answer answer) {
    return new BackReport(merchant, answer, TAKEN);
  }

  /** Whether it says what it is about, under its own number and time. */
  boolean names(TimedNumber number) {
    return text("orderId").equals(number.orderId()) && text("txnTime").equals(number.txnTimeText());
  }

  /**
   * Whether everything is there that an answer to a question must have. Of what failed no amount
   * need be told.
   */
  boolean isComplete(TimedNumber number) {
    return names(number)
        && !word.isEmpty()
        && (state() == State.FAILED || (amount().isPresent() && !text("txnType").isEmpty()));
  }

  /** Of a question asked again, only success and what a question confirms as failed is final. */
  State state() {
    if (RespCode.isSuccess(word)) {
      return State.SUCCEEDED;
    }
    RespCode known = RespCode.of(word).orElse(null);
    if (known == null) {
      return State.UNRECOGNIZED;
    }
    return known.isFailure() ? State.FAILED : State.PROCESSING;
  }

  /**
   * Checks that a complete report is about one of these steps.
   *
   * @throws MismatchException if it is another merchant's, in another currency, or about another
   *     kind of transaction
   */
  void mustBeOneOf(BackStep... steps) {
    FormFields named = new FormFields();
    for (String name : new String[] {"merId", "subMerId"}) {
      named.put(name, text(name));
    }
    merchant.mustBeNamedBy(named);
    if (!text("currencyCode").isEmpty()) {
      Fen.mustBeCurrency(text("currencyCode"));
    }
    StringBuilder expected = new StringBuilder();
    for (BackStep step : steps) {
      if (text("txnType").equals(step.txnType())) {
        return;
      }
      expected.append(expected.length() == 0 ? "" : " or ").append(step.txnType());
    }
    if (!text("txnType").isEmpty()) {
      throw new MismatchException("txnType", expected.toString(), text("txnType"));
    }
  }

  /** Whether it names, in either way, what it was done to. */
  boolean tellsOriginal() {
    return !text("origQryId").isEmpty() || !text("origOrderId").isEmpty();
  }

  /**
   * Checks, as far as it is told and known, what it was done to.
   *
   * @throws MismatchException if that is another transaction
   */
  void mustBeDoneTo(PaymentRef payment) {
    if (payment.transactionId().isPresent()) {
      sameIfTold("origQryId", payment.transactionId().get());
    }
    sameIfTold("origOrderId", payment.number());
    sameIfTold("origTxnTime", BeijingTime.text(payment.id().createdAt()));
    mustBeMarkedFor(payment);
  }

  /**
   * Checks what was written along, where it is repeated: most products tell nothing else of it.
   *
   * @throws MismatchException if it was written for another payment
   */
  void mustBeMarkedFor(PaymentRef payment) {
    Optional<RefundMark> mark = RefundMark.read(text("reqReserved"));
    if (mark.isPresent() && !mark.get().paymentNumber().equals(payment.number())) {
      throw new MismatchException("reqReserved", payment.number(), mark.get().paymentNumber());
    }
  }

  /**
   * Checks a field that need not be told.
   *
   * @throws MismatchException if it says something else
   */
  void sameIfTold(String field, String expected) {
    String told = text(field);
    if (!told.isEmpty() && !told.equals(expected)) {
      throw new MismatchException(field, expected, told);
    }
  }

  /** UnionPay's code of how it stands. */
  String word() {
    return word;
  }

  /** How much it is about, if that is told. */
  Optional<Money> amount() {
    return Fen.of(text("txnAmt")).filter(Money::isPositive);
  }

  /** UnionPay's number of it, if it has one yet. */
  Optional<String> queryId() {
    return fields.text("queryId").filter(value -> !value.isBlank());
  }

  ProviderFields fields() {
    return fields;
  }

  Evidence evidence() {
    return evidence;
  }

  private String text(String name) {
    return fields.text(name).orElse("");
  }
}
