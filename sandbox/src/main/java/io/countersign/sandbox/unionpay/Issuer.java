// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import io.countersign.sandbox.unionpay.Authority.Span;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the authority in the middle issues to UnionPay and to merchants. Who attacks keeps his keys,
 * as making one takes a noticeable part of a second; his certificates are new each time.
 */
final class Issuer {
  /** The third part of the common name of every certificate of UnionPay's. */
  static final String COMPANY = "中国银联股份有限公司";

  private static final String SIGNING = "00016495";
  private static final Duration LIFE = Duration.ofDays(5 * 365);

  private final Authority middle;
  private final Clock clock;
  private final Map<String, KeyPair> kept = new HashMap<>();
  private @Nullable Authority impostor;

  /**
   * An issuer.
   *
   * @param middle who signs the certificates
   * @param clock when
   */
  Issuer(Authority middle, Clock clock) {
    this.middle = middle;
    this.clock = clock;
  }

  Authority middle() {
    return middle;
  }

  Holder signing() {
    return unionPay(SIGNING);
  }

  Holder encryption() {
    return unionPay("00016496");
  }

  /** For the results of payments within an app. */
  Holder app() {
    return unionPay("00016497");
  }

  private Holder unionPay(String last) {
    return middle.leaf(name(last), Numbers.shortSerial(), usual(), middle.newPair());
  }

  Holder merchant(String merId) {
    return middle.leaf(merchantName(merId), Numbers.longSerial(), usual(), middle.newPair());
  }

  /** UnionPay's own as it could be after a change of keys. */
  Holder renewed() {
    return middle.leaf(name(SIGNING), Numbers.shortSerial(), usual(), kept("renewed"));
  }

  /** Of a merchant that attacks others. */
  Holder hostileMerchant(String merId) {
    return middle.leaf(merchantName(merId), Numbers.longSerial(), usual(), kept("merchant"));
  }

  /** Something that says it is UnionPay's signing certificate, and must not be believed. */
  Holder flawed(CertificateFlaw flaw) {
    KeyPair pair = kept(flaw.name());
    return switch (flaw) {
      case SELF_MADE -> impostor().leaf(name(SIGNING), Numbers.shortSerial(), usual(), pair);
      case OTHER_CUSTOMER -> named("041@8310000000083041@北京某某科技有限公司@00000007", pair);
      case TEST_NAME -> named("041@Z2014-11-11@00040000:SIGN@00000005", pair);
      case EXPIRED -> during(clock.instant().minus(Duration.ofHours(1)).minus(LIFE), pair);
      case NOT_YET_VALID -> during(clock.instant().plus(Duration.ofHours(1)), pair);
      case AUTHORITY -> middle.authority(name(SIGNING), Numbers.shortSerial(), usual(), pair);
    };
  }

  private synchronized KeyPair kept(String whose) {
    return kept.computeIfAbsent(whose, anyone -> middle.newPair());
  }

  private synchronized Authority impostor() {
    Authority ready = impostor;
    if (ready == null) {
      ready = middle.impostor();
      impostor = ready;
    }
    return ready;
  }

  private Holder named(String commonName, KeyPair pair) {
    return middle.leaf(commonName, Numbers.shortSerial(), usual(), pair);
  }

  private Holder during(Instant from, KeyPair pair) {
    Span span = new Span(from, from.plus(LIFE));
    return middle.leaf(name(SIGNING), Numbers.shortSerial(), span, pair);
  }

  private Span usual() {
    return Span.usual(clock.instant());
  }

  private static String merchantName(String merId) {
    return "041@Z2014-11-11@" + merId + ":SIGN@00000003";
  }

  private static String name(String last) {
    return "041@8310000000083040@" + COMPANY + "@" + last;
  }
}
