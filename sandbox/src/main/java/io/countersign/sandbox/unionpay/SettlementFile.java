// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** What one merchant's clearing day came to: a zip of lines whose columns are counted in bytes. */
final class SettlementFile {
  private static final Charset GBK = Charset.forName("GBK");

  /** Of the detail file: 42 columns and the blanks between them make 607 bytes. */
  private static final int[] DETAIL = {
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
    15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98
  };

  /** Of the file of what was put right afterwards. */
  private static final int[] ADJUSTED = {
    3, 11, 11, 6, 10, 19, 12, 4, 2, 2, 6, 10, 4, 12, 13, 13, 15, 15, 1, 12, 2, 135
  };

  private static final Set<Operation> GIVES_BACK =
      Set.of(Operation.REFUND, Operation.UNDO, Operation.COMPLETE_UNDO, Operation.PAY_OUT);

  private final Account account;
  private final String merId;
  private final LocalDate day;
  private final List<Transaction> cleared;
  private final List<Transaction> adjusted;

  SettlementFile(Account account, String merId, LocalDate day) {
    this.account = account;
    this.merId = merId;
    this.day = day;
    this.cleared =
        account.orders.all().stream()
            .filter(one -> one.merId.equals(merId) && one.cleared() && on(one.endedAt))
            .toList();
    this.adjusted =
        account.orders.all().stream()
            .filter(one -> one.merId.equals(merId) && on(one.givenBackAt))
            .toList();
  }

  private boolean on(@Nullable Instant at) {
    return at != null && Numbers.clearingDay(at).equals(day);
  }

  boolean empty() {
    return cleared.isEmpty() && adjusted.isEmpty();
  }

  String name() {
    return merId + "_" + Numbers.date(day) + ".zip";
  }

  /** As the answer holds it: zipped, deflated once more, Base64. */
  String content() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes);
        ZipOutputStream zip = new ZipOutputStream(deflated, GBK)) {
      String date = Numbers.date(day).substring(2);
      put(zip, "INN" + date + "88ZM_" + merId, details());
      put(zip, "INN" + date + "88ZME_" + merId, adjustments());
      put(zip, "RD2010" + date + "01_" + merId, summary());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /** The lines of the detail file. */
  byte[] details() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    cleared.forEach(one -> line(lines, DETAIL, head(code(one), one), detail(one)));
    return lines.toByteArray();
  }

  /** The columns with which the lines of both files begin. */
  private String[] head(String code, Transaction one) {
    return new String[] {
      code,
      account.acqInsCode,
      "00049992",
      one.traceNo,
      Numbers.traceTime(one.created),
      Cards.masked(one.card),
      digits(12, one.fen),
      or(one.term("merCatCode"), "5411"),
      "08"
    };
  }

  private String[] detail(Transaction one) {
    Transaction original = one.original;
    long fee = (one.fen * 6 + 500) / 1000;
    boolean back = GIVES_BACK.contains(one.operation);
    return new String[] {
      one.queryId,
      "",
      one.orderId,
      "01",
      original == null ? "" : original.traceNo,
      original == null ? "" : Numbers.traceTime(original.created),
      (back ? "C" : "D") + digits(12, fee),
      (back ? "D" : "C") + digits(12, one.fen - fee),
      "0001",
      "",
      one.term("txnType"),
      one.term("txnSubType"),
      one.term("bizType"),
      "01",
      "",
      one.term("billNo"),
      "",
      original == null ? "" : original.queryId,
      one.merId,
      "",
      one.term("subMerId"),
      one.term("subMerAbbr"),
      "",
      (back ? "D" : "C") + digits(12, one.fen - fee),
      one.term("termId"),
      one.term("reqReserved"),
      "",
      "",
      "",
      "",
      "",
      original == null ? "" : original.orderId,
      ""
    };
  }

  /** The lines of what was put right: payments that came too late and went back. */
  byte[] adjustments() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    adjusted.forEach(
        one ->
            line(
                lines,
                ADJUSTED,
                head("E25", one),
                "01",
                one.traceNo,
                Numbers.traceTime(one.created),
                Numbers.monthAndDay(Numbers.clearingDay(one.created)),
                digits(12, one.fen),
                "C" + digits(12, 0),
                "D" + digits(12, one.fen),
                "",
                one.merId,
                "",
                "",
                "",
                ""));
    return lines.toByteArray();
  }

  private byte[] summary() {
    String text =
        "商户代码：" + merId + "\r\n清算日期：" + Numbers.date(day) + "\r\n交易笔数：" + cleared.size() + "\r\n";
    return text.getBytes(GBK);
  }

  private static String code(Transaction one) {
    if (one.operation.sale()) {
      return "S22";
    }
    return one.operation == Operation.REFUND ? "S30" : "S" + one.operation.type();
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static String digits(int count, long fen) {
    return "0".repeat(count - Long.toString(fen).length()) + fen;
  }

  private static void line(
      ByteArrayOutputStream into, int[] widths, String[] head, String... rest) {
    for (int i = 0; i < widths.length; i++) {
      String text = i < head.length ? head[i] : rest[i - head.length];
      byte[] column = text.getBytes(GBK);
      byte[] padded = Arrays.copyOf(column, widths[i]);
      if (column.length < widths[i]) {
        Arrays.fill(padded, column.length, widths[i], (byte) ' ');
      }
      if (i > 0) {
        into.write(' ');
      }
      into.writeBytes(padded);
    }
    into.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
