// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.http.Headers;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a signature on the wire covers, put together again from the message that carried it. For
 * people to read; believing is the library's business.
 *
 * @param text the string that was signed, as far as the given body goes
 * @param key whose signature it is: a serial number or a key id
 * @param signature Base64
 */
record SignedText(String text, String key, String signature) {

  private static final int SHOWN = 16;
  private static final String CHECK = "CheckMacValue";
  private static final Pattern AUTHORIZATION = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** Of a request: one line for each way to sign. */
  static Optional<SignedText> ofCall(String method, URI uri, Headers headers, String body) {
    return weChatPayCall(method, uri, headers, body).or(() -> ofForm(body));
  }

  /** Of an answer or a notification: one line for each way to sign. */
  static Optional<SignedText> ofMessage(Headers headers, String body) {
    return weChatPayMessage(headers, body).or(() -> ofForm(body));
  }

  /**
   * Of a form that bears its own signature: what ECPay hashes, before it is encoded, without the
   * keys around it.
   */
  static Optional<SignedText> ofForm(String body) {
    return FormText.read(body).filter(form -> form.containsKey(CHECK)).map(SignedText::ecpay);
  }

  private static SignedText ecpay(Map<String, String> form) {
    String fields =
        form.entrySet().stream()
            .filter(field -> !field.getKey().equals(CHECK))
            .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    return new SignedText(
        "HashKey=***&" + fields + "&HashIV=***",
        form.getOrDefault("PlatformID", form.getOrDefault("MerchantID", "")),
        form.getOrDefault(CHECK, ""));
  }

  /** For the record: enough of the signature to find it in another log, too little to use it. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("signed", text);
    facts.put("key", key);
    facts.put("signature", signature.substring(0, Math.min(SHOWN, signature.length())) + "…");
    return facts;
  }

  private static Optional<SignedText> weChatPayCall(
      String method, URI uri, Headers headers, String body) {
    String authorization = headers.first("Authorization").orElse("");
    if (!authorization.startsWith("WECHATPAY2-")) {
      return Optional.empty();
    }
    Map<String, String> parts = new LinkedHashMap<>();
    Matcher part = AUTHORIZATION.matcher(authorization);
    while (part.find()) {
      parts.put(part.group(1), part.group(2));
    }
    String query = Masked.query(uri.getRawQuery());
    String text =
        String.join(
            "\n",
            method,
            uri.getRawPath() + query,
            parts.getOrDefault("timestamp", ""),
            parts.getOrDefault("nonce_str", ""),
            body,
            "");
    return Optional.of(
        new SignedText(
            text, parts.getOrDefault("serial_no", ""), parts.getOrDefault("signature", "")));
  }

  private static Optional<SignedText> weChatPayMessage(Headers headers, String body) {
    Optional<String> signature = headers.first("Wechatpay-Signature");
    return signature.map(
        given ->
            new SignedText(
                String.join(
                    "\n",
                    headers.first("Wechatpay-Timestamp").orElse(""),
                    headers.first("Wechatpay-Nonce").orElse(""),
                    body,
                    ""),
                headers.first("Wechatpay-Serial").orElse(""),
                given));
  }
}
