// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.KeyStock;
import io.countersign.sandbox.unionpay.Authority.Holder;
import io.countersign.sandbox.unionpay.Authority.Span;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The authorities of one gateway, and what they have issued to UnionPay and to merchants. */
final class Chain {
  /** The third part of the common name of every certificate of UnionPay's. */
  static final String COMPANY = "中国银联股份有限公司";

  private final Clock clock;
  private final boolean sm2;
  private final List<KeyPair> taken = new ArrayList<>();
  private final Authority root;
  private final Authority middle;
  private @Nullable Holder signing;
  private @Nullable Holder encryption;
  private @Nullable Holder app;

  Chain(Clock clock, boolean sm2) {
    this.clock = clock;
    this.sm2 = sm2;
    String kind = sm2 ? " SM2" : "";
    this.root = Authority.root(sm2, "Countersign Sandbox CS CA" + kind, this::take);
    this.middle = root.middle("Countersign Sandbox OCA1" + kind);
  }

  private synchronized void take(KeyPair pair) {
    taken.add(pair);
  }

  X509Certificate rootCertificate() {
    return root.certificate();
  }

  X509Certificate middleCertificate() {
    return middle.certificate();
  }

  boolean sm2() {
    return sm2;
  }

  /** With what UnionPay signs when nothing was replaced. */
  synchronized Holder signing() {
    Holder ready = signing;
    if (ready == null) {
      ready = newSigning();
      signing = ready;
    }
    return ready;
  }

  Holder newSigning() {
    return middle.leaf(unionPay("00016495"), Numbers.shortSerial(), Span.usual(clock.instant()));
  }

  /** For what is secret when nothing was replaced. */
  synchronized Holder encryption() {
    Holder ready = encryption;
    if (ready == null) {
      ready = newEncryption();
      encryption = ready;
    }
    return ready;
  }

  Holder newEncryption() {
    return middle.leaf(unionPay("00016496"), Numbers.shortSerial(), Span.usual(clock.instant()));
  }

  /** With what the results of an app's payments are signed. */
  synchronized Holder app() {
    Holder ready = app;
    if (ready == null) {
      ready = middle.leaf(unionPay("00016497"), Numbers.shortSerial(), Span.usual(clock.instant()));
      app = ready;
    }
    return ready;
  }

  Holder merchant(String merId) {
    String commonName = "041@Z2014-11-11@" + merId + ":SIGN@00000003";
    return middle.leaf(commonName, Numbers.longSerial(), Span.usual(clock.instant()));
  }

  /** Something that says it is UnionPay's signing certificate, and must not be believed. */
  Holder flawed(CertificateFlaw flaw) {
    Instant now = clock.instant();
    Duration hour = Duration.ofHours(1);
    Span usual = Span.usual(now);
    return switch (flaw) {
      case SELF_MADE -> root.impostor().leaf(unionPay("00016495"), Numbers.shortSerial(), usual);
      case OTHER_CUSTOMER ->
          middle.leaf("041@8310000000083041@北京某某科技有限公司@00000007", Numbers.longSerial(), usual);
      case TEST_NAME ->
          middle.leaf("041@Z2014-11-11@00040000:SIGN@00000005", Numbers.shortSerial(), usual);
      case EXPIRED ->
          middle.leaf(
              unionPay("00016495"),
              Numbers.shortSerial(),
              new Span(now.minus(Duration.ofDays(5 * 365)), now.minus(hour)));
      case NOT_YET_VALID ->
          middle.leaf(
              unionPay("00016495"),
              Numbers.shortSerial(),
              new Span(now.plus(hour), now.plus(Duration.ofDays(5 * 365))));
      case AUTHORITY -> middle.authority(unionPay("00016495"), Numbers.shortSerial(), usual);
    };
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

  private static String unionPay(String last) {
    return "041@8310000000083040@" + COMPANY + "@" + last;
  }
}
