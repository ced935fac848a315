// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.ecpay.EcpayCardPlan.Step;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The two calls about a card payment's money: its detail, and one action. ECPay signs neither
 * answer; by form they are worth what the connection and the numbers they repeat are worth.
 */
final class CardCalls {

  private static final String DETAIL = "/CreditDetail/QueryTrade/V2";
  private static final String ACTION = "/CreditDetail/DoAction";
  private static final String SEALED_DETAIL = "/1.0.0/CreditDetail/QueryTrade";
  private static final String SEALED_ACTION = "/1.0.0/Credit/DoAction";

  private final GatewayCalls gateway;
  private final Merchant merchant;

  CardCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /** How the money stands. */
  EcpayCardDetail detail(CardPayment card) {
    return card.isSealed() ? detailByEnvelope(card) : detailByForm(card);
  }

  /**
   * Without the check code ECPay tells nothing about a card, and without that nothing is planned.
   *
   * @throws InvalidRequestException if there is none
   */
  Secret checkCode() {
    Optional<Secret> code = merchant.creditCheckCode();
    if (code.isEmpty()) {
      throw new InvalidRequestException(
          "CreditCheckCode",
          "the merchant's 商家檢查碼 in the configuration ("
              + (merchant.platformId().isPresent()
                  ? "EcpaySubMerchant.withCreditCheckCode"
                  : "EcpayConfig.Builder.creditCheckCode, or ECPAY_CREDIT_CHECK_CODE")
              + "); it stands in ECPay's back office under 信用卡收單, 信用卡授權資訊");
    }
    return code.get();
  }

  private EcpayCardDetail detailByForm(CardPayment card) {
    FormFields fields = new FormFields();
    merchant.name(fields);
    fields.put("CreditRefundId", card.authorisation());
    fields.put("CreditAmount", dollars(card.ref()));
    fields.put("CreditCheckCode", new String(checkCode().reveal(), StandardCharsets.US_ASCII));
    return gateway
        .forms()
        .read(
            Operation.CARD_DETAIL,
            FormExchange.Form.of(Service.PAYMENT, DETAIL, fields),
            answer -> detailed(card, answer));
  }

  private Verdict<EcpayCardDetail> detailed(CardPayment card, HttpAnswer answer) {
    ProviderFields fields;
    try {
      fields = JsonText.fields(answer.body());
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
    }
    String said = fields.text("RtnMsg").orElse("").trim();
    if (!said.isEmpty()) {
      return new Verdict.Refused<>(refusedDetail(said));
    }
    return complete(
        CardReport.of(
            card.ref(),
            card.authorisation(),
            fields,
            Evidence.of(Evidence.Kind.TRANSPORT_ONLY, gateway.loop().now())));
  }

  private static Rejection refusedDetail(String said) {
    return switch (said) {
      case "error_nopay" ->
          refusedDetail(Rejection.Reason.NOT_FOUND, said, "ECPay has no such authorisation (gwsr)");
      case "error_Stop" ->
          refusedDetail(
              Rejection.Reason.CONFIGURATION, said, "the merchant is unknown or its contract over");
      default ->
          refusedDetail(
              Rejection.Reason.CONFIGURATION,
              said,
              "check the check code (商家檢查碼) of this very merchant, and the key pair");
    };
  }

  private static Rejection refusedDetail(Rejection.Reason reason, String said, String remedy) {
    return Rejection.of(Merchant.PROVIDER, reason, said).remedy(remedy).build();
  }

  private EcpayCardDetail detailByEnvelope(CardPayment card) {
    Map<String, Object> data = named(card.ref());
    return gateway
        .envelopes()
        .read(
            Operation.CARD_DETAIL,
            new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_DETAIL, data),
            opened -> {
              if (!opened.isDone()) {
                return Refusal.inEnvelope(Service.BACK_OFFICE, Operation.CARD_DETAIL, opened)
                    .verdict();
              }
              Optional<String> other = other(opened.data(), card.ref(), true);
              return other.isPresent()
                  ? Verdict.open(other.get())
                  : complete(CardReport.of(card.ref(), "", opened.data(), opened.evidence()));
            });
  }

  private static Verdict<EcpayCardDetail> complete(Optional<EcpayCardDetail> detail) {
    return detail.isPresent()
        ? Verdict.accepted(detail.get())
        : Verdict.open("the answer lacks state or amount");
  }

  /**
   * Sends one action, once.
   *
   * @param refused asks how it stands after a refusal that alone proves nothing
   */
  Outcome<Answer> act(CardPayment card, Step step, Function<Rejection, Outcome<Answer>> refused) {
    return card.isSealed() ? actByEnvelope(card, step, refused) : actByForm(card, step, refused);
  }

  private Outcome<Answer> actByForm(
      CardPayment card, Step step, Function<Rejection, Outcome<Answer>> refused) {
    FormFields fields = new FormFields();
    merchant.name(fields);
    fields.put("MerchantTradeNo", card.ref().number());
    fields.put("TradeNo", card.tradeNo());
    fields.put("Action", step.action().letter());
    fields.put("TotalAmount", Long.toString(Dollars.whole("amount", step.amount())));
    return gateway
        .forms()
        .write(
            Operation.CARD_ACTION,
            card.ref().number(),
            FormExchange.Form.of(Service.PAYMENT, ACTION, fields),
            answer -> SignedAnswer.unsigned(answer.body()).verdict(said -> acted(card, said)),
            refused,
            gateway::askSoon);
  }

  private Verdict<Answer> acted(CardPayment card, FormFields said) {
    Evidence evidence = Evidence.of(Evidence.Kind.TRANSPORT_ONLY, gateway.loop().now());
    return judged(
        card,
        SignedAnswer.reported(said),
        evidence,
        Refusal.of(Operation.CARD_ACTION, said.text("RtnCode").trim(), said.text("RtnMsg"), false));
  }

  private Outcome<Answer> actByEnvelope(
      CardPayment card, Step step, Function<Rejection, Outcome<Answer>> refused) {
    Map<String, Object> data = named(card.ref());
    data.put("TradeNo", card.tradeNo());
    data.put("Action", step.action().letter());
    data.put("TotalAmount", Dollars.whole("amount", step.amount()));
    return gateway
        .envelopes()
        .write(
            Operation.CARD_ACTION,
            card.ref().number(),
            new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_ACTION, data),
            opened ->
                judged(
                    card,
                    opened.data(),
                    opened.evidence(),
                    Refusal.inEnvelope(Service.BACK_OFFICE, Operation.CARD_ACTION, opened)),
            refused,
            gateway::askSoon);
  }

  /**
   * What an answer to an action proves. A refusal need not repeat what it is about, but must not be
   * about anything else; alone it proves nothing, unless it came before any processing. What may
   * still be under way is no refusal.
   */
  private Verdict<Answer> judged(
      CardPayment card, ProviderFields said, Evidence evidence, Refusal refusal) {
    boolean done = refusal.code().equals(ReturnCode.DONE.code());
    Optional<String> other = other(said, card.ref(), done);
    if (other.isPresent()) {
      return Verdict.open(other.get());
    }
    if (done) {
      return new Verdict.Accepted<>(
          new Answer(200, said, Optional.empty(), evidence), Optional.of(card.ref()));
    }
    Verdict<Answer> verdict = refusal.verdict();
    boolean mayBeAsked = !refusal.code().isEmpty() && !refusal.isPerhapsUnderWay();
    return mayBeAsked && !(verdict instanceof Verdict.Refused)
        ? new Verdict.Conflict<>(refusal.rejection())
        : verdict;
  }

  /**
   * How an answer differs from what was asked. That it names no more than the code ({@code 1|OK})
   * is not an acceptance either.
   *
   * @param required whether it must name everything
   */
  private Optional<String> other(ProviderFields said, PaymentRef payment, boolean required) {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("MerchantID", merchant.merchantId());
    expected.put("MerchantTradeNo", payment.number());
    if (said.has("TradeNo") || !said.has("RtnValue")) {
      expected.put("TradeNo", payment.transactionId().orElse(""));
    }
    for (Map.Entry<String, String> field : expected.entrySet()) {
      String named = said.text(field.getKey()).orElse("");
      if (!named.equals(field.getValue()) && (required || !named.isEmpty())) {
        return Optional.of(
            named.isEmpty()
                ? "the answer names no " + field.getKey()
                : "the answer names another " + field.getKey());
      }
    }
    return Optional.empty();
  }

  private Map<String, Object> named(PaymentRef payment) {
    Map<String, Object> data = new LinkedHashMap<>();
    merchant.name(data);
    data.put("MerchantTradeNo", payment.number());
    return data;
  }

  private static String dollars(PaymentRef payment) {
    return Long.toString(Dollars.whole("payment total", payment.total()));
  }

  FollowUp askSoon() {
    return gateway.askSoon();
  }
}
