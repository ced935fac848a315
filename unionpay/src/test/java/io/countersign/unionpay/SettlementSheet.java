// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes settlement files as UnionPay does: by offsets of bytes, whatever the client's table says.
 */
final class SettlementSheet {
  static final String DAY = "261120";

  private static final Charset GBK = Charset.forName("GBK");

  private SettlementSheet() {}

  /** A line of either list: blanks, and what is put at offsets. */
  static final class Line {
    private final byte[] bytes;

    private Line(int length) {
      this.bytes = new byte[length];
      Arrays.fill(bytes, (byte) ' ');
    }

    Line at(int offset, String text) {
      byte[] cell = text.getBytes(GBK);
      System.arraycopy(cell, 0, bytes, offset, cell.length);
      return this;
    }

    /** With bytes more at its end. */
    Line longer(String tail) {
      Line line = new Line(bytes.length + tail.length());
      System.arraycopy(bytes, 0, line.bytes, 0, bytes.length);
      return line.at(bytes.length, tail);
    }

    Line cut(int length) {
      Line line = new Line(length);
      System.arraycopy(bytes, 0, line.bytes, 0, length);
      return line;
    }
  }

  /** A transaction of a list ZM. */
  static Line transaction(
      String txnType, String orderId, String queryId, long fen, String fee, String net) {
    return new Line(607)
        .at(0, txnType.equals("01") ? "S56" : "S30")
        .at(4, "88022900")
        .at(16, "00049993")
        .at(28, "190624")
        .at(35, "1120112203")
        .at(46, "622609******0048")
        .at(66, String.format("%012d", fen))
        .at(79, "4899")
        .at(84, "07")
        .at(87, queryId)
        .at(109, "01")
        .at(112, orderId)
        .at(145, "01")
        .at(166, fee)
        .at(180, net)
        .at(194, "0001")
        .at(215, txnType)
        .at(218, "01")
        .at(221, "000201")
        .at(293, ScriptedGateway.MER_ID)
        .at(311, "000000000000000")
        .at(361, "000000000000")
        .at(374, net)
        .at(388, "01080209")
        .at(474, "7");
  }

  static Line sale(String orderId, String queryId, long fen) {
    return transaction("01", orderId, queryId, fen, cost(1), credit(fen - 1));
  }

  /** A correction of a list ZME. */
  static Line correction(long fen) {
    return new Line(339)
        .at(0, "E74")
        .at(4, "88022900")
        .at(16, "00049993")
        .at(28, "190625")
        .at(35, "1120112204")
        .at(46, "622609******0048")
        .at(66, String.format("%012d", fen))
        .at(126, cost(0))
        .at(140, cost(fen))
        .at(170, ScriptedGateway.MER_ID);
  }

  static String cost(long fen) {
    return "D" + String.format("%012d", fen);
  }

  static String credit(long fen) {
    return "C" + String.format("%012d", fen);
  }

  /** The text of a list. */
  static byte[] text(Line... lines) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Line line : lines) {
      text.writeBytes(line.bytes);
      text.writeBytes(new byte[] {'\r', '\n'});
    }
    return text.toByteArray();
  }

  static String zm() {
    return "INN" + DAY + "88ZM_" + ScriptedGateway.MER_ID;
  }

  static String zme() {
    return "INN" + DAY + "88ZME_" + ScriptedGateway.MER_ID;
  }

  /** One file of an archive. */
  record Entry(String name, byte[] content) {}

  static byte[] zip(Entry... entries) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name()));
        zip.write(entry.content());
        zip.closeEntry();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return archive.toByteArray();
  }

  /** An archive with the list ZM, and the summary that comes with it. */
  static byte[] zip(Line... lines) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(zm(), text(lines)));
    entries.add(
        new Entry(
            "RD2010" + DAY + "01_" + ScriptedGateway.MER_ID, "中国银联全渠道商户交易汇总表\r\n".getBytes(GBK)));
    return zip(entries.toArray(new Entry[0]));
  }

  /** As {@code fileContent}. */
  static String content(byte[] archive) {
    return Base64.getEncoder().encodeToString(deflated(archive));
  }

  static byte[] deflated(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION))) {
      out.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  /** The published sample of a list ZM, eight sales of 2015-09-05. */
  static String published() {
    try (InputStream in = SettlementSheet.class.getResourceAsStream("published-settlement.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The answer that brings an archive. */
  static ScriptedGateway.Reply answer(byte[] archive) {
    return file(content(archive));
  }

  /** The answer whose {@code fileContent} is this. */
  static ScriptedGateway.Reply file(String content) {
    return ScriptedGateway.accepted()
        .with("settleDate", DAY.substring(2))
        .with("fileType", "00")
        .with("fileName", ScriptedGateway.MER_ID + "_20" + DAY + ".zip")
        .with("fileContent", content);
  }
}
