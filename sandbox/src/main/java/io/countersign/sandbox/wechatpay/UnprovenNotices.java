// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static io.countersign.sandbox.wechatpay.Notice.NONCE;
import static io.countersign.sandbox.wechatpay.Notice.SERIAL;
import static io.countersign.sandbox.wechatpay.Notice.SIGNATURE;
import static io.countersign.sandbox.wechatpay.Notice.TIMESTAMP;
import static io.countersign.sandbox.wechatpay.Notice.TYPE;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.plumbing.KeyStock;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Notifications that WeChat Pay has not signed, or not for this moment or this text. */
final class UnprovenNotices {
  private static final String FORGED =
      "Whoever knows the address, and the APIv3 key from a leaked file, gets goods for nothing.";
  private static final String STRANGERS_KEY =
      "Anybody with a key of his own gets goods for nothing.";
  private static final String ALTERED =
      "What the shop reads is not what was signed, so it can be altered on the way.";
  private static final String RECORDED =
      "A notification that was recorded once, from a log or a proxy, is good for ever.";
  private static final String KEY_BITS = "A".repeat(342) + "==";

  private final NoticeMaker maker;
  private final List<Attack> all = new ArrayList<>();

  private UnprovenNotices(NoticeMaker maker) {
    this.maker = maker;
  }

  static List<Attack> all(NoticeMaker maker) {
    UnprovenNotices notices = new UnprovenNotices(maker);
    notices.badSignatures();
    notices.missingHeaders();
    notices.doubledHeaders();
    notices.strangeKeys();
    notices.otherTexts();
    notices.otherTimes();
    return List.copyOf(notices.all);
  }

  private void badSignatures() {
    forged("no-signature", "No signature at all.", n -> n.without(SIGNATURE));
    forged("empty-signature", "The signature is empty.", n -> n.header(SIGNATURE, ""));
    forged("blank-signature", "The signature is blanks.", n -> n.header(SIGNATURE, "   "));
    forged("short-signature", "The signature is AAAA.", n -> n.header(SIGNATURE, "AAAA"));
    forged(
        "signature-of-as",
        "The signature has the right length and is made of As.",
        n -> n.header(SIGNATURE, KEY_BITS));
    forged("wrong-signature", "The signature is over something else.", Notice::wronglySigned);
    forged(
        "signature-not-base64",
        "The signature is not Base64.",
        n -> n.header(SIGNATURE, "!not*Base64!"));
    forged(
        "signature-probe",
        "A signature probe, with which WeChat Pay tests whether anybody verifies.",
        n -> n.header(SIGNATURE, SignatureHeaders.PROBE + n.strange()));
    forged(
        "signature-type-unknown",
        "A wrong signature under a signature type that nobody knows.",
        n -> n.wronglySigned().header(TYPE, "NONE"));
    forged(
        "signature-type-in-odd-case",
        "A wrong signature under the right type in lower case.",
        n -> n.wronglySigned().header(TYPE, "wechatpay2-sha256-rsa2048"));
    forged(
        "claims-to-be-local",
        "A wrong signature, and headers that claim to come from localhost.",
        n ->
            n.wronglySigned()
                .header("Host", "localhost")
                .header("X-Forwarded-For", "127.0.0.1")
                .header("X-Forwarded-Host", "localhost"));
  }

  private void missingHeaders() {
    forged("no-timestamp", "The timestamp is missing.", n -> n.without(TIMESTAMP));
    forged("no-nonce", "The nonce is missing.", n -> n.without(NONCE));
    forged("no-serial", "The key's id is missing.", n -> n.without(SERIAL));
    forged("empty-serial", "The key's id is empty.", n -> n.wronglySigned().header(SERIAL, ""));
    forged(
        "no-headers",
        "All signature headers are missing.",
        n -> n.without(TIMESTAMP, NONCE, SIGNATURE, SERIAL, TYPE));
    forged(
        "plain-content",
        "No signature headers, and the content in the clear.",
        n -> {
          n.without(TIMESTAMP, NONCE, SIGNATURE, SERIAL, TYPE);
          n.tampered(body -> n.plain());
        });
    forged(
        "browser-return",
        "A form as a payer's browser could bring it back: the number, and that it is paid.",
        n -> {
          n.without(TIMESTAMP, NONCE, SIGNATURE, SERIAL, TYPE);
          n.header("Content-Type", "application/x-www-form-urlencoded");
          n.tampered(body -> "out_trade_no=" + maker.victim() + "&trade_state=SUCCESS");
        });
  }

  private void doubledHeaders() {
    forged(
        "two-signatures",
        "Two signatures, both wrong.",
        n -> n.header(SIGNATURE, n.strange(), KEY_BITS));
    unproven(
        "two-timestamps-old-first",
        "Signed a day ago; the timestamp of then, and one of now.",
        RECORDED,
        n -> {
          String now = n.timestamp();
          n.signedLater(-Duration.ofDays(1).toSeconds());
          n.header(TIMESTAMP, n.timestamp(), now);
        });
    unproven(
        "two-timestamps-new-first",
        "Signed a day ago; a timestamp of now, and the one of then.",
        RECORDED,
        n -> {
          String now = n.timestamp();
          n.signedLater(-Duration.ofDays(1).toSeconds());
          n.header(TIMESTAMP, now, n.timestamp());
        });
    unproven(
        "two-serials",
        "Signed by another merchant's key; the shop's key id, and the other one.",
        STRANGERS_KEY,
        n -> n.signedBy(strangersKey()).header(SERIAL, n.keys.keyId(), strangersId()));
  }

  private void strangeKeys() {
    unproven(
        "unknown-key-id",
        "Signed rightly, under the id of a public key that the shop does not have.",
        "The key's id is not looked at, so a withdrawn key still opens the till.",
        n -> n.header(SERIAL, strangersId()));
    unproven(
        "unknown-certificate-serial",
        "Signed rightly, under the serial number of a certificate that nobody has issued.",
        "The key's id is not looked at, so a withdrawn certificate still opens the till.",
        n -> n.header(SERIAL, "6" + Tokens.hex(39).toUpperCase(Locale.ROOT)));
    unproven(
        "other-tenants-key",
        "Signed by another merchant's key under its own id.",
        STRANGERS_KEY,
        n -> n.signedBy(strangersKey()).header(SERIAL, strangersId()));
    unproven(
        "other-tenants-key-under-our-id",
        "Signed by another merchant's key under the id of the shop's.",
        STRANGERS_KEY,
        n -> n.signedBy(strangersKey()));
  }

  private void otherTexts() {
    altered(
        "body-reserialised",
        "The same JSON with other white space than was signed.",
        n -> n.tampered(body -> body.replace("\":", "\" : ").replace(",\"", ", \"")));
    altered(
        "body-padded",
        "The signed body with white space around it.",
        n -> n.tampered(body -> " " + body + "\r\n"));
    altered(
        "no-last-line-end",
        "Signed without the line end that ends the text.",
        Notice::withoutLastLineEnd);
    altered(
        "body-exchanged",
        "Another notification's body under a signature that was right for its own.",
        n -> {
          String own = new String(maker.aboutVictim().message().body(), StandardCharsets.UTF_8);
          n.tampered(body -> own);
        });
  }

  private void otherTimes() {
    recorded("signed-301-seconds-ago", "Signed 301 seconds ago.", -301);
    recorded("signed-years-ago", "Signed three years ago.", -Duration.ofDays(1095).toSeconds());
    recorded(
        "signed-five-minutes-ahead", "Signed five minutes in the future, and ten seconds.", 310);
    recorded(
        "signed-years-ahead", "Signed ten years in the future.", Duration.ofDays(3650).toSeconds());
    timeless("timestamp-in-words", "The signed timestamp is a word.", "yesterday");
    timeless("timestamp-empty", "The signed timestamp is empty.", "");
    timeless("timestamp-overflows", "The signed timestamp has 30 digits.", "9".repeat(30));
    unproven(
        "timestamp-in-milliseconds",
        "The signed timestamp counts milliseconds.",
        RECORDED,
        n -> n.signedAt(n.timestamp() + "000"));
  }

  private void recorded(String name, String what, long seconds) {
    unproven(name, what, RECORDED, n -> n.signedLater(seconds));
  }

  private void timeless(String name, String what, String timestamp) {
    unproven(name, what, RECORDED, n -> n.signedAt(timestamp));
  }

  private void forged(String name, String what, Consumer<Notice> change) {
    unproven(name, what, FORGED, change);
  }

  private void altered(String name, String what, Consumer<Notice> change) {
    unproven(name, what, ALTERED, change);
  }

  private void unproven(String name, String what, String cost, Consumer<Notice> change) {
    all.add(maker.hostile(name, what, cost, change));
  }

  /** Of another merchant; made once, because that takes a noticeable time. */
  private static PrivateKey strangersKey() {
    return Stranger.KEY;
  }

  private static String strangersId() {
    return "PUB_KEY_ID_01" + Tokens.digits(28);
  }

  private static final class Stranger {
    static final PrivateKey KEY = KeyStock.take().getPrivate();
  }
}
