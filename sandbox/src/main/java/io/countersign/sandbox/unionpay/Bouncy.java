// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The provider for SM2, SM3, SM4 and certificates; never registered with the JVM. */
final class Bouncy {
  static final Provider CASTLE = new BouncyCastleProvider();

  private Bouncy() {}
}
