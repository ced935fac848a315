// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Verifies WeChat Pay's signature over received bytes, for answers and notifications alike:
 * signature present, key known, fresh, signature right. (WeChat Pay API v3, "如何验证签名".)
 */
final class Proof {

  static final String SERIAL = "Wechatpay-Serial";
  static final String SIGNATURE = "Wechatpay-Signature";
  static final String TIMESTAMP = "Wechatpay-Timestamp";
  static final String NONCE = "Wechatpay-Nonce";
  static final String SIGNATURE_TYPE = "Wechatpay-Signature-Type";
  static final String ALGORITHM = "WECHATPAY2-SHA256-RSA2048";

  private static final String PROBE = "WECHATPAY/SIGNTEST/";
  private static final long WINDOW_SECONDS = 300;

  private final RsaSha256 rsa;
  private final KeyById keys;

  /**
   * Turns the id that a message names into a key held or fetched elsewhere, never taken from it.
   */
  interface KeyById {
    /**
     * The key, or empty if there is none.
     *
     * @throws UnavailableException if it would have to be fetched and cannot be now
     */
    Optional<PlatformKey> find(String id);
  }

  Proof(RsaSha256 rsa, KeyById keys) {
    this.rsa = rsa;
    this.keys = keys;
  }

  /** Whether any of the signature headers is there at all. */
  static boolean isSigned(Headers headers) {
    return !headers.all(SIGNATURE).isEmpty() || !headers.all(SERIAL).isEmpty();
  }

  /**
   * Verifies.
   *
   * @param kind what the bytes are
   * @param headers the headers they came with
   * @param body the bytes as received
   * @param receivedAt when they came
   * @throws InvalidNotificationException if any step fails
   */
  Evidence of(Evidence.Kind kind, Headers headers, byte[] body, Instant receivedAt) {
    String timestamp = required(headers, TIMESTAMP);
    String nonce = required(headers, NONCE);
    String signature = required(headers, SIGNATURE);
    String serial = required(headers, SERIAL);
    if (headers.all(SIGNATURE_TYPE).size() > 0
        && !ALGORITHM.equals(headers.single(SIGNATURE_TYPE).orElse(""))) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, SIGNATURE_TYPE + " is not " + ALGORITHM);
    }
    if (signature.startsWith(PROBE)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_PROBE, "WeChat Pay tests whether signatures are checked; they are");
    }
    PlatformKey key = key(serial);
    requireFresh(timestamp, receivedAt);
    if (!rsa.verifies(key.key(), message(timestamp, nonce, body), signature)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "key "
              + key.id()
              + " did not sign these bytes: the body was decoded or re-encoded on its way, the"
              + " configured WeChat Pay key is not this merchant's, or it is forged");
    }
    Evidence evidence = Evidence.of(kind, receivedAt).withKeyId(key.id());
    Optional<String> requestId = headers.first("Request-ID");
    return requestId.isPresent() ? evidence.withRequestId(requestId.get()) : evidence;
  }

  private PlatformKey key(String serial) {
    Optional<PlatformKey> key;
    try {
      key = keys.find(serial);
    } catch (UnavailableException notNow) {
      throw new InvalidNotificationException(
          Reason.KEY_UNAVAILABLE, String.valueOf(notNow.getMessage()));
    }
    if (key.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.KEY_UNKNOWN,
          "Wechatpay-Serial names a key that is not this merchant's: another merchant's message, a"
              + " missing publicKey(…) in the configuration, or forged");
    }
    return key.get();
  }

  private static void requireFresh(String timestamp, Instant receivedAt) {
    long signedAt = 0;
    for (int i = 0; i < timestamp.length(); i++) {
      int digit = timestamp.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i >= 12) {
        throw new InvalidNotificationException(Reason.STALE, TIMESTAMP + " is not in seconds");
      }
      signedAt = signedAt * 10 + digit;
    }
    long age = receivedAt.getEpochSecond() - signedAt;
    if (age >= WINDOW_SECONDS || age <= -WINDOW_SECONDS) {
      throw new InvalidNotificationException(
          Reason.STALE,
          "signed "
              + age
              + " s before it was received, allowed are less than "
              + WINDOW_SECONDS
              + " either way: a replay, or this machine's clock is wrong");
    }
  }

  private static byte[] message(String timestamp, String nonce, byte[] body) {
    byte[] head = (timestamp + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[head.length + body.length + 1];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    message[message.length - 1] = '\n';
    return message;
  }

  private static String required(Headers headers, String name) {
    Optional<String> value = headers.single(name);
    if (value.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, name + " is absent, blank or doubled");
    }
    return value.get();
  }
}
