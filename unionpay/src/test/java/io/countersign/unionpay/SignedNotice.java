// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.ReceivedRequest;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What UnionPay, or somebody else, signs and posts; signed by hand, not by the code under test. */
final class SignedNotice {
  private final Map<String, String> fields;
  private final SelfMadeChain.Leaf leaf;
  private final Charset charset;

  private SignedNotice(Map<String, String> fields, SelfMadeChain.Leaf leaf, Charset charset) {
    this.fields = fields;
    this.leaf = leaf;
    this.charset = charset;
  }

  /** Signs these fields. */
  static SignedNotice of(Map<String, String> fields, SelfMadeChain.Leaf leaf) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("signPubKeyCert", leaf.pem());
    return new SignedNotice(all, leaf, StandardCharsets.UTF_8).signed();
  }

  Map<String, String> fields() {
    return new LinkedHashMap<>(fields);
  }

  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** With another value, signed anew. */
  SignedNotice with(String name, String value) {
    return tampered(name, value).signed();
  }

  /** Without a field, signed anew. */
  SignedNotice without(String name) {
    return removed(name).signed();
  }

  /** With another value under the old signature. */
  SignedNotice tampered(String name, String value) {
    Map<String, String> changed = fields();
    changed.put(name, value);
    return new SignedNotice(changed, leaf, charset);
  }

  /** Without a field under the old signature. */
  SignedNotice removed(String name) {
    Map<String, String> changed = fields();
    changed.remove(name);
    return new SignedNotice(changed, leaf, charset);
  }

  /** Signed by another key, whose certificate goes along. */
  SignedNotice signedBy(SelfMadeChain.Leaf other) {
    Map<String, String> changed = fields();
    changed.put("signPubKeyCert", other.pem());
    return new SignedNotice(changed, other, charset).signed();
  }

  /** Signed and encoded in another charset, which it names. */
  SignedNotice in(Charset other) {
    Map<String, String> changed = fields();
    changed.put("encoding", other.name());
    return new SignedNotice(changed, leaf, other).signed();
  }

  /** Signed by a shared key, as method 11 does. */
  SignedNotice signedByKey(String key) {
    Map<String, String> changed = fields();
    changed.remove("signPubKeyCert");
    changed.remove("certId");
    changed.put("signMethod", "11");
    changed.put(
        "signature",
        hash(
            "SHA-256",
            (text(changed) + "&" + hash("SHA-256", key.getBytes(charset))).getBytes(charset)));
    return new SignedNotice(changed, leaf, charset);
  }

  /** Signed by version 5.0.0, which is SHA-1. */
  SignedNotice signedBySha1() {
    Map<String, String> changed = fields();
    changed.put("version", "5.0.0");
    try {
      Signature signature = Signature.getInstance("SHA1withRSA");
      signature.initSign(leaf.key());
      signature.update(
          hash("SHA-1", text(changed).getBytes(charset)).getBytes(StandardCharsets.US_ASCII));
      changed.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return new SignedNotice(changed, leaf, charset);
  }

  String query() {
    return fields.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), charset)
                    + "="
                    + URLEncoder.encode(field.getValue(), charset))
        .collect(Collectors.joining("&"));
  }

  byte[] body() {
    return query().getBytes(StandardCharsets.US_ASCII);
  }

  ReceivedRequest received(Instant at) {
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")), body(), at);
  }

  private SignedNotice signed() {
    Map<String, String> changed = fields();
    changed.put("signature", leaf.sign(text(changed), charset));
    return new SignedNotice(changed, leaf, charset);
  }

  /** The text that a signature covers. */
  private static String text(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .filter(field -> !field.getKey().equals("signature"))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
