// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.RowFormatException;
import io.countersign.spi.StatementZip;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/**
 * A settlement file as an answer brings it: Base64 of a compressed zip archive, unpacked as it is
 * read, never as a whole. Its lists are told by their names; other files are passed over. (全渠道,
 * 文件传输, 对账文件格式.)
 */
final class SettlementFile {

  /** A zip archive does not shrink any more; a bomb does, to a thousandth. */
  private static final long MOST_TIMES = 250;

  private static final long UNJUDGED_BYTES = 4L << 20;

  private final String merId;
  private final ClearingDay day;
  private final byte[] content;

  /**
   * A file.
   *
   * @param merId whose
   * @param day the clearing day
   * @param content {@code fileContent}
   */
  SettlementFile(String merId, ClearingDay day, String content) {
    this.merId = merId;
    this.day = day;
    this.content = content.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads it to its end.
   *
   * @throws RowFormatException if it contradicts itself or cannot be read
   * @throws IOException if it is no such archive, or grows beyond all measure
   */
  void read(SettlementTable table) throws IOException, RowFormatException {
    StatementZip zip =
        StatementZip.of(
            new Inflated(
                new InflaterInputStream(
                    Base64.getDecoder().wrap(new ByteArrayInputStream(content))),
                content.length));
    boolean listed = false;
    for (int file = 1; zip.next(); file++) {
      String place = "file " + file;
      String kind = kind(place, zip.name());
      listed |= !kind.isEmpty();
      if (kind.isEmpty()) {
        continue;
      }
      SettlementLines text = new SettlementLines(place, zip.content());
      for (byte[] line = text.next(); line != null; line = text.next()) {
        String linePlace = place + ", line " + text.number();
        if (kind.equals("ZM")) {
          table.transaction(linePlace, line);
        } else {
          table.correction(linePlace, line);
        }
      }
    }
    zip.mustBeWhole();
    if (!listed) {
      throw new RowFormatException(
          "archive", "a list named INN" + day.yearMonthDay() + "88ZM_" + merId, "none");
    }
  }

  /** {@code ZM} or {@code ZME}; empty text for other files. */
  private String kind(String place, String name) throws RowFormatException {
    for (String kind : new String[] {"ZM", "ZME"}) {
      String rest = "88" + kind + "_";
      int at = name.indexOf(rest);
      if (name.startsWith("INN") && at == 9) {
        String date = name.substring(3, 9);
        if (!date.equals(day.yearMonthDay())) {
          throw new RowFormatException(
              place + ", date in its name", day.yearMonthDay(), "another, of " + date.length());
        }
        if (!name.substring(at + rest.length()).equals(merId)) {
          throw new RowFormatException(place + ", merchant in its name", merId, "another merchant");
        }
        return kind;
      }
    }
    return "";
  }

  /** It is a bomb. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /** What is inflated, counted. */
  private static final class Inflated extends FilterInputStream {
    private final long packed;
    private long count;

    Inflated(InputStream in, long packed) {
      super(in);
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      if (count > UNJUDGED_BYTES && count / MOST_TIMES > packed) {
        throw new TooLargeException(
            "it unpacks to more than " + MOST_TIMES + " times its size, as no statement does");
      }
      return read;
    }
  }
}
