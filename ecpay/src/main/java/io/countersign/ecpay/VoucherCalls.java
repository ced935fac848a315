// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.Signal;
import io.countersign.VoucherKind;
import io.countersign.spi.FormFields;
import io.countersign.spi.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Vouchers: issued once, and found again after an answer was lost. ECPay takes a number once only,
 * so a second request for it cannot issue a second voucher; it is answered with what was issued.
 */
final class VoucherCalls {

  private static final String ISSUE = "/1.0.0/Cashier/GenPaymentCode";
  private static final String QUERY = "/Cashier/QueryPaymentInfo";
  private static final String SEALED_QUERY = "/1.0.0/Cashier/QueryPaymentInfo";

  private final GatewayCalls gateway;
  private final Merchant merchant;

  VoucherCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /** A voucher for a request whose scene is one. */
  <R> Outcome<R> create(PaymentRequest<R> request) {
    VoucherKind kind = ((Scene.Voucher) request.scene()).kind();
    VoucherFields.Draft draft =
        new VoucherFields(gateway.config(), merchant).draft(request, gateway.loop().now());
    for (String doubt : draft.doubts()) {
      gateway
          .signals()
          .warn(new Signal.RequestInDoubt(Merchant.PROVIDER, draft.ref().number(), doubt));
    }
    Outcome<ShowVoucher> outcome =
        gateway
            .envelopes()
            .write(
                Operation.VOUCHER,
                draft.ref().number(),
                new SealedExchange.Envelope(Service.BACK_OFFICE, ISSUE, draft.data()),
                opened -> issued(opened, kind, draft.ref()),
                rejection -> alreadyThere(rejection, kind, draft.ref()),
                gateway::askSoon);
    return typed(outcome);
  }

  /** What the payer may pay with; empty if there is nothing unpaid to pay with. */
  Optional<ShowVoucher> find(PaymentRef payment) {
    merchant.mustOwn(payment);
    String number = OrderCalls.number(payment);
    return Product.isSealed(payment) ? byEnvelope(payment, number) : byForm(payment, number);
  }

  private Verdict<ShowVoucher> issued(
      SealedExchange.Opened opened, VoucherKind kind, PaymentRef ref) {
    PaymentReport report = PaymentReport.ofEnvelope(merchant, opened.data(), opened.evidence());
    if (!isIssued(opened.code())) {
      // A refusal may name nothing, but what it names must be this order.
      report.mustNameNoOtherThan(ref.number());
      return opened.code().isEmpty()
          ? Verdict.open("the answer has no RtnCode")
          : Refusal.of(Operation.VOUCHER, opened.code(), opened.message(), true).verdict();
    }
    if (report.number().isEmpty() || report.total().isEmpty()) {
      return Verdict.open("the answer lacks number or amount");
    }
    report.mustAgreeWith(ref);
    Optional<ShowVoucher> voucher = IssuedVoucher.ofEnvelope(opened.data());
    if (voucher.isEmpty() || !isOf(kind, voucher.get())) {
      return Verdict.open("the answer lacks what the payer is to pay with");
    }
    return new Verdict.Accepted<>(
        voucher.get(), Optional.of(completed(ref, voucher.get(), report.tradeNo())));
  }

  /** After "number used": how things stand tells whether it was us. */
  private Outcome<ShowVoucher> alreadyThere(Rejection rejection, VoucherKind kind, PaymentRef ref) {
    Optional<Payment> found = new OrderCalls(gateway).find(ref);
    if (found.isPresent() && found.get().state().isFinal()) {
      return new Outcome.Rejected<>(rejection.about(found.get()));
    }
    Optional<ShowVoucher> voucher = found.isPresent() ? find(ref) : Optional.empty();
    if (voucher.isEmpty() || !isOf(kind, voucher.get())) {
      // What can still be paid may be this very order, so it licenses no new number.
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking shows no such voucher", gateway.askSoon());
    }
    return new Outcome.Accepted<>(
        voucher.get(),
        Optional.of(completed(ref, voucher.get(), found.get().ref().transactionId())));
  }

  private static PaymentRef completed(
      PaymentRef ref, ShowVoucher voucher, Optional<String> tradeNo) {
    PaymentRef dated = ref.withPayBefore(voucher.payBefore());
    return tradeNo.isPresent() ? dated.withTransactionId(tradeNo.get()) : dated;
  }

  private Optional<ShowVoucher> byEnvelope(PaymentRef payment, String number) {
    Map<String, Object> data = new LinkedHashMap<>();
    merchant.name(data);
    data.put("MerchantTradeNo", number);
    return gateway
        .envelopes()
        .read(
            Operation.FIND_NUMBER,
            new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_QUERY, data),
            opened ->
                judged(
                    opened.code(),
                    opened.message(),
                    PaymentReport.ofEnvelope(merchant, opened.data(), opened.evidence()),
                    payment,
                    IssuedVoucher.ofEnvelope(opened.data())));
  }

  private Optional<ShowVoucher> byForm(PaymentRef payment, String number) {
    FormFields fields = new FormFields();
    merchant.name(fields);
    fields.put("MerchantTradeNo", number);
    return gateway
        .forms()
        .read(
            Operation.FIND_NUMBER,
            FormExchange.Form.of(Service.PAYMENT, QUERY, fields).stampedWithItsTime(),
            answer ->
                SignedAnswer.of(answer.body(), gateway.config().keysOf(Service.PAYMENT))
                    .verdict(proven -> shown(proven, payment)));
  }

  private Verdict<Optional<ShowVoucher>> shown(FormFields proven, PaymentRef payment) {
    Evidence evidence = Evidence.of(Evidence.Kind.SIGNED_ANSWER, gateway.loop().now());
    PaymentReport report = PaymentReport.ofNotification(merchant, proven, evidence);
    return judged(
        report.word(),
        proven.text("RtnMsg"),
        report,
        payment,
        IssuedVoucher.ofForm(report.fields()));
  }

  private Verdict<Optional<ShowVoucher>> judged(
      String code,
      String message,
      PaymentReport report,
      PaymentRef payment,
      Optional<ShowVoucher> voucher) {
    if (code.isEmpty()) {
      return Verdict.open("the answer has no RtnCode");
    }
    // Of an order that has no unpaid voucher ECPay says so without a code of its own.
    if (code.equals(PaymentReport.UNKNOWN_ORDER) || code.equals("0")) {
      return Verdict.accepted(Optional.empty());
    }
    if (!isIssued(code)) {
      return Refusal.of(Operation.FIND_NUMBER, code, message, true).verdict();
    }
    if (report.number().isEmpty() || report.total().isEmpty()) {
      return Verdict.open("the answer lacks number or amount");
    }
    report.mustAgreeWith(payment);
    // What is paid must not be paid again.
    return Verdict.accepted(report.word().equals("1") ? Optional.empty() : voucher);
  }

  /** An envelope says 1 of a number that was issued, a form 2 or 10100073. */
  private static boolean isIssued(String code) {
    return code.equals("1") || code.equals("2") || code.equals("10100073");
  }

  private static boolean isOf(VoucherKind kind, ShowVoucher voucher) {
    return switch (kind) {
      case BANK_ACCOUNT -> voucher instanceof ShowVoucher.BankAccount;
      case STORE_CODE -> voucher instanceof ShowVoucher.StoreCode;
      case STORE_BARCODE -> voucher instanceof ShowVoucher.StoreBarcode;
    };
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }
}
