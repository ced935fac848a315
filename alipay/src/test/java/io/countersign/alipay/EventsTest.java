// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Secret;
import io.countersign.sandbox.alipay.SignedForm;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is neither payment nor refund is an event, typed where its fields are known. */
class EventsTest {
  private static final Money ONE = Money.of("1.00", "CNY");

  private final Shop shop = Shop.open();
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aTransfersMessageTellsTheTransfer() {
    SignedForm told =
        shop.merchant.message(
            "alipay.fund.trans.order.changed",
            "{\"out_biz_no\":\"T1\",\"status\":\"SUCCESS\",\"trans_amount\":\"1.00\","
                + "\"passback_params\":\"https://example.com/?a=1&app_id=2&sign=3\"}");

    AlipayTransferChanged event = (AlipayTransferChanged) verified(told);

    assertThat(event.number()).isEqualTo("T1");
    assertThat(event.confirm(ONE).state()).isEqualTo(TransferState.SUCCEEDED);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> event.confirm(Shop.HUNDRED));
    assertThat(handle(told).body()).isEqualTo("success");
    assertThat(handle(told).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(handle(told.signingItsType().with("notify_id", "N2")).result())
        .describedAs("signed in the second way, under another id")
        .isEqualTo(Result.ALREADY_HANDLED);
    assertThat(
            handle(
                    shop.merchant.message(
                        "alipay.fund.trans.order.changed",
                        "{\"out_biz_no\":\"T1\",\"status\":\"REFUND\",\"trans_amount\":\"1\"}"))
                .result())
        .describedAs("it came back")
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void aRefundsWayToTheBankIsTold() {
    PaymentRef order = new OrderDesk(shop).paid();
    SignedForm told =
        shop.merchant.message(
            "alipay.trade.refund.depositback.completed",
            "{\"trade_no\":\"1\",\"out_trade_no\":\""
                + order.number()
                + "\",\"out_request_no\":\"R1\",\"dback_status\":\"S\",\"dback_amount\":\"1.00\"}");

    AlipayDepositBack event = (AlipayDepositBack) verified(told);

    assertThat(event.confirm(ExpectedPayment.of(order))).isTrue();
    assertThat(event.amount()).contains(ONE);
    assertThat(event.refundId()).isEqualTo("R1");
    PaymentRef cheap = PaymentRef.of("alipay", order.id(), Money.of("0.99", "CNY"));
    for (PaymentRef other :
        List.of(
            cheap,
            order.withOnBehalfOf("2021000000000001"),
            PaymentRef.of("ecpay", order.id(), order.total()),
            PaymentRef.of("alipay", shop.freshId(), order.total()))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> event.confirm(ExpectedPayment.of(other)));
    }
  }

  @Test
  void anAsynchronousShareHasEnded() {
    SignedForm told =
        shop.merchant.message(
            "alipay.trade.order.settle.notify",
            "{\"settle_no\":\"S1\",\"out_request_no\":\"SHARE1\",\"royalty_detail_list\":[]}");

    AlipayShareEnded event = (AlipayShareEnded) verified(told);

    assertThat(event.number()).isEqualTo("SHARE1");
    assertThat(event.settleNo()).isEqualTo("S1");
  }

  @Test
  void frozenMoneyIsNoPayment() {
    SignedForm told = product("fund_auth_freeze", freeze());

    AlipayFreezeChanged event = (AlipayFreezeChanged) verified(told);

    FreezeOperation operation = event.confirm("F1", "O1", ONE);
    assertThat(operation.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(operation.authNo()).contains("2026");
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> event.confirm("F2", "O1", ONE));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> event.confirm("F1", "O2", ONE));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> event.confirm("F1", "O1", Shop.HUNDRED));
    assertThat(handle(told.with("payee_user_id", "2088000000000001")).result())
        .describedAs("another merchant's")
        .isEqualTo(Result.UNEXPECTED);
    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(told.with("notify_id", "N9")).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(
            handle(
                    told.with("notify_type", "fund_auth_unfreeze")
                        .with("operation_type", "UNFREEZE"))
                .result())
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void anAgreementIsSignedAndEnded() {
    for (Map.Entry<String, String> status :
        Map.of("dut_user_sign", "NORMAL", "dut_user_unsign", "UNSIGN").entrySet()) {
      AlipayAgreementChanged event =
          (AlipayAgreementChanged)
              verified(
                  product(
                      status.getKey(),
                      Map.of(
                          "agreement_no",
                          "A1",
                          "external_agreement_no",
                          "MINE1",
                          "status",
                          status.getValue())));

      assertThat(event.number()).contains("MINE1");
      assertThat(event.state())
          .isEqualTo(
              status.getValue().equals("NORMAL")
                  ? AlipayAgreementChanged.State.SIGNED
                  : AlipayAgreementChanged.State.ENDED);
    }
  }

  @Test
  void whatLacksTheFieldsOfItsKindIsAGenericEvent() {
    Map<String, String> unnamed = new HashMap<>(freeze());
    unnamed.remove("amount");
    for (SignedForm form :
        List.of(
            shop.merchant.message("alipay.fund.trans.order.changed", "{}"),
            shop.merchant.message("alipay.trade.refund.depositback.completed", "{}"),
            shop.merchant.message("alipay.trade.order.settle.notify", "{}"),
            shop.merchant.message("alipay.merchant.tradecomplain.changed", "{\"id\":\"1\"}"),
            product("fund_auth_freeze", unnamed),
            product("dut_user_sign", Map.of("status", "NORMAL")),
            product("new_in_2030", Map.of()))) {
      assertThat(verified(form)).isInstanceOf(AlipayEvent.class);
      assertThat(handle(form).result()).isEqualTo(Result.HANDLED);
    }
  }

  @Test
  void aMessageMayBeInGbk() {
    SignedForm told =
        shop.merchant.message("alipay.some.event", "{\"name\":\"龙井茶\"}").in(Charset.forName("GBK"));

    assertThat(((AlipayEvent) verified(told)).fields().text("name")).contains("龙井茶");
  }

  @Test
  void anotherTenantsMessageIsUnexpected() {
    SignedForm told = shop.merchant.message("alipay.some.event", "{}");

    for (SignedForm form :
        List.of(
            told.with("app_id", "2021000000000001"),
            told.without("app_id"),
            told.with("auth_app_id", "2021000000000001"))) {
      assertThat(handle(form).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(shop.events).isEmpty();
  }

  @Test
  void aMessageThatCannotBeReadIsRefused() {
    SignedForm told = shop.merchant.message("alipay.some.event", "{}");
    for (SignedForm form :
        List.of(
            told.with("biz_content", "{"),
            told.with("biz_content", "[]"),
            told.with("biz_content", "{\"a\":1}&trade_status=TRADE_SUCCESS"),
            told.with("biz_content", "AAAA").with("encrypt_type", "AES"),
            told.with("utc_timestamp", "1"),
            told.with("utc_timestamp", "99999999999999999999"),
            told.without("utc_timestamp"),
            told.without("notify_id"))) {
      assertThatExceptionOfType(InvalidNotificationException.class)
          .isThrownBy(() -> verified(form));
      assertThat(handle(form).result()).isEqualTo(Result.REFUSED);
    }
  }

  @Test
  void anEncryptedMessageIsReadWithTheKeyOfTheConsoleOnly() {
    SignedForm hidden = shop.merchant.encryptedMessage("alipay.some.event", "{\"name\":\"一杯茶\"}");
    Secret key = Secret.of(shop.merchant.contentKey());
    Secret other = Secret.of(Base64.getEncoder().encodeToString(new byte[16]));

    AlipayEvent event =
        (AlipayEvent)
            shop.client(shop.config().contentKey(key))
                .notifications()
                .verify(shop.received(hidden));
    assertThat(event.fields().text("name")).contains("一杯茶");

    for (AlipayClient client :
        List.of(shop.client(), shop.client(shop.config().contentKey(other)))) {
      assertThatExceptionOfType(InvalidNotificationException.class)
          .isThrownBy(() -> client.notifications().verify(shop.received(hidden)))
          .withMessageContaining("content key");
    }
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(
            () ->
                shop.client(shop.config().contentKey(key))
                    .notifications()
                    .verify(shop.received(hidden.with("encrypt_type", "SM4"))))
        .withMessageContaining("AES");
  }

  private static Map<String, String> freeze() {
    return Map.of(
        "auth_no", "2026",
        "out_order_no", "F1",
        "out_request_no", "O1",
        "operation_type", "FREEZE",
        "amount", "1.00",
        "status", "SUCCESS");
  }

  private SignedForm product(String type, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("notify_type", type);
    all.put("notify_id", "N-" + type);
    all.put("notify_time", BeijingTime.text(shop.clock.instant()));
    all.put("app_id", shop.merchant.appId());
    return shop.merchant.form(all);
  }

  private Notification verified(SignedForm form) {
    return client.notifications().verify(shop.received(form));
  }

  private ReceivedReply handle(SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }
}
