// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** WeChat Pay's side of bills in memory, for files and answers that no gateway would give. */
final class BillDesk implements HttpTransport {
  static final String MCHID = "1900000001";
  static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  /** 13:00 in Beijing on the next day. */
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");

  static final String ADDRESS = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=T-1_x";

  private static final Platform PLATFORM = Platform.withNewKey("PUB_KEY_ID_0119000000012026");
  private static final KeyPair MERCHANT_KEY = Platform.newKey(2048);

  final List<HttpCall> applications = new ArrayList<>();
  final List<HttpCall> downloads = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  final Deque<HttpAnswer> refusals = new ArrayDeque<>();
  final Deque<HttpAnswer> refusedLinks = new ArrayDeque<>();
  String address = ADDRESS;
  Instant now = NOW;
  URI endpoint = WeChatPayConfig.PRODUCTION;
  UnaryOperator<byte[]> onItsWay = bytes -> bytes;
  UnaryOperator<String> answered = json -> json;
  @Nullable Supplier<InputStream> stream;
  @Nullable HttpDownload foreign;
  private byte[] file = new byte[0];
  private String hash = "";

  /** The file of the day, and its hash. */
  BillDesk with(String text) {
    file = text.getBytes(StandardCharsets.UTF_8);
    hash = HexFormat.of().formatHex(sha1().digest(file));
    return this;
  }

  /** A file too large for this JVM. */
  BillDesk with(String hexHash, Supplier<InputStream> opened) {
    hash = hexHash;
    stream = opened;
    return this;
  }

  WeChatPayClient client() {
    return WeChatPayClient.of(
        WeChatPayConfig.builder()
            .mchid(MCHID)
            .merchantSerial("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
            .merchantKey(Pem.bytes(MERCHANT_KEY.getPrivate().getEncoded()))
            .apiV3Key(Secret.of("0123456789abcdef0123456789abcdef"))
            .publicKey(PLATFORM.keyId, PLATFORM.publicKey())
            .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, "wx0000000000000001")
            .endpoint(endpoint)
            .clock(Clock.fixed(now, ZoneOffset.UTC))
            .retryPolicy(RetryPolicy.none())
            .observer(signals::add)
            .transport(this)
            .build());
  }

  @Override
  public HttpAnswer send(HttpCall call) {
    applications.add(call);
    if (!refusals.isEmpty()) {
      return refusals.remove();
    }
    return signed(
        200,
        answered.apply(
            "{\"hash_type\":\"SHA1\",\"hash_value\":\""
                + hash
                + "\",\"download_url\":\""
                + address
                + "\"}"));
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    downloads.add(call);
    if (!refusedLinks.isEmpty()) {
      HttpAnswer refusal = refusedLinks.remove();
      return new Opened(refusal.status(), new ByteArrayInputStream(refusal.body()));
    }
    if (foreign != null) {
      return foreign;
    }
    if (stream != null) {
      return new Opened(200, stream.get());
    }
    boolean packed =
        String.valueOf(applications.get(applications.size() - 1).uri().getRawQuery())
            .contains("tar_type=GZIP");
    return new Opened(200, new ByteArrayInputStream(onItsWay.apply(packed ? gzip(file) : file)));
  }

  HttpAnswer signed(int status, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer(status, Headers.of(PLATFORM.headers(body, now)), body);
  }

  HttpAnswer refusal(int status, String code) {
    return signed(status, "{\"code\":\"" + code + "\",\"message\":\"no\"}");
  }

  /** Signed, but over another refusal. */
  HttpAnswer forged(int status, String code) {
    HttpAnswer other = refusal(status, "SYSTEM_ERROR");
    return new HttpAnswer(status, other.headers(), refusal(status, code).body());
  }

  static HttpAnswer unsigned(int status, String body) {
    return new HttpAnswer(status, Headers.none(), body.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String upperCaseHash() {
    return hash.toUpperCase(Locale.ROOT);
  }

  private record Opened(int status, InputStream body) implements HttpDownload {
    @Override
    public Headers headers() {
      return Headers.none();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
