// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.sandbox.ecpay.CardState;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.LedgerEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A shop whose payers have paid by card, and what their money did at the gateway. */
final class CardShop implements AutoCloseable {
  static final Money TOTAL = Money.of("1000", "TWD");

  final Shop shop;
  private int refunds;

  private CardShop(Shop shop) {
    this.shop = shop;
    at(LocalTime.of(12, 0));
  }

  /** Captures in the evening. */
  static CardShop open() {
    return new CardShop(Shop.open());
  }

  /** Captures only what is asked for. */
  static CardShop manual() {
    return new CardShop(Shop.open(EcpaySetup.usual().capturesWhenAsked()));
  }

  static CardShop onBehalf() {
    return new CardShop(Shop.openOnBehalf());
  }

  static Money dollars(long amount) {
    return Money.of(Long.toString(amount), "TWD");
  }

  EcpayCards cards() {
    return shop.client().cards();
  }

  /** Moves the clock on to a time of day in Taipei. */
  void at(LocalTime time) {
    LocalTime now = shop.clock.instant().atOffset(TaipeiTime.OFFSET).toLocalTime();
    Duration step = Duration.between(now, time);
    shop.clock.advance(step.isNegative() ? step.plusDays(1) : step);
  }

  /** An order placed by the payer's browser, with more fields: name, value, and so on. */
  PaymentRef placed(String method, String... more) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ChoosePayment", method);
    fields.put("NeedExtraPaidInfo", "Y");
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return new OrderDesk(shop).placed(TOTAL, fields);
  }

  /** Authorised, not captured. */
  PaymentRef authorised(String... more) {
    PaymentRef ref = placed("Credit", more);
    shop.collector().payByCard(ref.number());
    return ref;
  }

  /** A capture asked for, not happened; for a shop that captures by hand. */
  PaymentRef requested(String... more) {
    PaymentRef ref = authorised(more);
    Shop.accepted(cards().carryOut(cards().planCapture(ref)));
    return ref;
  }

  /** Captured; for a shop that captures in the evening. */
  PaymentRef captured(String... more) {
    PaymentRef ref = authorised(more);
    at(LocalTime.of(20, 30));
    return ref;
  }

  /** Paid in the embedded form; captured in the evening, not yet. */
  PaymentRef embedded() {
    PaymentRef ref = PaymentRef.of("ecpay", shop.freshId(), TOTAL).withProduct("embedded");
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("MerchantTradeNo", ref.number());
    order.put("MerchantTradeDate", TaipeiTime.text(shop.clock.instant()));
    order.put("TotalAmount", 1000L);
    order.put("TradeDesc", "tea");
    order.put("ItemName", "tea");
    order.put("ReturnURL", Shop.NOTIFY_URL.toString());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("MerchantID", shop.merchant.merchantId());
    data.put("OrderInfo", order);
    data.put("RememberCard", 0L);
    data.put("PaymentUIType", 2L);
    data.put("ChoosePaymentList", "1");
    data.put("CardInfo", Map.of("OrderResultURL", "https://shop.example.com/result"));
    data.put("ConsumerInfo", Map.of("Email", "payer@shop.example.com"));
    String token = sealed("/Merchant/GetTokenbyTrade", data, "Token");
    Map<String, Object> paid = new LinkedHashMap<>();
    paid.put("MerchantID", shop.merchant.merchantId());
    paid.put("MerchantTradeNo", ref.number());
    paid.put("PayToken", shop.merchant.payToken(token));
    sealed("/Merchant/CreatePayment", paid, "RtnMsg");
    shop.merchant.enterPassword(ref.number());
    return ref;
  }

  private String sealed(String path, Map<String, Object> data, String field) {
    return shop.client()
        .gateway()
        .envelopes()
        .read(
            io.countersign.ecpay.Operation.RAW_READ,
            new SealedExchange.Envelope(Service.EMBEDDED, path, data),
            opened ->
                Verdict.accepted(
                    opened
                        .data()
                        .text(field)
                        .orElseThrow(() -> new InvalidRequestException(path, opened.message()))));
  }

  RefundRequest request(PaymentRef paid, long amount, long before) {
    return RefundRequest.of(paid, "REFUND" + ++refunds, dollars(amount))
        .with(EcpayRefundedBefore.of(dollars(before)));
  }

  Outcome<Refund> refund(PaymentRef paid, long amount, long before) {
    return shop.impatientClient().refund(request(paid, amount, before));
  }

  /** What went back to the payer, or was never taken: in dollars. */
  long givenBack(PaymentRef paid) {
    return shop.collector().ledger().stream()
        .filter(entry -> entry.merchantTradeNo().equals(paid.number()))
        .filter(entry -> entry.kind() != LedgerEntry.Kind.CHARGE)
        .mapToLong(LedgerEntry::amount)
        .sum();
  }

  Optional<CardState> state(PaymentRef paid) {
    return shop.collector().order(paid.number()).orElseThrow().card();
  }

  /** How many actions reached the gateway. */
  int actions() {
    return shop.requests(Operation.CARD_ACTION).size()
        + shop.requests(Operation.SEALED_CARD_ACTION).size();
  }

  @Override
  public void close() {
    shop.close();
  }
}
