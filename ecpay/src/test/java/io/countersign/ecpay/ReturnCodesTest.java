// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PayerAdvice;
import io.countersign.Rejection;
import io.countersign.ecpay.ReturnCode.Effect;
import io.countersign.spi.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each code proves what the list says, and no more; what is not listed proves nothing. */
class ReturnCodesTest {
  private static final List<Operation> COLUMNS =
      List.of(Operation.FIND, Operation.VOUCHER, Operation.EMBEDDED_PAYMENT, Operation.RAW_WRITE);

  private record Row(String code, Service service, boolean confirmed, List<Effect> effects) {}

  @Test
  void theTableIsTheList() throws IOException {
    assertThat(Arrays.stream(ReturnCode.values()).map(ReturnCode::code))
        .containsExactlyInAnyOrderElementsOf(rows().stream().map(Row::code).toList());
    for (Row row : rows()) {
      ReturnCode known = ReturnCode.of(row.code, row.service).orElseThrow();
      assertThat(known.isConfirmed()).describedAs(row.code).isEqualTo(row.confirmed);
      assertThat(COLUMNS.stream().map(known::effectOn).toList())
          .describedAs(row.code)
          .isEqualTo(row.effects);
    }
  }

  @Test
  void whatIsNotConfirmedProvesNothing() {
    for (ReturnCode code : ReturnCode.values()) {
      for (Operation operation : Operation.values()) {
        if (!code.isConfirmed()) {
          assertThat(code.effectOn(operation)).isEqualTo(Effect.OPEN);
        }
      }
    }
  }

  @Test
  void everyCodeIsExplainedInBothLanguages() {
    for (ReturnCode known : ReturnCode.values()) {
      EcpayReturnCode code = EcpayReturnCode.of(known.code());
      for (Locale english : List.of(Locale.ENGLISH, Locale.ROOT, Locale.GERMANY)) {
        assertThat(code.meaning(english)).matches("\\p{ASCII}{4,}");
        assertThat(code.remedy(english)).isNotBlank().doesNotContainPattern("\\.$");
      }
      for (Locale chinese : List.of(Locale.TAIWAN, Locale.forLanguageTag("zh-Hant"))) {
        assertThat(code.meaning(chinese)).containsPattern("\\p{IsHan}{2}");
        assertThat(code.remedy(chinese)).containsPattern("\\p{IsHan}{2}");
      }
      assertThat(code.toString()).contains(known.code());
    }
  }

  @Test
  void aCodeThatIsNotListedIsKept() {
    EcpayReturnCode code = EcpayReturnCode.of("77777777");

    assertThat(code.code()).isEqualTo("77777777");
    assertThat(code.isConfirmed()).isFalse();
    assertThat(code.remedy(Locale.TAIWAN)).contains("交易狀態代碼表");
    assertThat(code.remedy(Locale.ENGLISH)).contains("back office");
    assertThat(code.meaning(Locale.TAIWAN)).isNotEqualTo(code.meaning(Locale.ENGLISH));
    assertThat(code.payerAdvice()).isEqualTo(PayerAdvice.CONTACT_SHOP);
    assertThat(Refusal.of(Operation.RAW_WRITE, "77777777", "?", true).rejection().code())
        .isEqualTo("77777777");
  }

  @Test
  void oneProductsCodeIsNotAnothers() {
    assertThat(ReturnCode.of("10000009", Service.PAYMENT)).isEmpty();
    assertThat(ReturnCode.of("10300028", Service.INVOICE)).isEmpty();
    assertThat(ReturnCode.of("10300028", Service.LOGISTICS)).isEmpty();
    assertThat(ReturnCode.of("10500040", Service.EMBEDDED)).isEmpty();
    assertThat(ReturnCode.of("1", Service.INVOICE)).contains(ReturnCode.DONE);
    assertThat(ReturnCode.of("10300028", Service.BACK_OFFICE)).contains(ReturnCode.NUMBER_TAKEN);
  }

  @Test
  void aRefusedWriteIsBelievedAsFarAsItsCodeGoes() {
    assertThat(written("10200079", false)).isInstanceOf(Verdict.Refused.class);
    assertThat(written("10200095", true)).isInstanceOf(Verdict.Refused.class);
    assertThat(written("10200095", false)).isInstanceOf(Verdict.Open.class);
    assertThat(written("10300028", true)).isInstanceOf(Verdict.Conflict.class);
    for (String open : List.of("", "1", "0", "2", "10300066", "10200115", "77777777", "01")) {
      assertThat(written(open, true)).describedAs(open).isInstanceOf(Verdict.Open.class);
    }
  }

  @Test
  void aRefusedQuestionIsARefusalWhateverItsCode() {
    for (String code : List.of("0", "10200115", "77777777", "10200047")) {
      Verdict<String> verdict = Refusal.of(Operation.FIND, code, "no", true).verdict();
      assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    }
    Verdict<String> silent = Refusal.of(Operation.FIND, "", "no", true).verdict();
    assertThat(silent).describedAs("without a code").isInstanceOf(Verdict.Open.class);
  }

  @Test
  void aRejectionTellsEcpaysWordsAndOurs() {
    Rejection rejection = Refusal.of(Operation.VOUCHER, "10200079", "付款方式未啟用\nx", true).rejection();

    assertThat(rejection.provider()).isEqualTo("ecpay");
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
    assertThat(rejection.message()).isEqualTo("付款方式未啟用 x");
    assertThat(rejection.remedy()).contains("not enabled", "back office");
    assertThat(rejection.verified()).isTrue();
    assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.OTHER_METHOD);
    assertThat(Refusal.of(Operation.VOUCHER, "", "", false).rejection().code())
        .isEqualTo("no RtnCode");
  }

  private static Verdict<String> written(String code, boolean proven) {
    return Refusal.of(Operation.VOUCHER, code, "no", proven).verdict();
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReturnCodesTest.class.getResourceAsStream("return-codes.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.trim().split("\\s+"))
          .map(
              word ->
                  new Row(
                      word[0],
                      Service.valueOf(word[1]),
                      word[2].equals("yes"),
                      Arrays.stream(word).skip(3).map(ReturnCodesTest::effect).toList()))
          .toList();
    }
  }

  private static Effect effect(String word) {
    return switch (word) {
      case "BEFORE" -> Effect.BEFORE_PROCESSING;
      case "NOTHING" -> Effect.NOTHING_HAPPENED;
      default -> Effect.valueOf(word);
    };
  }
}
