// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bills: an address that lives thirty seconds, and behind it a zip of GBK files. */
final class BillDesk {
  static final String PATH = "/bill/download/";

  private static final Charset GBK = Charset.forName("GBK");
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final LocalTime READY = LocalTime.of(9, 0);
  private static final String HEADINGS =
      "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,"
          + "支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
          + "退款批次号/请求号,服务费（元）,分润（元）,备注";

  private final Map<String, File> files = new ConcurrentHashMap<>();

  // The bytes are handed on, never compared or printed.
  @SuppressWarnings("ArrayRecordComponent")
  private record File(Instant until, byte[] zip) {}

  ObjectNode url(Call call) throws Refusal {
    String type = given(call, "bill_type");
    if (!type.equals("trade") && !type.equals("signcustomer")) {
      throw invalid("bill_type must be trade or signcustomer here");
    }
    String span = given(call, "bill_date");
    LocalDate first = first(span);
    LocalDate end = span.length() == 7 ? first.plusMonths(1) : first.plusDays(1);
    boolean ready = !call.now().isBefore(end.atTime(READY).toInstant(Numbers.BEIJING));
    if (!ready) {
      throw Refusal.business("BILL_NOT_EXIST", "a bill is ready on the next day at 09:00");
    }
    List<String> rows = rows(call.owner(), first, end);
    String ticket = Numbers.token(32);
    files.put(ticket, new File(call.now().plus(LIFE), zip(call.owner(), span, rows)));
    ObjectNode answer = JsonText.object().put("bill_download_url", call.base() + PATH + ticket);
    return rows.isEmpty() ? answer.put("bill_file_code", "EMPTY_DATA_WITH_BILL_FILE") : answer;
  }

  /** The zip, while its address lives. */
  Optional<byte[]> file(String path, Instant now) {
    return Optional.ofNullable(files.get(path.substring(PATH.length())))
        .filter(file -> now.isBefore(file.until))
        .map(File::zip);
  }

  private static String given(Call call, String name) throws Refusal {
    String text = call.text(name, 20);
    if (text.isEmpty()) {
      throw invalid(name + " is missing");
    }
    return text;
  }

  /** Spelt so on the wire, too. */
  private static Refusal invalid(String text) {
    return Refusal.business("INVAILID_ARGUMENTS", text);
  }

  private static LocalDate first(String span) throws Refusal {
    try {
      return span.length() == 7 ? YearMonth.parse(span).atDay(1) : LocalDate.parse(span);
    } catch (DateTimeParseException e) {
      throw invalid("bill_date must be like 2026-03-01 or 2026-03");
    }
  }

  private static List<String> rows(Account account, LocalDate first, LocalDate end) {
    List<String> rows = new ArrayList<>();
    for (Order order : account.orders.all()) {
      Instant paidAt = order.paidAt;
      if (paidAt != null && within(paidAt, first, end)) {
        rows.add(row(order, "交易", order.fen, "", paidAt));
      }
      for (Refund refund : order.refunds.values()) {
        if (refund.success && within(refund.at, first, end)) {
          rows.add(row(order, "退款", -refund.fen, refund.outRequestNo, refund.at));
        }
      }
    }
    return rows;
  }

  private static boolean within(Instant at, LocalDate first, LocalDate end) {
    LocalDate day = Numbers.date(at);
    return !day.isBefore(first) && day.isBefore(end);
  }

  private static String row(Order order, String kind, long fen, String refund, Instant at) {
    String amount = fen < 0 ? "-" + Numbers.yuan(-fen) : Numbers.yuan(fen);
    // Padded with tabs, so that a spreadsheet leaves the numbers alone.
    return String.join(
        ",",
        order.tradeNo + "\t",
        order.outTradeNo + "\t",
        kind,
        quoted(order.term("subject")),
        Numbers.time(order.created),
        Numbers.time(at),
        order.term("store_id") + "\t",
        "",
        order.term("operator_id") + "\t",
        order.term("terminal_id") + "\t",
        Account.LOGON_ID + "\t",
        amount,
        amount,
        "0.00,0.00,0.00,0.00,0.00,,0.00,0.00",
        refund + "\t",
        "0.00,0.00",
        quoted(order.term("body")));
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static byte[] zip(Account account, String span, List<String> rows) {
    String head =
        "#支付宝业务明细查询\n#账号：["
            + account.sellerId
            + "0156]\n#起始日期：["
            + span
            + "]\n#-----------------------------------------业务明细列表----\n";
    String tail =
        "#-----------------------------------------业务明细列表结束----\n#合计：" + rows.size() + "笔\n";
    StringBuilder detail = new StringBuilder(head).append(HEADINGS).append('\n');
    rows.forEach(row -> detail.append(row).append('\n'));
    detail.append(tail);
    String name = account.sellerId + "0156_" + span.replace("-", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, GBK)) {
      put(zip, name + "_业务明细.csv", detail.toString());
      put(zip, name + "_业务明细(汇总).csv", head + "#合计：" + rows.size() + "笔\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(GBK));
    zip.closeEntry();
  }
}
