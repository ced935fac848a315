// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedGateway.lost;
import static io.countersign.alipay.ScriptedGateway.refusal;
import static io.countersign.alipay.ScriptedGateway.signed;
import static io.countersign.alipay.ScriptedGateway.success;
import static io.countersign.alipay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.UnavailableException;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Shared payments: what is sent, and what is believed of the answers. */
class ProfitSharingTest {
  private static final String TRADE = "2026070122001400000000000001";
  private static final Money TEN = Money.of("10.00", "CNY");
  private static final ShareAccount PARTNER =
      ShareAccount.userId(PersonalText.of("2088102534368455"));
  private static final ShareAccount BY_NAME =
      ShareAccount.loginName(PersonalText.of("a@example.com"));

  private static AlipayProfitSharing sharing(ScriptedGateway gateway) {
    return gateway.client().profitSharing();
  }

  private static AlipayProfitSharing answering(String answer) {
    return sharing(new ScriptedGateway(signed(answer)));
  }

  @Test
  void everyFieldOfAShareReachesTheWire() {
    ScriptedGateway gateway =
        new ScriptedGateway(signed(success("\"trade_no\":\"" + TRADE + "\"")));

    Shop.accepted(
        sharing(gateway)
            .share(
                ShareRequest.of(TRADE, "S1")
                    .to(
                        ShareLine.of(BY_NAME, TEN)
                            .from(PARTNER)
                            .replenishing()
                            .scene("其他")
                            .named(PersonalText.of("张三"))
                            .description("补"))
                    .to(ShareLine.percent(PARTNER, 7))
                    .operator("A_1")
                    .later()
                    .field("x_new", "\"1\"")
                    .unfreeze(Money.of("3.00", "CNY"))));

    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"out_request_no\":\"S1\",\"trade_no\":\"2026070122001400000000000001\","
                + "\"royalty_parameters\":[{\"trans_in_type\":\"loginName\","
                + "\"trans_in\":\"a@example.com\",\"amount\":\"10.00\",\"trans_out_type\":\"userId\","
                + "\"trans_out\":\"2088102534368455\",\"royalty_type\":\"replenish\","
                + "\"royalty_scene\":\"其他\",\"trans_in_name\":\"张三\",\"desc\":\"补\"},"
                + "{\"trans_in_type\":\"userId\",\"trans_in\":\"2088102534368455\","
                + "\"amount_percentage\":\"7\"}],\"operator_id\":\"A_1\",\"extend_params\":{"
                + "\"royalty_finish\":\"true\",\"royalty_finish_amount\":\"3.00\"},"
                + "\"royalty_mode\":\"async\",\"x_new\":\"1\"}");
  }

  @Test
  void everyFieldOfASettlementReachesTheWire() {
    ScriptedGateway gateway =
        new ScriptedGateway(signed(success("\"trade_no\":\"" + TRADE + "\"")));

    Shop.accepted(
        sharing(gateway)
            .confirm(
                SettleConfirmation.of(TRADE, "C1", TEN)
                    .toCard(PersonalText.of("992"))
                    .summary("A0001")
                    .subMerchant("2088000000000001")
                    .actually(Money.of("9.00", "CNY"))
                    .withinDays(7)
                    .field("extend_params", "{\"royalty_freeze\":\"true\"}")));

    assertThat(gateway.methods()).containsExactly("trade.settle.confirm");
    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"out_request_no\":\"C1\",\"trade_no\":\"2026070122001400000000000001\","
                + "\"settle_info\":{\"settle_detail_infos\":[{\"trans_in_type\":\"cardAliasNo\","
                + "\"trans_in\":\"992\",\"summary_dimension\":\"A0001\","
                + "\"settle_entity_type\":\"SecondMerchant\",\"settle_entity_id\":\"2088000000000001\","
                + "\"actual_amount\":\"9.00\",\"amount\":\"10.00\"}],\"settle_period_time\":\"7d\"},"
                + "\"extend_params\":{\"royalty_freeze\":\"true\"}}");
  }

  @Test
  void aSettlementInDoubtIsSentAgainUnderItsNumber() {
    SettleConfirmation request = SettleConfirmation.of(TRADE, "C1", TEN);
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            unsigned(success("\"trade_no\":\"" + TRADE + "\"")),
            signed(success("")),
            signed(refusal("ACQ.DUP_OUT_REQUEST_NO")))) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      Outcome<?> outcome = sharing(gateway).confirm(request);

      assertThat(((Outcome.Unknown<?>) outcome).followUp()).isInstanceOf(FollowUp.RepeatSame.class);
      assertThat(gateway.calls).hasSize(1);
    }
    mismatch("trade_no", () -> answering(success("\"trade_no\":\"1\"")).confirm(request));
  }

  @Test
  void bindingIsDoneOnlyIfTheAnswerSaysSo() {
    List<ShareReceiver> receivers = List.of(ShareReceiver.of(PARTNER, "x"));

    Shop.accepted(answering(success("\"result_code\":\"SUCCESS\"")).addReceivers("B1", receivers));
    for (String answer : List.of(success("\"result_code\":\"FAIL\""), success(""))) {
      assertThat(answering(answer).addReceivers("B1", receivers))
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(answering(answer).removeReceivers("B1", List.of(PARTNER)))
          .isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void anAnswerAboutAnotherShareIsNotBelieved() {
    ShareRequest request =
        ShareRequest.of(TRADE, "S1").to(ShareLine.of(PARTNER, TEN)).keepRestFrozen();
    String details = "\"royalty_detail_list\":[{\"state\":\"SUCCESS\",\"amount\":\"10.00\"}]";

    mismatch("trade_no", () -> answering(success("\"trade_no\":\"1\"")).share(request));
    mismatch(
        "out_request_no",
        () -> answering(success("\"out_request_no\":\"S2\"," + details)).find("S1", TRADE));
    for (String odd :
        List.of(
            success(details),
            success("\"out_request_no\":\"S1\"," + details.replace("state", "x")),
            success("\"out_request_no\":\"S1\"," + details.replace("10.00", "1e1")))) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> answering(odd).find("S1", TRADE));
    }
    mismatch(
        "user_id",
        () ->
            answering(success("\"user_id\":\"2088102534368455\",\"max_ratio\":30"))
                .maxPercent("Q1"));
  }

  @Test
  void whatBreaksARuleIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(lost());
    ShareRequest.Builder six = ShareRequest.of(TRADE, "S1");
    Collections.nCopies(6, ShareLine.of(PARTNER, TEN)).forEach(six::to);

    refused("receivers", six::keepRestFrozen);
    assertThat(six.later().keepRestFrozen().lines()).hasSize(6);
    refused("receivers", () -> ShareRequest.of(TRADE, "S1").keepRestFrozen());
    assertThat(ShareRequest.of(TRADE, "S1").unfreezeRest().lines()).isEmpty();
    refused("amount_percentage", () -> ShareLine.percent(PARTNER, 101));
    refused("amount", () -> ShareLine.of(PARTNER, Money.of("0.00", "CNY")));
    refused("receiver name", () -> ShareReceiver.of(BY_NAME, "x"));
    refused("receivers", () -> sharing(gateway).addReceivers("B1", List.of()));
    refused(
        "receivers",
        () ->
            sharing(gateway)
                .addReceivers("B1", Collections.nCopies(21, ShareReceiver.of(PARTNER, "x"))));
    refused(
        "out_request_no", () -> sharing(gateway).removeReceivers("x".repeat(33), List.of(PARTNER)));
    refused("page", () -> sharing(gateway).receivers("Q1", 0, 20));
    refused("settle_period_time", () -> SettleConfirmation.of(TRADE, "C1", TEN).withinDays(366));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void nothingPersonalIsPrinted() {
    ShareReceiver receiver = ShareReceiver.of(BY_NAME, "x", PersonalText.of("张三"));
    ShareLine line = ShareLine.of(BY_NAME, TEN).named(PersonalText.of("张三"));

    assertThat(receiver + " " + line + ShareRequest.of(TRADE, "S1").to(line).keepRestFrozen())
        .doesNotContain("example", "张三");
  }

  private static void mismatch(String field, ThrowingCallable call) {
    assertThatExceptionOfType(MismatchException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
