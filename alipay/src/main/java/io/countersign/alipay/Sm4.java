// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** SM4 in GCM mode with the full tag, by BouncyCastle's classes themselves. */
final class Sm4 {

  private static final int TAG_BITS = 128;

  private Sm4() {}

  /** Loads what is needed, so that its absence is found while a client is built. */
  static void mustBeThere() {
    GCMModeCipher unused = GCMBlockCipher.newInstance(new SM4Engine());
    unused.reset();
  }

  static byte[] run(boolean seal, byte[] key, byte[] iv, byte[] content)
      throws GeneralSecurityException {
    GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
    cipher.init(seal, new AEADParameters(new KeyParameter(key), TAG_BITS, iv));
    byte[] out = new byte[cipher.getOutputSize(content.length)];
    int length = cipher.processBytes(content, 0, content.length, out, 0);
    try {
      length += cipher.doFinal(out, length);
    } catch (InvalidCipherTextException wrongTag) {
      throw new GeneralSecurityException("the tag is wrong");
    }
    return Arrays.copyOf(out, length);
  }
}
