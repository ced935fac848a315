// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferTest {
  @RegisterExtension
  static final SandboxExtension SANDBOX =
      SandboxExtension.wechatPay(MerchantSetup.usual().balance(1000));

  private static final String BILLS = "/v3/fund-app/mch-transfer/transfer-bills";

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private Transfers transfers;
  private SandboxClock clock;
  private String openid = "";

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.merchant = merchant;
    this.clock = clock;
    transfers = merchant.transfers();
    openid = merchant.openId();
    client = new PlainClient(gateway, merchant);
  }

  private String bill(String number) {
    return """
        {"appid":"%s","out_bill_no":"%s","transfer_scene_id":"1000","openid":"%s","transfer_amount":100,"transfer_remark":"prize","notify_url":"https://shop.example/transfer","transfer_scene_report_infos":[{"info_type":"活动名称","info_content":"a"},{"info_type":"奖励说明","info_content":"b"}]}"""
        .formatted(merchant.appId(), number, openid);
  }

  private Reply send(String body) {
    return client.post(BILLS, body).send();
  }

  private Reply query(String number) {
    return client.get(BILLS + "/out-bill-no/" + number).send();
  }

  private Reply cancel(String number) {
    return client
        .post(BILLS + "/out-bill-no/" + number + "/cancel", "")
        .without("Content-Type")
        .send();
  }

  private String state(String number) {
    return query(number).json().path("state").asText();
  }

  private String encrypted(String plain) {
    return PlainClient.encrypt(PlainClient.publicKey(merchant.publicKeyPem()), plain);
  }

  private String named(String number, String name, long fen) {
    return bill(number)
        .replace("\"transfer_amount\":100", "\"transfer_amount\":" + fen)
        .replace("\"openid\"", "\"user_name\":\"" + encrypted(name) + "\",\"openid\"");
  }

  @Test
  void theUserConfirmsAndHasTheMoney() {
    Reply reply = send(bill("T1"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(client.verifies(reply)).isTrue();
    assertThat(reply.json().path("state").asText()).isEqualTo("WAIT_USER_CONFIRM");
    assertThat(reply.json().path("package_info").asText()).contains("+/").endsWith("==");
    assertThat(merchant.balance()).isEqualTo(900);
    transfers.confirm("T1");
    assertThat(state("T1")).isEqualTo("TRANSFERING");
    assertThat(transfers.receivedBy(openid)).isZero();
    clock.advance(Duration.ofSeconds(5));
    JsonNode done = query("T1").json();
    assertThat(done.path("state").asText()).isEqualTo("SUCCESS");
    assertThat(done.path("mch_id").asText()).isEqualTo(merchant.mchid());
    assertThat(done.path("transfer_amount").asLong()).isEqualTo(100);
    assertThat(done.path("openid").asText()).isEqualTo(openid);
    assertThat(done.has("fail_reason")).isFalse();
    assertThat(transfers.receivedBy(openid)).isEqualTo(100);
    String id = reply.json().path("transfer_bill_no").asText();
    assertThat(client.get(BILLS + "/transfer-bill-no/" + id).send().json()).isEqualTo(done);
  }

  @Test
  void everyStepCanBeSeen() {
    transfers.stopAt(TransferState.ACCEPTED);
    Reply reply = send(bill("T1"));
    assertThat(reply.json().path("state").asText()).isEqualTo("ACCEPTED");
    assertThat(reply.json().has("package_info")).isFalse();
    assertThat(merchant.balance()).isEqualTo(1000);
    transfers.proceed("T1");
    assertThat(state("T1")).isEqualTo("PROCESSING");
    assertThatThrownBy(() -> transfers.confirm("T1")).isInstanceOf(IllegalStateException.class);
    transfers.proceed("T1");
    assertThat(state("T1")).isEqualTo("WAIT_USER_CONFIRM");
    assertThatThrownBy(() -> transfers.proceed("T1")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> transfers.succeed("T1")).isInstanceOf(IllegalStateException.class);
    assertThat(send(bill("T1")).json().path("package_info").asText()).isNotEmpty();
    assertThatThrownBy(() -> transfers.stopAt(TransferState.SUCCESS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameNumberIsTheSameTransfer() {
    Reply first = send(bill("T1"));
    assertThat(send(bill("T1")).json()).isEqualTo(first.json());
    Reply other = send(bill("T1").replace("prize", "gift"));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.code()).isEqualTo("ALREADY_EXISTS");
    assertThat(other.json().path("message").asText()).contains("transfer_remark");
    assertThat(transfers.transfersTo(openid)).isEqualTo(1);
    assertThat(merchant.ledger()).extracting(LedgerEntry::kind).containsExactly(Kind.TRANSFER);
    transfers.fail("T1", "ACCOUNT_FROZEN");
    assertThat(send(bill("T1")).json().path("state").asText()).isEqualTo("FAIL");
    assertThat(transfers.transfersTo(openid)).isZero();
  }

  @Test
  void aNameIsComparedOpened() {
    assertThat(send(named("T1", "王小明", 100)).status()).isEqualTo(200);
    assertThat(send(named("T1", "王小明", 100)).status()).isEqualTo(200);
    assertThat(send(named("T1", "王大明", 100)).code()).isEqualTo("ALREADY_EXISTS");
    assertThat(client.decrypt(query("T1").json().path("user_name").asText())).isEqualTo("王小明");
  }

  @Test
  void aNameOfAnotherUserFails() {
    transfers.realName(openid, "王小明");
    Reply reply = send(named("T1", "王大明", 100));
    assertThat(reply.json().path("state").asText()).isEqualTo("FAIL");
    assertThat(reply.json().path("fail_reason").asText()).isEqualTo("NAME_NOT_CORRECT");
    assertThat(merchant.balance()).isEqualTo(1000);
    assertThat(send(named("T2", "王小明", 100)).json().path("state").asText())
        .isEqualTo("WAIT_USER_CONFIRM");
  }

  @Test
  void twoThousandYuanNeedAName() {
    merchant.balance(500_000);
    String large = bill("T1").replace("\"transfer_amount\":100", "\"transfer_amount\":200000");
    assertThat(send(large).json().at("/detail/field").asText()).isEqualTo("/user_name");
    assertThat(send(large.replace("200000", "199999")).status()).isEqualTo(200);
    assertThat(send(named("T2", "王小明", 200_000)).status()).isEqualTo(200);
    String unreadable = bill("T3").replace("\"openid\"", "\"user_name\":\"王小明\",\"openid\"");
    assertThat(send(unreadable).json().at("/detail/field").asText()).isEqualTo("/user_name");
  }

  @Test
  void theKeyMustBeNamed() {
    Reply reply = client.post(BILLS, bill("T1")).without("Wechatpay-Serial").send();
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo("Wechatpay-Serial");
    assertThat(transfers.bill("T1")).isEmpty();
  }

  @Test
  void anEmptyBalanceIsToppedUpForTheSameNumber() {
    merchant.balance(99);
    Reply refused = send(bill("T1"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("NOT_ENOUGH");
    assertThat(query("T1").code()).isEqualTo("NOT_FOUND");
    merchant.balance(100);
    assertThat(send(bill("T1")).json().path("state").asText()).isEqualTo("WAIT_USER_CONFIRM");
    assertThat(merchant.balance()).isZero();
  }

  @Test
  void aTransferMayWaitForMoney() {
    transfers.acceptWithoutMoney(true);
    merchant.balance(99);
    assertThat(send(bill("T1")).json().path("state").asText()).isEqualTo("PROCESSING");
    assertThat(state("T1")).isEqualTo("PROCESSING");
    assertThat(transfers.transfersTo(openid)).isZero();
    merchant.balance(100);
    assertThat(state("T1")).isEqualTo("WAIT_USER_CONFIRM");
    assertThat(transfers.transfersTo(openid)).isEqualTo(1);
  }

  @Test
  void aDayIsTheLimit() {
    send(bill("T1"));
    clock.advance(Duration.ofHours(24).minusSeconds(1));
    assertThat(state("T1")).isEqualTo("WAIT_USER_CONFIRM");
    clock.advance(Duration.ofSeconds(1));
    assertThat(query("T1").json().path("fail_reason").asText()).isEqualTo("OVERDUE_CLOSE");
    assertThat(state("T1")).isEqualTo("FAIL");
    assertThat(merchant.balance()).isEqualTo(1000);
    send(bill("T2"));
    transfers.stayTransferring();
    transfers.confirm("T2");
    clock.advance(Duration.ofDays(3));
    assertThat(state("T2")).isEqualTo("TRANSFERING");
    transfers.succeed("T2");
    assertThat(state("T2")).isEqualTo("SUCCESS");
  }

  @Test
  void anUnconfirmedTransferIsTakenBack() {
    send(bill("T1"));
    Reply reply = cancel("T1");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("state").asText()).isEqualTo("CANCELING");
    assertThat(reply.json().has("update_time")).isTrue();
    assertThatThrownBy(() -> transfers.confirm("T1")).isInstanceOf(IllegalStateException.class);
    assertThat(merchant.balance()).isEqualTo(900);
    assertThat(client.post(BILLS + "/out-bill-no/T1/cancel", "{}").send().status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(5));
    assertThat(state("T1")).isEqualTo("CANCELLED");
    assertThat(merchant.balance()).isEqualTo(1000);
    assertThat(cancel("T1").json().path("state").asText()).isEqualTo("CANCELLED");
    assertThat(merchant.ledger())
        .extracting(LedgerEntry::kind)
        .containsExactly(Kind.TRANSFER, Kind.TRANSFER_RETURNED);
  }

  @Test
  void aConfirmedTransferIsNotTakenBack() {
    send(bill("T1"));
    transfers.confirm("T1");
    assertThat(cancel("T1").code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofSeconds(5));
    assertThat(cancel("T1").code()).isEqualTo("INVALID_REQUEST");
    assertThat(state("T1")).isEqualTo("SUCCESS");
    assertThat(cancel("T9").code()).isEqualTo("NOT_FOUND");
    Reply extra = client.post(BILLS + "/out-bill-no/T1/cancel", "{\"mchid\":\"1\"}").send();
    assertThat(extra.code()).isEqualTo("PARAM_ERROR");
  }

  @Test
  void everyEndIsToldOnce() {
    send(bill("T1"));
    assertThatThrownBy(() -> transfers.notification("T1"))
        .isInstanceOf(IllegalStateException.class);
    transfers.confirm("T1");
    clock.advance(Duration.ofSeconds(5));
    send(bill("T2"));
    transfers.fail("T2", "ACCOUNT_FROZEN");
    clock.advance(Duration.ZERO);
    assertThat(merchant.deliveries())
        .extracting(Delivery::eventType)
        .containsExactly("MCHTRANSFER.BILL.FINISHED", "MCHTRANSFER.BILL.FINISHED");
    SignedNotification told = transfers.notification("T2");
    assertThat(told.path()).isEqualTo("/transfer");
    assertThat(client.verifies(told.headers(), told.body())).isTrue();
    JsonNode message = PlainClient.read(new String(told.body(), StandardCharsets.UTF_8));
    assertThat(message.at("/resource/original_type").asText()).isEqualTo("mch_payment");
    JsonNode content = PlainClient.read(client.open(message.path("resource")));
    assertThat(content.path("state").asText()).isEqualTo("FAIL");
    assertThat(content.path("fail_reason").asText()).isEqualTo("ACCOUNT_FROZEN");
    assertThat(content.path("out_bill_no").asText()).isEqualTo("T2");
    assertThat(content.path("mch_id").asText()).isEqualTo(merchant.mchid());
    JsonNode less = PlainClient.read(new String(told.withAmount(1).body(), StandardCharsets.UTF_8));
    assertThat(
            PlainClient.read(client.open(less.path("resource"))).path("transfer_amount").asLong())
        .isEqualTo(1);
    assertThatThrownBy(() -> transfers.fail("T2", "X")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void withoutAnAddressNobodyIsTold() {
    send(bill("T1").replace("\"notify_url\":\"https://shop.example/transfer\",", ""));
    transfers.fail("T1", "ACCOUNT_FROZEN");
    clock.advance(Duration.ofDays(1));
    assertThat(merchant.deliveries()).isEmpty();
    assertThat(transfers.notification("T1").path()).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"T1\"','\"T-1\"','/out_bill_no'",
    "'\"transfer_amount\":100','\"transfer_amount\":9','/transfer_amount'",
    "'\"transfer_amount\":100','\"transfer_amount\":\"100\"','/transfer_amount'",
    "'\"transfer_remark\":\"prize\",','','/transfer_remark'",
    "'https://shop.example/transfer','http://shop.example/transfer','/notify_url'",
    "'https://shop.example/transfer','https://shop.example/transfer?a=1','/notify_url'",
    "'\"info_content\":\"a\"','\"info_content\":\"\"','/transfer_scene_report_infos/0/info_content'",
    "'{\"appid\"','{\"user_recv_style\":{\"type\":\"X\"},\"appid\"','/user_recv_style/type'",
    "'{\"appid\"','{\"sub_mchid\":\"1900000109\",\"appid\"','/sub_mchid'",
    "'{\"appid\"','{\"mchid\":\"1900000109\",\"appid\"','/mchid'"
  })
  void aBadFieldIsNamed(String old, String now, String field) {
    Reply reply = send(bill("T1").replace(old, now));
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(transfers.transfersTo(openid)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'奖励说明','奖励说明 ','奖励说明'",
    "'奖励说明','活动名称','奖励说明'",
    "',{\"info_type\":\"奖励说明\",\"info_content\":\"b\"}','','奖励说明'",
    "'\"info_content\":\"b\"}','\"info_content\":\"b\"},{\"info_type\":\"x\",\"info_content\":\"c\"}','exactly'",
    "'\"1000\"','\"1005\"','岗位类型'",
    "'\"1000\"','\"1001\"','transfer_scene_id'",
    "'\"openid\"','\"user_recv_perception\":\"劳务报酬\",\"openid\"','user_recv_perception'"
  })
  void aSceneIsReportedLetterByLetter(String old, String now, String said) {
    Reply reply = send(bill("T1").replace(old, now));
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.json().path("message").asText()).contains(said);
    assertThat(transfers.bill("T1")).isEmpty();
  }

  @Test
  void aSceneMayNameItsOwnPerception() {
    String own = "\"user_recv_perception\":\"现金奖励\",\"openid\"";
    assertThat(send(bill("T1").replace("\"openid\"", own)).status()).isEqualTo(200);
  }

  @Test
  void theReceiverIsAUserOfThisMerchantsApp() {
    assertThat(send(bill("T1").replace(merchant.appId(), "wx0000000000000000")).code())
        .isEqualTo("APPID_MCHID_NOT_MATCH");
    Reply foreign = send(bill("T1").replace(merchant.appId(), merchant.miniProgramAppId()));
    assertThat(foreign.json().at("/detail/field").asText()).isEqualTo("/openid");
  }

  @Test
  void unknownTransfersAreNotFound() {
    assertThat(query("T1").status()).isEqualTo(404);
    assertThat(query("T1").code()).isEqualTo("NOT_FOUND");
    assertThat(client.get(BILLS + "/transfer-bill-no/133").send().code()).isEqualTo("NOT_FOUND");
    assertThat(query("T-1").code()).isEqualTo("PARAM_ERROR");
    assertThat(query("T1?a=1").code()).isEqualTo("PARAM_ERROR");
  }

  @Test
  void weChatOpensTheConfirmationOnlyWithTheRightParameters() {
    String info = send(bill("T1")).json().path("package_info").asText();
    Map<String, String> right =
        Map.of("mchId", merchant.mchid(), "appId", merchant.appId(), "package", info);
    assertThat(transfers.openConfirmation(right)).isEqualTo("T1");
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("mchId", "1", "appId", merchant.appId(), "package", info),
            Map.of("mchId", merchant.mchid(), "appId", merchant.mobileAppId(), "package", info),
            Map.of("mchId", merchant.mchid(), "appId", merchant.appId(), "package", "x"),
            Map.of("mchId", merchant.mchid(), "appId", merchant.appId()),
            Map.of("mchId", merchant.mchid(), "package", info),
            Map.of("mchId", merchant.mchid(), "subAppId", merchant.appId(), "package", info),
            Map.of(
                "mchId",
                merchant.mchid(),
                "appId",
                merchant.appId(),
                "package",
                info,
                "openId",
                merchant.openId()))) {
      assertThatThrownBy(() -> transfers.openConfirmation(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    transfers.confirm("T1");
    assertThatThrownBy(() -> transfers.openConfirmation(right))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPersonConfirmsOnAPage() throws Exception {
    send(bill("T1").replace("prize", "<b>prize</b>"));
    URI page = transfers.confirmationPage("T1");
    HttpClient browser = HttpClient.newHttpClient();
    HttpRequest look = HttpRequest.newBuilder(page).build();
    assertThat(browser.send(look, HttpResponse.BodyHandlers.ofString()).body())
        .contains("¥1.00", "&lt;b&gt;prize", "Receive the money");
    HttpRequest.Builder press =
        HttpRequest.newBuilder(page)
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("action=confirm"));
    HttpRequest foreign = press.copy().header("Origin", "https://evil.example").build();
    assertThat(browser.send(foreign, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    assertThat(state("T1")).isEqualTo("WAIT_USER_CONFIRM");
    HttpResponse<String> pressed =
        browser.send(press.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(PlainClient.read(pressed.body()).path("state").asText()).isEqualTo("TRANSFERING");
    assertThat(browser.send(press.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(409);
    assertThat(browser.send(look, HttpResponse.BodyHandlers.ofString()).body())
        .doesNotContain("<form");
    HttpRequest nowhere =
        HttpRequest.newBuilder(page.resolve(TransferPage.PATH + "?package=x")).build();
    assertThat(browser.send(nowhere, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
    assertThatThrownBy(() -> transfers.confirmationPage("T1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void faultsMeetTheseCallsToo() {
    merchant.faults().once(Operation.TRANSFER, Fault.answerDropped());
    assertThatThrownBy(() -> send(bill("T1"))).isInstanceOf(UncheckedIOException.class);
    assertThat(transfers.transfersTo(openid)).isEqualTo(1);
    assertThat(send(bill("T1")).status()).isEqualTo(200);
    assertThat(transfers.transfersTo(openid)).isEqualTo(1);
    merchant.faults().once(Operation.TRANSFER, Fault.frequencyLimited().afterProcessing());
    assertThat(send(bill("T2")).status()).isEqualTo(429);
    assertThat(transfers.bill("T2")).isPresent();
    merchant.faults().once(Operation.TRANSFER_QUERY, Fault.wrongAmount());
    assertThat(query("T1").json().path("transfer_amount").asLong()).isEqualTo(101);
    merchant.faults().once(Operation.TRANSFER_QUERY, Fault.otherOrder());
    assertThat(query("T1").json().path("out_bill_no").asText()).isNotEqualTo("T1");
    merchant.faults().once(Operation.TRANSFER_QUERY, Fault.otherMerchant());
    assertThat(query("T1").json().path("mch_id").asText()).isNotEqualTo(merchant.mchid());
    merchant.faults().once(Operation.TRANSFER_CANCEL, Fault.probeSignature());
    assertThat(cancel("T1").header("Wechatpay-Signature")).startsWith("WECHATPAY/SIGNTEST/");
    assertThat(state("T1")).isEqualTo("CANCELING");
  }

  @Test
  void aServiceProviderSendsForItsSubMerchant(WeChatPayGateway gateway) {
    WeChatPayMerchant provider = gateway.openServiceProvider();
    SubMerchant sub = provider.openSubMerchant(SubMerchantSetup.usual().balance(500));
    PlainClient partner = new PlainClient(gateway, provider);
    String root = "/v3/fund-app/mch-transfer/partner/transfer-bills";
    String user = provider.openId();
    String body =
        bill("T1")
            .replace(merchant.appId(), provider.appId())
            .replace(openid, user)
            .replaceFirst("\\{", "{\"sub_mchid\":\"" + sub.mchid() + "\",");
    assertThat(partner.post(BILLS, body).send().code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.post(root, body).send().code()).isEqualTo("NO_AUTH");
    assertThat(partner.post(root, body.replace(sub.mchid(), "1900000109")).send().code())
        .isEqualTo("NO_AUTH");
    Reply sent = partner.post(root, body).send();
    assertThat(sent.json().path("state").asText()).isEqualTo("WAIT_USER_CONFIRM");
    assertThat(sub.balance()).isEqualTo(400);
    assertThat(provider.transfers().transfersTo(user)).isEqualTo(1);
    Map<String, String> right = new HashMap<>();
    right.put("mchId", provider.mchid());
    right.put("subMchId", sub.mchid());
    right.put("appId", provider.appId());
    right.put("package", sent.json().path("package_info").asText());
    assertThat(provider.transfers().openConfirmation(right)).isEqualTo("T1");
    for (String[] wrong :
        new String[][] {
          {"subMchId", provider.openSubMerchant().mchid()},
          {"subAppId", sub.appId().orElseThrow()},
          {"subAppId", provider.appId()}
        }) {
      Map<String, String> changed = new HashMap<>(right);
      changed.put(wrong[0], wrong[1]);
      assertThatThrownBy(() -> provider.transfers().openConfirmation(changed))
          .isInstanceOf(IllegalArgumentException.class);
    }
    String one = root + "/out-bill-no/T1";
    assertThat(partner.get(one).send().json().at("/detail/field").asText()).isEqualTo("sub_mchid");
    SubMerchant other = provider.openSubMerchant();
    assertThat(partner.get(one + "?sub_mchid=" + other.mchid()).send().code())
        .isEqualTo("NOT_FOUND");
    assertThat(
            partner.get(one + "?sub_mchid=" + sub.mchid()).send().json().path("sub_mchid").asText())
        .isEqualTo(sub.mchid());
    String cancel = "{\"sub_mchid\":\"" + sub.mchid() + "\"}";
    assertThat(partner.post(one + "/cancel", cancel).send().status()).isEqualTo(200);
    gateway.closeMerchant(provider);
  }
}
