// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls a gateway as a shop or a payer's browser does, in a time that only the test moves. */
final class Caller implements AutoCloseable {
  static final String BACK = "/gateway/api/backTransReq.do";
  static final String FRONT = "/gateway/api/frontTransReq.do";
  static final String APP = "/gateway/api/appTransReq.do";
  static final String QUERY = "/gateway/api/queryTrans.do";
  static final long FEN = 1733;

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  final UnionPayGateway gateway = UnionPayGateway.listen(clock, 0);
  final UnionPayMerchant merchant;
  Charset charset = StandardCharsets.UTF_8;
  private final HttpClient http = HttpClient.newHttpClient();

  Caller() {
    this(UnionPaySetup.usual());
  }

  Caller(UnionPaySetup setup) {
    merchant = gateway.openMerchant(setup);
  }

  /** An answer, what it says, and whether UnionPay's key proves that. */
  record Reply(
      int status, String body, Map<String, String> fields, boolean proven, String explanation) {
    String code() {
      return text("respCode");
    }

    String text(String field) {
      return fields.getOrDefault(field, "");
    }
  }

  String now() {
    return Numbers.time(clock.instant());
  }

  /** What every call says, not signed yet. */
  Map<String, String> frame(String type, String subType, String bizType) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("version", merchant.version());
    all.put("encoding", charset.name());
    all.put("signMethod", merchant.signMethod().code());
    if (merchant.signMethod().certificates()) {
      all.put("certId", merchant.certId());
    }
    all.put("txnType", type);
    all.put("txnSubType", subType);
    all.put("bizType", bizType);
    all.put("accessType", merchant.account().setup.accessType().code());
    all.put("merId", merchant.merId());
    return all;
  }

  /** The same with a number, the present time and a channel. */
  Map<String, String> frame(String type, String subType, String bizType, String orderId) {
    Map<String, String> all = frame(type, subType, bizType);
    all.put("channelType", "08");
    all.put("orderId", orderId);
    all.put("txnTime", now());
    return all;
  }

  Map<String, String> money(String type, String subType, String bizType, String orderId) {
    Map<String, String> all = frame(type, subType, bizType, orderId);
    all.put("txnAmt", Long.toString(FEN));
    all.put("currencyCode", "156");
    all.put("backUrl", "https://shop.example/unionpay/notify");
    all.put("payTimeout", Numbers.time(clock.instant().plusSeconds(900)));
    return all;
  }

  Map<String, String> page(String orderId) {
    Map<String, String> all = money("01", "01", "000201", orderId);
    all.put("channelType", "07");
    all.put("frontUrl", "https://shop.example/unionpay/return?a=1");
    return all;
  }

  Map<String, String> query(String orderId, String txnTime, String bizType) {
    Map<String, String> all = frame("00", "00", bizType);
    all.put("orderId", orderId);
    all.put("txnTime", txnTime);
    return all;
  }

  Map<String, String> followUp(String type, String orderId, String origQryId, long fen) {
    Map<String, String> all = money(type, "00", "000201", orderId);
    all.remove("payTimeout");
    all.put("origQryId", origQryId);
    all.put("txnAmt", Long.toString(fen));
    return all;
  }

  Map<String, String> signed(Map<String, String> all) {
    MerchantKeys keys = merchant.account().keys;
    Seal seal =
        keys.method.certificates()
            ? Seal.of(keys.method, keys.version, keys.own())
            : Seal.keyed(keys.method, keys.secureKey);
    return seal.sign(all, charset);
  }

  Reply back(Map<String, String> all, String... more) throws Exception {
    return call(BACK, all, more);
  }

  Reply call(String path, Map<String, String> all, String... more) throws Exception {
    Map<String, String> whole = new LinkedHashMap<>(all);
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1].isEmpty()) {
        whole.remove(more[i]);
      } else {
        whole.put(more[i], more[i + 1]);
      }
    }
    return send(path, Pairs.encoded(signed(whole), charset));
  }

  Reply send(String path, String form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.baseUri().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded;charset=" + charset.name())
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    String body = new String(answer.body(), charset);
    String why = answer.headers().firstValue(OutgoingAnswer.EXPLANATION).orElse("");
    Map<String, String> fields = parsed(body);
    answer.headers().firstValue("Location").ifPresent(to -> fields.put("Location", to));
    return new Reply(answer.statusCode(), body, fields, proven(fields), why);
  }

  /** An answer is no form: values come as they are, and braces hide what stands in them. */
  static Map<String, String> parsed(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    int from = 0;
    int depth = 0;
    for (int i = 0; i <= body.length(); i++) {
      char c = i == body.length() ? '&' : body.charAt(i);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (c == '&' && (depth == 0 || i == body.length())) {
        String pair = body.substring(from, i);
        int equals = pair.indexOf('=');
        if (equals > 0) {
          fields.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        from = i + 1;
      }
    }
    return fields;
  }

  boolean proven(Map<String, String> fields) {
    String signature = fields.getOrDefault("signature", "");
    String text = Pairs.signed(fields);
    MerchantKeys keys = merchant.account().keys;
    if (signature.isEmpty()) {
      return false;
    }
    if (!keys.method.certificates()) {
      return Proof.keyed(keys.method, keys.secureKey, text, charset).equals(signature);
    }
    X509Certificate leaf = keys.signing().certificate();
    if (keys.version.equals(Proof.NEW)) {
      try {
        leaf = certificate(fields.getOrDefault("signPubKeyCert", ""));
        leaf.verify(keys.chain().middleCertificate().getPublicKey(), Bouncy.CASTLE);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
    String number = leaf.getSerialNumber().toString();
    return keys.method == SignMethod.SM2
        ? Proof.sm2Proves(leaf.getPublicKey(), number, text, charset, signature)
        : Proof.rsaProves(leaf.getPublicKey(), keys.version, text, charset, signature);
  }

  static X509Certificate certificate(String pem) throws GeneralSecurityException {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", Bouncy.CASTLE)
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  /** An order of the page that its payer has paid; gives its queryId. */
  String paid(String orderId) {
    merchant.openPage(signed(page(orderId)));
    merchant.pay(orderId);
    return merchant.order(orderId).orElseThrow().queryId();
  }

  Reply asked(String orderId) throws Exception {
    OrderView order = merchant.order(orderId).orElseThrow();
    return call(QUERY, query(orderId, order.txnTime(), "000000"));
  }

  HttpResponse<String> look(URI page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(page).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode press(URI page, String action) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("action=" + action))
            .build();
    String json = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(json);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
