// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.spi.FormFields;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs that Alipay signs: the form of a notification, or the query of a payer's return. They are
 * read in the charset that they name and proven before anything else in them counts. (支付宝开放平台,
 * 异步通知验签.)
 */
final class SignedFields {

  private static final String SIGN = "sign";
  private static final String SIGN_TYPE = "sign_type";
  private static final String CERTIFICATE = "alipay_cert_sn";

  /** As received. */
  private final FormFields fields;

  private final Charset charset;

  private SignedFields(FormFields fields, Charset charset) {
    this.fields = fields;
    this.charset = charset;
  }

  /**
   * Reads them.
   *
   * @throws InvalidNotificationException if they are no pairs with each name once, or not in the
   *     charset that they name
   */
  static SignedFields read(byte[] pairs) {
    Optional<FormFields> utf8 = FormFields.parse(pairs, FormFields.Writing.FORM);
    // Every byte is a character of this charset, and names and charsets are written in ASCII.
    Optional<FormFields> any =
        utf8.isPresent()
            ? utf8
            : FormFields.parse(pairs, StandardCharsets.ISO_8859_1, FormFields.Writing.FORM);
    if (any.isEmpty() || any.get().asMap().isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "the body is no form with each name once, so nothing signs it; hand over the raw bytes");
    }
    Charset charset = charset(any.get().text("charset"));
    Optional<FormFields> fields =
        charset.equals(StandardCharsets.UTF_8)
            ? utf8
            : FormFields.parse(pairs, charset, FormFields.Writing.FORM);
    if (fields.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "the body is not in the charset that it names, or its bytes were changed on their way");
    }
    return new SignedFields(fields.get(), charset);
  }

  private static Charset charset(String named) {
    if (named.isBlank() || named.equalsIgnoreCase("utf-8") || named.equalsIgnoreCase("utf8")) {
      return StandardCharsets.UTF_8;
    }
    if (named.equalsIgnoreCase("gbk") || named.equalsIgnoreCase("gb2312")) {
      try {
        return Charset.forName("GBK");
      } catch (UnsupportedCharsetException cutDown) {
        throw new InvalidNotificationException(
            Reason.CONTENT_UNREADABLE, "it is in GBK, which this JVM lacks: add jdk.charsets");
      }
    }
    throw new InvalidNotificationException(
        Reason.CONTENT_UNREADABLE, "its charset is none that Alipay writes: utf-8, gbk, gb2312");
  }

  /**
   * Proves them, and that what was signed can be read in one way only.
   *
   * <p>Two ways of signing exist. The first leaves {@code sign_type} out of what is signed; the
   * second, which only messages to an application have, keeps it. The number of a certificate may
   * not be signed either: it is a hint which key to try, and is not handed on.
   *
   * @param type how this application's messages are signed; no other way is believed
   * @throws InvalidNotificationException if they are not proven
   */
  Evidence proven(Proof proof, SignType type, Evidence.Kind kind, Instant receivedAt) {
    String signature = fields.text(SIGN);
    if (signature.isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "sign is absent or blank: not from Alipay");
    }
    if (!fields.text(SIGN_TYPE).equals(type.name())) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "sign_type is not "
              + type
              + ", as this application is configured: another application's,"
              + " or weakened on its way");
    }
    Evidence evidence = evidence(proof, signature, kind, receivedAt);
    mustBeReadInOneWay();
    return evidence;
  }

  private Evidence evidence(Proof proof, String signature, Evidence.Kind kind, Instant receivedAt) {
    InvalidNotificationException wrong;
    try {
      return evidence(proof, signature, kind, receivedAt, SIGN, SIGN_TYPE);
    } catch (InvalidNotificationException first) {
      if (first.reason() != Reason.SIGNATURE_WRONG) {
        throw first;
      }
      wrong = first;
    }
    if (!fields.text(CERTIFICATE).isBlank()) {
      try {
        return evidence(proof, signature, kind, receivedAt, SIGN, SIGN_TYPE, CERTIFICATE);
      } catch (InvalidNotificationException second) {
        wrong = second;
      }
    }
    if (isMessage()) {
      return evidence(proof, signature, kind, receivedAt, SIGN);
    }
    throw wrong;
  }

  private Evidence evidence(
      Proof proof, String signature, Evidence.Kind kind, Instant receivedAt, String... without) {
    byte[] signed = SignedText.of(fields.asMap(), without).getBytes(charset);
    String number = fields.text(CERTIFICATE);
    return proof.of(
        kind,
        signed,
        signature,
        number.isBlank() ? Optional.empty() : Optional.of(number),
        receivedAt);
  }

  private void mustBeReadInOneWay() {
    Map<String, String> judged = fields.asMap();
    if (isMessage() && fields.text("biz_content").startsWith("{")) {
      // A JSON object says itself where it ends, and may hold addresses with parameters.
      judged = new LinkedHashMap<>(judged);
      judged.put("biz_content", "");
    }
    if (!SignedText.isReadInOneWay(judged)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "a value holds what could be a field of its own, so what was signed is not sure");
    }
  }

  /** Whether it is a message to an application, not a notification of a product. */
  boolean isMessage() {
    return isFilled("msg_method") || isFilled("service") || (isFilled("method") && !isReturn());
  }

  /** Whether it is what a payer's browser brings. */
  boolean isReturn() {
    return fields.text("method").endsWith(".return");
  }

  private boolean isFilled(String name) {
    return !fields.text(name).isBlank();
  }

  /** What was signed: nobody signs what is blank, so that is left out. */
  FormFields told() {
    FormFields told = new FormFields();
    for (Map.Entry<String, String> field : fields.entries()) {
      String name = field.getKey();
      if (!field.getValue().isBlank() && !name.equals(SIGN) && !name.equals(CERTIFICATE)) {
        told.put(name, field.getValue());
      }
    }
    return told;
  }

  /** Names only. */
  @Override
  public String toString() {
    return "SignedFields" + fields.asMap().keySet();
  }
}
