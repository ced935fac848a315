// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import io.countersign.sandbox.unionpay.Authority.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What the authority in the middle issues to UnionPay and to merchants.
 *
 * @param middle who signs the certificates
 * @param clock when
 */
record Issuer(Authority middle, Clock clock) {
  /** The third part of the common name of every certificate of UnionPay's. */
  static final String COMPANY = "中国银联股份有限公司";

  private static final String SIGNING = "00016495";
  private static final Duration LIFE = Duration.ofDays(5 * 365);

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
    return middle.leaf(name(last), Numbers.shortSerial(), usual());
  }

  Holder merchant(String merId) {
    String name = "041@Z2014-11-11@" + merId + ":SIGN@00000003";
    return middle.leaf(name, Numbers.longSerial(), usual());
  }

  /** Something that says it is UnionPay's signing certificate, and must not be believed. */
  Holder flawed(CertificateFlaw flaw) {
    return switch (flaw) {
      case SELF_MADE -> middle.impostor().leaf(name(SIGNING), Numbers.shortSerial(), usual());
      case OTHER_CUSTOMER -> named("041@8310000000083041@北京某某科技有限公司@00000007");
      case TEST_NAME -> named("041@Z2014-11-11@00040000:SIGN@00000005");
      case EXPIRED -> during(clock.instant().minus(Duration.ofHours(1)).minus(LIFE));
      case NOT_YET_VALID -> during(clock.instant().plus(Duration.ofHours(1)));
      case AUTHORITY -> middle.authority(name(SIGNING), Numbers.shortSerial(), usual());
    };
  }

  private Holder named(String commonName) {
    return middle.leaf(commonName, Numbers.shortSerial(), usual());
  }

  private Holder during(Instant from) {
    return middle.leaf(name(SIGNING), Numbers.shortSerial(), new Span(from, from.plus(LIFE)));
  }

  private Span usual() {
    return Span.usual(clock.instant());
  }

  private static String name(String last) {
    return "041@8310000000083040@" + COMPANY + "@" + last;
  }
}
