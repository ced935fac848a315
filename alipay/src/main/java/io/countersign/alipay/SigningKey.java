// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Signer;

/** A private key in this JVM: a signer that knows its public half. */
interface SigningKey extends Signer {

  /** What tells keys apart, as {@link VerifyingKey#publicHalf} does. */
  byte[] publicHalf();
}
