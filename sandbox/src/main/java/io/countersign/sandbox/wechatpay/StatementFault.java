// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What goes wrong with statements: the first three with {@link Operation#TRADE_BILL} and {@link
 * Operation#FUND_FLOW_BILL}, the others with {@link Operation#BILL_DOWNLOAD}, where the faults of
 * any answer serve too. A statement whose hash fits what is wrong in it comes from {@link
 * Statements#rewrite}.
 */
public final class StatementFault {
  private static final int CHUNK = 64 * 1024;

  private StatementFault() {}

  /** The hash is of another file. */
  public static Fault wrongHash() {
    return Fault.withField("/hash_value", '"' + Tokens.hex(40) + '"');
  }

  /** The link leads to another server: scheme, host and port are its, the rest stays. */
  public static Fault downloadFrom(URI elsewhere) {
    return Fault.edit(
        "download from elsewhere",
        body -> {
          URI link = URI.create(body.path("download_url").asText());
          String rest = link.getRawPath() + "?" + link.getRawQuery();
          body.put("download_url", elsewhere.resolve(rest).toString());
        });
  }

  /** The link has a token that is good no longer. */
  public static Fault expiredToken() {
    return Fault.edit("expired token", StatementFault::spoilToken);
  }

  /** The text of the file is another, while the hash stays that of the old one. */
  public static Fault changed(UnaryOperator<String> change) {
    return file(
        "changed file",
        body -> {
          String text = new String(unzipped(body), StandardCharsets.UTF_8);
          byte[] changed = change.apply(text).getBytes(StandardCharsets.UTF_8);
          return isGzip(body) ? zipped(changed) : changed;
        });
  }

  /** A row of the file has one more fen than it had, while the hash stays. */
  public static Fault alteredRow() {
    return changed(
        text -> {
          int at = text.indexOf(",`CNY,`") + ",`CNY,`".length();
          int end = text.indexOf(',', at);
          char last = text.charAt(end - 1) == '9' ? '8' : '9';
          return text.substring(0, end - 1) + last + text.substring(end);
        });
  }

  /** Half the file, announced as if it were all. */
  public static Fault halfFile() {
    return file("half file", body -> Arrays.copyOf(body, body.length / 2));
  }

  /** Half the file, then nothing until the sandbox is closed; see {@link Fault#forAtMost}. */
  public static Fault stallMidFile() {
    return Fault.of(
        "stall mid-file",
        answer -> {
          answer.body = answer.inMemory();
          answer.source = null;
          answer.transport = Answer.Transport.STALLED;
          answer.hangs = true;
        });
  }

  /** A small gzip file that unpacks to many bytes of the same row. */
  public static Fault gzipBomb(long unpackedBytes) {
    return Fault.of(
        "gzip bomb",
        answer -> {
          if (answer.status < 300) {
            answer.source =
                out -> {
                  byte[] row = "`0,`".repeat(CHUNK / 4).getBytes(StandardCharsets.US_ASCII);
                  GZIPOutputStream zipped = new GZIPOutputStream(out);
                  for (long left = unpackedBytes; left > 0; left -= row.length) {
                    zipped.write(row, 0, (int) Math.min(left, row.length));
                  }
                  zipped.finish();
                };
          }
        });
  }

  private static void spoilToken(ObjectNode body) {
    String link = body.path("download_url").asText();
    String spoiled = link.replaceFirst("token=[^&]*", "token=" + Tokens.alphanumeric(64));
    body.set("download_url", TextNode.valueOf(spoiled));
  }

  private static Fault file(String name, UnaryOperator<byte[]> change) {
    return Fault.of(
        name,
        answer -> {
          if (answer.status < 300) {
            answer.body = change.apply(answer.inMemory());
            answer.source = null;
          }
        });
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b;
  }

  private static byte[] unzipped(byte[] bytes) {
    if (!isGzip(bytes)) {
      return bytes;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
