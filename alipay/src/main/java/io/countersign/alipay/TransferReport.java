// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;

/** Reads what Alipay says about a payment to a user. */
final class TransferReport {

  private final ProviderFields fields;
  private final Evidence evidence;

  TransferReport(ProviderFields fields, Evidence evidence) {
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Whether it has the number and a state, as every report must. */
  boolean isNumbered() {
    return has("out_biz_no") && has("status");
  }

  /** Whether it names its amount, too, as every report but the answers to writes must. */
  boolean isComplete() {
    return isNumbered() && amount().isPresent();
  }

  /**
   * The payment that was just sent. The answer need not name the amount, but if it does, it is the
   * one that was sent.
   *
   * @throws MismatchException if it is about another
   */
  Transfer sent(TransferRequest request) {
    same("out_biz_no", request.number(), number());
    for (String field : new String[] {"amount", "trans_amount"}) {
      if (fields.has(field)) {
        same(
            "trans_amount",
            request.amount().toString(),
            amount(field).map(Money::toString).orElse("none"));
      }
    }
    return new Transfer(number(), request.amount(), fields, evidence);
  }

  /**
   * The payment that was asked about; for a complete report.
   *
   * @throws MismatchException if the report is about another number or amount
   */
  Transfer asked(String number, Money amount) {
    same("out_biz_no", number, number());
    Transfer transfer = told();
    same("trans_amount", amount.toString(), transfer.amount().toString());
    return transfer;
  }

  /** The payment when nothing is expected of it; for a complete report. */
  Transfer told() {
    return new Transfer(number(), amount().orElseThrow(), fields, evidence);
  }

  String number() {
    return fields.text("out_biz_no").orElse("none");
  }

  private Optional<Money> amount() {
    return amount("trans_amount").filter(Money::isPositive);
  }

  private Optional<Money> amount(String field) {
    return fields.text(field).flatMap(Yuan::of);
  }

  private boolean has(String field) {
    Optional<String> text = fields.text(field);
    return text.isPresent() && !text.get().isBlank();
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
