// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A statement as it is downloaded: UTF-8 with a byte order mark, a header, rows whose fields each
 * begin with a back-tick, a second header and one row that sums up.
 */
final class StatementFile implements ByteSource {
  /** What stands in a statement; the rows are made anew for every reading. */
  interface Content {
    List<String> header();

    Stream<List<String>> rows();

    List<String> summaryHeader();

    List<String> summary();
  }

  /** A statement in one of its two forms, with its size counted. */
  record Download(StatementFile file, boolean gzip, long length) implements ByteSource {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (gzip) {
        GZIPOutputStream zipped = new GZIPOutputStream(out);
        file.writeTo(zipped);
        zipped.finish();
      } else {
        file.writeTo(out);
      }
    }
  }

  private static final String LINE_END = "\r\n";

  private final Content content;
  private final UnaryOperator<String> change;

  StatementFile(Content content, UnaryOperator<String> change) {
    this.content = content;
    this.change = change;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (change == Statements.UNCHANGED) {
      writeContent(out);
      return;
    }
    ByteSource unchanged = this::writeContent;
    String text = new String(unchanged.inMemory(), StandardCharsets.UTF_8);
    out.write(change.apply(text).getBytes(StandardCharsets.UTF_8));
  }

  /** Of the original file, whatever form is downloaded. */
  String sha1() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Download download(boolean gzip) {
    Counter counter = new Counter();
    try {
      new Download(this, gzip, -1).writeTo(counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Download(this, gzip, counter.bytes);
  }

  private void writeContent(OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.write('\ufeff');
    text.write(String.join(",", content.header()) + LINE_END);
    for (List<String> row : (Iterable<List<String>>) content.rows()::iterator) {
      text.write(ticked(row));
    }
    text.write(String.join(",", content.summaryHeader()) + LINE_END);
    text.write(ticked(content.summary()));
    text.flush();
  }

  /** A field may hold commas and quotes; only a line break has no place in it. */
  private static String ticked(List<String> fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(line.isEmpty() ? "`" : ",`").append(field.replaceAll("[\\r\\n]", " "));
    }
    return line + LINE_END;
  }

  private static final class Counter extends FilterOutputStream {
    private long bytes;

    Counter() {
      super(OutputStream.nullOutputStream());
    }

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }
}
