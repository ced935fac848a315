// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;

/** Reads what Alipay says about an operation on a pre-authorisation. */
final class FreezeReport {

  private final ProviderFields fields;
  private final Evidence evidence;
  private final boolean inProgress;

  /** What a notification says. */
  FreezeReport(ProviderFields fields, Evidence evidence) {
    this(fields, evidence, false);
  }

  private FreezeReport(ProviderFields fields, Evidence evidence, boolean inProgress) {
    this.fields = fields;
    this.evidence = evidence;
    this.inProgress = inProgress;
  }

  /** What an answer says. */
  static FreezeReport of(Answer answer) {
    boolean inProgress =
        answer.status() == 202 || answer.fields().text("code").equals(Optional.of("10003"));
    return new FreezeReport(answer.fields(), answer.evidence(), inProgress);
  }

  /** Whether it has both numbers. */
  boolean isNumbered() {
    return has("out_order_no") && has("out_request_no");
  }

  /** Whether it has numbers, amount and state, as every report must. */
  boolean isComplete() {
    return isNumbered() && has("status") && amount().isPresent();
  }

  /** Whether Alipay says that the payer has to act (10003; HTTP 202), which need not say more. */
  boolean isInProgress() {
    return inProgress;
  }

  /**
   * Checks that the report is about one operation, as far as it names one.
   *
   * @throws MismatchException if it is about another
   */
  void mustBeAbout(String orderNumber, String number) {
    same("out_order_no", orderNumber);
    same("out_request_no", number);
  }

  /**
   * The operation; for a complete report, or of one in progress what was asked for.
   *
   * @throws MismatchException if it is about another operation, amount or pre-authorisation
   */
  FreezeOperation operation(
      FreezeOperation.Kind kind, String orderNumber, String number, Money asked) {
    mustBeAbout(orderNumber, number);
    same("operation_type", kind.name());
    if (fields.has("amount")) {
      Optional<Money> amount = amount();
      if (!amount.equals(Optional.of(asked))) {
        throw new MismatchException(
            "amount", asked.toString(), amount.map(Money::toString).orElse("none"));
      }
    }
    return told(kind, orderNumber, number, asked);
  }

  /** The operation when nothing but its kind is expected; for a complete report. */
  FreezeOperation told(FreezeOperation.Kind kind) {
    return told(kind, text("out_order_no"), text("out_request_no"), amount().orElseThrow());
  }

  /**
   * Checks a field that need not be there.
   *
   * @throws MismatchException if it says something else
   */
  void same(String field, String expected) {
    Optional<String> reported = fields.text(field);
    if (!FundRules.agrees(reported, expected)) {
      throw new MismatchException(field, expected, reported.orElse("none"));
    }
  }

  private FreezeOperation told(
      FreezeOperation.Kind kind, String orderNumber, String number, Money amount) {
    String word = has("status") || !inProgress ? text("status") : "INIT";
    return new FreezeOperation(kind, orderNumber, number, amount, word, fields, evidence);
  }

  private Optional<Money> amount() {
    return fields.text("amount").flatMap(Yuan::of).filter(Money::isPositive);
  }

  private boolean has(String field) {
    return !text(field).isBlank();
  }

  private String text(String field) {
    return fields.text(field).orElse("");
  }
}
