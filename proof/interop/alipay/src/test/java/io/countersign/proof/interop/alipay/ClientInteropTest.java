// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.api.internal.util.AlipayEncrypt;
import com.alipay.api.internal.util.AlipaySignature;
import com.alipay.api.internal.util.AntCertificationUtil;
import io.countersign.InvalidNotificationException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.alipay.AlipayContentCipher;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.KeyMode;
import io.countersign.sandbox.junit.SandboxExtension;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Theirs signs and ours verifies, ours signs and theirs verifies, on random input. */
class ClientInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.alipay();

  private static final int ROUNDS = 200;
  private static final URI NOTIFY = URI.create("https://shop.example.com/notify");
  private static final DateTimeFormatter BEIJING =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

  @Test
  void theirVerifierBelievesOurOrderStringsAndPages(AlipayMerchant merchant) throws Exception {
    AlipayClient ours = AlipayClient.of(config(merchant).build());
    RandomText random = new RandomText(1);
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, String> order =
          parameters(ours.create(order(Scene.inApp(), random)).orElseThrow().content());
      Map<String, String> page = page(ours, random);
      for (Map<String, String> signed : List.of(order, page)) {
        assertThat(verified(signed, merchant)).as("%s", signed.keySet()).isTrue();
        signed.put("biz_content", signed.get("biz_content") + " ");
        assertThat(verified(signed, merchant)).isFalse();
      }
    }
  }

  @Test
  void bothCountTheSameCertificateNumbersInOurPages(AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(AlipaySetup.usual().certificates());
    Map<String, String> page = page(AlipayClient.of(config(merchant).build()), new RandomText(2));

    assertThat(page.get("app_cert_sn"))
        .isEqualTo(
            AntCertificationUtil.getCertSN(
                AntCertificationUtil.getCertFromContent(merchant.appCertificatePem())));
    assertThat(page.get("alipay_root_cert_sn"))
        .isEqualTo(AntCertificationUtil.getRootCertSN(merchant.rootCertificatesPem()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "GBK"})
  void weBelieveNoticesThatTheirSignerSigned(String charset, AlipayMerchant merchant)
      throws Exception {
    AlipayClient ours = AlipayClient.of(config(merchant).build());
    RandomText random = new RandomText(3);
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, String> fields = notice(merchant, charset, random);
      String sign = AlipaySignature.rsa256Sign(text(fields), alipayKey(merchant), charset);
      fields.put("sign", sign);
      fields.put("sign_type", "RSA2");

      assertThat(ours.notifications().verify(received(fields, charset)))
          .isInstanceOf(PaymentChanged.class);
      fields.put("total_amount", "0.01");
      assertThatThrownBy(() -> ours.notifications().verify(received(fields, charset)))
          .isInstanceOf(InvalidNotificationException.class);
    }
  }

  @Test
  void weBelieveAnswersThatTheirSignerSigned(AlipayMerchant merchant) throws Exception {
    AtomicReference<String> answer = new AtomicReference<>("");
    AlipayClient ours =
        AlipayClient.of(
            config(merchant)
                .transport(new Answering(new ArrayList<>(), answer))
                .retryPolicy(RetryPolicy.none())
                .build());
    RandomText random = new RandomText(4);
    for (int round = 0; round < ROUNDS; round++) {
      PaymentRef ref = PaymentRef.of("alipay", PaymentId.next(), Money.of("1.00", "CNY"));
      String node = paid(ref, random);
      String sign = AlipaySignature.rsa256Sign(node, alipayKey(merchant), "utf-8");
      answer.set("{\"alipay_trade_query_response\":" + node + ",\"sign\":\"" + sign + "\"}");
      assertThat(ours.find(ref).orElseThrow().isPaid()).isTrue();

      answer.set(answer.get().replace("\"1.00\"", "\"1.0\""));
      assertThatThrownBy(() -> ours.find(ref)).isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void weEncryptAsTheyDecryptAndTheOtherWayRound(AlipayMerchant merchant) throws Exception {
    List<HttpCall> sent = new ArrayList<>();
    AtomicReference<String> answer = new AtomicReference<>("");
    AlipayClient ours =
        AlipayClient.of(
            config(merchant)
                .contentKey(Secret.of(merchant.contentKey()))
                .encryptContent(AlipayContentCipher.AES)
                .transport(new Answering(sent, answer))
                .retryPolicy(RetryPolicy.none())
                .build());
    RandomText random = new RandomText(5);
    for (int round = 0; round < ROUNDS; round++) {
      PaymentRef ref = PaymentRef.of("alipay", PaymentId.next(), Money.of("1.00", "CNY"));
      String sealed =
          AlipayEncrypt.encryptContent(paid(ref, random), "AES", merchant.contentKey(), "utf-8");
      String node = "\"" + sealed + "\"";
      String sign = AlipaySignature.rsa256Sign(node, alipayKey(merchant), "utf-8");
      answer.set("{\"alipay_trade_query_response\":" + node + ",\"sign\":\"" + sign + "\"}");

      assertThat(ours.find(ref).orElseThrow().isPaid()).isTrue();
      HttpCall call = sent.get(sent.size() - 1);
      String body = new String(call.body().orElseThrow(), StandardCharsets.US_ASCII);
      assertThat(
              AlipayEncrypt.decryptContent(
                  parameters(body).get("biz_content"), "AES", merchant.contentKey(), "utf-8"))
          .contains("\"" + ref.number() + "\"");
    }
  }

  private static AlipayConfig.Builder config(AlipayMerchant merchant) {
    AlipayConfig.Builder config =
        AlipayConfig.builder()
            .appId(merchant.appId())
            .sellerId(merchant.sellerId())
            .appPrivateKey(Pem.text(merchant.appPrivateKey()))
            .notifyUrl(NOTIFY);
    return merchant.keyMode() == KeyMode.CERTIFICATE
        ? config
            .appCertificate(Pem.text(merchant.appCertificatePem()))
            .alipayCertificate(Pem.text(merchant.alipayCertificatePem()))
            .alipayRootCertificates(Pem.text(merchant.rootCertificatesPem()))
        : config.alipayPublicKey(Pem.text(merchant.alipayPublicKey()));
  }

  private static <R> PaymentRequest<R> order(Scene<R> scene, RandomText random) {
    return PaymentRequest.in(scene)
        .id(PaymentId.next())
        .amount(Money.ofMinor(1 + random.below(100_000), "CNY"))
        .description(random.subject(60))
        .build();
  }

  private static Map<String, String> page(AlipayClient ours, RandomText random) {
    OpenPage.PostForm form =
        (OpenPage.PostForm)
            ours.create(order(Scene.webPage(URI.create("https://shop.example.com/back")), random))
                .orElseThrow();
    Map<String, String> all = parameters(form.action().getRawQuery());
    for (OpenPage.PostForm.Field field : form.fields()) {
      all.put(field.name(), field.value());
    }
    return all;
  }

  private static boolean verified(Map<String, String> signed, AlipayMerchant merchant)
      throws Exception {
    return AlipaySignature.rsaCheckV2(
        new LinkedHashMap<>(signed), merchant.appPublicKey(), "utf-8", "RSA2");
  }

  private static Map<String, String> notice(
      AlipayMerchant merchant, String charset, RandomText random) {
    String now = BEIJING.format(Instant.now());
    Map<String, String> fields = new TreeMap<>();
    fields.put("app_id", merchant.appId());
    fields.put("auth_app_id", merchant.appId());
    fields.put("seller_id", merchant.sellerId());
    fields.put("charset", charset);
    fields.put("version", "1.0");
    fields.put("notify_type", "trade_status_sync");
    fields.put("notify_id", "N" + random.below(1_000_000));
    fields.put("notify_time", now);
    fields.put("gmt_payment", now);
    fields.put("out_trade_no", "A" + random.below(1_000_000));
    fields.put("trade_no", "2026112122001468450512505578");
    fields.put("trade_status", "TRADE_SUCCESS");
    fields.put("total_amount", "1.00");
    String subject = random.subject(40);
    Charset encoding = Charset.forName(charset);
    fields.put("subject", encoding.newEncoder().canEncode(subject) ? subject : "一杯茶 +%");
    fields.put("body", random.below(3) == 0 ? "" : "茶 +%=");
    return fields;
  }

  private static String text(Map<String, String> fields) {
    return AlipaySignature.getSignCheckContentV1(new LinkedHashMap<>(fields));
  }

  private static ReceivedRequest received(Map<String, String> fields, String charset) {
    StringBuilder body = new StringBuilder();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      body.append(body.length() == 0 ? "" : "&")
          .append(field.getKey())
          .append('=')
          .append(URLEncoder.encode(field.getValue(), Charset.forName(charset)));
    }
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded; charset=" + charset)),
        body.toString().getBytes(StandardCharsets.US_ASCII),
        Instant.now());
  }

  private static String paid(PaymentRef ref, RandomText random) {
    return "{\"code\":\"10000\",\"msg\":\"Success\",\"out_trade_no\":\""
        + ref.number()
        + "\",\"trade_no\":\"2026112122001468450512505578\",\"trade_status\":\"TRADE_SUCCESS\","
        + "\"total_amount\":\"1.00\",\"buyer_logon_id\":\"152****3344\",\"send_pay_date\":\""
        + BEIJING.format(Instant.now())
        + "\",\"store_name\":\""
        + random.text(20).replace("\\", "\\\\").replace("\"", "\\\"")
        + "\"}";
  }

  /** Keeps what is sent, and answers what is set. */
  private record Answering(List<HttpCall> sent, AtomicReference<String> answer)
      implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) {
      sent.add(call);
      return new HttpAnswer(
          200, Headers.builder().build(), answer.get().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public HttpDownload download(HttpCall call) {
      throw new AssertionError("nothing here is downloaded");
    }
  }

  private static String alipayKey(AlipayMerchant merchant) {
    return merchant.alipayPrivateKeyPem().replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
  }

  private static Map<String, String> parameters(String encoded) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      all.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return all;
  }
}
