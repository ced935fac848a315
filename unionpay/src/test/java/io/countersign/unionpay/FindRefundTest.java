// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindRefundTest {

  @Test
  void aRefundIsAskedAboutByItsOwnNumberAndTime() {
    ScriptedGateway gateway = new ScriptedGateway(RefundTest.asked("04", "00"));
    PaymentRef paid = RefundTest.paid(gateway).withProduct("qr");
    String refundId = "20260301120000refund1";

    Refund refund = gateway.client().findRefund(paid, refundId).orElseThrow();

    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.refundId()).isEqualTo(refundId);
    assertThat(refund.paymentNumber()).isEqualTo(paid.number());
    assertThat(refund.amount()).isEqualTo(ScriptedGateway.HUNDRED);
    assertThat(refund.providerState()).isEqualTo("00");
    assertThat(refund.providerRefundId()).isPresent();
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/queryTrans.do");
    assertThat(gateway.calls.get(0).isWrite()).isFalse();
    assertThat(gateway.fields(0).asMap())
        .containsEntry("txnType", "00")
        .containsEntry("txnSubType", "00")
        .containsEntry("bizType", "000000")
        .containsEntry("orderId", refundId)
        .containsEntry("txnTime", "20260301120000");
  }

  @Test
  void anUndoIsFoundLikewise() {
    assertThat(found(RefundTest.asked("31", "A6")).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "03", "04", "05", "06", "12", "34", "42", "70", "74", "75", "83"})
  void whatMayStillMoveIsInProgress(String code) {
    assertThat(found(RefundTest.asked("04", code)).orElseThrow().state())
        .isEqualTo(RefundState.PROCESSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "10", "33", "35", "36", "39", "45", "60", "64", "90", "99"})
  void whatAQuestionConfirmsAsFailedHasFailed(String code) {
    assertThat(found(RefundTest.asked("04", code)).orElseThrow().state())
        .isEqualTo(RefundState.FAILED);
    assertThat(found(RefundTest.asked("04", code).without("txnAmt")).orElseThrow().amount())
        .isEqualTo(ScriptedGateway.HUNDRED.minus(ScriptedGateway.HUNDRED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZZ", "0", "000"})
  void aCodeThatNobodyKnowsIsNeitherDoneNorFailed(String code) {
    assertThat(found(RefundTest.asked("04", code)).orElseThrow().state())
        .isEqualTo(RefundState.UNRECOGNIZED);
  }

  @Test
  void whatUnionPayDoesNotKnowNowIsEmpty() {
    assertThat(found(ScriptedGateway.reply("34"))).isEmpty();
  }

  @Test
  void anUnprovenOrUnnamedNotFoundIsNoAnswer() {
    unavailable(ScriptedGateway.reply("34").unsigned());
    unavailable(ScriptedGateway.reply("34").signedBy(ScriptedGateway.MERCHANT));
  }

  @Test
  void whatLacksAPartIsNoAnswer() {
    for (String part : new String[] {"orderId", "txnTime", "origRespCode", "txnType", "txnAmt"}) {
      unavailable(RefundTest.asked("04", "00").without(part));
      if (!part.startsWith("or") && !part.equals("txnTime")) {
        unavailable(RefundTest.asked("04", "05").without(part));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"37", "06"})
  void aQuestionInHasteIsAskedLater(String code) {
    unavailable(ScriptedGateway.reply(code));
  }

  @Test
  void aQuestionThatIsRefusedIsToFix() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> found(ScriptedGateway.reply("11")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "txnType 01",
        "txnType 03",
        "txnAmt 10001",
        "currencyCode 840",
        "merId 777290058110097",
        "orderId 20261121153023other1",
        "txnTime 20261121153024",
        "origQryId 782611211530231234568",
        "origOrderId another0001",
        "origTxnTime 20200101000000",
        "reqReserved cs1-another0001-10000",
        "subMerId SUB01"
      })
  void whatIsAboutSomethingElseIsAMismatch(String field) {
    String[] pair = field.split(" ");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> found(RefundTest.asked("04", "00").with(pair[0], pair[1])))
        .withMessageContaining(pair[0]);
  }

  @Test
  void whoseItIsIsAskedWhereOnlyUnionPaysNumberTells() {
    ScriptedGateway others =
        new ScriptedGateway(
            RefundTest.asked("04", "00").with("origQryId", "782611211530231234568"),
            ScriptedGateway.found("00"));
    PaymentRef bare = RefundTest.unnumbered(others);

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> others.client().findRefund(bare, others.freshId().number()))
        .withMessageContaining("origQryId");

    ScriptedGateway own =
        new ScriptedGateway(
            RefundTest.asked("04", "00").with("origQryId", ScriptedGateway.QUERY_ID),
            ScriptedGateway.found("00"));
    assertThat(own.client().findRefund(RefundTest.unnumbered(own), own.freshId().number()))
        .isPresent();
    assertThat(own.calls).hasSize(2);
  }

  @Test
  void anIdWithoutATimeIsNotAskedFor() {
    ScriptedGateway gateway = new ScriptedGateway(RefundTest.asked("04", "00"));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> gateway.client().findRefund(RefundTest.paid(gateway), "refund0000001"))
        .withMessageContaining("refund id");
    assertThat(gateway.calls).isEmpty();
  }

  private static void unavailable(ScriptedGateway.Step answer) {
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> found(answer));
  }

  private static Optional<Refund> found(ScriptedGateway.Step answer) {
    ScriptedGateway gateway = new ScriptedGateway(answer);
    return gateway.client().findRefund(RefundTest.paid(gateway), gateway.freshId().number());
  }
}
