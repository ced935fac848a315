// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ecpay.EcpayCardDetail.State;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the card detail's words, rows and sums mean. */
class CardReportTest {
  private static final Instant NOW = Instant.parse("2026-03-01T04:00:00Z");
  private static final PaymentRef PAID =
      PaymentRef.of("ecpay", new PaymentId("A1", NOW), Money.of("100", "TWD"));

  private static Optional<EcpayCardDetail> read(String json) {
    try {
      return CardReport.of(
          PAID,
          "13475885",
          JsonText.fields(json.getBytes(StandardCharsets.UTF_8)),
          Evidence.of(Evidence.Kind.TRANSPORT_ONLY, NOW));
    } catch (JsonFormatException broken) {
      throw new AssertionError(broken);
    }
  }

  private static EcpayCardDetail value(String status, String rows) {
    return read("{\"RtnMsg\":\"\",\"RtnValue\":{\"TradeID\":13475885,\"amount\":100,\"clsamt\":0,"
            + "\"authtime\":\"2016/5/12 下午 07:09:17\",\"status\":\""
            + status
            + "\",\"close_data\":["
            + rows
            + "]}}")
        .orElseThrow();
  }

  private static String row(String status, String amount) {
    return "{\"status\":\"" + status + "\",\"sno\":\"1\",\"amount\":" + amount + "}";
  }

  @ParameterizedTest
  @CsvSource({
    "已授權, AUTHORISED",
    "要關帳, CAPTURE_REQUESTED",
    "已關帳, CAPTURED",
    "操作取消, CAPTURE_CANCELLED",
    "已取消, GIVEN_UP",
    "關帳中, UNRECOGNIZED",
    "銀行拒絕, UNRECOGNIZED",
    "不明, UNRECOGNIZED"
  })
  void withoutRowsTheOverallWordCounts(String word, State state) {
    assertThat(value(word, "").state()).isEqualTo(state);
  }

  @Test
  void theLastPositiveRowCountsMoreThanTheOverallWord() {
    EcpayCardDetail detail =
        value("已授權", row("操作取消", "100") + "," + row("已關帳", "100") + "," + row("要關帳", "-30"));

    assertThat(detail.state()).isEqualTo(State.CAPTURED);
    assertThat(detail.providerState()).isEqualTo("已關帳");
    assertThat(detail.refunded()).isEqualTo(Money.of("30", "TWD"));
  }

  @Test
  void whatWasGivenUpAfterItsCaptureWasTakenBackIsGivenUp() {
    EcpayCardDetail detail = value("已取消", row("操作取消", "100"));

    assertThat(detail.state()).isEqualTo(State.GIVEN_UP);
    assertThat(detail.refunded()).isEqualTo(Money.of("100", "TWD"));
  }

  @Test
  void rowsThatDoNotFitAreNotPlannedWith() {
    // Given up, but captured.
    assertThat(value("已取消", row("已關帳", "100")).state()).isEqualTo(State.UNRECOGNIZED);
    // Captured in part.
    assertThat(value("已關帳", row("已關帳", "60")).state()).isEqualTo(State.UNRECOGNIZED);
    // Refunded without a capture.
    assertThat(value("已授權", row("已關帳", "-10")).state()).isEqualTo(State.UNRECOGNIZED);
    // More refunded than was paid.
    assertThat(value("已關帳", row("已關帳", "100") + "," + row("已關帳", "-101")).state())
        .isEqualTo(State.UNRECOGNIZED);
    // A refund that was taken back.
    assertThat(value("已關帳", row("已關帳", "100") + "," + row("操作取消", "-10")).state())
        .isEqualTo(State.UNRECOGNIZED);
    // No number.
    assertThat(value("已關帳", row("已關帳", "100") + "," + row("已關帳", "\"x\"")).state())
        .isEqualTo(State.UNRECOGNIZED);
  }

  @Test
  void aTextCountsAsANumber() {
    assertThat(value("已關帳", row("已關帳", "\"100\"") + "," + row("已關帳", "\"-10\"")).refunded())
        .isEqualTo(Money.of("10", "TWD"));
  }

  @Test
  void anotherAuthorisationOrAmountIsAMismatch() {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read("{\"RtnValue\":{\"TradeID\":1,\"amount\":100,\"status\":\"已關帳\"}}"));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read("{\"RtnValue\":{\"amount\":100,\"status\":\"已關帳\"}}"));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> read("{\"RtnValue\":{\"TradeID\":13475885,\"amount\":99,\"status\":\"已關帳\"}}"));
  }

  @Test
  void withoutStateOrAmountItIsNoReport() {
    assertThat(read("{\"RtnMsg\":\"\",\"RtnValue\":\"\"}")).isEmpty();
    assertThat(read("{\"RtnValue\":{\"TradeID\":13475885,\"amount\":100}}")).isEmpty();
    assertThat(read("{\"RtnValue\":{\"TradeID\":13475885,\"status\":\"已關帳\"}}")).isEmpty();
  }

  @Test
  void timesComeInTwoWritings() {
    assertThat(CardReport.time("2016/5/12 下午 07:09:17"))
        .contains(Instant.parse("2016-05-12T11:09:17Z"));
    assertThat(CardReport.time("2016/5/12 上午 12:00:01"))
        .contains(Instant.parse("2016-05-11T16:00:01Z"));
    assertThat(CardReport.time("2016/05/12 19:09:17"))
        .contains(Instant.parse("2016-05-12T11:09:17Z"));
    assertThat(CardReport.time("")).isEmpty();
    assertThat(CardReport.time("2016/5/12 下午 19:09:17")).isEmpty();
    assertThat(value("已授權", "").authorisedAt()).contains(Instant.parse("2016-05-12T11:09:17Z"));
  }
}
