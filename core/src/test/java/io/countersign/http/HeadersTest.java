// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {

  @Test
  void namesAreFoundInAnyLetterCase() {
    Headers headers = Headers.of(Map.of("WeChatPay-SERIAL", List.of("1")));

    assertThat(headers.first("wechatpay-serial")).contains("1");
    assertThat(headers.first("WECHATPAY-SERIAL")).contains("1");
    assertThat(headers.names()).containsExactly("wechatpay-serial");
  }

  @Test
  void namesThatDifferOnlyInLetterCaseAreOneNameWithTwoValues() {
    Headers headers = Headers.builder().add("Signature", "a").add("signature", "b").build();

    assertThat(headers.all("SIGNATURE")).containsExactly("a", "b");
    assertThat(headers.first("signature")).contains("a");
  }

  @Test
  void aSingleValueStandsOnceAndIsNotBlank() {
    assertThat(Headers.builder().add("s", "a").build().single("s")).contains("a");
    assertThat(Headers.builder().add("s", "a").add("s", "a").build().single("s")).isEmpty();
    assertThat(Headers.builder().add("s", "").build().single("s")).isEmpty();
    assertThat(Headers.builder().add("s", " \t").build().single("s")).isEmpty();
    assertThat(Headers.none().single("s")).isEmpty();
  }

  @Test
  void mapsOfHostsMayHoldNulls() {
    Map<String, List<String>> host = new HashMap<>();
    host.put(null, List.of("HTTP/1.1 200 OK"));
    host.put("absent", null);
    host.put("half", Arrays.asList("a", null));
    host.put("empty", Collections.emptyList());

    Headers headers = Headers.of(host);

    assertThat(headers.all("half")).containsExactly("a", "");
    assertThat(headers.all("absent")).isEmpty();
    assertThat(headers.first("empty")).isEmpty();
  }

  @Test
  void theyDoNotChangeAndPrintNoValue() {
    Headers.Builder builder = Headers.builder().add("Authorization", "canary-8");
    Headers headers = builder.build();
    builder.add("Authorization", "another").add("more", "x");

    assertThat(headers.all("authorization")).containsExactly("canary-8");
    assertThat(headers).hasToString("Headers[authorization]");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.all("authorization").add("x"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.names().clear());
  }
}
