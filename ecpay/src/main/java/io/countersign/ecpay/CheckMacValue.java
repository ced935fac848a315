// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.FormFields;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * ECPay's signature of a form: a hash over its sorted fields between HashKey and HashIV, encoded as
 * .NET does. (綠界科技 ECPay, 全方位金流, 檢查碼機制說明; 物流, 檢查碼機制.)
 */
final class CheckMacValue {

  /** The field that holds it; it does not count itself. */
  static final String FIELD = "CheckMacValue";

  /** With what a product hashes. */
  enum Hash {
    /** Payments. */
    SHA256("SHA-256"),
    /** Domestic logistics and one notification of invoices; never payments. */
    MD5("MD5");

    private final String algorithm;

    Hash(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  private CheckMacValue() {}

  /** The value for these fields: upper-case hexadecimal digits. */
  static String of(FormFields fields, KeyPair keys, Hash hash) {
    return hashed(encoded(signedText(fields, keys)), hash);
  }

  /** The value for a text encoded already. */
  static String hashed(String encoded, Hash hash) {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(digest(encoded.getBytes(StandardCharsets.US_ASCII), hash));
  }

  /** Adds the value that proves these fields. */
  static void sign(FormFields fields, KeyPair keys, Hash hash) {
    fields.put(FIELD, of(fields, keys, hash));
  }

  /**
   * Whether the form carries the right value for one of the pairs; compared in constant time. Lower
   * case letters are taken, too.
   */
  static boolean proves(FormFields fields, List<KeyPair> pairs, Hash hash) {
    byte[] given = fields.text(FIELD).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < given.length; i++) {
      // Not toUpperCase: it would make two letters of some single ones.
      given[i] = given[i] >= 'a' && given[i] <= 'f' ? (byte) (given[i] - 32) : given[i];
    }
    boolean proven = false;
    for (KeyPair keys : pairs) {
      byte[] due = of(fields, keys, hash).getBytes(StandardCharsets.US_ASCII);
      proven |= MessageDigest.isEqual(due, given);
    }
    return proven && !hasAnotherSpelling(fields);
  }

  /** A second field that would not be counted either. */
  private static boolean hasAnotherSpelling(FormFields fields) {
    for (String name : fields.asMap().keySet()) {
      if (name.equalsIgnoreCase(FIELD) && !name.equals(FIELD)) {
        return true;
      }
    }
    return false;
  }

  /** What is hashed, before it is encoded; it holds the keys. */
  static String signedText(FormFields fields, KeyPair keys) {
    return signedText(fields, text(keys.hashKey().reveal()), text(keys.hashIv().reveal()));
  }

  /** What is hashed, before it is encoded. */
  static String signedText(FormFields fields, String hashKey, String hashIv) {
    List<Map.Entry<String, String>> sorted = fields.entries();
    sorted.sort(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER));
    StringBuilder text = new StringBuilder(512);
    text.append("HashKey=").append(hashKey);
    for (Map.Entry<String, String> field : sorted) {
      if (!field.getKey().equalsIgnoreCase(FIELD)) {
        text.append('&').append(field.getKey()).append('=').append(field.getValue());
      }
    }
    return text.append("&HashIV=").append(hashIv).toString();
  }

  /** Form encoding, lower case, with the seven characters restored that .NET leaves alone. */
  static String encoded(String text) {
    // URLEncoder leaves - _ . * alone by itself.
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .toLowerCase(Locale.ROOT)
        .replace("%21", "!")
        .replace("%28", "(")
        .replace("%29", ")");
  }

  private static byte[] digest(byte[] bytes, Hash hash) {
    try {
      return MessageDigest.getInstance(hash.algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + hash.algorithm, impossible);
    }
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }
}
