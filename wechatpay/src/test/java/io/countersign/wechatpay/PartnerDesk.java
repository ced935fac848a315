// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A service provider and WeChat Pay's answers to it, word for word: whatever a gateway would never
 * say can be said here. An answer is signed when it is given; without one the call is swallowed.
 */
final class PartnerDesk implements HttpTransport {
  static final String PROVIDER_MCHID = "1900000001";
  static final String SUB_MCHID = "1900000109";
  static final String PROVIDER_APP = "wxprovideroffice";
  static final String PROVIDER_MINI = "wxprovidermini";
  static final String PROVIDER_MOBILE = "wxprovidermobile";
  static final String SUB_MINI = "wxsubmini";
  static final String SUB_MOBILE = "wxsubmobile";
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  static final Money TEN = Money.of("10.00", "CNY");
  private static final String APIV3_KEY = "0123456789abcdef0123456789abcdef";

  private final Platform platform = Platform.withNewKey("PUB_KEY_ID_0001");
  private final Random random = new Random(7);
  private final Deque<HttpAnswer> answers = new ConcurrentLinkedDeque<>();
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();
  final List<String> signed = new CopyOnWriteArrayList<>();

  WeChatPayConfig.Builder config() {
    return WeChatPayConfig.builder()
        .mchid(PROVIDER_MCHID)
        .merchantSerial("AB12")
        .signer(
            message -> {
              signed.add(new String(message, StandardCharsets.UTF_8));
              return new byte[256];
            })
        .apiV3Key(Secret.of(APIV3_KEY))
        .publicKey(platform.keyId, platform.publicKey())
        .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, PROVIDER_APP)
        .appId(WeChatPayAppKind.MINI_PROGRAM, PROVIDER_MINI)
        .appId(WeChatPayAppKind.MOBILE_APP, PROVIDER_MOBILE)
        .notifyUrl(URI.create("https://provider.example.com/notify"))
        .outStoreId("the provider's own shop")
        .retryPolicy(RetryPolicy.none())
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .transport(this);
  }

  WeChatPayClient provider() {
    return WeChatPayClient.of(config().build());
  }

  /** For a sub-merchant without apps of its own. */
  WeChatPayClient plainView() {
    return provider().onBehalfOf(WeChatPaySubMerchant.of(SUB_MCHID));
  }

  static WeChatPaySubMerchant withApps() {
    return WeChatPaySubMerchant.of(SUB_MCHID)
        .withAppId(WeChatPayAppKind.MINI_PROGRAM, SUB_MINI)
        .withAppId(WeChatPayAppKind.MOBILE_APP, SUB_MOBILE);
  }

  /** For a sub-merchant with a mini program and a mobile app. */
  WeChatPayClient viewWithApps() {
    return provider().onBehalfOf(withApps());
  }

  PaymentId freshId() {
    return PaymentId.next(Clock.fixed(NOW, ZoneOffset.UTC), random);
  }

  <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return PaymentRequest.in(scene).id(freshId()).amount(TEN).description("tea");
  }

  /** The next call is answered so, signed. */
  void answers(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Headers.Builder headers = Headers.builder();
    platform.headers(bytes, NOW).forEach((name, values) -> headers.add(name, values.get(0)));
    answers.add(new HttpAnswer(status, headers.build(), bytes));
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    if (answers.isEmpty()) {
      throw new TransportException("swallowed after the request was sent", true);
    }
    return answers.remove();
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("no downloads here", false);
  }

  HttpCall lastCall() {
    return calls.get(calls.size() - 1);
  }

  /** Path and query of the last call. */
  String lastTarget() {
    URI uri = lastCall().uri();
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /** The JSON that the last call carried. */
  Map<String, Object> lastBody() {
    try {
      return JsonText.object(lastCall().body().orElseThrow());
    } catch (JsonFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** What WeChat Pay reports of a paid order of the sub-merchant, paid in the provider's app. */
  static Map<String, Object> paid(String number) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("sp_appid", PROVIDER_APP);
    report.put("sp_mchid", PROVIDER_MCHID);
    report.put("sub_mchid", SUB_MCHID);
    report.put("out_trade_no", number);
    report.put("transaction_id", "4200000001");
    report.put("trade_type", "NATIVE");
    report.put("trade_state", "SUCCESS");
    report.put("success_time", "2026-11-21T13:00:00+08:00");
    report.put("amount", Map.of("total", 1000L, "payer_total", 1000L, "currency", "CNY"));
    return report;
  }

  /** What WeChat Pay says of a refund in a notification. */
  static Map<String, Object> refunded(String number) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("sp_mchid", PROVIDER_MCHID);
    report.put("sub_mchid", SUB_MCHID);
    report.put("out_trade_no", number);
    report.put("transaction_id", "4200000001");
    report.put("refund_id", "5000000001");
    report.put("out_refund_no", "R" + number);
    report.put("refund_status", "SUCCESS");
    report.put("amount", Map.of("total", 1000L, "refund", 400L));
    return report;
  }

  ReceivedRequest paymentNotice(Map<String, Object> report) {
    return notice("TRANSACTION.SUCCESS", "transaction", report);
  }

  ReceivedRequest refundNotice(Map<String, Object> report) {
    return notice("REFUND.SUCCESS", "refund", report);
  }

  ReceivedRequest notice(String type, String originalType, Map<String, Object> report) {
    String sealed =
        Platform.seal(APIV3_KEY, JsonText.write(report).getBytes(StandardCharsets.UTF_8));
    return platform.sent(Platform.envelope(type, originalType, sealed), NOW);
  }
}
