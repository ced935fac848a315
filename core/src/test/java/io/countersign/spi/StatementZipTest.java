// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementZipTest {
  private static final int MEBIBYTE = 1 << 20;

  /** Where fields lie in the record at an archive's end, which has 22 bytes. */
  private static final int END_BYTES = 22;

  private static final int FILES_AT = 10;
  private static final int COMMENT_LENGTH_AT = 20;

  @Test
  void filesComeOneAfterTheOtherUnderTheirNames() throws Exception {
    StatementZip zip = open(zip(file("a.csv", "one"), file("b.csv", ""), file("c.csv", "three")));

    assertThat(zip.next()).isTrue();
    assertThat(zip.name()).isEqualTo("a.csv");
    assertThat(zip.content()).hasContent("one");
    assertThat(zip.next()).isTrue();
    assertThat(zip.name()).isEqualTo("b.csv");
    assertThat(zip.content().read()).isEqualTo(-1);
    assertThat(zip.next()).isTrue();
    assertThat(zip.content()).hasContent("three");
    assertThat(zip.next()).isFalse();
    zip.mustBeWhole();
  }

  @Test
  void everyByteComesAsItWasAlsoOneByOne() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    StatementZip zip = open(zip(new File("all", all)));
    zip.next();

    InputStream content = zip.content();
    for (int i = 0; i < all.length; i++) {
      assertThat(content.read()).isEqualTo(i);
    }
    assertThat(content.read()).isEqualTo(-1);
  }

  @Test
  void aFileThatNobodyReadsIsPassedOver() throws Exception {
    StatementZip zip = open(zip(file("read me", "x".repeat(100_000)), file("list", "row")));

    zip.next();
    assertThat(zip.content().read()).isEqualTo('x');
    assertThat(zip.next()).isTrue();
    assertThat(zip.name()).isEqualTo("list");
    assertThat(zip.content()).hasContent("row");
    assertThat(zip.next()).isFalse();
    zip.mustBeWhole();
  }

  @Test
  void anArchiveOfNoFilesIsWholeAndNoBytesAreNoArchive() throws Exception {
    assertThat(read(zip())).isEmpty();
    isNone(new byte[0], "no end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\boot.ini",
        "\\\\host\\share",
        "a/../../b",
        "list.csv\0.exe",
        "folder/"
      })
  void aNameThatLeadsElsewhereIsAName(String name) throws Exception {
    StatementZip zip = open(stored(name.getBytes(ISO_8859_1), 0, "row", 3, crc("row")));

    assertThat(zip.next()).isTrue();
    assertThat(zip.name()).isEqualTo(name);
    assertThat(zip.content()).hasContent("row");
  }

  /** GBK, as Chinese gateways name their files. */
  @Test
  void aNameInAnyCharsetIsReadByteByByte() throws Exception {
    byte[] gbk = {(byte) 0xd2, (byte) 0xb5, (byte) 0xce, (byte) 0xf1, (byte) 0xff, '.', 'c'};
    StatementZip zip = open(stored(gbk, 0, "row", 3, crc("row")));

    assertThat(zip.next()).isTrue();
    assertThat(zip.name().getBytes(ISO_8859_1)).isEqualTo(gbk);
  }

  @Test
  void aNameThatClaimsToBeUtf8AndIsNotIsAnError() {
    int utf8 = 1 << 11;
    isNone(stored(new byte[] {(byte) 0xff, (byte) 0xfe}, utf8, "row", 3, crc("row")), "name");
  }

  @Test
  void anArchiveCutAnywhereIsAnError() {
    byte[] whole = zip(file("a.csv", "one\n".repeat(50)), file("b.csv", "two"));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(IOException.class)
          .describedAs("cut at " + length)
          .isThrownBy(() -> read(part));
    }
  }

  @Test
  void oneChangedByteOfAFileIsAnError() {
    byte[] whole = zip(file("a.csv", "one, two, three, four, five"));
    int content = 30 + "a.csv".length();
    for (int at = content; at < content + 20; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertThatExceptionOfType(IOException.class)
          .describedAs("changed at " + at)
          .isThrownBy(() -> read(changed));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>maintenance</html>", "PK", "PK\3", "Rar!\32\7\0", "\37\213\10\0"})
  void otherBytesAreNoArchive(String bytes) {
    isNone((bytes + " ".repeat(100)).getBytes(ISO_8859_1), "no end");
  }

  @Test
  void bytesBeforeAnArchiveAreNoArchive() {
    isNone(joined("x".getBytes(UTF_8), zip(file("a.csv", "one"))), "no end");
  }

  @Test
  void bytesAfterAnArchiveAreNoneOfIt() {
    isNone(joined(zip(file("a.csv", "one")), "x".getBytes(UTF_8)), "no end");
    isNone(joined(zip(file("a.csv", "one")), zip(file("b", "2"), file("c", "3"))), "no end");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 258})
  void anEndThatNamesAnotherNumberOfFilesIsAnError(int files) {
    byte[] whole = zip(file("a.csv", "one"), file("b.csv", "two"));
    assertThat(whole[whole.length - END_BYTES + FILES_AT]).isEqualTo((byte) 2);

    isNone(withNumber(whole, whole.length - END_BYTES + FILES_AT, files), "no end");
  }

  @Test
  void aCommentAtTheEndBelongsToTheArchive() throws Exception {
    byte[] plain = zip(file("a.csv", "one"));
    byte[] told = withNumber(plain, plain.length - END_BYTES + COMMENT_LENGTH_AT, 7);

    assertThat(read(joined(told, "comment".getBytes(UTF_8)))).containsExactly("a.csv: one");
    isNone(joined(told, "commen".getBytes(UTF_8)), "no end");
    isNone(joined(told, "comments".getBytes(UTF_8)), "no end");
    isNone(told, "no end");
  }

  /** What looks like an end within the comment hides the real one from nobody. */
  @Test
  void aCommentMayLookLikeAnEnd() throws Exception {
    byte[] plain = zip(file("a.csv", "one"));
    byte[] comment = ("PK\5\6" + "x".repeat(40)).getBytes(ISO_8859_1);
    byte[] told = withNumber(plain, plain.length - END_BYTES + COMMENT_LENGTH_AT, comment.length);

    assertThat(read(joined(told, comment))).containsExactly("a.csv: one");
  }

  @Test
  void aStoredFileHasTheSizeThatItTells() throws Exception {
    byte[] name = "a.csv".getBytes(UTF_8);

    StatementZip zip = open(stored(name, 0, "row", 3, crc("row")));
    zip.next();
    assertThat(zip.content()).hasContent("row");

    isNone(stored(name, 0, "row", 4, crc("row")), "");
    isNone(stored(name, 0, "row", 2, crc("row")), "");
    isNone(stored(name, 0, "row", Integer.MAX_VALUE, crc("row")), "");
    isNone(stored(name, 0, "row", 3, crc("raw")), "");
  }

  /** The sizes behind a packed file's bytes: of what came, and of what it was. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12})
  void aPackedFileWhoseSumOrSizesLieIsAnError(int at) {
    byte[] whole = zip(file("a.csv", "one, two, three"));
    int record = indexOf(whole, "PK\7\10");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(withNumber(whole, record + at, 0x1234)));
  }

  @Test
  void anEncryptedFileIsAnError() {
    int encrypted = 1;
    isNone(stored("a.csv".getBytes(UTF_8), encrypted, "row", 3, crc("row")), "");
  }

  @Test
  void sixtyFourFilesAreReadAndNotOneMore() throws Exception {
    File[] files = new File[64];
    Arrays.fill(files, file("", "row"));
    for (int i = 0; i < files.length; i++) {
      files[i] = file("list " + i, "row");
    }
    assertThat(read(zip(files))).hasSize(64);

    File[] more = Arrays.copyOf(files, 65);
    more[64] = file("one more", "row");
    isTooLarge(zip(more), "more than 64 files");
  }

  @Test
  void aBombIsNotUnpackedToItsEnd() throws Exception {
    StatementZip zip = open(zip(zeros("bomb", 64 * MEBIBYTE)));
    zip.next();
    InputStream content = zip.content();

    long[] unpacked = new long[1];
    byte[] buffer = new byte[8 * 1024];
    assertThatExceptionOfType(StatementZip.TooLargeException.class)
        .isThrownBy(
            () -> {
              int read;
              while ((read = content.read(buffer)) >= 0) {
                unpacked[0] += read;
              }
            })
        .withMessageContaining("250 times");
    assertThat(unpacked[0]).isLessThan(20L * MEBIBYTE);
  }

  @Test
  void aBombThatNobodyReadsIsNotUnpackedEither() {
    StatementZip zip = open(zip(zeros("bomb", 64 * MEBIBYTE), file("list", "row")));

    assertThatExceptionOfType(StatementZip.TooLargeException.class)
        .isThrownBy(
            () -> {
              zip.next();
              zip.next();
            })
        .withMessageContaining("250 times");
  }

  @Test
  void manySmallBombsAreOne() {
    File[] bombs = new File[16];
    for (int i = 0; i < bombs.length; i++) {
      bombs[i] = zeros("bomb " + i, MEBIBYTE);
    }
    isTooLarge(zip(bombs), "250 times");
  }

  @Test
  void aDayWithLittleInItMayShrinkWell() throws Exception {
    assertThat(read(zip(zeros("blank", 4 * MEBIBYTE)))).hasSize(1);
  }

  @Test
  void moreThanAnyStatementHasIsRefusedPackedOrNot() throws Exception {
    byte[] whole = zip(file("a.csv", "0123456789".repeat(1_000)));

    assertThat(read(StatementZip.of(in(whole), 10_000))).hasSize(1);
    assertThatExceptionOfType(StatementZip.TooLargeException.class)
        .isThrownBy(() -> read(StatementZip.of(in(whole), 9_999)))
        .withMessage("it unpacks to more than 9999 bytes");
    assertThatExceptionOfType(StatementZip.TooLargeException.class)
        .isThrownBy(
            () -> read(StatementZip.of(new SequenceInputStream(in(zip()), endless()), 9_999)))
        .withMessage("it has more than 9999 bytes");
  }

  /** A transport of the user's may throw anything. */
  @Test
  void aStreamThatFailsInAnyWayIsAnError() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("secret");
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(StatementZip.of(broken)))
        .withMessage("java.lang.IllegalStateException");
  }

  @Test
  void bytesThatTrickleInAreTheSame() throws Exception {
    byte[] whole = zip(file("a.csv", "one\n".repeat(1_000)));
    InputStream trickle =
        new ByteArrayInputStream(whole) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
          }
        };

    assertThat(read(StatementZip.of(trickle))).hasSize(1);
  }

  private static void isNone(byte[] bytes, String naming) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(bytes))
        .withMessageContaining(naming);
  }

  private static void isTooLarge(byte[] bytes, String naming) {
    assertThatExceptionOfType(StatementZip.TooLargeException.class)
        .isThrownBy(() -> read(bytes))
        .withMessageContaining(naming);
  }

  private static StatementZip open(byte[] bytes) {
    return StatementZip.of(in(bytes));
  }

  private static List<String> read(byte[] bytes) throws IOException {
    return read(open(bytes));
  }

  /** Name and content of every file, and that there is no more. */
  private static List<String> read(StatementZip zip) throws IOException {
    List<String> files = new ArrayList<>();
    while (zip.next()) {
      files.add(zip.name() + ": " + new String(zip.content().readAllBytes(), UTF_8));
    }
    zip.mustBeWhole();
    return files;
  }

  private record File(String name, byte[] content) {}

  private static File file(String name, String content) {
    return new File(name, content.getBytes(UTF_8));
  }

  private static File zeros(String name, int bytes) {
    return new File(name, new byte[bytes]);
  }

  private static byte[] zip(File... files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (File file : files) {
        zip.putNextEntry(new ZipEntry(file.name()));
        zip.write(file.content());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The begin of an archive: one file that is not packed, of which anything may be told. */
  private static byte[] stored(byte[] name, int flags, String content, int size, long crc) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    put(bytes, 0x04034b50L, 4);
    put(bytes, 20, 2);
    put(bytes, flags, 2);
    put(bytes, 0, 2);
    put(bytes, 0, 4);
    put(bytes, crc, 4);
    put(bytes, size, 4);
    put(bytes, size, 4);
    put(bytes, name.length, 2);
    put(bytes, 0, 2);
    bytes.writeBytes(name);
    bytes.writeBytes(content.getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private static void put(ByteArrayOutputStream to, long number, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to.write((int) (number >> 8 * i));
    }
  }

  private static long crc(String content) {
    CRC32 crc = new CRC32();
    crc.update(content.getBytes(UTF_8));
    return crc.getValue();
  }

  private static byte[] withNumber(byte[] bytes, int at, int number) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) number;
    changed[at + 1] = (byte) (number >> 8);
    return changed;
  }

  private static int indexOf(byte[] bytes, String what) {
    return new String(bytes, ISO_8859_1).indexOf(what);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'x';
      }
    };
  }
}
