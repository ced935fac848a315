// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
  /** Half past eleven at night in Beijing, so that an hour later is another day there. */
  private static final Instant EVENING = Instant.parse("2026-03-09T15:30:00Z");

  private static final String DAY = "2026-03-09";

  private Sandbox sandbox;
  private SandboxClock clock;
  private WeChatPayMerchant merchant;
  private PlainClient client;

  @BeforeEach
  void start() {
    clock = SandboxClock.drivenFrom(EVENING);
    sandbox = Sandbox.builder().clock(clock).start();
    merchant = sandbox.weChatPay().openMerchant();
    client = new PlainClient(sandbox.weChatPay(), merchant);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void sell(String number, String description) {
    String body = client.order(number).replace("深圳腾大-QQ公仔", description);
    client.post("/v3/pay/transactions/native", body).send();
    merchant.pay(number);
  }

  private void untilReady() {
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-03-10T02:00:00Z")));
  }

  private Reply ask(String query) {
    return client.get("/v3/bill/tradebill?" + query).send();
  }

  private Reply download(Reply bill) {
    return StatementTest.download(client, sandbox, bill);
  }

  private static Reply download(PlainClient client, Sandbox sandbox, Reply bill) {
    String url = bill.json().path("download_url").asText();
    String base = sandbox.weChatPay().baseUri().toString();
    assertThat(url).startsWith(base + "/v3/billdownload/file?token=");
    return client.get(url.substring(base.length())).header("Accept", "*/*").send();
  }

  private static List<String> lines(Reply file) {
    return file.text().lines().toList();
  }

  private static List<String> fields(String row) {
    assertThat(row).startsWith("`");
    return List.of(row.substring(1).split(",`", -1));
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] unzipped(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTradeBillHoldsTheDaysPaymentsAndRefunds() {
    sell("PAID-01", "tea, \\\"green\\\"; 茶");
    sell("PAID-02", "cup");
    client.refundOf("PAID-01", "R1", 30);
    clock.advance(Duration.ofHours(1));
    sell("PAID-03", "next day");
    untilReady();
    Reply bill = ask("bill_date=" + DAY);
    assertThat(client.verifies(bill)).isTrue();
    assertThat(bill.json().path("hash_type").asText()).isEqualTo("SHA1");
    Reply file = download(bill);
    assertThat(file.header("Wechatpay-Signature")).isEmpty();
    assertThat(sha1(file.body())).isEqualTo(bill.json().path("hash_value").asText());
    assertThat(file.text()).startsWith("\ufeff交易时间,公众账号ID,商户号,特约商户号,");
    List<String> lines = lines(file);
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0).split(",", -1)).hasSize(27);
    OrderView order = merchant.order("PAID-01").orElseThrow();
    List<String> paid = fields(lines.get(1));
    assertThat(paid).hasSize(27).contains("2026-03-09 23:30:00", "PAID-01", "NATIVE", "SUCCESS");
    assertThat(paid.get(1)).isEqualTo(merchant.appId());
    assertThat(paid.get(2)).isEqualTo(merchant.mchid());
    assertThat(paid.get(3)).isEqualTo("0");
    assertThat(paid.get(5)).isEqualTo(order.transactionId().orElseThrow());
    assertThat(paid.get(12)).isEqualTo("1.00");
    assertThat(paid.get(20)).isEqualTo("tea, \"green\"; 茶");
    List<String> refund = fields(lines.get(3));
    assertThat(refund.get(9)).isEqualTo("REFUND");
    assertThat(refund.get(14)).isEqualTo(merchant.refund("R1").orElseThrow().refundId());
    assertThat(refund.subList(15, 20)).containsExactly("R1", "0.30", "0.00", "ORIGINAL", "SUCCESS");
    assertThat(refund.get(12)).isEqualTo("0.00");
    assertThat(lines.get(4)).startsWith("总交易单数,应结订单总金额,退款总金额,");
    assertThat(fields(lines.get(5)))
        .containsExactly("3", "2.00", "0.30", "0.00", "0.00000", "2.00", "0.30");
  }

  @Test
  void aBillMayHoldOneKindOfRowsOnly() {
    sell("PAID-01", "tea");
    untilReady();
    String of = "bill_date=" + DAY + "&bill_type=";
    assertThat(ask(of + "REFUND").code()).isEqualTo("NO_STATEMENT_EXIST");
    assertThat(ask(of + "RECHARGE_REFUND").code()).isEqualTo("NO_STATEMENT_EXIST");
    assertThat(ask(of + "ALL_SPECIAL").code()).isEqualTo("NO_AUTH");
    assertThat(lines(download(ask(of + "SUCCESS")))).hasSize(4);
    client.refundOf("PAID-01", "R1", 30);
    clock.advance(Duration.ofDays(1));
    assertThat(lines(download(ask("bill_date=2026-03-10&bill_type=REFUND"))).get(1))
        .contains("`REFUND");
    assertThat(ask("bill_date=2026-03-10&bill_type=SUCCESS").code())
        .isEqualTo("NO_STATEMENT_EXIST");
  }

  @Test
  void aReversedPaymentIsRevoked() {
    client.chargeCode("CODE-01", merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    client.reverse("CODE-01");
    untilReady();
    List<String> lines = lines(download(ask("bill_date=" + DAY)));
    assertThat(fields(lines.get(1)).get(9)).isEqualTo("SUCCESS");
    assertThat(fields(lines.get(2)).get(9)).isEqualTo("REVOKED");
  }

  @Test
  void feesHaveFiveDecimalsAndComeBackWithRefunds() {
    merchant.statements().feeRate(60);
    sell("PAID-01", "tea");
    client.refundOf("PAID-01", "R1", 100);
    untilReady();
    List<String> lines = lines(download(ask("bill_date=" + DAY)));
    assertThat(fields(lines.get(1)).subList(22, 24)).containsExactly("0.00600", "0.60%");
    assertThat(fields(lines.get(2)).get(22)).isEqualTo("-0.00600");
    assertThat(fields(lines.get(4)).get(4)).isEqualTo("0.00000");
  }

  @Test
  void aPackedBillHasTheHashOfTheOriginal() {
    sell("PAID-01", "tea");
    untilReady();
    Reply bill = ask("bill_date=" + DAY + "&tar_type=GZIP");
    assertThat(bill.json().path("download_url").asText()).endsWith("&tartype=gzip");
    byte[] original = unzipped(download(bill).body());
    assertThat(sha1(original)).isEqualTo(bill.json().path("hash_value").asText());
    assertThat(original).isEqualTo(download(ask("bill_date=" + DAY)).body());
  }

  @Test
  void theFundFlowHasTheBalanceAfterEveryMovement() {
    merchant.balance(500);
    sell("PAID-01", "tea");
    client.refundOf("PAID-01", "R1", 30);
    merchant.completeRefund("R1", RefundEnd.CLOSED);
    untilReady();
    Reply bill = client.get("/v3/bill/fundflowbill?bill_date=" + DAY).send();
    Reply file = download(bill);
    assertThat(sha1(file.body())).isEqualTo(bill.json().path("hash_value").asText());
    List<String> lines = lines(file);
    assertThat(lines.get(0).split(",", -1)).hasSize(11);
    assertThat(fields(lines.get(1)).subList(3, 8))
        .containsExactly("交易", "交易", "收入", "1.00", "6.00");
    assertThat(fields(lines.get(2)).subList(5, 8)).containsExactly("支出", "0.30", "5.70");
    assertThat(fields(lines.get(3)).subList(5, 8)).containsExactly("收入", "0.30", "6.00");
    assertThat(fields(lines.get(5))).containsExactly("3.0", "2.0", "1.30", "1.0", "0.30");
    String fees = "/v3/bill/fundflowbill?account_type=FEES&bill_date=" + DAY;
    assertThat(client.get(fees).send().code()).isEqualTo("NO_STATEMENT_EXIST");
  }

  @Test
  void aBillIsReadyAtTenOfTheNextDay() {
    sell("PAID-01", "tea");
    assertThat(ask("bill_date=" + DAY).code()).isEqualTo("PARAM_ERROR");
    clock.advance(Duration.ofMinutes(30));
    assertThat(ask("bill_date=" + DAY).code()).isEqualTo("STATEMENT_CREATING");
    clock.advance(Duration.ofHours(10).minusSeconds(1));
    assertThat(ask("bill_date=" + DAY).code()).isEqualTo("STATEMENT_CREATING");
    clock.advance(Duration.ofSeconds(1));
    assertThat(ask("bill_date=" + DAY).status()).isEqualTo(200);
    assertThat(ask("bill_date=2026-03-08").code()).isEqualTo("NO_STATEMENT_EXIST");
    assertThat(ask("bill_date=2025-12-10").code()).isEqualTo("NO_STATEMENT_EXIST");
    assertThat(ask("bill_date=2025-12-09").code()).isEqualTo("INVALID_REQUEST");
  }

  @ParameterizedTest
  @CsvSource({
    "bill_type=ALL,bill_date",
    "bill_date=20260309,bill_date",
    "bill_date=2026-02-30,bill_date",
    "bill_date=2026-03-11,bill_date",
    "bill_date=2026-03-09&bill_type=ANY,bill_type",
    "bill_date=2026-03-09&tar_type=gzip,tar_type",
    "bill_date=2026-03-09&sub_mchid=1900000109,sub_mchid",
    "bill_date=2026-03-09&account_type=BASIC,account_type"
  })
  void aBadParameterIsNamed(String query, String field) {
    untilReady();
    Reply reply = ask(query);
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
  }

  @Test
  void aLinkLivesFiveMinutesAndServesItsMerchantOnly() {
    sell("PAID-01", "tea");
    untilReady();
    Reply bill = ask("bill_date=" + DAY);
    WeChatPayMerchant stranger = sandbox.weChatPay().openMerchant();
    PlainClient other = new PlainClient(sandbox.weChatPay(), stranger);
    assertThat(download(other, sandbox, bill).code()).isEqualTo("INVALID_REQUEST");
    clock.advance(Duration.ofMinutes(5));
    assertThat(download(bill).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(download(bill).code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aDownloadIsSignedLikeAnyCall() {
    sell("PAID-01", "tea");
    untilReady();
    String base = sandbox.weChatPay().baseUri().toString();
    String url =
        ask("bill_date=" + DAY).json().path("download_url").asText().substring(base.length());
    PlainClient.Draft unsigned = client.get(url);
    unsigned.withAuthorization = false;
    assertThat(unsigned.send().status()).isEqualTo(401);
    PlainClient.Draft pathOnly = client.get(url);
    pathOnly.signedUrl = url.substring(0, url.indexOf('?'));
    assertThat(pathOnly.send().text()).contains("query");
    assertThat(client.get(url).send().status()).isEqualTo(200);
  }

  @Test
  void aProviderAsksForAllOrForOne() {
    WeChatPayMerchant provider = sandbox.weChatPay().openServiceProvider();
    SubMerchant sub = provider.openSubMerchant();
    SubMerchant other = provider.openSubMerchant();
    ProviderClient first = new ProviderClient(sandbox.weChatPay(), sub);
    first.placeNative("PAID-01");
    new ProviderClient(sandbox.weChatPay(), other).placeNative("PAID-02");
    provider.pay("PAID-01");
    provider.pay("PAID-02");
    untilReady();
    String url = "/v3/bill/tradebill?bill_date=" + DAY;
    List<String> all = lines(download(first.plain, sandbox, first.plain.get(url).send()));
    assertThat(all).hasSize(5);
    assertThat(fields(all.get(2)).subList(2, 4)).containsExactly(provider.mchid(), other.mchid());
    Reply one = first.plain.get(url + "&sub_mchid=" + sub.mchid()).send();
    assertThat(lines(download(first.plain, sandbox, one))).hasSize(4);
    Reply foreign = first.plain.get(url + "&sub_mchid=" + merchant.mchid()).send();
    assertThat(foreign.header("Request-ID")).endsWith("-268443701");
  }

  @Test
  void rowsAreMadeUpForTestsOfSize() {
    merchant.statements().makeUpRows(LocalDate.parse(DAY), 20_000);
    sell("PAID-01", "tea");
    untilReady();
    Reply bill = ask("bill_date=" + DAY + "&tar_type=GZIP");
    byte[] original = unzipped(download(bill).body());
    assertThat(sha1(original)).isEqualTo(bill.json().path("hash_value").asText());
    List<String> lines = new String(original, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(20_004);
    assertThat(fields(lines.get(20_000))).hasSize(27);
    // 20 times the sum of 1 to 1000 fen, and the real payment.
    assertThat(fields(lines.get(20_003)).subList(0, 2)).containsExactly("20001", "100101.00");
    assertThat(merchant.ledger()).hasSize(1);
  }

  @Test
  void wrongStatementsMayHaveTheRightHash() {
    sell("PAID-01", "tea");
    untilReady();
    merchant.statements().miscount();
    Reply bill = ask("bill_date=" + DAY);
    Reply file = download(bill);
    assertThat(sha1(file.body())).isEqualTo(bill.json().path("hash_value").asText());
    assertThat(fields(lines(file).get(3)).get(0)).isEqualTo("2");
    merchant.statements().rewrite(text -> text.replace("`1.00", "`1.001"));
    assertThat(download(ask("bill_date=" + DAY)).text()).contains("`1.001");
    merchant.statements().writeTheTruth();
    assertThat(fields(lines(download(ask("bill_date=" + DAY))).get(3)).get(0)).isEqualTo("1");
  }

  @Test
  void answersAboutStatementsGoWrong() {
    sell("PAID-01", "tea");
    untilReady();
    JsonNode right = ask("bill_date=" + DAY).json();
    merchant.faults().once(Operation.TRADE_BILL, StatementFault.wrongHash());
    assertThat(ask("bill_date=" + DAY).json().path("hash_value").asText())
        .hasSize(40)
        .isNotEqualTo(right.path("hash_value").asText());
    URI foreign = URI.create("http://127.0.0.1:1");
    merchant.faults().once(Operation.TRADE_BILL, StatementFault.downloadFrom(foreign));
    assertThat(ask("bill_date=" + DAY).json().path("download_url").asText())
        .startsWith("http://127.0.0.1:1/v3/billdownload/file?token=");
    merchant.faults().once(Operation.TRADE_BILL, StatementFault.expiredToken());
    assertThat(download(ask("bill_date=" + DAY)).code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void filesGoWrong() {
    sell("PAID-01", "tea");
    untilReady();
    for (String packed : List.of("", "&tar_type=GZIP")) {
      Reply bill = ask("bill_date=" + DAY + packed);
      byte[] right = download(bill).body();
      merchant.faults().once(Operation.BILL_DOWNLOAD, StatementFault.halfFile());
      assertThat(download(bill).body()).hasSize(right.length / 2);
      merchant.faults().once(Operation.BILL_DOWNLOAD, StatementFault.alteredRow());
      byte[] altered = download(bill).body();
      byte[] text = packed.isEmpty() ? altered : unzipped(altered);
      assertThat(new String(text, StandardCharsets.UTF_8)).contains("`CNY,`1.09");
      merchant.faults().once(Operation.BILL_DOWNLOAD, Fault.htmlWithStatus200());
      assertThat(download(bill).text()).startsWith("<html>");
      merchant.faults().once(Operation.BILL_DOWNLOAD, StatementFault.gzipBomb(3_000_000));
      byte[] bomb = download(bill).body();
      assertThat(bomb).hasSizeLessThan(30_000);
      assertThat(unzipped(bomb)).hasSize(3_000_000);
      merchant.faults().once(Operation.BILL_DOWNLOAD, Fault.truncatedBody());
      assertThat(breaks(bill)).isTrue();
      merchant
          .faults()
          .once(
              Operation.BILL_DOWNLOAD,
              StatementFault.stallMidFile().forAtMost(Duration.ofMillis(1)));
      assertThat(breaks(bill)).isTrue();
    }
  }

  private boolean breaks(Reply bill) {
    try {
      download(bill);
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }
}
