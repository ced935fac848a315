// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PayerAdviceTest {

  @ParameterizedTest
  @CsvSource({
    "en, Please try again.",
    "en-CN, Please try again.",
    "tr, Please try again.",
    "und, Please try again.",
    "zh, 请重试。",
    "zh-CN, 请重试。",
    "zh-SG, 请重试。",
    "zh-Hans, 请重试。",
    "zh-Hans-TW, 请重试。",
    "zh-Hans-HK, 请重试。",
    "zh-TW, 請再試一次。",
    "zh-HK, 請再試一次。",
    "zh-MO, 請再試一次。",
    "zh-Hant, 請再試一次。",
    "zh-Hant-CN, 請再試一次。"
  })
  void thePayerReadsTheirOwnScript(String tag, String sentence) {
    assertThat(PayerAdvice.TRY_AGAIN.text(Locale.forLanguageTag(tag))).isEqualTo(sentence);
  }

  @ParameterizedTest
  @EnumSource
  void everySentenceExistsInThreeScripts(PayerAdvice advice) {
    assertThat(advice.text(Locale.ENGLISH)).matches("[ -~]+");
    assertThat(advice.text(Locale.SIMPLIFIED_CHINESE)).isNotBlank().doesNotMatch("[ -~]+");
    assertThat(advice.text(Locale.TRADITIONAL_CHINESE))
        .isNotBlank()
        .isNotEqualTo(advice.text(Locale.SIMPLIFIED_CHINESE));
  }

  @Test
  void onlyOneAdviceLetsThePayerPayAtOnceAgain() {
    assertThat(PayerAdvice.WAIT.text(Locale.ENGLISH)).contains("Do not pay again");
    assertThat(PayerAdvice.ALREADY_PAID.text(Locale.ENGLISH)).contains("already paid");
  }
}
