// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.KeyExpiry;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Both halves of one sign method: what the merchant signs with, and what proves UnionPay's
 * messages. Safe for use by many threads.
 */
interface MessageKeys {

  /** The number of the merchant's certificate, which is signed too; none where a key is shared. */
  Optional<String> certId();

  /** The merchant's certificate; none where a key is shared. */
  Optional<PublicCertificate> own();

  /** Whether signing happens in this JVM. */
  boolean signHere();

  /** The signature of a text, as it travels. */
  String sign(String text, Charset charset);

  /**
   * By what a received signature was made; asked once the message is known to be of the configured
   * version and method.
   *
   * @param message as received
   * @param text what should be signed
   * @param now the moment at which certificates must be valid
   * @return the number of UnionPay's certificate, or a name for the shared key
   * @throws InvalidNotificationException if UnionPay did not make it
   */
  String proven(ReceivedMessage message, String text, Instant now);

  /**
   * What UnionPay encrypted for the merchant; empty if it did not, or the key is elsewhere, without
   * saying which.
   */
  Optional<byte[]> opened(byte[] encrypted);

  /** A certificate of the kind of keys that this method has; empty for others. */
  Optional<PublicCertificate> certificate(byte[] der);

  /** Every key in use and when it ends. */
  List<KeyExpiry> expiries();

  /** What to say where the certificate is UnionPay's and the signature is not its. */
  static InvalidNotificationException wrongSignature() {
    return new InvalidNotificationException(
        Reason.SIGNATURE_WRONG,
        "the certificate is UnionPay's, but it did not sign these bytes: the text was decoded or"
            + " re-encoded on its way (plus signs, line ends of signPubKeyCert, fields added by a"
            + " query), or it is forged");
  }
}
