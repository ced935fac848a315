// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

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
   * @throws io.countersign.InvalidNotificationException if UnionPay did not make it
   */
  String proven(ReceivedMessage message, String text, Instant now);

  /** Every key in use and when it ends. */
  List<KeyExpiry> expiries();
}
