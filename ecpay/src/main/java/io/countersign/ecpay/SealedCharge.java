// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.ShowVoucher;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * Charges by envelope, sent once. A page for the payer comes before whatever the code says; and
 * before a refusal is handed on, the order itself is asked, because an earlier call for it may have
 * been charged. (綠界科技 ECPay, 站內付 2.0, 建立交易; 幕後授權, 信用卡卡號授權.)
 */
final class SealedCharge {

  private static final int LONGEST_PAGE = 4000;

  private final GatewayCalls gateway;
  private final Operation operation;
  private final Service service;

  SealedCharge(GatewayCalls gateway, Operation operation, Service service) {
    this.gateway = gateway;
    this.operation = operation;
    this.service = service;
  }

  Outcome<EcpayChargeResult> send(PaymentRef payment, String path, Map<String, Object> data) {
    return gateway
        .envelopes()
        .write(
            operation,
            payment.number(),
            new SealedExchange.Envelope(service, path, data),
            opened -> read(payment, opened),
            rejection -> asked(payment, rejection),
            gateway::askSoon);
  }

  private Verdict<EcpayChargeResult> read(PaymentRef payment, SealedExchange.Opened opened) {
    PaymentReport report =
        PaymentReport.ofEnvelope(gateway.merchant(), opened.data(), opened.evidence());
    mustNotContradict(payment, report);
    String page = opened.data().text("ThreeDInfo/ThreeDURL").orElse("").trim();
    if (!page.isEmpty()) {
      Optional<URI> uri = page(page);
      return uri.isPresent()
          ? new Verdict.Accepted<>(
              new EcpayChargeResult.Redirect3D(uri.get()), Optional.of(known(payment, report)))
          : Verdict.open("the answer's ThreeDURL is no https address");
    }
    if (!opened.isDone()) {
      Verdict<EcpayChargeResult> refused = Refusal.inEnvelope(service, operation, opened).verdict();
      return refused instanceof Verdict.Refused<EcpayChargeResult> refusal
          ? new Verdict.Conflict<>(refusal.rejection())
          : refused;
    }
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    Payment found = report.about(payment);
    if (found.isPaid()) {
      return new Verdict.Accepted<>(new EcpayChargeResult.Paid(found), Optional.of(found.ref()));
    }
    Optional<ShowVoucher> voucher = IssuedVoucher.ofEnvelope(opened.data());
    return voucher.isPresent()
        ? new Verdict.Accepted<>(
            new EcpayChargeResult.NumberIssued(voucher.get()),
            Optional.of(found.ref().withPayBefore(voucher.get().payBefore())))
        : Verdict.open("the answer shows neither a payment, nor a page, nor a number to pay with");
  }

  /** What it does say must be about this order; a page may come with little else. */
  private void mustNotContradict(PaymentRef payment, PaymentReport report) {
    Optional<String> merchantId = report.fields().text("MerchantID");
    if (merchantId.isPresent() && !merchantId.get().isEmpty()) {
      report.mustBeOfMerchant();
    }
    for (String path : new String[] {"OrderInfo/MerchantTradeNo", "MerchantTradeNo"}) {
      String named = report.fields().text(path).orElse("");
      if (!named.isEmpty() && !named.equals(payment.number())) {
        throw new MismatchException("MerchantTradeNo", payment.number(), named);
      }
    }
    Optional<Money> total = report.total();
    if (total.isPresent() && !total.get().equals(payment.total())) {
      throw new MismatchException("TradeAmt", payment.total().toString(), total.get().toString());
    }
  }

  private static PaymentRef known(PaymentRef payment, PaymentReport report) {
    Optional<String> tradeNo = report.tradeNo();
    return tradeNo.isPresent() ? payment.withTransactionId(tradeNo.get()) : payment;
  }

  /**
   * The bank's page. Its host is not compared with a list, because ECPay publishes none: the
   * envelope that named it came from ECPay's own host.
   */
  private Optional<URI> page(String text) {
    try {
      URI page = new URI(text);
      return page.getHost() != null
              && page.getRawUserInfo() == null
              && text.length() <= LONGEST_PAGE
              && ("https".equals(page.getScheme()) || isForTests(page))
          ? Optional.of(page)
          : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** Plain http on loopback, when the gateway is there, too. */
  private boolean isForTests(URI page) {
    try {
      FieldRules.address("ThreeDURL", page, LONGEST_PAGE);
      return !gateway.config().endpoints.isProduction();
    } catch (InvalidRequestException elsewhere) {
      return false;
    }
  }

  /** How the order stands after a refusal. */
  private Outcome<EcpayChargeResult> asked(PaymentRef payment, Rejection rejection) {
    Optional<Payment> found = new OrderCalls(gateway).find(payment);
    if (found.isPresent() && found.get().state().isFinal()) {
      return new Outcome.Rejected<>(rejection.about(found.get()));
    }
    boolean settledByAskingOnly =
        ReturnCode.of(rejection.code(), service)
            .map(
                known ->
                    known != ReturnCode.CARD_BOUND
                        && known.effectOn(operation) == ReturnCode.Effect.CONFLICT)
            .orElse(false);
    if (settledByAskingOnly) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking does not settle it", gateway.askSoon());
    }
    return new Outcome.Rejected<>(found.isPresent() ? rejection.about(found.get()) : rejection);
  }
}
