// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The signature headers of answers and notifications, right and wrong. */
final class SignatureHeaders {
  static final String PROBE = "WECHATPAY/SIGNTEST/";

  private SignatureHeaders() {}

  static Map<String, String> of(
      PlatformKey key,
      Answer.Signing signing,
      Instant at,
      byte[] start,
      byte[] filler,
      long fillers,
      byte[] end) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (signing == Answer.Signing.NONE) {
      return headers;
    }
    String timestamp = Long.toString(at.getEpochSecond());
    String nonce = Tokens.alphanumeric(32);
    // Signing another nonce gives a signature of the right form that fits nothing.
    boolean wrong = signing == Answer.Signing.WRONG || signing == Answer.Signing.PROBE;
    String signedNonce = wrong ? Tokens.alphanumeric(32) : nonce;
    byte[] head = (timestamp + "\n" + signedNonce + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] newline = {'\n'};
    byte[][] parts = new byte[(int) fillers + 4][];
    parts[0] = head;
    parts[1] = start;
    for (int i = 0; i < fillers; i++) {
      parts[i + 2] = filler;
    }
    parts[parts.length - 2] = end;
    parts[parts.length - 1] = newline;
    String signature = Rsa.sign(key.pair().getPrivate(), parts);
    headers.put("Wechatpay-Timestamp", timestamp);
    headers.put("Wechatpay-Nonce", nonce);
    headers.put(
        "Wechatpay-Signature", signing == Answer.Signing.PROBE ? PROBE + signature : signature);
    headers.put(
        "Wechatpay-Serial", signing == Answer.Signing.UNKNOWN_KEY ? unknownLike(key) : key.id());
    headers.put("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
    return headers;
  }

  static Map<String, String> of(PlatformKey key, Answer.Signing signing, Instant at, byte[] body) {
    byte[] none = new byte[0];
    return of(key, signing, at, body, none, 0, none);
  }

  static String unknownLike(PlatformKey key) {
    return key.certificate() == null
        ? "PUB_KEY_ID_01" + Tokens.digits(28)
        : "6" + Tokens.hex(39).toUpperCase(Locale.ROOT);
  }
}
