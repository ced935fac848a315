// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;

/** An authentic notification about an attempt to collect. */
public final class PaymentChanged implements Notification {

  private final String id;
  private final Instant createdAt;
  private final String merchantId;
  private final Optional<String> appId;
  private final Payment reported;
  private final boolean timeIsTold;

  /**
   * For providers: what was proven.
   *
   * @param id the provider's id of the notification
   * @param createdAt when the provider made it
   * @param merchantId the merchant it names, already known to be the client's own
   * @param appId the app it names, if any
   * @param reported the payment; the time of its id is not known yet
   */
  public PaymentChanged(
      String id, Instant createdAt, String merchantId, Optional<String> appId, Payment reported) {
    this(id, createdAt, merchantId, appId, reported, false);
  }

  private PaymentChanged(
      String id,
      Instant createdAt,
      String merchantId,
      Optional<String> appId,
      Payment reported,
      boolean timeIsTold) {
    this.id = id;
    this.createdAt = createdAt;
    this.merchantId = merchantId;
    this.appId = appId;
    this.reported = reported;
    this.timeIsTold = timeIsTold;
  }

  /**
   * For providers that know an attempt by its number and its time: the same, where the time of the
   * payment's id is the one that was told, so that {@link #confirm} compares it, too.
   */
  public PaymentChanged tellingItsTime() {
    return new PaymentChanged(id, createdAt, merchantId, appId, reported, true);
  }

  @Override
  public String provider() {
    return reported.ref().provider();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Instant createdAt() {
    return createdAt;
  }

  /** The merchant's number of the attempt, to look up what is expected. */
  public String number() {
    return reported.ref().number();
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/payment/" + number() + "/" + reported.state();
  }

  /**
   * The payment, if it is the expected one.
   *
   * @throws MismatchException if number, provider, sub-merchant, currency, total or app differ, or
   *     the time of the attempt where the provider tells it
   */
  public Payment confirm(ExpectedPayment expected) {
    PaymentRef ref = expected.payment();
    Binding.same("provider", ref.provider(), provider());
    Binding.same("payment number", ref.number(), number());
    Instant toldTime = reported.ref().id().createdAt();
    if (timeIsTold && !toldTime.equals(ref.id().createdAt())) {
      throw new MismatchException(
          "payment time", ref.id().createdAt().toString(), toldTime.toString());
    }
    Binding.sameSubMerchant(ref, reported.ref().onBehalfOf());
    Optional<String> expectedApp = expected.appId().isPresent() ? expected.appId() : ref.appId();
    if (expectedApp.isPresent()) {
      Binding.same("app id", expectedApp.get(), appId.orElse("none"));
    }
    Binding.sameTotal(ref.total(), reported.orderTotal(), reported.isPaid());
    return reported.about(ref);
  }

  /** Provider, number and id; no amount, because none is confirmed. */
  @Override
  public String toString() {
    return "PaymentChanged[" + provider() + " " + number() + ", " + id + "]";
  }
}
