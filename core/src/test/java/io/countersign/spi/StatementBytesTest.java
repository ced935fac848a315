// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class StatementBytesTest {
  private static final byte[] TEXT = "`1,`2\n".repeat(100).getBytes(StandardCharsets.UTF_8);
  private static final long ENOUGH = 1L << 40;

  @Test
  void plainBytesAreHashedAsTheyAre() throws Exception {
    StatementBytes bytes = open(TEXT, ENOUGH);

    assertThat(bytes.readAllBytes()).isEqualTo(TEXT);
    assertThat(bytes.count()).isEqualTo(TEXT.length);
    assertThat(bytes.hasDigest(sha1().digest(TEXT))).isTrue();
  }

  @Test
  void packedBytesAreHashedUnpacked() throws Exception {
    StatementBytes bytes = open(gzip(TEXT), ENOUGH);

    assertThat(bytes.readAllBytes()).isEqualTo(TEXT);
    assertThat(bytes.hasDigest(sha1().digest(TEXT))).isTrue();
  }

  @Test
  void whatIsNotReadIsHashedByDraining() throws Exception {
    StatementBytes bytes = open(gzip(TEXT), ENOUGH);
    assertThat(bytes.read()).isEqualTo('`');

    bytes.drain();

    assertThat(bytes.hasDigest(sha1().digest(TEXT))).isTrue();
  }

  @Test
  void oneChangedByteChangesTheDigest() throws Exception {
    byte[] changed = TEXT.clone();
    changed[300] ^= 1;
    StatementBytes bytes = open(changed, ENOUGH);
    bytes.drain();

    assertThat(bytes.hasDigest(sha1().digest(TEXT))).isFalse();
  }

  @Test
  void noByteAndOneByteAreNoGzip() throws Exception {
    assertThat(open(new byte[0], ENOUGH).readAllBytes()).isEmpty();
    assertThat(open(new byte[] {0x1f}, ENOUGH).readAllBytes()).containsExactly(0x1f);
  }

  @Test
  void gzipCutAnywhereIsAnError() {
    byte[] whole = gzip(TEXT);
    for (int cut = 2; cut < whole.length; cut++) {
      byte[] part = Arrays.copyOf(whole, cut);
      assertThatExceptionOfType(IOException.class)
          .describedAs("cut at " + cut)
          .isThrownBy(() -> open(part, ENOUGH).drain());
    }
  }

  @Test
  void aBombIsDefusedEarly() throws Exception {
    byte[] bomb = gzip(new byte[64 << 20]);
    StatementBytes bytes = open(bomb, ENOUGH);

    assertThatExceptionOfType(StatementBytes.TooLargeException.class).isThrownBy(bytes::drain);
    assertThat(bytes.count()).isLessThan(32 << 20);
  }

  @Test
  void aBombWithinABombIsOnlyUnpackedOnce() throws Exception {
    byte[] inner = gzip(new byte[1 << 20]);

    assertThat(open(gzip(inner), ENOUGH).readAllBytes()).isEqualTo(inner);
  }

  @Test
  void moreThanTheBoundIsNotRead() {
    assertThatExceptionOfType(StatementBytes.TooLargeException.class)
        .isThrownBy(() -> open(TEXT, TEXT.length - 1).drain());
    assertThatExceptionOfType(StatementBytes.TooLargeException.class)
        .isThrownBy(() -> open(gzip(TEXT), TEXT.length - 1).drain());
  }

  @Test
  void closingItLeavesWhatWasReceivedToWhoeverOpenedIt() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream received =
        new FilterInputStream(new ByteArrayInputStream(gzip(TEXT))) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    StatementBytes bytes = StatementBytes.of(received, sha1(), ENOUGH);
    bytes.close();

    assertThatExceptionOfType(IOException.class).isThrownBy(bytes::drain);
    assertThat(closed).isFalse();
  }

  @Test
  void exactlyTheBoundIsRead() throws Exception {
    assertThat(open(TEXT, TEXT.length).readAllBytes()).isEqualTo(TEXT);
  }

  private static StatementBytes open(byte[] received, long most) throws IOException {
    return StatementBytes.of(new ByteArrayInputStream(received), sha1(), most);
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
