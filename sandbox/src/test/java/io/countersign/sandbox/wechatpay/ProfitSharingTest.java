// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfitSharingTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final String ROOT = "/v3/profitsharing/";

  private PlainClient client;
  private WeChatPayGateway gateway;
  private WeChatPayMerchant merchant;
  private WeChatPayMerchant partner;
  private ProfitSharing sharing;
  private SandboxClock clock;
  private String transaction = "";
  private String staff = "";

  @BeforeEach
  void payOneOrderToBeShared(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.gateway = gateway;
    this.merchant = merchant;
    this.clock = clock;
    partner = gateway.openMerchant();
    sharing = merchant.profitSharing();
    client = new PlainClient(gateway, merchant);
    staff = merchant.openId();
    transaction = paid("PAID-01", "{\"profit_sharing\":true}");
    clock.advance(Duration.ofMinutes(1));
    add(partnerReceiver());
    add(staffReceiver());
  }

  @AfterEach
  void closeThePartner() {
    gateway.closeMerchant(partner);
  }

  private String paid(String number, String settleInfo) {
    String body = client.orderWith(number, "settle_info", settleInfo);
    client.post("/v3/pay/transactions/native", body).send();
    merchant.pay(number);
    return merchant.order(number).orElseThrow().transactionId().orElseThrow();
  }

  private String encrypted(String plain) {
    return PlainClient.encrypt(PlainClient.publicKey(merchant.publicKeyPem()), plain);
  }

  private String partnerReceiver() {
    return """
        {"appid":"%s","type":"MERCHANT_ID","account":"%s","name":"%s","relation_type":"SUPPLIER"}"""
        .formatted(merchant.appId(), partner.mchid(), encrypted("Partner Ltd"));
  }

  private String staffReceiver() {
    return """
        {"appid":"%s","type":"PERSONAL_OPENID","account":"%s","relation_type":"STAFF"}"""
        .formatted(merchant.appId(), staff);
  }

  private Reply add(String body) {
    return client.post(ROOT + "receivers/add", body).send();
  }

  private String partnerLine(long fen) {
    return """
        {"type":"MERCHANT_ID","account":"%s","amount":%d,"description":"part"}"""
        .formatted(partner.mchid(), fen);
  }

  private String staffLine(long fen) {
    return """
        {"type":"PERSONAL_OPENID","account":"%s","amount":%d,"description":"tip"}"""
        .formatted(staff, fen);
  }

  private String request(String number, boolean unfreeze, String lines) {
    return """
        {"appid":"%s","transaction_id":"%s","out_order_no":"%s","receivers":[%s],"unfreeze_unsplit":%s}"""
        .formatted(merchant.appId(), transaction, number, lines, unfreeze);
  }

  private Reply share(String body) {
    return client.post(ROOT + "orders", body).send();
  }

  private Reply query(String number) {
    return client.get(ROOT + "orders/" + number + "?transaction_id=" + transaction).send();
  }

  private Reply unfreeze(String number) {
    return client
        .post(
            ROOT + "orders/unfreeze",
            "{\"transaction_id\":\"%s\",\"out_order_no\":\"%s\",\"description\":\"rest\"}"
                .formatted(transaction, number))
        .send();
  }

  private String giveBack(String number, String outOrderNo, long fen) {
    return """
        {"out_order_no":"%s","out_return_no":"%s","return_mchid":"%s","amount":%d,"description":"back"}"""
        .formatted(outOrderNo, number, partner.mchid(), fen);
  }

  private Reply takeBack(String body) {
    return client.post(ROOT + "return-orders", body).send();
  }

  private long unsplit() {
    return client
        .get(ROOT + "transactions/" + transaction + "/amounts")
        .send()
        .json()
        .path("unsplit_amount")
        .asLong();
  }

  @Test
  void everyReceiverGetsItsPartOnce() {
    Reply reply = share(request("S1", false, partnerLine(20) + "," + staffLine(5)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(client.verifies(reply)).isTrue();
    assertThat(reply.json().path("state").asText()).isEqualTo("PROCESSING");
    assertThat(reply.json().at("/receivers/0/result").asText()).isEqualTo("PENDING");
    assertThat(sharing.sharesOf(transaction)).isZero();
    assertThat(unsplit()).isEqualTo(75);
    clock.advance(Duration.ofSeconds(5));
    JsonNode done = query("S1").json();
    assertThat(done.path("state").asText()).isEqualTo("FINISHED");
    assertThat(done.at("/receivers/0/result").asText()).isEqualTo("SUCCESS");
    assertThat(done.at("/receivers/1/account").asText()).isEqualTo(staff);
    assertThat(done.at("/receivers/1/finish_time").asText()).isNotEmpty();
    assertThat(sharing.sharesOf(transaction)).isEqualTo(2);
    assertThat(merchant.balance()).isEqualTo(75);
    assertThat(partner.balance()).isEqualTo(20);
    assertThat(sharing.share("S1").orElseThrow().lines()).hasSize(2);
  }

  @Test
  void theSameNumberIsTheSameRequest() {
    Reply first = share(request("S1", false, partnerLine(10)));
    assertThat(share(request("S1", false, partnerLine(10))).json()).isEqualTo(first.json());
    Reply other = share(request("S1", false, partnerLine(11)));
    assertThat(other.code()).isEqualTo("INVALID_REQUEST");
    assertThat(other.header("Request-ID")).endsWith("-268498688");
    assertThat(unfreeze("S1").code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    assertThat(share(request("S1", false, partnerLine(10))).json().path("state").asText())
        .isEqualTo("FINISHED");
    assertThat(sharing.sharesOf(transaction)).isEqualTo(1);
  }

  @Test
  void sharesTogetherKeepTheCap() {
    assertThat(share(request("S1", false, partnerLine(31))).code()).isEqualTo("RULE_LIMIT");
    assertThat(share(request("S1", false, partnerLine(20))).status()).isEqualTo(200);
    assertThat(share(request("S2", false, staffLine(11))).code()).isEqualTo("RULE_LIMIT");
    assertThat(share(request("S2", false, staffLine(10))).status()).isEqualTo(200);
    sharing.maxRatio(10_000);
    assertThat(share(request("S3", false, staffLine(71))).code()).isEqualTo("NOT_ENOUGH");
    assertThat(share(request("S3", false, staffLine(70))).status()).isEqualTo(200);
    assertThat(unsplit()).isZero();
  }

  @Test
  void onlyFrozenMoneyIsShared() {
    String ordinary = paid("PAID-02", "{\"profit_sharing\":false}");
    String fresh = paid("PAID-03", "{\"profit_sharing\":true}");
    String shared = request("S1", false, partnerLine(1));
    Reply young = share(shared.replace(transaction, fresh));
    assertThat(young.json().path("message").asText()).contains("minute");
    clock.advance(Duration.ofMinutes(1));
    assertThat(share(shared.replace(transaction, fresh)).status()).isEqualTo(200);
    Reply never = share(shared.replace("S1", "S2").replace(transaction, ordinary));
    assertThat(never.json().path("message").asText()).contains("profit_sharing");
    assertThat(share(shared.replace(transaction, "4".repeat(28))).code())
        .isEqualTo("RESOURCE_NOT_EXISTS");
    clock.advance(Duration.ofDays(30));
    assertThat(share(shared.replace("S1", "S3")).json().path("message").asText())
        .contains("not frozen");
    assertThat(unsplit()).isZero();
  }

  @Test
  void onlyAddedReceiversGetAnything() {
    String stranger = partnerLine(1).replace(partner.mchid(), "1900000109");
    assertThat(share(request("S1", false, stranger)).code()).isEqualTo("INVALID_REQUEST");
    String twice = partnerLine(1) + "," + partnerLine(2);
    assertThat(share(request("S1", false, twice)).json().at("/detail/field").asText())
        .isEqualTo("/receivers/1");
    String otherName =
        partnerLine(1).replace("\"amount\"", "\"name\":\"" + encrypted("Nobody") + "\",\"amount\"");
    assertThat(share(request("S1", false, otherName)).code()).isEqualTo("INVALID_REQUEST");
    String sameName =
        partnerLine(1)
            .replace("\"amount\"", "\"name\":\"" + encrypted("Partner Ltd") + "\",\"amount\"");
    assertThat(share(request("S1", false, sameName)).status()).isEqualTo(200);
    String gone =
        "{\"appid\":\"%s\",\"type\":\"MERCHANT_ID\",\"account\":\"%s\"}"
            .formatted(merchant.appId(), partner.mchid());
    assertThat(client.post(ROOT + "receivers/delete", gone).send().status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(5));
    JsonNode done = query("S1").json();
    assertThat(done.path("state").asText()).isEqualTo("FINISHED");
    assertThat(done.at("/receivers/0/result").asText()).isEqualTo("CLOSED");
    assertThat(done.at("/receivers/0/fail_reason").asText()).isEqualTo("NO_RELATION");
    assertThat(share(request("S2", false, partnerLine(1))).code()).isEqualTo("INVALID_REQUEST");
    assertThat(partner.balance()).isZero();
  }

  @Test
  void oneReceiverMayFailAlone() {
    sharing.stayProcessing();
    share(request("S1", false, partnerLine(20) + "," + staffLine(5)));
    sharing.failReceiver("S1", partner.mchid(), "RECEIVER_HIGH_RISK");
    clock.advance(Duration.ofDays(1));
    assertThat(query("S1").json().path("state").asText()).isEqualTo("PROCESSING");
    sharing.finish("S1");
    JsonNode done = query("S1").json();
    assertThat(done.at("/receivers/0/result").asText()).isEqualTo("CLOSED");
    assertThat(done.at("/receivers/0/fail_reason").asText()).isEqualTo("RECEIVER_HIGH_RISK");
    assertThat(done.at("/receivers/1/result").asText()).isEqualTo("SUCCESS");
    assertThat(unsplit()).isEqualTo(95);
    assertThat(merchant.balance()).isEqualTo(95);
    assertThatThrownBy(() -> sharing.finish("S1")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sharing.notification("S1", partner))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void unfreezingEndsTheSharing() {
    share(request("S1", false, partnerLine(10)));
    Reply reply = unfreeze("U1");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/receivers/0/account").asText()).isEqualTo(merchant.mchid());
    assertThat(reply.json().at("/receivers/0/amount").asLong()).isEqualTo(90);
    assertThat(unfreeze("U1").json()).isEqualTo(reply.json());
    assertThat(unsplit()).isZero();
    assertThat(unfreeze("U2").code()).isEqualTo("INVALID_REQUEST");
    assertThat(share(request("S2", false, partnerLine(1))).code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    assertThat(merchant.balance()).isEqualTo(90);
    assertThat(sharing.sharesOf(transaction)).isEqualTo(1);
  }

  @Test
  void theLastShareMayUnfreezeTheRest() {
    Reply reply = share(request("S1", true, partnerLine(10)));
    assertThat(reply.json().path("receivers")).hasSize(2);
    assertThat(reply.json().at("/receivers/1/amount").asLong()).isEqualTo(90);
    assertThat(sharing.unsplitOf(transaction)).isZero();
    assertThat(share(request("S2", false, partnerLine(1))).code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void refundsTakeOnlyWhatIsStillFrozen() {
    share(request("S1", false, partnerLine(20)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(client.refundOf("PAID-01", "R1", 81).json().path("message").asText())
        .contains("frozen");
    assertThat(client.refundOf("PAID-01", "R1", 50).status()).isEqualTo(200);
    assertThat(unsplit()).isEqualTo(30);
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.refundOf("PAID-01", "R2", 31).code()).isEqualTo("INVALID_REQUEST");
    unfreeze("U1");
    assertThat(client.refundOf("PAID-01", "R2", 31).code()).isEqualTo("NOT_ENOUGH");
    merchant.balance(50);
    assertThat(client.refundOf("PAID-01", "R2", 50).status()).isEqualTo(200);
  }

  @Test
  void aMerchantGivesItsShareBack() {
    share(request("S1", false, partnerLine(20) + "," + staffLine(5)));
    assertThat(takeBack(giveBack("B1", "S1", 5)).code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    Reply reply = takeBack(giveBack("B1", "S1", 15));
    assertThat(reply.json().path("result").asText()).isEqualTo("PROCESSING");
    assertThat(takeBack(giveBack("B1", "S1", 15)).json()).isEqualTo(reply.json());
    assertThat(takeBack(giveBack("B1", "S1", 16)).code()).isEqualTo("INVALID_REQUEST");
    assertThat(takeBack(giveBack("B2", "S1", 6)).code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    String one = ROOT + "return-orders/B1?out_order_no=S1";
    assertThat(client.get(one).send().json().path("result").asText()).isEqualTo("SUCCESS");
    assertThat(partner.balance()).isEqualTo(5);
    assertThat(merchant.balance()).isEqualTo(90);
    assertThat(client.get(one.replace("S1", "S9")).send().code()).isEqualTo("RESOURCE_NOT_EXISTS");
    assertThat(client.get(ROOT + "return-orders/B1").send().json().at("/detail/field").asText())
        .isEqualTo("out_order_no");
    String person = giveBack("B3", "S1", 1).replace(partner.mchid(), staff);
    assertThat(takeBack(person).code()).isEqualTo("INVALID_REQUEST");
    String orderId = query("S1").json().path("order_id").asText();
    String byId = giveBack("B4", "S1", 1).replace("\"out_order_no\":\"S1\"", "\"order_id\":\"%s\"");
    assertThat(takeBack(byId.formatted(orderId)).status()).isEqualTo(200);
    String both = giveBack("B5", "S1", 1).replaceFirst("\\{", "{\"order_id\":\"1\",");
    assertThat(takeBack(both).json().at("/detail/field").asText()).isEqualTo("/out_order_no");
    assertThat(takeBack(giveBack("B6", "S9", 1)).code()).isEqualTo("RESOURCE_NOT_EXISTS");
  }

  @Test
  void aReturnFailsWithoutMoneyOrWithAReason() {
    share(request("S1", false, partnerLine(20)));
    clock.advance(Duration.ofSeconds(5));
    partner.drainBalance();
    takeBack(giveBack("B1", "S1", 20));
    clock.advance(Duration.ofSeconds(5));
    JsonNode poor = client.get(ROOT + "return-orders/B1?out_order_no=S1").send().json();
    assertThat(poor.path("result").asText()).isEqualTo("FAILED");
    assertThat(poor.path("fail_reason").asText()).isEqualTo("BALANCE_NOT_ENOUGH");
    partner.balance(20);
    sharing.stayProcessing();
    takeBack(giveBack("B2", "S1", 20));
    sharing.failReturn("B2", "TIME_OUT_CLOSED");
    assertThat(partner.balance()).isEqualTo(20);
    takeBack(giveBack("B3", "S1", 20));
    sharing.finishReturn("B3");
    assertThat(partner.balance()).isZero();
    clock.advance(Duration.ofDays(181));
    assertThat(takeBack(giveBack("B4", "S1", 1)).json().path("message").asText()).contains("180");
  }

  @Test
  void theReceivingMerchantIsToldUnderThePaymentsName() {
    share(request("S1", false, partnerLine(20) + "," + staffLine(5)));
    clock.advance(Duration.ofSeconds(5));
    clock.advance(Duration.ZERO);
    assertThat(partner.deliveries())
        .extracting(Delivery::eventType)
        .containsExactly("TRANSACTION.SUCCESS");
    SignedNotification told = sharing.notification("S1", partner);
    PlainClient receiver = new PlainClient(gateway, partner);
    assertThat(receiver.verifies(told.headers(), told.body())).isTrue();
    JsonNode message = PlainClient.read(new String(told.body(), StandardCharsets.UTF_8));
    assertThat(message.at("/resource/original_type").asText()).isEqualTo("profitsharing");
    JsonNode content = PlainClient.read(receiver.open(message.path("resource")));
    assertThat(content.path("mchid").asText()).isEqualTo(merchant.mchid());
    assertThat(content.path("transaction_id").asText()).isEqualTo(transaction);
    assertThat(content.at("/receiver/amount").asLong()).isEqualTo(20);
    sharing.newerEventNames(true);
    takeBack(giveBack("B1", "S1", 20));
    clock.advance(Duration.ofSeconds(5));
    clock.advance(Duration.ZERO);
    assertThat(partner.deliveries())
        .extracting(Delivery::eventType)
        .containsExactly("TRANSACTION.SUCCESS", "PROFITSHARING.RETURN");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"MERCHANT_ID\"','\"MERCHANT\"','/type'",
    "'\"SUPPLIER\"','\"FRIEND\"','/relation_type'",
    "'\"SUPPLIER\"','\"CUSTOM\"','/custom_relation'",
    "'\"relation_type\"','\"custom_relation\":\"x\",\"relation_type\"','/custom_relation'",
    "'\"name\":','\"name\":\"x\",\"names\":','/names'",
    "'{\"appid\"','{\"sub_mchid\":\"1900000109\",\"appid\"','/sub_mchid'"
  })
  void aBadReceiverIsNamed(String old, String now, String field) {
    Reply reply = add(partnerReceiver().replace(old, now));
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
  }

  @Test
  void aReceiverIsAddedTwiceWithoutHarm() {
    Reply again = add(partnerReceiver().replace("SUPPLIER", "PARTNER"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(client.decrypt(again.json().path("name").asText())).isEqualTo("Partner Ltd");
    String nameless = partnerReceiver().replaceFirst("\"name\":\"[^\"]*\",", "");
    assertThat(add(nameless).json().at("/detail/field").asText()).isEqualTo("/name");
    assertThat(
            add(staffReceiver().replace(merchant.appId(), merchant.miniProgramAppId()))
                .json()
                .at("/detail/field")
                .asText())
        .isEqualTo("/account");
    assertThat(add(staffReceiver().replace(merchant.appId(), "wx0000000000000000")).code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"S1\"','\"S 1\"','/out_order_no'",
    "'\"amount\":10','\"amount\":0','/receivers/0/amount'",
    "',\"unfreeze_unsplit\":false','','/unfreeze_unsplit'",
    "'\"description\":\"part\"','\"description\":\"\"','/receivers/0/description'",
    "'{\"appid\"','{\"mchid\":\"1\",\"appid\"','/mchid'"
  })
  void aBadFieldIsNamed(String old, String now, String field) {
    Reply reply = share(request("S1", false, partnerLine(10)).replace(old, now));
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(sharing.share("S1")).isEmpty();
  }

  @Test
  void aRequestHasOneToFiftyReceivers() {
    assertThat(share(request("S1", false, "")).json().at("/detail/field").asText())
        .isEqualTo("/receivers");
    String nobody = request("S1", false, "").replace("\"receivers\":[],", "");
    assertThat(share(nobody).json().at("/detail/field").asText()).isEqualTo("/receivers");
    StringBuilder many = new StringBuilder(staffLine(1));
    for (int i = 0; i < 50; i++) {
      many.append(',').append(staffLine(1).replace(staff, "o" + i));
    }
    assertThat(share(request("S1", false, many.toString())).json().at("/detail/field").asText())
        .isEqualTo("/receivers");
  }

  @Test
  void unknownRequestsAreRefused() {
    assertThat(query("S9").code()).isEqualTo("RESOURCE_NOT_EXISTS");
    assertThat(client.get(ROOT + "orders/S9").send().json().at("/detail/field").asText())
        .isEqualTo("transaction_id");
    assertThat(client.get(ROOT + "transactions/4/amounts").send().code())
        .isEqualTo("RESOURCE_NOT_EXISTS");
    assertThat(client.get(ROOT + "merchant-configs/" + partner.mchid()).send().code())
        .isEqualTo("NO_AUTH");
  }

  @Test
  void faultsMeetTheseCallsToo() {
    merchant.faults().once(Operation.SHARE, Fault.answerDropped());
    assertThatThrownBy(() -> share(request("S1", false, partnerLine(10))))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(share(request("S1", false, partnerLine(10))).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(5));
    assertThat(sharing.sharesOf(transaction)).isEqualTo(1);
    merchant.faults().once(Operation.SHARE_QUERY, Fault.wrongAmount());
    assertThat(query("S1").json().at("/receivers/0/amount").asLong()).isEqualTo(11);
    merchant.faults().once(Operation.SHARE_QUERY, Fault.otherOrder());
    assertThat(query("S1").json().path("out_order_no").asText()).isNotEqualTo("S1");
    merchant.faults().once(Operation.SHARE_RETURN, Fault.systemErrorAfterProcessing());
    assertThat(takeBack(giveBack("B1", "S1", 1)).status()).isEqualTo(500);
    assertThat(takeBack(giveBack("B1", "S1", 1)).status()).isEqualTo(200);
    merchant.faults().once(Operation.UNFREEZE, Fault.badGateway());
    assertThat(unfreeze("U1").status()).isEqualTo(502);
    assertThat(unsplit()).isEqualTo(90);
  }
}
