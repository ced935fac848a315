// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * The text under a request's signature, and what may be wrong when the signature is not over that
 * text.
 */
// The bytes are handed on, never compared or printed.
@SuppressWarnings("ArrayRecordComponent")
record SignedMessage(String method, String url, String timestamp, String nonce, byte[] body) {
  private static final int SHOWN = 100;

  byte[] bytes() {
    return bytes(method, url, timestamp, nonce, body, true);
  }

  Refusal refusal(PublicKey key, byte[] signature, String host) {
    byte[] message = bytes();
    String shown = new String(message, StandardCharsets.UTF_8);
    ObjectNode information = StrictJson.object();
    information.put("method", method);
    information.put("url", url);
    information.put("truncated_sign_message", shown.substring(0, Math.min(SHOWN, shown.length())));
    information.put("sign_message_length", message.length);
    ObjectNode detail = StrictJson.object();
    detail.set("detail", StrictJson.object().put("issue", "sign not match"));
    detail.put("field", "signature");
    detail.put("location", "authorization");
    detail.set("sign_information", information);
    String hint =
        mistake(key, signature, host)
            .map(found -> "; it would match " + found)
            .orElse(
                "; compare your text with sign_information, and check that the key belongs to serial_no");
    return Refusal.with(ErrorCode.SIGN_ERROR, "the signature does not match" + hint, detail);
  }

  private Optional<String> mistake(PublicKey key, byte[] signature, String host) {
    String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
    byte[] none = new byte[0];
    byte[] trimmed =
        new String(body, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> tries =
        Map.of(
            "without the last line feed, which belongs to the text",
            bytes(method, url, timestamp, nonce, body, false),
            "with the path only, but the query belongs to the text",
            bytes(method, path, timestamp, nonce, body, true),
            "with a full URL, but scheme and host do not belong to the text",
            bytes(method, "https://" + host + url, timestamp, nonce, body, true),
            "with a full http URL, but scheme and host do not belong to the text",
            bytes(method, "http://" + host + url, timestamp, nonce, body, true),
            "with an empty body, but the body's exact bytes belong to the text",
            bytes(method, url, timestamp, nonce, none, true),
            "with a trimmed body, but the body's exact bytes belong to the text",
            bytes(method, url, timestamp, nonce, trimmed, true),
            "with timestamp and nonce exchanged",
            bytes(method, url, nonce, timestamp, body, true));
    return tries.entrySet().stream()
        .filter(attempt -> Rsa.verify(key, attempt.getValue(), signature))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static byte[] bytes(
      String method,
      String url,
      String timestamp,
      String nonce,
      byte[] body,
      boolean lastLineFeed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head = method + "\n" + url + "\n" + timestamp + "\n" + nonce + "\n";
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    if (lastLineFeed) {
      out.write('\n');
    }
    return out.toByteArray();
  }
}
