// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.KeyStock;
import io.countersign.sandbox.unionpay.Authority.Holder;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The authorities of one gateway for one kind of keys, and UnionPay's certificates of them. */
final class Chain {
  private final List<KeyPair> taken = new ArrayList<>();
  private final Authority root;
  private final Issuer issuer;
  private @Nullable Holder signing;
  private @Nullable Holder encryption;
  private @Nullable Holder app;

  Chain(Clock clock, boolean sm2) {
    String kind = sm2 ? " SM2" : "";
    this.root = Authority.root(sm2, "Countersign Sandbox CS CA" + kind, this::take);
    this.issuer = new Issuer(root.middle("Countersign Sandbox OCA1" + kind), clock);
  }

  private synchronized void take(KeyPair pair) {
    taken.add(pair);
  }

  X509Certificate rootCertificate() {
    return root.certificate();
  }

  X509Certificate middleCertificate() {
    return issuer.middle().certificate();
  }

  Issuer issuer() {
    return issuer;
  }

  /** With what UnionPay signs when nothing was replaced. */
  synchronized Holder signing() {
    Holder ready = signing;
    if (ready == null) {
      ready = issuer.signing();
      signing = ready;
    }
    return ready;
  }

  /** For what is secret when nothing was replaced. */
  synchronized Holder encryption() {
    Holder ready = encryption;
    if (ready == null) {
      ready = issuer.encryption();
      encryption = ready;
    }
    return ready;
  }

  /** With what the results of an app's payments are signed. */
  synchronized Holder app() {
    Holder ready = app;
    if (ready == null) {
      ready = issuer.app();
      app = ready;
    }
    return ready;
  }

  /** After this nobody may use this key any more. */
  synchronized void giveBack(Holder holder) {
    if (taken.remove(holder.pair())) {
      KeyStock.giveBack(List.of(holder.pair()));
    }
  }

  /** After this nobody may use the keys any more. */
  synchronized void giveBack() {
    KeyStock.giveBack(taken);
    taken.clear();
  }
}
