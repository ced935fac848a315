// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The authorities of a gateway for both kinds of keys; made when they are needed. */
final class Chains {
  private final Clock clock;
  private @Nullable Chain rsa;
  private @Nullable Chain sm2;

  Chains(Clock clock) {
    this.clock = clock;
  }

  Chain of(SignMethod method) {
    return method == SignMethod.SM2 ? sm2() : rsa();
  }

  synchronized Chain rsa() {
    Chain ready = rsa;
    if (ready == null) {
      ready = new Chain(clock, false);
      rsa = ready;
    }
    return ready;
  }

  private synchronized Chain sm2() {
    Chain ready = sm2;
    if (ready == null) {
      ready = new Chain(clock, true);
      sm2 = ready;
    }
    return ready;
  }

  synchronized void giveBack() {
    if (rsa != null) {
      rsa.giveBack();
    }
  }
}
