// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;
  private final Shop shop = new Shop();

  @AfterEach
  void stop() {
    shop.close();
    caller.close();
  }

  private void precreate(String number) throws Exception {
    caller.call("alipay.trade.precreate", Caller.order(number), "notify_url", shop.url());
  }

  private boolean proves(Map<String, String> fields, Charset charset) {
    AppKeys keys = merchant.account().keys;
    return keys.signType()
        .proves(
            keys.current().pair().getPublic(),
            Pairs.signedWithoutType(fields).getBytes(charset),
            fields.getOrDefault("sign", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "200,'success\n'",
    "200,SUCCESS",
    "200,'\"success\"'",
    "200,fail",
    "201,success",
    "302,success",
    "500,success",
    "200,''"
  })
  void onlyTheExactSevenBytesStopTheEightPosts(int status, String answer) throws Exception {
    shop.status = status;
    shop.answer = answer;
    precreate("POST1");
    merchant.pay("POST1");
    caller.clock.advance(Duration.ofDays(3));
    assertThat(shop.posts).hasSize(8);
    List<Delivery> deliveries = merchant.deliveries();
    assertThat(Duration.between(deliveries.get(0).at(), deliveries.get(1).at()))
        .isEqualTo(Duration.ofMinutes(4));
    assertThat(Duration.between(deliveries.get(0).at(), deliveries.get(7).at()))
        .isEqualTo(Duration.ofMinutes(24 * 60 + 24));
    assertThat(deliveries.get(7).nextAttempt()).isEmpty();
    assertThat(shop.form(7).get("notify_id")).isEqualTo(shop.form(0).get("notify_id"));
  }

  @Test
  void aTakenNotificationComesOnceAndIsProven() throws Exception {
    precreate("POST2");
    merchant.pay("POST2");
    caller.clock.advance(Duration.ofDays(3));
    assertThat(shop.posts).hasSize(1);
    Map<String, String> form = shop.form(0);
    assertThat(proves(form, StandardCharsets.UTF_8)).isTrue();
    assertThat(form)
        .containsEntry("notify_type", "trade_status_sync")
        .containsEntry("trade_status", "TRADE_SUCCESS")
        .containsEntry("total_amount", "17.33")
        .containsEntry("app_id", merchant.appId())
        .containsEntry("seller_id", merchant.sellerId())
        .containsEntry("subject", "龙井茶 100%+1 & 'big' \"tea\"")
        .doesNotContainKeys("refund_fee", "gmt_refund");
    assertThat(form.get("fund_bill_list")).contains("fundChannel");
  }

  @Test
  void aPartialRefundLooksLikeThePayment() throws Exception {
    precreate("POST3");
    merchant.pay("POST3");
    caller.clock.advance(Duration.ZERO);
    for (String number : new String[] {"R1", "R2"}) {
      caller.call(
          "alipay.trade.refund",
          Caller.number("POST3").put("refund_amount", "1.00").put("out_request_no", number));
      caller.clock.advance(Duration.ofSeconds(3));
    }
    assertThat(shop.form(2))
        .containsEntry("trade_status", "TRADE_SUCCESS")
        .containsEntry("out_biz_no", "R2")
        .containsEntry("refund_fee", "2.00")
        .containsEntry("send_back_fee", "1.00");
    assertThat(shop.form(2).get("gmt_refund")).matches("2026-03-01 10:00:03\\.[0-9]+");
    assertThat(proves(shop.form(2), StandardCharsets.UTF_8)).isTrue();
    assertThat(shop.form(2).get("notify_id")).isNotEqualTo(shop.form(1).get("notify_id"));
  }

  @Test
  void aFullRefundAndAnExpiryAreBothToldAsClosed() throws Exception {
    precreate("POST4");
    merchant.pay("POST4");
    caller.call(
        "alipay.trade.refund",
        Caller.number("POST4").put("refund_amount", "17.33").put("out_request_no", "R1"));
    precreate("POST5");
    merchant.begin("POST5");
    caller.clock.advance(Duration.ofHours(3));
    assertThat(shop.form(1))
        .containsEntry("trade_status", "TRADE_CLOSED")
        .containsEntry("refund_fee", "17.33")
        .containsKey("gmt_close");
    assertThat(shop.form(2))
        .containsEntry("trade_status", "TRADE_CLOSED")
        .containsEntry("out_trade_no", "POST5")
        .containsKey("gmt_close")
        .doesNotContainKeys("refund_fee", "gmt_payment");
  }

  @Test
  void theEndOfTheRefundWindowIsTold() throws Exception {
    precreate("POST6");
    merchant.pay("POST6");
    merchant.endRefundWindow("POST6");
    caller.clock.advance(Duration.ZERO);
    assertThat(shop.form(1)).containsEntry("trade_status", "TRADE_FINISHED");
  }

  @Test
  void anOldApplicationIsToldInGbk() throws Exception {
    caller.charset = Charset.forName("GBK");
    precreate("POST7");
    merchant.pay("POST7");
    caller.clock.advance(Duration.ZERO);
    Map<String, String> form = shop.form(0, caller.charset);
    assertThat(form).containsEntry("charset", "GBK");
    assertThat(form.get("subject")).startsWith("龙井茶");
    assertThat(proves(form, caller.charset)).isTrue();
    assertThat(proves(shop.form(0), StandardCharsets.UTF_8)).isFalse();
  }

  @Test
  void aNotificationIsAValueToPlayWith() throws Exception {
    precreate("POST8");
    merchant.pay("POST8");
    SignedForm form = merchant.notification("POST8");
    assertThat(proves(form.fields(), StandardCharsets.UTF_8)).isTrue();
    assertThat(proves(form.with("total_amount", "0.01").fields(), StandardCharsets.UTF_8)).isTrue();
    assertThat(proves(form.tampered("total_amount", "0.01").fields(), StandardCharsets.UTF_8))
        .isFalse();
    assertThat(proves(form.withoutSigning("seller_id").fields(), StandardCharsets.UTF_8)).isFalse();
    assertThat(proves(form.signingItsType().fields(), StandardCharsets.UTF_8)).isFalse();
    assertThat(proves(form.signedBy(SignType.RSA).fields(), StandardCharsets.UTF_8)).isFalse();
    assertThat(
            proves(form.signedBy(caller.gateway.openMerchant()).fields(), StandardCharsets.UTF_8))
        .isFalse();
    Delivery delivery = merchant.deliverOnce(form, shop.uri());
    assertThat(delivery.result()).isEqualTo(Delivery.Result.ACCEPTED);
    assertThat(shop.form(0)).isEqualTo(form.fields());
  }

  @Test
  void nothingButLoopbackIsContacted() throws Exception {
    caller.call(
        "alipay.trade.precreate", Caller.order("POST9"), "notify_url", "https://shop.example/n");
    merchant.pay("POST9");
    caller.clock.advance(Duration.ofDays(2));
    assertThat(merchant.deliveries()).hasSize(1);
    assertThat(merchant.deliveries().get(0).result()).isEqualTo(Delivery.Result.UNDELIVERABLE);
    assertThatThrownBy(
            () ->
                merchant.deliverOnce(
                    merchant.notification("POST9"), URI.create("http://shop.example/")))
        .isInstanceOf(IllegalArgumentException.class);
    merchant.deliverNotificationsTo(shop.uri());
    merchant.endRefundWindow("POST9");
    caller.clock.advance(Duration.ZERO);
    assertThat(shop.posts).hasSize(1);
  }

  @Test
  void withoutAnAddressNothingIsSent() throws Exception {
    caller.call("alipay.trade.precreate", Caller.order("POST10"));
    merchant.pay("POST10");
    caller.clock.advance(Duration.ofDays(2));
    assertThat(merchant.deliveries()).isEmpty();
  }

  @Test
  void aMessageToTheApplicationGatewayIsSignedToo() {
    SignedForm message = merchant.message("alipay.trade.settle.notify", "{\"a\":\"茶\"}");
    assertThat(proves(message.fields(), StandardCharsets.UTF_8)).isTrue();
    assertThat(message.fields())
        .containsEntry("msg_method", "alipay.trade.settle.notify")
        .containsEntry("app_id", merchant.appId())
        .containsKeys("notify_id", "utc_timestamp");
  }
}
