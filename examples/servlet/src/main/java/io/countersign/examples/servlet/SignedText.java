// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.http.Headers;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  private static final String SIGN = "sign";
  private static final String SIGN_TYPE = "sign_type";
  private static final String APPLICATION = "app_id";
  private static final Pattern ALIPAY_ANSWER =
      Pattern.compile(
          "^\\{\"[a-z_]+_response\":(\\{.*}),"
              + "(?:\"alipay_cert_sn\":\"([0-9a-f]*)\",)?\"sign\":\"([^\"]*)\"",
          Pattern.DOTALL);
  private static final Pattern AUTHORIZATION = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** Of a request: one line for each way to sign. */
  static Optional<SignedText> ofCall(String method, URI uri, Headers headers, String body) {
    return weChatPayCall(method, uri, headers, body)
        .or(() -> alipayCall(uri, body))
        .or(() -> unionPay(body))
        .or(() -> ofForm(body));
  }

  /** Of an answer or a notification: one line for each way to sign. */
  static Optional<SignedText> ofMessage(Headers headers, String body) {
    return weChatPayMessage(headers, body)
        .or(() -> alipayAnswer(body))
        .or(() -> alipayNotice(body))
        .or(() -> unionPay(body))
        .or(() -> ofForm(body));
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

  /**
   * Of UnionPay's, each way: its SHA-256 as lower-case hexadecimal digits is what the key signed.
   */
  private static Optional<SignedText> unionPay(String body) {
    return FormText.read(body)
        .filter(form -> form.containsKey("signMethod") && form.containsKey("signature"))
        .map(
            form -> {
              Map<String, String> all = new TreeMap<>(form);
              String signature = all.remove("signature");
              return new SignedText(
                  pairs(all), form.getOrDefault("certId", "UnionPay's certificate"), signature);
            });
  }

  private static String pairs(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining("&"));
  }

  /** Both halves of the parameters, those of the address and those of the body. */
  private static Optional<SignedText> alipayCall(URI uri, String body) {
    String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
    Map<String, String> sent = FormText.read(query).orElse(Map.of());
    if (!sent.containsKey(APPLICATION) || !sent.containsKey(SIGN)) {
      return Optional.empty();
    }
    Map<String, String> all = new TreeMap<>(FormText.read(body).orElse(Map.of()));
    all.putAll(FormText.read(Masked.query(query).substring(1)).orElse(Map.of()));
    all.put(SIGN, sent.get(SIGN));
    return Optional.of(alipay(all));
  }

  private static Optional<SignedText> alipayNotice(String body) {
    return FormText.read(body)
        .filter(form -> form.containsKey(APPLICATION) && form.containsKey(SIGN))
        .map(
            form -> {
              Map<String, String> all = new TreeMap<>(form);
              all.remove(SIGN_TYPE);
              return alipay(all);
            });
  }

  private static SignedText alipay(Map<String, String> sorted) {
    String text =
        sorted.entrySet().stream()
            .filter(field -> !field.getKey().equals(SIGN) && !field.getValue().isEmpty())
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    return new SignedText(
        text, sorted.getOrDefault(APPLICATION, ""), sorted.getOrDefault(SIGN, ""));
  }

  /** The node as it was received, between the names around it. */
  private static Optional<SignedText> alipayAnswer(String body) {
    Matcher answer = ALIPAY_ANSWER.matcher(body);
    if (!answer.find()) {
      return Optional.empty();
    }
    String certificate = answer.group(2);
    return Optional.of(
        new SignedText(
            answer.group(1), certificate == null ? "public key" : certificate, answer.group(3)));
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
