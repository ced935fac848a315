// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An answer on its way out, open to change until it is written. */
final class Answer extends OutgoingAnswer {

  /** Business content; without it the body is as it stands. */
  @Nullable ObjectNode content;

  /** What the content is called in a classic answer; empty under OpenAPI v3. */
  String node = "";

  Charset charset = StandardCharsets.UTF_8;

  /** With whose keys it is signed and encrypted; nobody's before an application is known. */
  @Nullable AppKeys keys;

  boolean signed;
  @Nullable ContentCipher cipher;

  /** What is signed: the content as text, or encrypted. */
  String text = "";

  String signature = "";
  String certificate = "";

  /** The time and the nonce of an answer under OpenAPI v3. */
  String timestamp = "";

  String nonce = "";

  /** Changes what goes out after it was signed. */
  UnaryOperator<String> afterSigning = UnaryOperator.identity();

  boolean secondNode;

  /** How long ago it says that it was signed. */
  Duration age = Duration.ZERO;

  /** Whether the call was proven with its application's key. */
  boolean proven;

  String code = "10000";

  Answer() {
    super("text/html;charset=utf-8");
  }

  static Answer page(int status, String html) {
    Answer answer = new Answer();
    answer.status = status;
    answer.body = html.getBytes(StandardCharsets.UTF_8);
    return answer;
  }

  static Answer redirect(String target) {
    Answer answer = new Answer();
    answer.status = 302;
    answer.headers.put("Location", target);
    return answer;
  }

  /** Makes text and signature of the content. */
  void settle(long now) {
    AppKeys key = keys;
    if (content == null) {
      return;
    }
    text = JsonText.of(content);
    if (cipher != null && key != null) {
      String sealed = cipher.seal(text, key.contentKey, charset);
      text = node.isEmpty() ? sealed : '"' + sealed + '"';
    }
    timestamp = Long.toString(now - age.toMillis());
    nonce = Numbers.hex(32);
    if (key != null && signed) {
      sign(key, key.current());
    }
  }

  void sign(AppKeys key, AppKeys.AlipayKey with) {
    String message = node.isEmpty() ? timestamp + "\n" + nonce + "\n" + text + "\n" : text;
    SignType type = node.isEmpty() ? SignType.RSA2 : key.signType();
    signature = type.sign(with.pair().getPrivate(), message.getBytes(charset));
    certificate = with.number();
  }

  /** Makes the body. */
  void compose() {
    if (content == null) {
      return;
    }
    String out = afterSigning.apply(text);
    if (node.isEmpty()) {
      contentType = cipher == null ? "application/json;charset=utf-8" : "text/plain;charset=utf-8";
      headers.put("alipay-timestamp", timestamp);
      headers.put("alipay-nonce", nonce);
      header("alipay-signature", signature);
      header("alipay-sn", certificate);
    } else {
      String twice = secondNode ? ",\"" + node + "\":" + out : "";
      String number = certificate.isEmpty() ? "" : ",\"alipay_cert_sn\":\"" + certificate + '"';
      String sign = signed ? ",\"sign\":\"" + signature + '"' : "";
      out = "{\"" + node + "\":" + out + twice + number + sign + "}";
      contentType = "text/html;charset=" + charset.name().toLowerCase(Locale.ROOT);
    }
    body = out.getBytes(charset);
  }

  private void header(String name, String value) {
    if (signed && !value.isEmpty()) {
      headers.put(name, value);
    }
  }
}
