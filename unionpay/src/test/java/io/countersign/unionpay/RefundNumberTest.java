// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Refunds and undos whose number is in use, or whose money went back before. */
class RefundNumberTest {

  @ParameterizedTest
  @EnumSource(RefundTest.Way.class)
  void aNumberThatExistsIsAskedForOnce(RefundTest.Way way) {
    assertThat(repeated(way, RefundTest.asked(way.txnType, "00")).value().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(repeated(way, RefundTest.asked(way.txnType, "05")).value().state())
        .isEqualTo(RefundState.PROCESSING);
  }

  @ParameterizedTest
  @MethodSource("unsettling")
  void askingThatSettlesNothingLeavesItUnknown(ScriptedGateway.Step question) {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.reply("12"), question);

    assertThat(RefundTest.Way.REFUND.of(gateway)).isInstanceOf(Outcome.Unknown.class);
    assertThat(gateway.kinds().stream().filter("04/00"::equals)).hasSize(1);
  }

  static List<ScriptedGateway.Step> unsettling() {
    return List.of(
        ScriptedGateway.reply("34"),
        ScriptedGateway.reply("06"),
        ScriptedGateway.reply("11"),
        ScriptedGateway.lost(),
        RefundTest.asked("04", "ZZ"),
        RefundTest.asked("04", "00").unsigned());
  }

  @Test
  void aNumberOfAnotherRefundOrOneThatFailedIsRejectedWithIt() {
    ScriptedGateway smaller =
        new ScriptedGateway(
            ScriptedGateway.reply("12"), RefundTest.asked("04", "00").with("txnAmt", "3000"));
    ScriptedGateway failed =
        new ScriptedGateway(ScriptedGateway.reply("12"), RefundTest.asked("04", "64"));

    assertThat(
            RefundTest.rejected(RefundTest.Way.REFUND.of(smaller)).refund().orElseThrow().amount())
        .isEqualTo(RefundTest.THIRTY);
    assertThat(RefundTest.rejected(RefundTest.Way.REFUND.of(failed)).refund().orElseThrow().state())
        .isEqualTo(RefundState.FAILED);
  }

  @ParameterizedTest
  @EnumSource(RefundTest.Way.class)
  void whatWasGivenBackUnderAnotherNumberIsRejectedAndUnderThisOneIsNot(RefundTest.Way way) {
    ScriptedGateway elsewhere =
        new ScriptedGateway(ScriptedGateway.reply("45"), ScriptedGateway.reply("34"));
    ScriptedGateway here =
        new ScriptedGateway(ScriptedGateway.reply("45"), RefundTest.asked(way.txnType, "00"));
    ScriptedGateway dark = new ScriptedGateway(ScriptedGateway.reply("45"), ScriptedGateway.lost());

    assertThat(RefundTest.rejected(way.of(elsewhere)).reason())
        .isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(RefundTest.accepted(way.of(here)).value().state()).isEqualTo(RefundState.REFUNDED);
    assertThat(way.of(dark)).isInstanceOf(Outcome.Unknown.class);
  }

  /** Most products tell no more of the original than what was written along. */
  @Test
  void aNumberThatAnotherPaymentsRefundHasIsNotTakenForThisOne() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            ScriptedGateway.reply("12"),
            RefundTest.asked("04", "00").with("reqReserved", "cs1-another0001-10000"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> RefundTest.Way.REFUND.of(gateway))
        .withMessageContaining("another0001");
  }

  @Test
  void aNumberOfSomethingElseIsAMismatch() {
    ScriptedGateway gateway =
        new ScriptedGateway(ScriptedGateway.reply("12"), RefundTest.asked("01", "00"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> RefundTest.Way.REFUND.of(gateway))
        .withMessageContaining("txnType");
  }

  private static Outcome.Accepted<Refund> repeated(
      RefundTest.Way way, ScriptedGateway.Step question) {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.reply("12"), question);
    Outcome.Accepted<Refund> accepted = RefundTest.accepted(way.of(gateway));
    assertThat(gateway.kinds()).containsExactly(way.txnType + "/00", "00/00");
    assertThat(gateway.fields(1).text("orderId")).isEqualTo(gateway.fields(0).text("orderId"));
    return accepted;
  }
}
