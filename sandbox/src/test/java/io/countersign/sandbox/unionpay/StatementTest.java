// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.unionpay.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UnionPay's settlement files")
class StatementTest {
  private static final Charset GBK = Charset.forName("GBK");

  private final Caller caller = new Caller(UnionPaySetup.usual().accessType(AccessType.PLATFORM));

  @AfterEach
  void end() {
    caller.close();
  }

  private Map<String, String> shops(Map<String, String> form) {
    form.put("subMerId", "SHOP1");
    form.put("subMerName", "龙井茶馆有限公司");
    form.put("subMerAbbr", "龙井茶馆");
    form.put("reqReserved", "一二三四五六七八九十一二三四五六七");
    return form;
  }

  private Reply file(String settleDate) throws Exception {
    Map<String, String> form = caller.frame("76", "01", "000000");
    form.put("txnTime", caller.now());
    form.put("settleDate", settleDate);
    form.put("fileType", "00");
    return caller.call("/", form);
  }

  private static Map<String, byte[]> entries(Reply reply) throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    byte[] deflated = Base64.getDecoder().decode(reply.text("fileContent"));
    try (ZipInputStream zip =
        new ZipInputStream(new InflaterInputStream(new ByteArrayInputStream(deflated)), GBK)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static String column(byte[] file, int line, int from, int length) {
    return new String(file, line * 609 + from, length, GBK);
  }

  private String sell(String orderId) {
    caller.merchant.openPage(caller.signed(shops(caller.page(orderId))));
    caller.merchant.pay(orderId);
    return caller.merchant.order(orderId).orElseThrow().queryId();
  }

  @Test
  void aDaysPaymentsAndRefundsStandInColumnsOfBytes() throws Exception {
    String queryId = sell("PAGE0001");
    caller.back(shops(caller.followUp("04", "REFUND01", queryId, 1000)));
    caller.clock.advance(Duration.ofDays(1));

    Reply told = file("0301");

    assertThat(told.proven()).isTrue();
    assertThat(told.fields())
        .containsEntry("settleDate", "0301")
        .containsEntry("fileType", "00")
        .containsEntry("fileName", caller.merchant.merId() + "_20260301.zip")
        .containsKey("certId")
        .doesNotContainKey("orderId");
    Map<String, byte[]> entries = entries(told);
    String merId = caller.merchant.merId();
    assertThat(entries.keySet())
        .containsExactly(
            "INN26030188ZM_" + merId, "INN26030188ZME_" + merId, "RD201026030101_" + merId);
    byte[] lines = entries.get("INN26030188ZM_" + merId);
    assertThat(lines).hasSize(2 * 609);
    assertThat(lines[607]).isEqualTo((byte) '\r');
    assertThat(lines[608]).isEqualTo((byte) '\n');
    assertThat(column(lines, 0, 0, 4)).isEqualTo("S22 ");
    assertThat(column(lines, 0, 46, 20)).isEqualTo("6216***********0018 ");
    assertThat(column(lines, 0, 66, 12)).isEqualTo("000000001733");
    assertThat(column(lines, 0, 87, 21)).isEqualTo(queryId);
    assertThat(column(lines, 0, 112, 32).strip()).isEqualTo("PAGE0001");
    assertThat(column(lines, 0, 166, 13)).isEqualTo("D000000000010");
    assertThat(column(lines, 0, 180, 13)).isEqualTo("C000000001723");
    assertThat(column(lines, 0, 215, 12)).isEqualTo("01 01 000201");
    assertThat(column(lines, 0, 293, 15)).isEqualTo(merId);
    assertThat(column(lines, 0, 311, 15).strip()).isEqualTo("SHOP1");
    assertThat(column(lines, 0, 327, 32)).isEqualTo("龙井茶馆" + " ".repeat(24));
    assertThat(column(lines, 0, 397, 32)).isEqualTo("一二三四五六七八九十一二三四五六");
    assertThat(column(lines, 1, 0, 3)).isEqualTo("S30");
    assertThat(column(lines, 1, 66, 12)).isEqualTo("000000001000");
    assertThat(column(lines, 1, 180, 13)).isEqualTo("D000000000994");
    assertThat(column(lines, 1, 215, 2)).isEqualTo("04");
    assertThat(column(lines, 1, 271, 21)).isEqualTo(queryId);
    assertThat(column(lines, 1, 476, 32).strip()).isEqualTo("PAGE0001");
    assertThat(entries.get("INN26030188ZME_" + merId)).isEmpty();
    assertThat(new String(entries.get("RD201026030101_" + merId), GBK)).contains("交易笔数：2");
  }

  @Test
  void aFileIsReadyAtNineOnTheNextDay() throws Exception {
    sell("PAGE0001");
    // 10:00 in Beijing.
    caller.clock.advance(Duration.ofHours(23).minusSeconds(1));
    Reply early = file("0301");
    assertThat(early.code()).isEqualTo("98");
    assertThat(early.proven()).isTrue();
    caller.clock.advance(Duration.ofSeconds(1));
    assertThat(file("0301").code()).isEqualTo("00");
    assertThat(file("0228").code()).isEqualTo("98");
    assertThat(file("0230").code()).isEqualTo("10");
  }

  @Test
  void whatIsPaidAfterElevenAtNightIsOfTheNextDay() throws Exception {
    caller.clock.advance(Duration.ofHours(13));
    sell("PAGE0001");
    caller.clock.advance(Duration.ofDays(2));

    assertThat(file("0301").code()).isEqualTo("98");
    assertThat(file("0302").code()).isEqualTo("00");
  }

  @Test
  void aDayThatIsYetToComeIsLastYears() throws Exception {
    sell("PAGE0001");
    caller.clock.advance(Duration.ofDays(364));

    Reply lastYears = file("0301");
    assertThat(lastYears.text("fileName")).endsWith("_20260301.zip");
  }

  @Test
  void whatMovedNoMoneyIsNotThere() throws Exception {
    Map<String, String> freeze = shops(caller.page("FREEZE01"));
    freeze.put("txnType", "02");
    caller.merchant.openPage(caller.signed(freeze));
    caller.merchant.pay("FREEZE01");
    caller.merchant.openPage(caller.signed(shops(caller.page("PAGE0001"))));
    caller.clock.advance(Duration.ofDays(2));

    assertThat(file("0301").code()).isEqualTo("98");
  }

  @Test
  void aLatePaymentStandsAmongWhatWasPutRight() throws Exception {
    caller.merchant.openPage(caller.signed(shops(caller.page("PAGE0001"))));
    caller.clock.advance(Duration.ofMinutes(15));
    caller.merchant.payLate("PAGE0001");
    caller.clock.advance(Duration.ofDays(6));

    Map<String, byte[]> entries = entries(file("0306"));
    byte[] lines = List.copyOf(entries.values()).get(1);
    assertThat(lines).hasSize(339 + 2);
    String line = new String(lines, StandardCharsets.US_ASCII);
    assertThat(line.substring(66, 78)).isEqualTo("000000001733");
    assertThat(line).contains(caller.merchant.merId());
    assertThat(List.copyOf(entries.values()).get(0)).isEmpty();
  }
}
