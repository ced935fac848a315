// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PayoutWrite.THREE;
import static io.countersign.wechatpay.PayoutWrite.sent;
import static io.countersign.wechatpay.PayoutWrite.transfer;
import static io.countersign.wechatpay.ScriptedGateway.MCHID;
import static io.countersign.wechatpay.ScriptedGateway.MINI_PROGRAM;
import static io.countersign.wechatpay.ScriptedGateway.refusal;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A service provider pays users with its sub-merchant's money, never with its own. */
class TransferOnBehalfTest {
  private static final String SUB = "1900000109";
  private static final String SUB_APP = "wx0000000000000009";
  private static final String NUMBER = "T20261121001";
  private static final String PATH = "/v3/fund-app/mch-transfer/partner/transfer-bills";
  private static final String REPORT =
      TransfersTest.report("SUCCESS").replace("}", ",\"sub_mchid\":\"" + SUB + "\"}");

  @Test
  void sendingAskingAndCancellingNameTheSubMerchant() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            signed(200, sent(NUMBER, "WAIT_USER_CONFIRM")),
            signed(200, REPORT),
            signed(200, sent(NUMBER, "CANCELING")));
    WeChatPayTransfers transfers = transfers(gateway);

    Shop.accepted(transfers.send(transfer().build()));
    assertThat(transfers.find(NUMBER, THREE)).isPresent();
    Shop.accepted(transfers.cancel(NUMBER));

    assertThat(gateway.targets())
        .containsExactly(
            "POST " + PATH,
            "GET " + PATH + "/out-bill-no/" + NUMBER + "?sub_mchid=" + SUB,
            "POST " + PATH + "/out-bill-no/" + NUMBER + "/cancel");
    assertThat(gateway.body(0))
        .startsWith("{\"sub_mchid\":\"" + SUB + "\",\"appid\":\"" + MINI_PROGRAM + "\",");
    assertThat(gateway.body(2)).isEqualTo("{\"sub_mchid\":\"" + SUB + "\"}");
  }

  @Test
  void theUsersClientIsToldWhoseAppItIs() {
    Money three = THREE;
    TransferRequest inSubsApp =
        TransferRequest.to(SUB_APP, PersonalText.of("o1"))
            .number(NUMBER)
            .amount(three)
            .scene(TransferScene.purchase("茶"))
            .remark("茶")
            .build();

    assertThat(confirmation(transfer().build()))
        .isEqualTo(
            Map.of(
                "mchId",
                MCHID,
                "subMchId",
                SUB,
                "appId",
                MINI_PROGRAM,
                "package",
                "affffddafdfafddffda=="));
    assertThat(confirmation(inSubsApp))
        .isEqualTo(
            Map.of(
                "mchId",
                MCHID,
                "subMchId",
                SUB,
                "subAppId",
                SUB_APP,
                "package",
                "affffddafdfafddffda=="));
  }

  @Test
  void aReportMustNameThisSubMerchantAndNobodyElse() {
    assertThat(found(REPORT)).isPresent();
    assertThat(found(REPORT.replace("\"mch_id\":\"" + MCHID, "\"mch_id\":\"" + SUB))).isPresent();
    mismatch("sub_mchid", REPORT.replace(SUB, "1900000110"));
    mismatch("sub_mchid", TransfersTest.report("SUCCESS"));
    mismatch("mch_id", REPORT.replace("\"mch_id\":\"" + MCHID, "\"mch_id\":\"1900000110"));
    mismatch("sp_mchid", REPORT.replace("}", ",\"sp_mchid\":\"" + SUB + "\"}"));
  }

  @Test
  void aProvidersOwnClientDoesNotTakeASubMerchantsPaymentForItsOwn() {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, REPORT));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> gateway.client().transfers().find(NUMBER, THREE));
  }

  @Test
  void aNotificationIsTheSubMerchantsOnlyIfItSaysSo() {
    WeChatPayClient client = behalf(new ScriptedGateway());
    ReceivedRequest own = notice(REPORT);

    Notification proven = client.notifications().verify(own);

    assertThat(((TransferFinished) proven).merchantId()).isEqualTo(MCHID + "/" + SUB);
    for (ReceivedRequest foreign :
        new ReceivedRequest[] {
          notice(TransfersTest.report("SUCCESS")), notice(REPORT.replace(SUB, "1900000110"))
        }) {
      assertThat(
              client
                  .notifications()
                  .handle(foreign, number -> Optional.empty(), (payment, delivery) -> {})
                  .result())
          .isEqualTo(Result.UNEXPECTED);
    }
  }

  @Test
  void thereIsNoQuestionByWeChatPaysNumberAndAConflictIsAskedAboutByOurs() {
    ScriptedGateway gateway =
        new ScriptedGateway(signed(400, refusal("ALREADY_EXISTS")), signed(200, REPORT));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> transfers(gateway).findBill("133"));
    Outcome<Transfer> outcome = transfers(gateway).send(transfer().build());

    assertThat(Shop.accepted(outcome).value().number()).isEqualTo(NUMBER);
  }

  private static Map<String, String> confirmation(TransferRequest request) {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, "WAIT_USER_CONFIRM")));
    return Shop.accepted(transfers(gateway).send(request))
        .value()
        .confirmation()
        .orElseThrow()
        .miniProgram()
        .parameters();
  }

  private static Optional<Transfer> found(String report) {
    return transfers(new ScriptedGateway(signed(200, report))).find(NUMBER, THREE);
  }

  private static void mismatch(String field, String report) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> found(report))
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }

  private static WeChatPayTransfers transfers(ScriptedGateway gateway) {
    return behalf(gateway).transfers();
  }

  private static WeChatPayClient behalf(ScriptedGateway gateway) {
    return gateway
        .client()
        .onBehalfOf(WeChatPaySubMerchant.of(SUB).withAppId(WeChatPayAppKind.MINI_PROGRAM, SUB_APP));
  }

  private static ReceivedRequest notice(String content) {
    return ScriptedGateway.PLATFORM.sent(
        Platform.envelope(
            "MCHTRANSFER.BILL.FINISHED",
            "mch_payment",
            Platform.seal(ScriptedGateway.API_V3_KEY, content.getBytes(StandardCharsets.UTF_8))),
        ScriptedGateway.NOW);
  }
}
