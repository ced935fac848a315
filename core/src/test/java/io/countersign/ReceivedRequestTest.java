// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedRequestTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00.123456789Z");

  @Test
  void theStoredFormKeepsEveryByteEveryHeaderAndTheTime() {
    byte[] body = new byte[5_000];
    new Random(1).nextBytes(body);
    ReceivedRequest raw =
        ReceivedRequest.of(
            Headers.builder()
                .add("Wechatpay-Signature", "a+b/c==")
                .add("X-Twice", " one ")
                .add("X-Twice", "two: 二 🍵\r\n")
                .add("X-Empty", "")
                .build(),
            body,
            NOW);

    ReceivedRequest back = ReceivedRequest.parse(raw.toText());

    assertThat(back.body()).isEqualTo(body);
    assertThat(back.receivedAt()).isEqualTo(NOW);
    assertThat(back.headers().names()).containsExactly("wechatpay-signature", "x-twice", "x-empty");
    assertThat(back.headers().all("X-TWICE")).containsExactly(" one ", "two: 二 🍵\r\n");
    assertThat(back.headers().all("x-empty")).containsExactly("");
    assertThat(raw.toText()).matches("[\\n!-~]+");
  }

  @Test
  void anEmptyRequestCanBeStored() {
    ReceivedRequest back =
        ReceivedRequest.parse(ReceivedRequest.of(Headers.none(), new byte[0], NOW).toText());

    assertThat(back.body()).isEmpty();
    assertThat(back.headers().names()).isEmpty();
  }

  @Test
  void aHeaderNameThatIsNoTokenForgesNothing() {
    ReceivedRequest raw =
        ReceivedRequest.of(
            Headers.builder().add("x\n\nAAAA\nevil: a:b", "1").build(), new byte[] {1, 2}, NOW);

    ReceivedRequest back = ReceivedRequest.parse(raw.toText());

    assertThat(back.body()).containsExactly(1, 2);
    assertThat(back.headers().first("x\n\nAAAA\nevil: a:b")).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "csr1",
        "csr2\n2026-07-01T12:00:00Z\n\n",
        "csr1\n2026-07-01T12:00:00Z\n",
        "csr1\nyesterday\n\nAAAA",
        "csr1\n2026-07-01T12:00:00Z\nname\n\nAAAA",
        "csr1\n2026-07-01T12:00:00Z\n:AAAA\n\nAAAA",
        "csr1\n2026-07-01T12:00:00Z\nname:!!\n\nAAAA",
        "csr1\n2026-07-01T12:00:00Z\n\n!!",
        "csr1\n2026-07-01T12:00:00Z\n\nAAAA\nmore"
      })
  void otherTextIsRefused(String text) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> ReceivedRequest.parse(text))
        .satisfies(
            refused ->
                assertThat(refused.reason())
                    .isEqualTo(InvalidNotificationException.Reason.UNREADABLE));
  }

  @Test
  void aBodyOfTwoGibibytesIsNotRead() {
    CountingZeros endless = new CountingZeros();

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> ReceivedRequest.read(Map.of(), endless, NOW));

    assertThat(endless.given).isLessThan(2L * ReceivedRequest.MOST_BYTES);
  }

  @Test
  void theLargestBodyIsReadAndOneByteMoreIsNot() {
    assertThat(
            ReceivedRequest.read(
                    Map.of(), new ByteArrayInputStream(new byte[ReceivedRequest.MOST_BYTES]), NOW)
                .body())
        .hasSize(ReceivedRequest.MOST_BYTES);
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(
            () -> ReceivedRequest.of(Map.of(), new byte[ReceivedRequest.MOST_BYTES + 1], NOW));
  }

  @Test
  void aBodyThatBreaksOffIsRefused() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> ReceivedRequest.read(Map.of(), broken, NOW))
        .withNoCause();
  }

  @Test
  void headersComeInAnyCaseAndWithoutTheFirstLine() {
    Map<String, List<String>> headers = new java.util.HashMap<>();
    headers.put(null, List.of("POST / HTTP/1.1"));
    headers.put("WECHATPAY-Serial", List.of("1", "2"));

    ReceivedRequest raw = ReceivedRequest.of(headers, new byte[0], NOW);

    assertThat(raw.headers().all("wechatpay-serial")).containsExactly("1", "2");
    assertThat(raw.headers().names()).containsExactly("wechatpay-serial");
  }

  private static final class CountingZeros extends InputStream {
    private long given;

    @Override
    public int read() {
      given++;
      return 0;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      given += length;
      return length;
    }
  }
}
