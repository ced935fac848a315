// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pre-authorisation, transfers and bills. */
class MoneyTest {
  private final Caller caller = new Caller(AlipaySetup.usual().certificates().balance(10_000));
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private ObjectNode freeze(String number) {
    return JsonText.object()
        .put("out_order_no", number)
        .put("out_request_no", number + "F")
        .put("order_title", "押金")
        .put("amount", "100.00")
        .put("product_code", "PRE_AUTH");
  }

  private Reply freezeByCode(String number, PayerBehaviour behaviour) throws Exception {
    return caller.call(
        "alipay.fund.auth.order.freeze",
        freeze(number)
            .put("auth_code", merchant.paymentCode(behaviour))
            .put("auth_code_type", "bar_code"));
  }

  @Test
  void frozenMoneyIsPaidFromOnceAndTheRestIsLetGo() throws Exception {
    Reply frozen = freezeByCode("AUTH1", PayerBehaviour.PAYS_AT_ONCE);
    assertThat(frozen.text("status")).isEqualTo("SUCCESS");
    assertThat(merchant.balance()).isEqualTo(10_000);
    ObjectNode payment =
        Caller.order("AUTHPAY1")
            .put("auth_no", frozen.text("auth_no"))
            .put("product_code", "PRE_AUTH")
            .put("auth_confirm_mode", "NOT_COMPLETE");
    assertThat(caller.call("alipay.trade.pay", payment).code()).isEqualTo("10000");
    assertThat(caller.call("alipay.trade.pay", payment).code()).isEqualTo("10000");
    assertThat(merchant.paymentsOf("AUTHPAY1")).isEqualTo(1);
    assertThat(merchant.frozen("AUTH1")).isEqualTo(8267);
    ObjectNode more = payment.deepCopy().put("out_trade_no", "AUTHPAY2");
    assertThat(caller.call("alipay.trade.pay", more.put("total_amount", "82.68")).subCode())
        .isEqualTo("ACQ.AUTH_AMOUNT_NOT_ENOUGH");
    ObjectNode unfreeze =
        JsonText.object()
            .put("auth_no", frozen.text("auth_no"))
            .put("out_request_no", "U1")
            .put("amount", "80.00")
            .put("remark", "还");
    assertThat(caller.call("alipay.fund.auth.order.unfreeze", unfreeze).text("status"))
        .isEqualTo("SUCCESS");
    assertThat(caller.call("alipay.fund.auth.order.unfreeze", unfreeze).code()).isEqualTo("10000");
    ObjectNode other = unfreeze.deepCopy().put("amount", "1.00");
    assertThat(caller.call("alipay.fund.auth.order.unfreeze", other).subCode())
        .isEqualTo("UNIQUE_VIOLATION");
    assertThat(merchant.frozen("AUTH1")).isEqualTo(267);
    Reply detail =
        caller.call(
            "alipay.fund.auth.operation.detail.query",
            JsonText.object().put("out_order_no", "AUTH1").put("out_request_no", "U1"));
    assertThat(detail.text("operation_type")).isEqualTo("UNFREEZE");
    assertThat(detail.text("rest_amount")).isEqualTo("2.67");
    more.put("total_amount", "1.00").put("auth_confirm_mode", "COMPLETE");
    assertThat(caller.call("alipay.trade.pay", more).code()).isEqualTo("10000");
    assertThat(merchant.freezeState("AUTH1")).isEqualTo("FINISH");
    assertThat(merchant.frozen("AUTH1")).isZero();
  }

  @Test
  void aFreezeWaitsForItsPayerAndIsToldToTheShop() throws Exception {
    try (Shop shop = new Shop()) {
      Reply code =
          caller.call(
              "alipay.fund.auth.order.voucher.create", freeze("AUTH2"), "notify_url", shop.url());
      assertThat(code.text("code_type")).isEqualTo("qrCode");
      caller.press(URI.create(code.text("code_value")), "approve");
      caller.clock.advance(Duration.ZERO);
      assertThat(shop.form(0))
          .containsEntry("notify_type", "fund_auth_freeze")
          .containsEntry("status", "SUCCESS")
          .containsEntry("total_freeze_amount", "100.00");
    }
    freezeByCode("AUTH3", PayerBehaviour.NEEDS_PASSWORD);
    assertThat(merchant.freezeState("AUTH3")).isEqualTo("INIT");
    Reply cancelled =
        caller.call(
            "alipay.fund.auth.operation.cancel",
            JsonText.object()
                .put("out_order_no", "AUTH3")
                .put("out_request_no", "AUTH3F")
                .put("remark", "x"));
    assertThat(cancelled.text("action")).isEqualTo("close");
    freezeByCode("AUTH4", PayerBehaviour.NEEDS_PASSWORD);
    caller.clock.advance(Duration.ofMinutes(15));
    assertThat(merchant.freezeState("AUTH4")).isEqualTo("CLOSED");
  }

  private ObjectNode transfer(String number) {
    ObjectNode transfer =
        JsonText.object()
            .put("out_biz_no", number)
            .put("trans_amount", "12.34")
            .put("product_code", "TRANS_ACCOUNT_NO_PWD")
            .put("biz_scene", "DIRECT_TRANSFER");
    transfer
        .putObject("payee_info")
        .put("identity", merchant.payerUserId())
        .put("identity_type", "ALIPAY_USER_ID");
    return transfer;
  }

  @Test
  void aTransferMovesMoneyOnceUnderItsNumber() throws Exception {
    Reply first = caller.call("alipay.fund.trans.uni.transfer", transfer("T1"));
    assertThat(first.text("status")).isEqualTo("SUCCESS");
    assertThat(caller.call("alipay.fund.trans.uni.transfer", transfer("T1")).text("order_id"))
        .isEqualTo(first.text("order_id"));
    assertThat(
            caller
                .call("alipay.fund.trans.uni.transfer", transfer("T1").put("trans_amount", "12.35"))
                .subCode())
        .isEqualTo("PAYMENT_INFO_INCONSISTENCY");
    assertThat(merchant.balance()).isEqualTo(8766);
    merchant.nextTransfer(TransferView.State.DEALING);
    caller.call("alipay.fund.trans.uni.transfer", transfer("T2"));
    merchant.endTransfer("T2", TransferView.State.REFUND);
    ObjectNode find =
        JsonText.object()
            .put("out_biz_no", "T2")
            .put("product_code", "TRANS_ACCOUNT_NO_PWD")
            .put("biz_scene", "DIRECT_TRANSFER");
    assertThat(caller.call("alipay.fund.trans.common.query", find).text("status"))
        .isEqualTo("REFUND");
    assertThat(merchant.balance()).isEqualTo(8766);
    assertThat(
            caller.call("alipay.fund.trans.common.query", find.put("out_biz_no", "T3")).subCode())
        .isEqualTo("ORDER_NOT_EXIST");
    assertThat(
            caller
                .call("alipay.fund.trans.uni.transfer", transfer("T4").put("trans_amount", "99.99"))
                .subCode())
        .isEqualTo("PAYER_BALANCE_NOT_ENOUGH");
    assertThat(merchant.transferMessage("T2").fields().get("biz_content"))
        .contains("\"status\":\"REFUND\"");
    Reply balance =
        caller.call(
            "alipay.fund.account.query", JsonText.object().put("account_type", "ACCTRANS_ACCOUNT"));
    assertThat(balance.text("available_amount")).isEqualTo("87.66");
  }

  @Test
  void theEndOfATransferIsToldUntilTheMessageIsTaken() throws Exception {
    try (Shop gateway = new Shop();
        Caller caller =
            new Caller(
                AlipaySetup.usual()
                    .certificates()
                    .balance(10_000)
                    .applicationGateway(gateway.url()))) {
      AlipayMerchant payer = caller.merchant;
      payer.deliverNotificationsTo(URI.create("http://127.0.0.1:1/elsewhere"));
      payer.nextTransfer(TransferView.State.DEALING);
      caller.call("alipay.fund.trans.uni.transfer", transfer("T1").put("passback_params", "a=1"));
      caller.clock.advance(Duration.ZERO);
      assertThat(gateway.posts).isEmpty();
      gateway.answer = "fail";
      payer.endTransfer("T1", TransferView.State.REFUND);
      caller.clock.advance(Duration.ZERO);
      gateway.answer = "success";
      caller.clock.advance(Duration.ofDays(3));
      assertThat(gateway.posts).hasSize(2);
      assertThat(gateway.form(1)).isEqualTo(gateway.form(0));
      assertThat(gateway.form(0))
          .containsEntry("msg_method", "alipay.fund.trans.order.changed")
          .containsEntry("app_id", payer.appId());
      String told = gateway.form(0).get("biz_content");
      assertThat(told).contains("\"status\":\"REFUND\"", "\"passback_params\":\"a=1\"");
      payer.nextTransfer(TransferView.State.FAIL);
      caller.call("alipay.fund.trans.uni.transfer", transfer("T2"));
      caller.clock.advance(Duration.ZERO);
      assertThat(gateway.form(2).get("biz_content"))
          .contains("\"status\":\"FAIL\"", "PAYEE_ACCOUNT_STATUS_ERROR");
      assertThat(payer.deliveries().stream().map(Delivery::number))
          .containsExactly("T1", "T1", "T2");
    }
  }

  @Test
  void anEncryptedMessageIsSignedAsItTravels() throws Exception {
    SignedForm message = merchant.encryptedMessage("alipay.some.event", "{\"a\":\"茶\"}");
    String sealed = message.fields().getOrDefault("biz_content", "");
    assertThat(message.fields()).containsEntry("encrypt_type", "AES");
    assertThat(ContentCipher.AES.open(sealed, merchant.contentKey(), StandardCharsets.UTF_8))
        .contains("{\"a\":\"茶\"}");
    AppKeys keys = merchant.account().keys;
    String signed = Pairs.signedWithoutType(message.fields());
    assertThat(signed).contains("biz_content=" + sealed);
    assertThat(
            keys.signType()
                .proves(
                    keys.current().pair().getPublic(),
                    signed.getBytes(StandardCharsets.UTF_8),
                    message.fields().getOrDefault("sign", "")))
        .isTrue();
  }

  @Test
  void withoutCertificatesNothingIsTransferred() throws Exception {
    try (Caller plain = new Caller(AlipaySetup.usual().balance(10_000))) {
      Reply reply = plain.call("alipay.fund.trans.uni.transfer", transfer("T5"));
      assertThat(reply.code()).isEqualTo("40006");
      assertThat(reply.explanation()).contains("certificate mode");
      assertThat(plain.merchant.balance()).isEqualTo(10_000);
    }
  }

  private Reply bill(String day) throws Exception {
    return caller.call(
        "alipay.data.dataservice.bill.downloadurl.query",
        JsonText.object().put("bill_type", "trade").put("bill_date", day));
  }

  @Test
  void aBillIsAZipOfGbkThatLivesThirtySeconds() throws Exception {
    caller.call("alipay.trade.precreate", Caller.order("BILL1").put("subject", "茶,\"壶\""));
    merchant.pay("BILL1");
    caller.call(
        "alipay.trade.refund",
        Caller.number("BILL1").put("refund_amount", "1.00").put("out_request_no", "R1"));
    assertThat(bill("2026-03-01").subCode()).isEqualTo("BILL_NOT_EXIST");
    caller.clock.advance(Duration.ofDays(1));
    assertThat(bill("2026-02-30").subCode()).isEqualTo("INVAILID_ARGUMENTS");
    String url = bill("2026-03-01").text("bill_download_url");
    try (ZipInputStream zip =
        new ZipInputStream(
            new ByteArrayInputStream(caller.bytes(url).body()), Charset.forName("GBK"))) {
      assertThat(zip.getNextEntry().getName()).endsWith("_业务明细.csv");
      String text = new String(zip.readAllBytes(), Charset.forName("GBK"));
      assertThat(text)
          .startsWith("#支付宝业务明细查询")
          .contains("BILL1\t,交易,\"茶,\"\"壶\"\"\"")
          .contains("BILL1\t,退款,")
          .contains("-1.00");
      assertThat(zip.getNextEntry().getName()).contains("汇总");
    }
    caller.clock.advance(Duration.ofSeconds(30));
    assertThat(caller.bytes(url).statusCode()).isEqualTo(404);
    assertThat(new String(caller.bytes(url).body(), StandardCharsets.UTF_8)).contains("has ended");
    assertThat(bill("2026-02-27").text("bill_file_code")).isEqualTo("EMPTY_DATA_WITH_BILL_FILE");
  }
}
