// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bound cards: the token, binding, charging, listing, deleting. */
final class BoundCardCalls {

  private static final String TOKEN = "/Merchant/GetTokenbyBindingCard";
  private static final String BIND = "/Merchant/CreateBindCard";
  private static final String PAY = "/Merchant/CreatePaymentWithCardID";
  private static final String LIST = "/Merchant/GetMemberBindCard";
  private static final String DELETE = "/Merchant/DeleteMemberBindCard";

  private final GatewayCalls gateway;
  private final EmbeddedFields fields;
  private final EmbeddedCalls embedded;

  BoundCardCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.fields = new EmbeddedFields(gateway.merchant());
    this.embedded = new EmbeddedCalls(gateway);
  }

  Outcome<EcpayFormToken> token(EcpayEmbeddedOrder order) {
    EmbeddedFields.Draft draft = fields.cardOnly(order);
    order.consumer.member();
    if (order.resultUrl == null) {
      throw new InvalidRequestException("resultUrl", "an address; binding goes by the bank's page");
    }
    Map<String, Object> data = draft.data();
    // The sample writes this one amount as text.
    draft.orderInfo().put("TotalAmount", OrderRules.dollars(order.amount));
    data.put("ConsumerInfo", order.consumer.info());
    data.put(
        "OrderResultURL",
        EmbeddedFields.resultUrl(order.resultUrl, fields.notifyUrl(order.notifyUrl())));
    return embedded.token(
        draft.ref().number(),
        TOKEN,
        data,
        rejection -> embedded.numberUsed(draft.ref(), rejection));
  }

  Outcome<EcpayChargeResult> bind(
      PaymentRef binding, PersonalText memberId, Secret bindCardPayToken) {
    embedded.mustBeMadeHere(binding);
    Map<String, Object> data = fields.named();
    data.put("BindCardPayToken", EmbeddedCalls.text("BindCardPayToken", bindCardPayToken));
    data.put("MerchantMemberID", member(memberId));
    return new SealedCharge(gateway, Operation.CARD_BINDING, Service.EMBEDDED)
        .send(binding, BIND, data);
  }

  Outcome<EcpayChargeResult> pay(EcpayEmbeddedOrder order, PersonalText cardId) {
    EmbeddedFields.Draft draft = fields.cardOnly(order);
    order.consumer.member();
    Map<String, Object> data = draft.data();
    data.put("BindCardID", card(cardId));
    data.put("ConsumerInfo", order.consumer.info());
    return new SealedCharge(gateway, Operation.EMBEDDED_PAYMENT, Service.EMBEDDED)
        .send(draft.ref(), PAY, data);
  }

  List<EcpayBoundCard> list(PaymentRef binding, PersonalText memberId) {
    gateway.merchant().mustOwn(binding);
    String member = member(memberId);
    Map<String, Object> data = fields.named();
    data.put("MerchantMemberID", member);
    data.put("MerchantTradeNo", OrderCalls.number(binding));
    return gateway
        .envelopes()
        .read(
            Operation.BOUND_CARDS,
            new SealedExchange.Envelope(Service.EMBEDDED, LIST, data),
            opened -> {
              if (!opened.isDone()) {
                return Refusal.inEnvelope(Service.EMBEDDED, Operation.BOUND_CARDS, opened)
                    .verdict();
              }
              mustNotDiffer("MerchantMemberID", member, opened.data());
              mustBeOfMerchant(opened.data());
              return Verdict.accepted(cards(opened.data()));
            });
  }

  Outcome<PersonalText> delete(PersonalText cardId) {
    String id = card(cardId);
    Map<String, Object> data = fields.named();
    data.put("BindCardID", id);
    return gateway
        .envelopes()
        .write(
            Operation.CARD_BINDING,
            "a bound card",
            new SealedExchange.Envelope(Service.EMBEDDED, DELETE, data),
            opened -> {
              if (!opened.isDone()) {
                return Refusal.inEnvelope(Service.EMBEDDED, Operation.CARD_BINDING, opened)
                    .verdict();
              }
              mustBeOfMerchant(opened.data());
              mustNotDiffer("BindCardID", id, opened.data());
              return Verdict.accepted(cardId);
            },
            Outcome.Rejected::new,
            // What is deleted cannot be deleted again.
            () -> new FollowUp.RepeatSame(gateway.soon()));
  }

  /** The document does not name the list, so every one counts whose elements name bound cards. */
  private static List<EcpayBoundCard> cards(ProviderFields data) {
    List<EcpayBoundCard> cards = new ArrayList<>();
    for (String name : data.names()) {
      for (ProviderFields element : data.list(name)) {
        add(cards, element);
      }
    }
    add(cards, data);
    return List.copyOf(cards);
  }

  private static void add(List<EcpayBoundCard> cards, ProviderFields card) {
    String id = card.text("BindCardID").orElse("").trim();
    if (!id.isEmpty()) {
      cards.add(
          new EcpayBoundCard(
              PersonalText.of(id),
              digits(card.text("Card6No"), 6),
              digits(card.text("Card4No"), 4),
              validThrough(card.text("CardValidYY"), card.text("CardValidMM"))));
    }
  }

  private static String digits(Optional<String> text, int count) {
    return text.isPresent() && text.get().matches("[0-9]{" + count + "}") ? text.get() : "";
  }

  private static Optional<YearMonth> validThrough(Optional<String> year, Optional<String> month) {
    String yy = digits(year, 2);
    String mm = month.orElse("");
    return yy.isEmpty() || !mm.matches("0[1-9]|1[0-2]")
        ? Optional.empty()
        : Optional.of(YearMonth.of(2000 + Integer.parseInt(yy), Integer.parseInt(mm)));
  }

  private void mustBeOfMerchant(ProviderFields data) {
    gateway.merchant().mustBeNamedBy(data.text("MerchantID"), data.text("PlatformID"));
  }

  /** Both are sensitive, so neither is quoted. */
  private static void mustNotDiffer(String field, String expected, ProviderFields data) {
    String named = data.text(field).orElse("");
    if (!named.isEmpty() && !named.equals(expected)) {
      throw new MismatchException(field, "the one that was sent", "another");
    }
  }

  private static String member(PersonalText memberId) {
    return FieldRules.text("member id", memberId.reveal(), 1, 60);
  }

  private static String card(PersonalText cardId) {
    return FieldRules.token("BindCardID", cardId.reveal(), 1, 64, "-_");
  }
}
