// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.attack.HostileMessage.Header;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A payment's notification in the making: right in everything that is not changed. The changes
 * apply in the order of the wire: content, resource, body, signature, headers, and last what is
 * sent.
 */
final class Notice {
  static final String TIMESTAMP = "Wechatpay-Timestamp";
  static final String NONCE = "Wechatpay-Nonce";
  static final String SIGNATURE = "Wechatpay-Signature";
  static final String SERIAL = "Wechatpay-Serial";
  static final String TYPE = "Wechatpay-Signature-Type";

  final NoticeKeys keys;
  private final Instant now;
  private final ObjectNode content;
  private String id;
  private String eventType = "TRANSACTION.SUCCESS";
  private String originalType = "transaction";
  private String apiV3Key;
  private String sealingNonce = Tokens.alphanumeric(12);
  private PrivateKey signer;
  private String timestamp;
  private String lastLineEnd = "\n";
  private String method = "POST";
  private int missingBytes;
  private UnaryOperator<String> contentText = text -> text;
  private Consumer<ObjectNode> resource = node -> {};
  private UnaryOperator<byte[]> body = bytes -> bytes;
  private UnaryOperator<byte[]> sent = bytes -> bytes;
  private final List<UnaryOperator<List<Header>>> headers = new ArrayList<>();

  Notice(NoticeKeys keys, String outTradeNo, String transactionId, long total, Instant now) {
    this.keys = keys;
    this.now = now;
    this.id = Tokens.notificationId(now);
    this.apiV3Key = keys.apiV3Key();
    this.signer = keys.gatewayKey();
    this.timestamp = Long.toString(now.getEpochSecond());
    content = StrictJson.object();
    content.put("mchid", keys.mchid());
    content.put("appid", keys.appId());
    content.put("out_trade_no", outTradeNo);
    content.put("transaction_id", transactionId);
    content.put("trade_type", "NATIVE");
    content.put("trade_state", "SUCCESS");
    content.put("trade_state_desc", "支付成功");
    content.put("bank_type", "OTHERS");
    content.put("attach", "");
    content.put("success_time", Tokens.time(now));
    content.putObject("payer").put("openid", "o" + Tokens.alphanumeric(27));
    ObjectNode amount = content.putObject("amount");
    amount.put("total", total);
    amount.put("payer_total", total);
    amount.put("currency", "CNY");
    amount.put("payer_currency", "CNY");
  }

  Notice id(String same) {
    id = same;
    return this;
  }

  Notice event(String type, String original) {
    eventType = type;
    originalType = original;
    return this;
  }

  Notice content(Consumer<ObjectNode> change) {
    change.accept(content);
    return this;
  }

  Notice amount(Consumer<ObjectNode> change) {
    return content(node -> change.accept(node.withObject("/amount")));
  }

  /** Changes the content as text, for what no JSON library would write. */
  Notice contentText(UnaryOperator<String> change) {
    contentText = change;
    return this;
  }

  Notice sealedWith(String otherApiV3Key) {
    apiV3Key = otherApiV3Key;
    return this;
  }

  Notice sealingNonce(String other) {
    sealingNonce = other;
    return this;
  }

  Notice resource(Consumer<ObjectNode> change) {
    resource = change;
    return this;
  }

  /** Changes the body before it is signed. */
  Notice body(UnaryOperator<byte[]> change) {
    body = change;
    return this;
  }

  Notice bodyText(UnaryOperator<String> change) {
    return body(bytes -> utf8(change.apply(new String(bytes, StandardCharsets.UTF_8))));
  }

  /** Changes the body after it was signed. */
  Notice tampered(UnaryOperator<String> change) {
    sent = bytes -> utf8(change.apply(new String(bytes, StandardCharsets.UTF_8)));
    return this;
  }

  Notice signedBy(PrivateKey other) {
    signer = other;
    return this;
  }

  Notice signedAt(String text) {
    timestamp = text;
    return this;
  }

  Notice signedLater(long seconds) {
    return signedAt(Long.toString(now.getEpochSecond() + seconds));
  }

  Notice withoutLastLineEnd() {
    lastLineEnd = "";
    return this;
  }

  Notice method(String other) {
    method = other;
    return this;
  }

  Notice cutShortBy(int bytes) {
    missingBytes = bytes;
    return this;
  }

  Notice without(String... names) {
    return headers(
        all -> {
          all.removeIf(header -> Arrays.stream(names).anyMatch(header.name()::equalsIgnoreCase));
          return all;
        });
  }

  /** Replaces a header by one or more of its name. */
  Notice header(String name, String... values) {
    without(name);
    return headers(
        all -> {
          Arrays.stream(values).forEach(value -> all.add(new Header(name, value)));
          return all;
        });
  }

  Notice lowerCaseHeaders() {
    return headers(
        all -> {
          all.replaceAll(h -> new Header(h.name().toLowerCase(Locale.ROOT), h.value()));
          return all;
        });
  }

  /** A signature of the right form that fits nothing. */
  Notice wronglySigned() {
    return headers(
        all -> {
          all.replaceAll(h -> h.name().equals(SIGNATURE) ? new Header(SIGNATURE, strange()) : h);
          return all;
        });
  }

  /** Another signature of the right form over something else. */
  String strange() {
    return Rsa.sign(keys.gatewayKey(), utf8("something else"));
  }

  /** The content in the clear, as it stands. */
  String plain() {
    return StrictJson.text(content);
  }

  String timestamp() {
    return timestamp;
  }

  HostileMessage message() {
    byte[] signed = body.apply(sealed());
    String nonce = Tokens.alphanumeric(32);
    String signature =
        Rsa.sign(signer, utf8(timestamp + "\n" + nonce + "\n"), signed, utf8(lastLineEnd));
    List<Header> all = new ArrayList<>();
    all.add(new Header("Content-Type", "application/json"));
    all.add(new Header("Accept", "*/*"));
    all.add(new Header("User-Agent", "Mozilla/4.0"));
    all.add(new Header("Request-ID", Tokens.requestId() + "-0"));
    all.add(new Header(TIMESTAMP, timestamp));
    all.add(new Header(NONCE, nonce));
    all.add(new Header(SIGNATURE, signature));
    all.add(new Header(SERIAL, keys.keyId()));
    all.add(new Header(TYPE, "WECHATPAY2-SHA256-RSA2048"));
    for (UnaryOperator<List<Header>> change : headers) {
      all = change.apply(all);
    }
    byte[] bytes = sent.apply(signed);
    int kept = bytes.length - missingBytes;
    return new HostileMessage(method, all, Arrays.copyOf(bytes, kept), missingBytes);
  }

  private byte[] sealed() {
    ObjectNode node = StrictJson.object();
    node.put("original_type", originalType);
    String text = contentText.apply(plain());
    node.setAll(SealedResource.seal(apiV3Key, originalType, text, sealingNonce));
    resource.accept(node);
    return new NotificationEvent(id, now, eventType, originalType, "支付成功", content).envelope(node);
  }

  private Notice headers(UnaryOperator<List<Header>> change) {
    headers.add(change);
    return this;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
