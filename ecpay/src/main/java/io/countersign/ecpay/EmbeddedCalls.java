// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The embedded form: tokens, and charging what the payer filled in. */
final class EmbeddedCalls {

  private static final String TOKEN_BY_TRADE = "/Merchant/GetTokenbyTrade";
  private static final String TOKEN_BY_USER = "/Merchant/GetTokenbyUser";
  private static final String CREATE_PAYMENT = "/Merchant/CreatePayment";

  private static final int LONGEST_TOKEN = 4000;

  private final GatewayCalls gateway;

  EmbeddedCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  PaymentRef ref(EcpayEmbeddedOrder order) {
    return fields().order(order).ref();
  }

  Outcome<EcpayFormToken> tokenByTrade(EcpayEmbeddedOrder order) {
    EmbeddedFields.Draft draft = fields().order(order);
    return token(
        draft.ref().number(),
        TOKEN_BY_TRADE,
        draft.data(),
        rejection -> numberUsed(draft.ref(), rejection));
  }

  Outcome<EcpayFormToken> tokenByUser(EcpayConsumer member) {
    member.member();
    Map<String, Object> data = fields().named();
    data.put("ConsumerInfo", member.info());
    return token("a member's cards", TOKEN_BY_USER, data, Outcome.Rejected::new);
  }

  Outcome<EcpayFormToken> token(
      String number,
      String path,
      Map<String, Object> data,
      Function<Rejection, Outcome<EcpayFormToken>> conflict) {
    return gateway
        .envelopes()
        .write(
            Operation.TOKEN,
            number,
            new SealedExchange.Envelope(Service.EMBEDDED, path, data),
            this::token,
            conflict,
            // A token charges nothing; a second one for the same order harms nobody.
            () -> new FollowUp.RepeatSame(gateway.soon()));
  }

  private Verdict<EcpayFormToken> token(SealedExchange.Opened opened) {
    if (!opened.isDone()) {
      return Refusal.inEnvelope(Service.EMBEDDED, Operation.TOKEN, opened).verdict();
    }
    gateway
        .merchant()
        .mustBeNamedBy(opened.data().text("MerchantID"), opened.data().text("PlatformID"));
    String token = opened.data().text("Token").orElse("");
    return token.isBlank()
        ? Verdict.open("the answer has no Token")
        : Verdict.accepted(
            new EcpayFormToken(
                Secret.of(token),
                TaipeiTime.parse(opened.data().text("TokenExpireDate").orElse(""))));
  }

  /** The number is used once an order was charged, or tried to be. */
  Outcome<EcpayFormToken> numberUsed(PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = new OrderCalls(gateway).find(ref);
    return new Outcome.Rejected<>(found.isPresent() ? rejection.about(found.get()) : rejection);
  }

  Outcome<EcpayChargeResult> createPayment(PaymentRef payment, Secret payToken) {
    mustBeMadeHere(payment);
    Map<String, Object> data = fields().named();
    data.put("PayToken", text("PayToken", payToken));
    data.put("MerchantTradeNo", OrderCalls.number(payment));
    return new SealedCharge(gateway, Operation.EMBEDDED_PAYMENT, Service.EMBEDDED)
        .send(payment, CREATE_PAYMENT, data);
  }

  void mustBeMadeHere(PaymentRef payment) {
    gateway.merchant().mustOwn(payment);
    if (!payment.product().equals(Optional.of(Product.EMBEDDED))) {
      throw new InvalidRequestException(
          "payment reference", "one that EcpayEmbedded.ref(order) answered");
    }
  }

  /** A token as text; the page may have handed on anything. */
  static String text(String field, Secret token) {
    String text = new String(token.reveal(), StandardCharsets.UTF_8);
    FieldRules.text(field, text, 1, LONGEST_TOKEN);
    if (text.isBlank()) {
      throw new InvalidRequestException(field, "what ECPay's script answered, not blanks");
    }
    return text;
  }

  private EmbeddedFields fields() {
    return new EmbeddedFields(gateway.merchant());
  }
}
