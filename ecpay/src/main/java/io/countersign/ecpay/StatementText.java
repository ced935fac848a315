// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.http.HttpDownload;
import io.countersign.spi.RowFormatException;
import io.countersign.spi.SeparatedRows;
import io.countersign.spi.StatementBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a statement: a row of headings and rows of cells, each of which may be written as a
 * formula of a spreadsheet, {@code ="2204271718551574"}, so that it stays a text there. It is
 * UTF-8, as asked for, or Big5 all the same; the headings tell which.
 */
final class StatementText {

  private static final int MOST_HEADING_BYTES = 64 * 1024;

  /** Some millions of rows; one day of one merchant has fewer. */
  private static final long MOST_BYTES = 2L << 30;

  /** Big5 as Taiwan writes it, with the characters that Microsoft added. */
  private static final String BIG5 = "x-windows-950";

  private StatementText() {}

  /** The answer is no statement but a sentence why there is none, or a page. */
  static final class NoStatementException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String sentence;

    NoStatementException(String sentence) {
      super("no statement");
      this.sentence = sentence;
    }

    /** ECPay's sentence, bounded; empty if it is a page. */
    String sentence() {
      return sentence;
    }
  }

  /**
   * Reads it to its end.
   *
   * @throws NoStatementException if it does not begin with the headings of a statement
   * @throws RowFormatException if a row cannot be read
   * @throws IOException if it breaks off
   */
  static void read(HttpDownload download, StatementTable table)
      throws IOException, RowFormatException, NoStatementException {
    try (StatementBytes bytes = StatementBytes.of(body(download), unused(), MOST_BYTES)) {
      byte[] headings = firstLine(bytes);
      Charset charset = charset(headings, table);
      InputStream all = new SequenceInputStream(new ByteArrayInputStream(headings), bytes);
      // Broken characters become question marks: a goods name cut in half must not stop the books.
      SeparatedRows lines = SeparatedRows.unquoted(new InputStreamReader(all, charset), ",");
      List<String> line = lines.next();
      if (line == null) {
        throw new NoStatementException("");
      }
      table.headings(plain(line));
      long row = 0;
      for (line = lines.next(); line != null; line = lines.next()) {
        row++;
        table.row("row " + row + " (line " + lines.line() + ")", plain(line));
      }
    }
  }

  /** The cells of a line, those that held commas put together again, without their wrapping. */
  static List<String> plain(List<String> pieces) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      String cell = withoutMark(pieces.get(i)).strip();
      int opening = cell.startsWith("=\"") ? 2 : cell.startsWith("\"") ? 1 : 0;
      if (opening > 0) {
        int end = i;
        StringBuilder whole = new StringBuilder(cell);
        while (!isClosed(whole, opening) && end + 1 < pieces.size()) {
          end++;
          whole.append(',').append(pieces.get(end));
        }
        if (isClosed(whole, opening)) {
          i = end;
          cell = whole.toString().strip();
          cells.add(cell.substring(opening, cell.length() - 1).strip());
          continue;
        }
      }
      cells.add((cell.startsWith("=") ? cell.substring(1) : cell).strip());
    }
    return cells;
  }

  private static boolean isClosed(CharSequence cell, int opening) {
    int end = cell.length();
    while (end > 0 && cell.charAt(end - 1) <= ' ') {
      end--;
    }
    return end > opening && cell.charAt(end - 1) == '"';
  }

  private static String withoutMark(String cell) {
    return cell.startsWith("\uFEFF") ? cell.substring(1) : cell;
  }

  private static byte[] firstLine(InputStream bytes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    int b = bytes.read();
    while (b >= 0) {
      line.write(b);
      if (b == '\n' || line.size() > MOST_HEADING_BYTES) {
        break;
      }
      b = bytes.read();
    }
    return line.toByteArray();
  }

  private static Charset charset(byte[] headings, StatementTable table)
      throws NoStatementException {
    for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName(BIG5))) {
      Optional<String> text = decoded(headings, charset);
      if (text.isPresent() && table.knows(plain(List.of(text.get().split(",", -1))))) {
        return charset;
      }
    }
    String text = decoded(headings, StandardCharsets.UTF_8).orElse("").strip();
    boolean sentence = text.indexOf('<') < 0 && text.length() <= 200;
    throw new NoStatementException(sentence ? text : "");
  }

  private static Optional<String> decoded(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }

  /** A transport of the user's may throw anything. */
  private static InputStream body(HttpDownload download) throws IOException {
    try {
      return download.body();
    } catch (RuntimeException foreign) {
      throw new IOException(foreign.getClass().getName());
    }
  }

  /** ECPay tells no hash; the bounds on size and compression are what is wanted. */
  private static MessageDigest unused() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }
}
