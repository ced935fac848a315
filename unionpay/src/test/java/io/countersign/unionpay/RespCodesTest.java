// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.PayerAdvice;
import io.countersign.Rejection;
import io.countersign.unionpay.RespCode.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares our table with the list of printed codes. */
class RespCodesTest {

  /** After any other a sale, refund or undo has failed for good. (交易状态查询.) */
  private static final Set<String> NOT_FINAL =
      Set.of(
          "00", "A6", "01", "03", "04", "05", "06", "12", "34", "42", "60", "70", "74", "75", "83");

  /** After these a pay-out is uncertain. (代付.) */
  private static final Set<String> UNCERTAIN_PAYOUT =
      Set.of("01", "03", "04", "05", "12", "34", "60");

  private record Row(String code, String letters, String effect) {}

  private static List<Row> rows() {
    try (InputStream in = RespCodesTest.class.getResourceAsStream("resp-codes.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +"))
          .map(parts -> new Row(parts[0], parts[1], parts[2]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPrintedCodeProvesWhatTheListSays() {
    return rows().stream()
        .map(
            row ->
                dynamicTest(
                    row.code,
                    () -> {
                      assertThat(RespCode.isSuccess(row.code))
                          .isEqualTo(row.effect.equals("SUCCESS"));
                      assertThat(RespCode.of(row.code).map(RespCode::effect).map(Enum::name))
                          .hasValueSatisfying(effect -> assertThat(effect).isEqualTo(row.effect))
                          .matches(found -> !row.effect.equals("SUCCESS") || found.isEmpty());
                    }))
        .filter(test -> !RespCode.isSuccess(test.getDisplayName()));
  }

  @Test
  void everyCodeOfTheTableIsPrintedAndStandsThereOnce() {
    Set<String> seen = new HashSet<>();
    for (RespCode code : RespCode.rows()) {
      assertThat(seen.add(code.code())).describedAs(code.code()).isTrue();
      assertThat(rows()).anyMatch(row -> row.code.equals(code.code()));
      assertThat(code.remedy()).isNotBlank();
    }
    assertThat(rows()).hasSize(seen.size() + 2).extracting(Row::code).doesNotHaveDuplicates();
  }

  @Test
  void whatIsOpenInPrintIsNeverARefusal() {
    for (Row row : rows()) {
      RespCode code = RespCode.of(row.code).orElse(null);
      if (code == null) {
        assertThat(row.letters).isEqualTo("ok");
        continue;
      }
      if (row.letters.contains("q") || row.letters.equals("w")) {
        assertThat(code.effect()).describedAs(row.code).isNotEqualTo(Effect.NOTHING_HAPPENED);
      }
      if (UNCERTAIN_PAYOUT.contains(row.code) || NOT_FINAL.contains(row.code)) {
        assertThat(code.effect()).describedAs(row.code).isNotEqualTo(Effect.NOTHING_HAPPENED);
      }
    }
  }

  @Test
  void whatIsOpenTellsToAskAndThePayerToWait() {
    for (RespCode code : RespCode.rows()) {
      if (code.effect() == Effect.OPEN || code.effect() == Effect.CONFLICT) {
        assertThat(code.remedy())
            .describedAs(code.code())
            .containsAnyOf("ask", "a question", "gives it back");
      }
      if (code.effect() == Effect.LATER) {
        assertThat(code.advice()).describedAs(code.code()).isEqualTo(PayerAdvice.WAIT);
      }
    }
  }

  @Test
  void whatIsNotPrintedProvesNothing() {
    for (String stranger : List.of("", " ", "0", "1", "000", "a6", "07", "84", "97", "ZZ", "6 4")) {
      assertThat(RespCode.of(stranger)).describedAs(stranger).isEmpty();
      assertThat(RespCode.isSuccess(stranger)).isFalse();
    }
  }

  @Test
  void sevenDigitsInTheTextThatAreKnownGiveTheRemedy() {
    for (String detail :
        List.of(
            "9100004", "2010002", "6100030", "2600000", "3900002", "7101201", "2040004", "2040006",
            "2050001", "2050002", "2050004", "2011000", "4040007")) {
      assertThat(rejection("35", "原交易[" + detail + "]").remedy())
          .describedAs(detail)
          .isNotBlank()
          .isNotEqualTo(rejection("35", "原交易[9999999]").remedy());
    }
    for (String other : List.of("", "[", "]", "[]", "][", "[9100004", "9100004]", "[91000040]")) {
      assertThat(rejection("35", other).remedy())
          .isEqualTo(RespCode.of("35").orElseThrow().remedy());
    }
  }

  @Test
  void digitsThatSayLessThanTheCodeDoNotTakeItsPlace() {
    for (String code : List.of("39", "90")) {
      for (String detail : List.of("2011000", "4040007")) {
        assertThat(rejection(code, "不受理[" + detail + "]").remedy())
            .isEqualTo(RespCode.of(code).orElseThrow().remedy());
      }
    }
  }

  @Test
  void theFieldThatTheTextNamesIsTold() {
    assertThat(rejection("10", "报文格式错误: txnTime[6100030]").field()).contains("txnTime");
    assertThat(rejection("13", "Missing required field(accNo)").field()).contains("accNo");
    assertThat(rejection("36", "原交易金额不符").field()).isEmpty();
    assertThat(rejection("64", "accNo 6216").field()).isEmpty();
  }

  @Test
  void theTextIsBoundedAndStaysOnOneLine() {
    Rejection rejection = rejection("10", "a\nb\r" + "x".repeat(5000));

    assertThat(rejection.message()).hasSizeLessThanOrEqualTo(512);
    assertThat(rejection.toString().lines().count()).isEqualTo(1);
    assertThat(rejection.toString().toLowerCase(Locale.ROOT)).doesNotContain("signpubkeycert");
  }

  private static Rejection rejection(String code, String message) {
    return new Refusal(code, message).rejection(RespCode.of(code).orElse(null));
  }
}
