// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what WeChat Pay says about a payment to a user. */
final class TransferReport {

  private final PayingMerchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  TransferReport(PayingMerchant merchant, ProviderFields fields, Evidence evidence) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Whether it has both numbers and a state, as every report must. */
  boolean isNumbered() {
    return has("out_bill_no") && has("transfer_bill_no") && has("state");
  }

  /** Whether it names its amount, too, as every report but the answers to writes must. */
  boolean isComplete() {
    return isNumbered() && amount().isPresent();
  }

  String number() {
    return fields.text("out_bill_no").orElse("none");
  }

  TransferState state() {
    return TransferState.of(fields.text("state").orElse(""));
  }

  /**
   * Checks that the report is about one number.
   *
   * @throws MismatchException if it is about another
   */
  void mustBeAbout(String expected) {
    same("out_bill_no", expected, number());
  }

  /**
   * The payment that was just sent. The answer need not name merchant, app and amount, but if it
   * does, they are those that were sent.
   *
   * @throws MismatchException if it is about another
   */
  Transfer sent(TransferRequest request) {
    mustBeAbout(request.number());
    merchant.mustNotBeContradictedBy(fields);
    if (fields.has("appid")) {
      same("appid", request.appId(), fields.text("appid").orElse("none"));
    }
    if (fields.has("transfer_amount")) {
      same(
          "transfer_amount",
          request.amount().toString(),
          amount().map(Money::toString).orElse("none"));
    }
    Optional<String> packageInfo = fields.text("package_info");
    boolean confirmable =
        state() == TransferState.AWAITING_USER
            && packageInfo.isPresent()
            && !packageInfo.get().isBlank();
    return transfer(
        request.amount(),
        confirmable ? merchant.confirmationOf(request.appId(), packageInfo.orElseThrow()) : null);
  }

  /**
   * The payment that was asked about.
   *
   * @throws MismatchException if the report is about another merchant, app, number or amount
   */
  Transfer asked(String number, Money amount) {
    Transfer transfer = asked();
    mustBeAbout(number);
    same("transfer_amount", amount.toString(), transfer.amount().toString());
    return transfer;
  }

  /**
   * A payment when only its merchant and apps are known; for a complete report.
   *
   * @throws MismatchException if the report is about another merchant or app
   */
  Transfer asked() {
    Transfer transfer = notified();
    String appId = fields.text("appid").orElse("none");
    if (!merchant.knowsApp(appId)) {
      throw new MismatchException("appid", "an app id of this client", appId);
    }
    return transfer;
  }

  /**
   * A payment as a notification tells it, which names no app; for a complete report.
   *
   * @throws MismatchException if the report is about another merchant
   */
  Transfer notified() {
    merchant.mustBeNamedBy(fields);
    return transfer(amount().orElseThrow(), null);
  }

  private Transfer transfer(Money amount, @Nullable TransferConfirmation confirmation) {
    return new Transfer(number(), amount, confirmation, fields, evidence);
  }

  private Optional<Money> amount() {
    OptionalLong fen = fields.number("transfer_amount");
    return fen.isPresent() && fen.getAsLong() > 0
        ? Optional.of(Money.ofMinor(fen.getAsLong(), "CNY"))
        : Optional.empty();
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
