// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SM3Digest;

/** The hash that goes with SM2. (GB/T 32905.) */
final class Sm3 {

  private Sm3() {}

  /** In small hexadecimal digits. */
  static String hash(byte[] message) {
    return HexFormat.of().formatHex(digest(message));
  }

  static byte[] digest(byte[] message) {
    SM3Digest digest = new SM3Digest();
    digest.update(message, 0, message.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
