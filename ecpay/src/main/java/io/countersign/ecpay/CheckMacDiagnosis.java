// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ecpay.CheckMacValue.Hash;
import io.countersign.spi.FormFields;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why a form's CheckMacValue does not fit: the usual mistakes, tried one after the other. It names
 * no secret and no value of the form.
 */
final class CheckMacDiagnosis {

  /** Leaving fields out one by one is tried for forms of a usual size only. */
  private static final int MOST_FIELDS_LEFT_OUT = 80;

  private final FormFields fields;
  private final EcpayConfig config;
  private final String given;

  private CheckMacDiagnosis(FormFields fields, EcpayConfig config) {
    this.fields = fields;
    this.config = config;
    this.given = fields.text(CheckMacValue.FIELD);
  }

  /** The likely cause, in one sentence. */
  static String of(FormFields fields, EcpayConfig config) {
    return new CheckMacDiagnosis(fields, config).cause();
  }

  private String cause() {
    if (given.isEmpty()) {
      return fields.has(CheckMacValue.FIELD)
          ? "CheckMacValue is empty"
          : "CheckMacValue is missing, or its name is spelled in other letters";
    }
    if (CheckMacValue.proves(fields, config.keys, Hash.SHA256)) {
      return fits(fields, config.keys.get(0))
          ? "nothing is wrong: CheckMacValue fits"
          : "CheckMacValue fits the previous pair of keys (previousKeys): what signs still uses it";
    }
    if (given.length() != 64) {
      return ofAnotherLength();
    }
    Optional<String> cause = otherPair();
    for (KeyPair keys : config.keys) {
      cause = cause.isPresent() ? cause : otherEncoding(keys);
      cause = cause.isPresent() ? cause : otherValues(keys);
      cause = cause.isPresent() ? cause : otherFields(keys);
    }
    return cause.orElseGet(this::somebodyElse);
  }

  private String ofAnotherLength() {
    if (given.length() == 32) {
      boolean ours = config.keys.stream().anyMatch(keys -> fits(fields, keys, Hash.MD5));
      return (ours
              ? "CheckMacValue was made with MD5"
              : "CheckMacValue has the length of MD5, and not with the payment keys")
          + "; payments use SHA-256 (EncryptType=1 in the order)";
    }
    return "CheckMacValue has " + given.length() + " characters, SHA-256 has 64: it was cut";
  }

  private Optional<String> otherPair() {
    if (config.invoices != null && fits(fields, config.invoices.keys())) {
      return Optional.of("signed with the key pair for invoices instead of that for payments");
    }
    if (config.logistics != null && fits(fields, config.logistics.keys())) {
      return Optional.of("signed with the key pair for logistics instead of that for payments");
    }
    for (KeyPair keys : config.keys) {
      if (fits(fields, new KeyPair(/* hashKey= */ keys.hashIv(), /* hashIv= */ keys.hashKey()))) {
        return Optional.of("HashKey and HashIV were exchanged");
      }
    }
    return Optional.empty();
  }

  private Optional<String> otherEncoding(KeyPair keys) {
    String text = CheckMacValue.encoded(CheckMacValue.signedText(fields, keys));
    if (isOf(text.replace("+", "%20"))) {
      return Optional.of("a blank was hashed as %20; form encoding makes it a plus sign");
    }
    if (isOf(text.replace("%7e", "~"))) {
      return Optional.of("~ was hashed as itself; it is %7e here");
    }
    if (isOf(text.replace("%27", "'"))) {
      return Optional.of("an apostrophe was hashed as itself; it is %27 here");
    }
    if (isOf(text.replace("+", "%20").replace("%7e", "~").replace("%27", "'"))) {
      return Optional.of(
          "hashed as encodeURIComponent writes it: a blank is a plus sign, ~ is %7e and an"
              + " apostrophe %27 here");
    }
    if (isOf(text.replace("!", "%21").replace("(", "%28").replace(")", "%29"))
        || isOf(
            text.replace("!", "%21").replace("(", "%28").replace(")", "%29").replace("*", "%2a"))) {
      return Optional.of("! ( ) * were hashed percent-encoded; here they stay as they are");
    }
    return isOf(text.replace("%7e", "~").replace("*", "%2a"))
        ? Optional.of("hashed as RFC 3986 encodes; ~ is %7e here and * stays as it is")
        : Optional.empty();
  }

  private Optional<String> otherValues(KeyPair keys) {
    if (fits(changed(String::strip), keys)) {
      return Optional.of("blanks around a value were cut off before or after hashing");
    }
    if (fits(changed(CheckMacDiagnosis::unescaped), keys)) {
      return Optional.of(
          "a value was posted with HTML escapes such as &amp; and hashed without them");
    }
    if (fits(changed(CheckMacDiagnosis::escaped), keys)) {
      return Optional.of("a value was hashed with HTML escapes such as &amp; in it");
    }
    if (fits(changed(value -> decodedOnce(value, FormFields.Writing.FORM)), keys)
        || fits(changed(value -> decodedOnce(value, FormFields.Writing.PERCENT)), keys)) {
      return Optional.of(
          "a value was encoded twice, or encoded already when it was put into the form");
    }
    if (fits(changed(value -> value.replace(' ', '+')), keys)) {
      return Optional.of("a plus sign was posted unencoded, and so came as a blank");
    }
    return fits(changed(SealedData::encoded), keys)
            || fits(changed(value -> SealedData.encoded(value).replace("+", "%20")), keys)
        ? Optional.of("the values were encoded before they were hashed; they count as they are")
        : Optional.empty();
  }

  private Optional<String> otherFields(KeyPair keys) {
    FormFields filled = new FormFields();
    fields.asMap().forEach((name, value) -> filled.put(name, fields.filled(name)));
    if (fits(filled, keys)) {
      return Optional.of("fields without a value were posted, but not hashed");
    }
    if (fields.asMap().size() > MOST_FIELDS_LEFT_OUT) {
      return Optional.empty();
    }
    for (String left : fields.asMap().keySet()) {
      FormFields others = new FormFields();
      fields.asMap().forEach((name, value) -> others.put(name, value));
      if (fits(others.without(left), keys)) {
        return Optional.of(
            "a field was posted, but not hashed" + (isPlain(left) ? ": " + left : ""));
      }
    }
    return Optional.empty();
  }

  private String somebodyElse() {
    String platform = fields.text("PlatformID");
    if (!platform.isEmpty() && !platform.equals(config.merchantId)) {
      return "the form names a platform (PlatformID) whose keys are not these: its keys sign it";
    }
    String merchant = fields.text("MerchantID");
    if (!merchant.isEmpty() && !merchant.equals(config.merchantId)) {
      return "the form names another merchant than these keys are for";
    }
    return "the fields differ from those hashed, or HashKey or HashIV is wrong (another product's,"
        + " another environment's)";
  }

  private FormFields changed(UnaryOperator<String> change) {
    FormFields changed = new FormFields();
    for (Map.Entry<String, String> field : fields.asMap().entrySet()) {
      changed.put(field.getKey(), change.apply(field.getValue()));
    }
    return changed;
  }

  private boolean fits(FormFields form, KeyPair keys) {
    return fits(form, keys, Hash.SHA256);
  }

  private boolean fits(FormFields form, KeyPair keys, Hash hash) {
    return given.equalsIgnoreCase(CheckMacValue.of(form, keys, hash));
  }

  private boolean isOf(String encoded) {
    return given.equalsIgnoreCase(CheckMacValue.hashed(encoded, Hash.SHA256));
  }

  /** Names come from outside, too. */
  private static boolean isPlain(String name) {
    return name.matches("[A-Za-z0-9_]{1,40}");
  }

  private static String decodedOnce(String value, FormFields.Writing writing) {
    return FormFields.decoded(value, writing).orElse(value);
  }

  private static String unescaped(String value) {
    return value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#039;", "'")
        .replace("&amp;", "&");
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
