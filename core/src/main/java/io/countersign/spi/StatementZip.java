// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of a statement's zip archive, one after the other as they arrive: refuses what grows
 * beyond all measure, and knows at the end whether all of it came. Nothing is written to a disk, so
 * a file's name leads nowhere. Not safe for use by several threads.
 */
public final class StatementZip {

  private static final int MOST_FILES = 64;

  /** Some tens of millions of rows. */
  private static final long MOST_BYTES = 16L << 30;

  /** Statements shrink to a tenth or a thirtieth; a bomb to a thousandth. */
  private static final long MOST_TIMES = 250;

  /** Before so much is unpacked, a high ratio means nothing. */
  private static final long UNJUDGED_BYTES = 4L << 20;

  /** The record at the end of every zip: its signature, its length without a comment. */
  private static final byte[] END = {'P', 'K', 5, 6};

  private static final int END_BYTES = 22;

  private final Received received;
  private final ZipInputStream zip;
  private final long mostBytes;
  private String name = "";
  private int files;
  private long unpacked;

  private StatementZip(InputStream in, long mostBytes) {
    this.mostBytes = mostBytes;
    this.received = new Received(in);
    // One byte a character: no name can be malformed.
    this.zip = new ZipInputStream(received, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads an archive.
   *
   * @param received the bytes as received; closed by whoever opened them
   */
  public static StatementZip of(InputStream received) {
    return of(received, MOST_BYTES);
  }

  /** As {@link #of(InputStream)}, refusing more bytes than these. */
  static StatementZip of(InputStream received, long mostBytes) {
    return new StatementZip(received, mostBytes);
  }

  /** It is no statement: too large, or a bomb. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /**
   * Goes to the next file; false if there is none. What was not read of the file before is passed
   * over, and counts as if it had been read.
   *
   * @throws IOException if it breaks off, is no archive or holds far too many files
   */
  public boolean next() throws IOException {
    passOver();
    try {
      ZipEntry entry = zip.getNextEntry();
      if (entry == null) {
        return false;
      }
      name = entry.getName();
    } catch (IllegalArgumentException malformedName) {
      throw new IOException("a file's name cannot be read");
    }
    files++;
    if (files > MOST_FILES) {
      throw new TooLargeException("it holds more than " + MOST_FILES + " files");
    }
    return true;
  }

  private void passOver() throws IOException {
    if (files == 0) {
      return;
    }
    InputStream rest = content();
    byte[] buffer = new byte[8 * 1024];
    int read = 0;
    while (read >= 0) {
      read = rest.read(buffer, 0, buffer.length);
    }
  }

  /** The file's name as the archive has it, one character a byte. */
  public String name() {
    return name;
  }

  /** What is in the file. */
  public InputStream content() {
    return new Content();
  }

  /**
   * Checks, after the last file, that the archive is whole.
   *
   * @throws IOException if it is not, or is no archive
   */
  public void mustBeWhole() throws IOException {
    byte[] buffer = new byte[8 * 1024];
    while (received.read(buffer, 0, buffer.length) >= 0) {
      if (received.count > mostBytes) {
        throw new TooLargeException("it has more than " + mostBytes + " bytes");
      }
    }
    byte[] tail = received.tail();
    for (int at = tail.length - END_BYTES; at >= 0; at--) {
      if (isEnd(tail, at)) {
        return;
      }
    }
    throw new IOException("the archive has no end");
  }

  /** The end record names as many files as came, and a comment that ends with the bytes. */
  private boolean isEnd(byte[] tail, int at) {
    for (int i = 0; i < END.length; i++) {
      if (tail[at + i] != END[i]) {
        return false;
      }
    }
    return number(tail, at + 10) == files && at + END_BYTES + number(tail, at + 20) == tail.length;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = zip.read(bytes, offset, length);
      unpacked += Math.max(0, read);
      if (unpacked > mostBytes) {
        throw new TooLargeException("it unpacks to more than " + mostBytes + " bytes");
      }
      if (unpacked > UNJUDGED_BYTES && unpacked / MOST_TIMES > received.count) {
        throw new TooLargeException(
            "it unpacks to more than " + MOST_TIMES + " times its size, as no statement does");
      }
      return read;
    }
  }

  /** The bytes as received: counted, the last ones kept; whoever gave them may throw anything. */
  private static final class Received extends FilterInputStream {
    private final byte[] ring = new byte[1024];
    private long count;

    Received(InputStream in) {
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
      for (int i = Math.max(0, read - ring.length); i < read; i++) {
        ring[(int) ((count + i) % ring.length)] = bytes[offset + i];
      }
      count += Math.max(0, read);
      return read;
    }

    byte[] tail() {
      byte[] tail = new byte[(int) Math.min(count, ring.length)];
      for (int i = 0; i < tail.length; i++) {
        tail[i] = ring[(int) ((count - tail.length + i) % ring.length)];
      }
      return tail;
    }
  }
}
