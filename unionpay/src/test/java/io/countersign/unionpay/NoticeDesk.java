// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.Refund;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What UnionPay tells a shop that expects one payment, and what the shop then does. */
final class NoticeDesk implements Expectations, NotificationAction {
  static final PaymentId ID =
      new PaymentId("T20261121000001", ScriptedGateway.NOW.minus(Duration.ofMinutes(2)));

  final ScriptedGateway gateway;
  final UnionPayClient client;
  final PaymentRef order;
  final List<Payment> payments = new CopyOnWriteArrayList<>();
  final List<Refund> refunds = new ArrayList<>();
  final List<ProviderEvent> events = new ArrayList<>();
  final List<Delivery> deliveries = new ArrayList<>();
  final Map<String, PaymentRef> expected = new LinkedHashMap<>();
  boolean failing;

  NoticeDesk(ScriptedGateway.Step... steps) {
    this(new ScriptedGateway(steps.length == 0 ? new ScriptedGateway.Step[] {lost()} : steps));
  }

  private NoticeDesk(ScriptedGateway gateway) {
    this(gateway, gateway.client(), ref());
  }

  NoticeDesk(ScriptedGateway gateway, UnionPayClient client, PaymentRef order) {
    this.gateway = gateway;
    this.client = client;
    this.order = order;
    expected.put(order.number(), order);
  }

  private static ScriptedGateway.Step lost() {
    return ScriptedGateway.lost();
  }

  static PaymentRef ref() {
    return PaymentRef.of(UnionPayClient.PROVIDER, ID, ScriptedGateway.HUNDRED).withProduct("page");
  }

  /** That the order was paid. */
  static SignedNotice paid() {
    return SignedNotice.of(
        common("01", "01", ID.number(), BeijingTime.text(ID.createdAt())),
        ScriptedGateway.UNIONPAY);
  }

  /** That a refund of the order was booked. */
  static SignedNotice refunded(String refundId, String fen) {
    Map<String, String> fields = common("04", "00", refundId, ScriptedGateway.NOW_TEXT);
    fields.put("txnAmt", fen);
    fields.put("queryId", "782611211530239999999");
    fields.put("origQryId", ScriptedGateway.QUERY_ID);
    return SignedNotice.of(fields, ScriptedGateway.UNIONPAY);
  }

  static Map<String, String> common(
      String txnType, String txnSubType, String orderId, String txnTime) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", "5.1.0");
    fields.put("encoding", "UTF-8");
    fields.put("signMethod", "01");
    fields.put("txnType", txnType);
    fields.put("txnSubType", txnSubType);
    fields.put("bizType", "000201");
    fields.put("accessType", "0");
    fields.put("merId", ScriptedGateway.MER_ID);
    fields.put("orderId", orderId);
    fields.put("txnTime", txnTime);
    fields.put("txnAmt", "10000");
    fields.put("currencyCode", "156");
    fields.put("queryId", ScriptedGateway.QUERY_ID);
    fields.put("respCode", "00");
    fields.put("respMsg", "成功[0000000]");
    fields.put("settleAmt", "10000");
    fields.put("settleCurrencyCode", "156");
    fields.put("settleDate", "1121");
    fields.put("traceNo", "067402");
    fields.put("traceTime", "1121152955");
    fields.put("accNo", "6216***********0018");
    return fields;
  }

  ReceivedReply handle(SignedNotice notice) {
    return handle(notice, gateway.now());
  }

  ReceivedReply handle(SignedNotice notice, Instant at) {
    return client.notifications().handle(notice.received(at), this, this);
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return Optional.ofNullable(expected.get(number)).map(ExpectedPayment::of);
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    acted(delivery);
    payments.add(payment);
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    acted(delivery);
    refunds.add(refund);
  }

  @Override
  public void event(ProviderEvent event, Delivery delivery) {
    acted(delivery);
    events.add(event);
  }

  private void acted(Delivery delivery) {
    if (failing) {
      throw new IllegalStateException("the shop's database is down");
    }
    deliveries.add(delivery);
  }
}
