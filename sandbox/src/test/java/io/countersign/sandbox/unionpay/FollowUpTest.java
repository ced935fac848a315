// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.unionpay.Caller.Reply;
import io.countersign.sandbox.unionpay.OrderView.State;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is done to a payment afterwards")
class FollowUpTest {
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    caller.close();
  }

  private Reply follow(String type, String orderId, String original, long fen) throws Exception {
    return caller.back(caller.followUp(type, orderId, original, fen));
  }

  @Test
  void partsOfAPaymentAreRefundedUntilNothingIsLeft() throws Exception {
    String original = caller.paid("PAGE0001");

    Reply first = follow("04", "REFUND01", original, 1000);
    assertThat(first.proven()).isTrue();
    assertThat(first.fields())
        .containsEntry("respCode", "00")
        .containsEntry("origQryId", original)
        .containsEntry("txnAmt", "1000");
    assertThat(follow("04", "REFUND02", original, 734).code()).isEqualTo("36");
    assertThat(follow("04", "REFUND03", original, 733).code()).isEqualTo("00");
    assertThat(follow("04", "REFUND04", original, 1).code()).isEqualTo("45");

    assertThat(caller.asked("REFUND01").fields())
        .containsEntry("origRespCode", "00")
        .containsEntry("txnType", "04")
        .containsEntry("origQryId", original)
        .containsEntry("queryId", first.text("queryId"));
    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("00");
    assertThat(caller.merchant.refundedOf("PAGE0001")).isEqualTo(Caller.FEN);
    assertThat(caller.merchant.order("PAGE0001").orElseThrow().refunds()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"LATER,00,05,00", "ACCEPTED,05,05,00", "UNKNOWN,04,04,00", "FAILS,00,05,63"})
  void aRefundTakesItsCourse(Course course, String answered, String first, String last)
      throws Exception {
    String original = caller.paid("PAGE0001");
    caller.merchant.next(Operation.REFUND, course);

    assertThat(follow("04", "REFUND01", original, 1000).code()).isEqualTo(answered);
    assertThat(caller.asked("REFUND01").text("origRespCode")).isEqualTo(first);
    assertThat(follow("04", "REFUND02", original, 1000).code()).isEqualTo("36");
    caller.clock.advance(Duration.ofMinutes(1));
    assertThat(caller.asked("REFUND01").text("origRespCode")).isEqualTo(last);
    assertThat(caller.merchant.refundedOf("PAGE0001")).isEqualTo(last.equals("00") ? 1000 : 0);
  }

  @Test
  void aRefundNeedsMoneyAPaymentAndItsTime() throws Exception {
    String original = caller.paid("PAGE0001");
    caller.merchant.openPage(caller.signed(caller.page("PAGE0002")));
    String unpaid = caller.merchant.order("PAGE0002").orElseThrow().queryId();

    assertThat(follow("04", "REFUND01", unpaid, 1).code()).isEqualTo("35");
    assertThat(follow("04", "REFUND01", "123456789012345678901", 1).code()).isEqualTo("35");
    assertThat(caller.back(caller.followUp("04", "REFUND01", original, 1), "origQryId", "").code())
        .isEqualTo("13");
    assertThat(
            caller.back(caller.followUp("04", "REFUND01", original, 1), "bizType", "000000").code())
        .isEqualTo("36");
    caller.merchant.balance(999);
    assertThat(follow("04", "REFUND01", original, 1000).code()).isEqualTo("90");
    caller.clock.advance(Duration.ofDays(331));
    assertThat(follow("04", "REFUND01", original, 1).code()).isEqualTo("39");
    assertThat(caller.merchant.refundedOf("PAGE0001")).isZero();
  }

  @Test
  void anUndoTakesEverythingBackOnceOnItsClearingDay() throws Exception {
    String original = caller.paid("PAGE0001");

    assertThat(follow("31", "UNDO0001", original, 1732).code()).isEqualTo("36");
    assertThat(follow("31", "UNDO0001", original, Caller.FEN).code()).isEqualTo("00");
    assertThat(follow("31", "UNDO0002", original, Caller.FEN).code()).isEqualTo("45");
    assertThat(follow("04", "REFUND01", original, 1).code()).isEqualTo("45");
    assertThat(caller.merchant.order("PAGE0001").orElseThrow().state()).isEqualTo(State.UNDONE);
    assertThat(caller.merchant.balance()).isZero();
  }

  @Test
  void theClearingDayEndsAtElevenAtNight() throws Exception {
    // 10:00 in Beijing.
    caller.clock.advance(Duration.ofHours(12).plusMinutes(59));
    String before = caller.paid("PAGE0001");
    caller.clock.advance(Duration.ofMinutes(1));
    String after = caller.paid("PAGE0002");

    assertThat(follow("31", "UNDO0001", before, Caller.FEN).code()).isEqualTo("39");
    caller.clock.advance(Duration.ofHours(23));
    assertThat(follow("31", "UNDO0002", after, Caller.FEN).code()).isEqualTo("00");
  }

  @Test
  void aRefundAndAnUndoExcludeEachOther() throws Exception {
    String original = caller.paid("PAGE0001");
    follow("04", "REFUND01", original, 1);

    assertThat(follow("31", "UNDO0001", original, Caller.FEN).code()).isEqualTo("45");
  }

  @Test
  void frozenMoneyIsTakenOnceWithAFewPercentMore() throws Exception {
    Map<String, String> form = caller.page("FREEZE01");
    form.put("txnType", "02");
    caller.merchant.openPage(caller.signed(form));
    caller.merchant.pay("FREEZE01");
    String frozen = caller.merchant.order("FREEZE01").orElseThrow().queryId();
    assertThat(caller.merchant.balance()).isZero();

    assertThat(follow("04", "REFUND01", frozen, 1).code()).isEqualTo("35");
    assertThat(follow("03", "COMPLETE1", frozen, 1993).code()).isEqualTo("36");
    Reply taken = follow("03", "COMPLETE1", frozen, 1992);
    assertThat(taken.code()).isEqualTo("00");
    assertThat(follow("03", "COMPLETE2", frozen, 1).code()).isEqualTo("45");
    assertThat(follow("32", "UNFREEZE1", frozen, Caller.FEN).code()).isEqualTo("45");
    assertThat(caller.merchant.balance()).isEqualTo(1992);

    assertThat(follow("33", "UNDO0001", taken.text("queryId"), 1992).code()).isEqualTo("00");
    assertThat(caller.merchant.balance()).isZero();
    assertThat(follow("32", "UNFREEZE1", frozen, Caller.FEN).code()).isEqualTo("00");
    assertThat(follow("03", "COMPLETE3", frozen, 1).code()).isEqualTo("45");
    assertThat(caller.merchant.ledger())
        .extracting(LedgerEntry::kind)
        .containsExactly(
            LedgerEntry.Kind.PRE_AUTH,
            LedgerEntry.Kind.COMPLETION,
            LedgerEntry.Kind.COMPLETION_UNDO,
            LedgerEntry.Kind.PRE_AUTH_UNDO);
  }

  @Test
  void whatWasTakenOfFrozenMoneyCanBeRefunded() throws Exception {
    Map<String, String> form = caller.page("FREEZE01");
    form.put("txnType", "02");
    caller.merchant.openPage(caller.signed(form));
    caller.merchant.pay("FREEZE01");
    String frozen = caller.merchant.order("FREEZE01").orElseThrow().queryId();
    String taken = follow("03", "COMPLETE1", frozen, 1000).text("queryId");

    assertThat(follow("04", "REFUND01", taken, 400).code()).isEqualTo("00");
    assertThat(follow("33", "UNDO0001", taken, 1000).code()).isEqualTo("45");
    assertThat(caller.merchant.refundedOf("FREEZE01")).isEqualTo(400);
  }

  @Test
  void onlyCodesAreNamedByNumberAndTime() throws Exception {
    caller.paid("PAGE0001");
    String time = caller.merchant.order("PAGE0001").orElseThrow().txnTime();
    Map<String, String> refund = caller.followUp("04", "REFUND01", "", 1);
    refund.remove("origQryId");
    refund.put("origOrderId", "PAGE0001");
    refund.put("origTxnTime", time);
    assertThat(caller.back(refund).code()).isEqualTo("13");

    caller.back(caller.money("01", "07", "000000", "QR000001"));
    caller.merchant.pay("QR000001");
    refund.put("origOrderId", "QR000001");
    refund.put("bizType", "000000");
    assertThat(caller.back(refund).code()).isEqualTo("00");
    assertThat(caller.asked("REFUND01").text("origOrderId")).isEqualTo("QR000001");
  }
}
