// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a statement file as they are when unpacked, and their digest: unpacks gzip where the
 * bytes begin like gzip, whatever was asked for; refuses what grows beyond all measure. Not safe
 * for use by several threads.
 */
public final class StatementBytes extends InputStream {

  /** Real statements shrink to a tenth or a thirtieth; a bomb to a thousandth. */
  private static final long MOST_TIMES = 250;

  /** Before so much is unpacked, a high ratio means nothing. */
  private static final long UNJUDGED_BYTES = 4L << 20;

  private static final int BUFFER = 64 * 1024;

  private final Counted packed;
  private final InputStream unpacked;
  private final MessageDigest digest;
  private final long mostBytes;
  private final boolean gzip;
  private long count;

  private StatementBytes(
      Counted packed, InputStream unpacked, boolean gzip, MessageDigest digest, long mostBytes) {
    this.packed = packed;
    this.unpacked = unpacked;
    this.gzip = gzip;
    this.digest = digest;
    this.mostBytes = mostBytes;
  }

  /**
   * Looks at the first bytes.
   *
   * @param received the bytes as received; closed by whoever opened them
   * @param digest is fed the unpacked bytes
   * @param mostBytes the most unpacked bytes that are read
   * @throws IOException if the first bytes cannot be read, or are those of broken gzip
   */
  public static StatementBytes of(InputStream received, MessageDigest digest, long mostBytes)
      throws IOException {
    Counted packed = new Counted(received);
    BufferedInputStream buffered = new BufferedInputStream(packed, BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return new StatementBytes(
        packed, gzip ? new GZIPInputStream(buffered, BUFFER) : buffered, gzip, digest, mostBytes);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = unpacked.read(bytes, offset, length);
    if (read > 0) {
      count += read;
      if (count > mostBytes) {
        throw new TooLargeException("it has more than " + mostBytes + " bytes");
      }
      if (gzip && count > UNJUDGED_BYTES && count / MOST_TIMES > packed.count) {
        throw new TooLargeException(
            "it unpacks to more than " + MOST_TIMES + " times its size, as no statement does");
      }
      digest.update(bytes, offset, read);
    }
    return read;
  }

  /** Reads what is left, so that the digest covers everything. */
  public void drain() throws IOException {
    byte[] buffer = new byte[BUFFER];
    int read = 0;
    while (read >= 0) {
      read = read(buffer, 0, buffer.length);
    }
  }

  /**
   * Whether the digest of what was read is the expected one, compared in constant time. Once only.
   */
  public boolean hasDigest(byte[] expected) {
    return MessageDigest.isEqual(digest.digest(), expected);
  }

  /** How many bytes were read, unpacked. */
  public long count() {
    return count;
  }

  /** The bytes are no statement: beyond the bound of size, or a bomb. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /** Frees what unpacking took; the bytes as received stay open. */
  @Override
  public void close() throws IOException {
    unpacked.close();
  }

  /** The bytes as received, counted; whoever gave them may throw anything. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read;
      try {
        read = super.read(bytes, offset, length);
      } catch (RuntimeException foreign) {
        throw new IOException(foreign.getClass().getName());
      }
      count += Math.max(0, read);
      return read;
    }

    @Override
    public void close() {
      // Whoever opened it closes it.
    }
  }
}
