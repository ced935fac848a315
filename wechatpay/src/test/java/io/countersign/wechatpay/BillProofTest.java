// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Signal;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpDownload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files are believed, and where they are fetched from. */
class BillProofTest {
  private static final String TEXT =
      BillSheet.summedAs("2,3.00,0,0,0.03,3.00,0")
          .paid("N1", "1.00", "0.01")
          .paid("N2", "2.00", "0.02")
          .text();
  private static final WeChatPayTradeBill PLAIN =
      WeChatPayTradeBill.of(BillDesk.DAY).uncompressed();

  private final BillDesk desk = new BillDesk().with(TEXT);
  private final List<StatementRow> rows = new ArrayList<>();

  @Test
  void theFileIsFetchedBySignedRequestsAndHashedUnpacked() {
    assertThat(read()).isInstanceOf(Statement.Read.class);
    assertThat(read(PLAIN)).isInstanceOf(Statement.Read.class);

    assertThat(desk.applications)
        .extracting(call -> call.uri().toString())
        .containsExactly(
            "https://api.mch.weixin.qq.com/v3/bill/tradebill?bill_date=2026-11-20&bill_type=ALL&tar_type=GZIP",
            "https://api.mch.weixin.qq.com/v3/bill/tradebill?bill_date=2026-11-20&bill_type=ALL");
    assertThat(desk.downloads)
        .extracting(call -> call.uri().toString())
        .containsOnly(BillDesk.ADDRESS);
    assertThat(desk.downloads)
        .allSatisfy(
            call -> {
              assertThat(call.isWrite()).isFalse();
              assertThat(call.headers().single("Authorization").orElseThrow())
                  .startsWith("WECHATPAY2-SHA256-RSA2048 mchid=\"" + BillDesk.MCHID);
            });
    assertThat(rows).hasSize(4);
  }

  @Test
  void aHashInCapitalsIsTheSameHash() {
    String hash = desk.upperCaseHash();
    desk.answered = json -> json.replaceAll("(?i)" + hash, hash);

    assertThat(read()).isInstanceOf(Statement.Read.class);
  }

  @Test
  void aChangedFileIsNotBelievedThoughItReadsWell() {
    desk.onItsWay = bytes -> replaced(bytes, "2.00", "9.00");
    unavailable(PLAIN, "signed the hash");
    desk.onItsWay = bytes -> replaced(bytes, "N2,`openid", "N3,`openid");
    unavailable(PLAIN, "signed the hash", "forget every row");
    assertThat(rows).describedAs("given out, and to be forgotten").isNotEmpty();
  }

  @Test
  void aChangeBehindTheSummaryIsFoundToo() {
    desk.onItsWay =
        bytes ->
            (new String(bytes, StandardCharsets.UTF_8) + "\r\n").getBytes(StandardCharsets.UTF_8);

    unavailable(PLAIN, "signed the hash");
  }

  @Test
  void aFileCutAnywhereIsUnavailableAndNotMisread() {
    int whole = TEXT.getBytes(StandardCharsets.UTF_8).length;
    for (int cut = 0; cut < whole; cut += 7) {
      int length = cut;
      desk.onItsWay = bytes -> Arrays.copyOf(bytes, length);
      unavailable(PLAIN, "forget every row");
    }
    int packed = BillDesk.gzip(TEXT.getBytes(StandardCharsets.UTF_8)).length;
    for (int cut = 0; cut < packed; cut += 7) {
      int length = cut;
      desk.onItsWay = bytes -> Arrays.copyOf(bytes, length);
      unavailable(WeChatPayTradeBill.of(BillDesk.DAY), "forget every row");
    }
  }

  @Test
  void whatIsNoBillIsUnavailableWhenItsHashIsWrong() {
    for (String other :
        List.of(
            "",
            "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>\n",
            "{\"code\":\"SYSTEM_ERROR\"}",
            "x".repeat(200_000),
            TEXT.replace("1.00", "one"),
            TEXT.replace(BillDesk.MCHID, "1900000002"))) {
      desk.onItsWay = bytes -> other.getBytes(StandardCharsets.UTF_8);

      unavailable(PLAIN, "forget every row");
    }
  }

  @Test
  void aLineBeyondAllMeasureIsAMismatchWhenItsHashIsRight() {
    desk.with(TEXT.replace("一杯茶", "茶".repeat(20_000)));

    assertThatExceptionOfType(MismatchException.class).isThrownBy(this::read);
    assertThat(desk.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void aBombIsNotUnpacked() {
    desk.onItsWay = bytes -> BillDesk.gzip(new byte[32 << 20]);

    unavailable(WeChatPayTradeBill.of(BillDesk.DAY), "unpacks");
  }

  @Test
  void aFileThatCameUnpackedOrPackedUnaskedIsReadAllTheSame() {
    desk.onItsWay = bytes -> TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(read()).isInstanceOf(Statement.Read.class);
    desk.onItsWay = BillDesk::gzip;
    assertThat(read(PLAIN)).isInstanceOf(Statement.Read.class);
  }

  @Test
  void aStreamThatTimesOutInTheMiddleIsUnavailableAndNotRepeated() {
    byte[] half = Arrays.copyOf(TEXT.getBytes(StandardCharsets.UTF_8), 700);
    for (Exception end :
        List.of(new InterruptedIOException("timeout"), new IllegalStateException("closed"))) {
      desk.downloads.clear();
      desk.stream = () -> new SequenceInputStream(new ByteArrayInputStream(half), failing(end));

      unavailable(PLAIN, "broke off", "forget every row");

      assertThat(desk.downloads).hasSize(1);
    }
  }

  @Test
  void aTransportThatThrowsWhatItPromisedNotToIsUnavailable() {
    RuntimeException own = new IllegalStateException("canary-9");
    desk.stream = () -> failing(own);
    unavailable(PLAIN, "broke off");

    desk.foreign =
        new HttpDownload() {
          @Override
          public int status() {
            return 200;
          }

          @Override
          public Headers headers() {
            return Headers.none();
          }

          @Override
          public InputStream body() {
            throw own;
          }

          @Override
          public void close() {
            throw own;
          }
        };
    unavailable(PLAIN, "broke off");
  }

  @Test
  void howAFileEndedIsASignalOfItsOwn() {
    read();
    desk.onItsWay = bytes -> new byte[0];
    unavailable(PLAIN, "signed the hash");
    desk.refusedLinks.addAll(List.of(BillDesk.unsigned(404, ""), BillDesk.unsigned(404, "")));
    unavailable(PLAIN, "not given out");
    desk.onItsWay = bytes -> bytes;
    desk.with("no bill");
    assertThatExceptionOfType(MismatchException.class).isThrownBy(this::read);

    assertThat(desk.signals)
        .filteredOn(Signal.CallEnded.class::isInstance)
        .extracting(signal -> (Signal.CallEnded) signal)
        .filteredOn(ended -> ended.operation().equals("read statement file"))
        .extracting(ended -> ended.result() + " " + ended.attempts())
        .containsExactly("SUCCEEDED 1", "UNAVAILABLE 1", "UNAVAILABLE 2", "MISMATCH 1");
  }

  @Test
  void whatTheShopFindsWrongWithARowIsNotTakenForABillThatIsWrong() {
    MismatchException own = new MismatchException("total", "1.00 CNY", "2.00 CNY");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                desk.client()
                    .readStatement(
                        PLAIN,
                        row -> {
                          throw own;
                        }))
        .isSameAs(own);
    assertThat(desk.signals).noneMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void aLinkThatIsRefusedIsAskedForAnewOnce() {
    desk.refusedLinks.add(BillDesk.unsigned(400, "{\"code\":\"INVALID_REQUEST\"}"));

    assertThat(read()).isInstanceOf(Statement.Read.class);

    assertThat(desk.applications).hasSize(2);
    assertThat(desk.downloads).hasSize(2);
    assertThat(rows).hasSize(2);
  }

  @Test
  void aLinkThatIsRefusedTwiceIsUnavailable() {
    desk.refusedLinks.add(BillDesk.unsigned(404, "{\"code\":\"NOT_FOUND\"}"));
    desk.refusedLinks.add(BillDesk.unsigned(503, "<html>"));

    unavailable(PLAIN, "not given out", "HTTP 503");

    assertThat(desk.downloads).hasSize(2);
    assertThat(rows).isEmpty();
  }

  @Test
  void aRedirectOfTheFileIsNotFollowed() {
    desk.refusedLinks.add(BillDesk.unsigned(302, ""));
    desk.refusedLinks.add(BillDesk.unsigned(206, TEXT));

    unavailable(PLAIN, "HTTP 206");
  }

  @Test
  void anApplicationThatProvesNothingIsUnavailable() {
    for (String answer :
        List.of(
            "{}",
            "{\"hash_type\":\"SHA256\",\"hash_value\":\""
                + desk.upperCaseHash()
                + "\",\"download_url\":\""
                + BillDesk.ADDRESS
                + "\"}",
            "{\"hash_type\":\"SHA1\",\"hash_value\":\"\",\"download_url\":\""
                + BillDesk.ADDRESS
                + "\"}",
            "{\"hash_type\":\"SHA1\",\"hash_value\":\""
                + "zz".repeat(20)
                + "\",\"download_url\":\""
                + BillDesk.ADDRESS
                + "\"}",
            "{\"hash_type\":\"SHA1\",\"hash_value\":\""
                + desk.upperCaseHash()
                + "00\",\"download_url\":\""
                + BillDesk.ADDRESS
                + "\"}",
            "{\"hash_type\":\"SHA1\",\"hash_value\":\"" + desk.upperCaseHash() + "\"}")) {
      desk.answered = json -> answer;
      unavailable(PLAIN, "read statement");
    }
    desk.refusals.add(
        BillDesk.unsigned(
            200,
            "{\"hash_type\":\"SHA1\",\"hash_value\":\""
                + desk.upperCaseHash()
                + "\",\"download_url\":\""
                + BillDesk.ADDRESS
                + "\"}"));
    unavailable(PLAIN, "not proven");
    assertThat(desk.downloads).isEmpty();
  }

  @Test
  void ourSignatureGoesToNoHostThatAMessageNames() {
    for (String address :
        List.of(
            "https://evil.example.com/v3/billdownload/file?token=x",
            "https://api.mch.weixin.qq.com.evil.example.com/v3/x",
            "https://api.mch.weixin.qq.com@evil.example.com/v3/x",
            "https://evil.example.com@api.mch.weixin.qq.com/v3/x",
            "https://api.mch.weixin.qq.com:8443/v3/x",
            "http://api.mch.weixin.qq.com/v3/x",
            "http://127.0.0.1/v3/x",
            "https://127.0.0.1/v3/x",
            "//evil.example.com/v3/x",
            "/v3/billdownload/file?token=x",
            "file:///etc/passwd",
            "https://api.mch.weixin.qq.com/v3/../x",
            "https://api.mch.weixin.qq.com/v3/%2e%2e/x",
            "https://api.mch.weixin.qq.com",
            "https://api.mch.weixin.qq.com/v3/x#y",
            "https://api.mch.weixin.qq.com/v3/中文",
            "not an address",
            "")) {
      desk.address = address;
      rows.clear();

      if (address.endsWith("#y")) {
        // The part behind # is never sent, and opens nothing.
        assertThat(read()).isInstanceOf(Statement.Read.class);
        desk.downloads.clear();
      } else {
        assertThatExceptionOfType(MismatchException.class)
            .describedAs(address)
            .isThrownBy(this::read)
            .withMessageContaining("download_url")
            .withMessageNotContaining("evil");
      }
    }
    assertThat(desk.downloads).isEmpty();
  }

  @Test
  void weChatPaysOwnHostsAndTheConfiguredOneGiveFilesOut() {
    for (String host :
        List.of(
            "api.mch.weixin.qq.com",
            "API2.mch.weixin.qq.com",
            "api.wechatpay.cn",
            "api2.wechatpay.cn:443",
            "apihk.mch.weixin.qq.com",
            "relay.example.com:8443")) {
      desk.endpoint = URI.create("https://relay.example.com:8443");
      desk.address = "https://" + host + "/v3/billdownload/file?token=x%2Fy&tartype=gzip";

      assertThat(read()).describedAs(host).isInstanceOf(Statement.Read.class);
    }
    assertThat(desk.downloads)
        .extracting(call -> call.uri().getRawPath() + "?" + call.uri().getRawQuery())
        .containsOnly("/v3/billdownload/file?token=x%2Fy&tartype=gzip");
  }

  @Test
  void aSandboxOnLoopbackSendsNobodyOutside() {
    desk.endpoint = URI.create("http://127.0.0.1:9");
    for (String address :
        List.of(
            BillDesk.ADDRESS,
            "http://127.0.0.1:10/v3/x",
            "http://localhost:9/v3/x",
            "https://127.0.0.1:9/v3/x")) {
      desk.address = address;

      assertThatExceptionOfType(MismatchException.class)
          .describedAs(address)
          .isThrownBy(this::read);
    }
    desk.address = "http://127.0.0.1:9/v3/billdownload/file?token=x";
    assertThat(read()).isInstanceOf(Statement.Read.class);
  }

  @Test
  void theFileMayTakeMinutesButNoLongerThanTheDeadline() {
    Duration minute = Duration.ofMinutes(1);
    WeChatPayClient client = desk.client();

    client.readStatement(PLAIN, rows::add);
    client.readStatement(PLAIN.within(minute), rows::add);
    client.before(desk.now.plusSeconds(7)).readStatement(PLAIN.within(minute), rows::add);

    assertThat(desk.downloads)
        .extracting(call -> call.timeout())
        .containsExactly(Duration.ofMinutes(10), minute, Duration.ofSeconds(7));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.before(desk.now).readStatement(PLAIN, rows::add));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> PLAIN.within(Duration.ZERO));
    assertThat(desk.downloads).hasSize(3);
  }

  private static byte[] replaced(byte[] bytes, String old, String with) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).contains(old);
    return text.replace(old, with).getBytes(StandardCharsets.UTF_8);
  }

  private static InputStream failing(Exception with) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        if (with instanceof IOException io) {
          throw io;
        }
        throw (RuntimeException) with;
      }
    };
  }

  private Statement<?> read() {
    return read(WeChatPayTradeBill.of(BillDesk.DAY));
  }

  private Statement<?> read(WeChatPayTradeBill bill) {
    return desk.client().readStatement(bill, rows::add);
  }

  private void unavailable(WeChatPayTradeBill bill, String... said) {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(bill))
        .withMessageContainingAll(said)
        .withMessageNotContainingAny("openid", "token", "html", "canary-9");
  }
}
