// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * Signs with the merchant's private key. Implement it to keep the key in a key management service;
 * implementations must be safe for use by many threads.
 */
public interface Signer {

  /**
   * The raw signature of a message, by the algorithm of the provider (WeChat Pay: SHA-256 with RSA,
   * PKCS#1 v1.5).
   *
   * @throws UnavailableException if the signature cannot be made now; nothing is sent then
   */
  byte[] sign(byte[] message);
}
