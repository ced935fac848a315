// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.RowFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a settlement file as bytes, one at a time; blank ones are passed over. In GBK no
 * second byte of a character is a line's end. Not safe for use by several threads.
 */
final class SettlementLines {

  /** Those of the format have 607 bytes. */
  private static final int MOST_BYTES = 16 * 1024;

  private final String place;
  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int from;
  private int to;
  private long number;

  SettlementLines(String place, InputStream in) {
    this.place = place;
    this.in = in;
  }

  /**
   * The next line without its end; null after the last.
   *
   * @throws RowFormatException if it is longer than any
   */
  byte @Nullable [] next() throws IOException, RowFormatException {
    for (byte[] line = withEnd(); line != null; line = withEnd()) {
      number++;
      int length = line.length;
      while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
        length--;
      }
      if (length > 0) {
        return Arrays.copyOf(line, length);
      }
    }
    return null;
  }

  /** The place of the line that {@link #next} gave last, from 1. */
  long number() {
    return number;
  }

  private byte @Nullable [] withEnd() throws IOException, RowFormatException {
    for (int at = from; ; at++) {
      if (at == to) {
        at -= from;
        if (!more()) {
          return from == to ? null : take(to);
        }
      }
      if (buffer[at] == '\n') {
        return take(at + 1);
      }
      if (at - from >= MOST_BYTES) {
        throw new RowFormatException(
            place + ", after line " + number, "at most " + MOST_BYTES + " bytes a line", "more");
      }
    }
  }

  /** Moves what is left to the front, and reads on behind it; false at the end. */
  private boolean more() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    int read = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, read);
    return read > 0;
  }

  private byte[] take(int end) {
    byte[] line = Arrays.copyOfRange(buffer, from, end);
    from = end;
    return line;
  }
}
