// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One merchant at a provider's simulated gateway, as {@link PaymentClientContract} sees it. Each
 * provider's tests implement it by hand; the contract opens a fresh one for each test. Safe for use
 * by many threads.
 */
public interface ProviderUnderTest extends AutoCloseable {

  /** The provider's short name. */
  String provider();

  /** The one clock of gateway and clients. It stands still but for {@link #advance}. */
  Clock clock();

  /** Moves the clock; what falls due at the gateway happens. */
  void advance(Duration time);

  /** A client of this merchant at this gateway, with {@link #clock()}. */
  PaymentClient client(ClientSetup setup);

  /**
   * One scene of each kind that the provider serves, without payment codes. In the first one the
   * payer pays later.
   */
  List<Scene<?>> scenesThatWork();

  /** One scene of each kind that the provider does not serve. */
  List<Scene<?>> scenesThatAreRefused();

  /** A fresh payment code of a payer who pays at once; empty if the provider has none. */
  Optional<Scene<Payment>> paymentCode();

  /** The last moment to pay that an order made now in a scene may name; empty if it names none. */
  default Optional<Instant> payBefore(Scene<?> scene) {
    return Optional.of(clock().instant().plus(Duration.ofMinutes(30)));
  }

  /** How long an order may be paid that names no last moment. */
  default Duration validity() {
    return Duration.ofHours(2);
  }

  /** An ordinary amount of at least four minor units. */
  Money amount();

  /** An amount in a currency that the provider does not take. */
  Money amountInAnUnknownCurrency();

  /**
   * Whether the provider has such a request. Not {@link GatewayCall#CREATE} where creating only
   * signs something for the payer.
   */
  boolean has(GatewayCall call);

  /** Whether this write is repeated identically after it may have been sent. */
  boolean repeatsWhenMaybeSent(GatewayCall write);

  /**
   * Whether the client itself asks how such a write ended when its answer does not say; then only a
   * client that gets no answer to that either leaves it unknown.
   */
  default boolean settlesByAsking(GatewayCall write) {
    return false;
  }

  /** How many requests of any kind the gateway has seen. */
  default int requests() {
    return Arrays.stream(GatewayCall.values()).mapToInt(this::requests).sum();
  }

  /** How many such requests the gateway has seen at its socket, disturbed ones included. */
  int requests(GatewayCall call);

  /** What of the contract this provider does without. */
  default Set<ContractPart> without() {
    return Set.of();
  }

  /** Which disturbances of such a request cannot exist at this provider. */
  default Set<GatewayFault> faultsThatCannotHappen(GatewayCall call) {
    return call == GatewayCall.FIND ? Set.of() : GatewayFault.ABOUT_AN_ORDER;
  }

  /** Which notifications cannot exist at this provider. */
  default Set<NoticeVariant> noticesThatCannotCome() {
    return Set.of();
  }

  /**
   * The payer's browser posts a form that creating signed.
   *
   * @return whether the provider lets the payer pay; false if it refuses the form
   */
  default boolean payerOpens(OpenPage.PostForm form) {
    throw new AssertionError("creating signs no form here: " + form);
  }

  /**
   * What a form orders, whenever it was signed: of forms that order the same, the provider makes
   * one order.
   */
  default Object ordered(OpenPage.PostForm form) {
    return form;
  }

  /** The payer scans or opens what creating gave, unless it is a form. */
  default void payerSees(Outcome.Accepted<?> accepted) {}

  /** The payer pays an order in full, now. A form was opened before. */
  void pay(PaymentRef payment);

  /** How often money was taken under a number. */
  long charges(String number);

  /** The sum that was given back of a payment. */
  Money refunded(String number);

  /** The least that can be given back. */
  default Money leastRefund() {
    return new Money(1, amount().currency());
  }

  /**
   * A refund id of the shop's.
   *
   * @param fresh never used before, made just now
   * @param count how many refunds the shop made until then
   */
  default String refundId(PaymentId fresh, int count) {
    return "REFUND" + count + fresh.number();
  }

  /**
   * What a shop asks for to give money back.
   *
   * @param refundedBefore what it has given back of this payment before, as its own books say
   */
  default RefundRequest refundRequest(
      PaymentRef paid, String refundId, Money amount, Money refundedBefore) {
    return RefundRequest.of(paid, refundId, amount);
  }

  /** An accepted refund reaches the payer. */
  void completeRefund(String refundId);

  /** The least that names an attempt of this merchant. */
  default PaymentRef reference(PaymentId id, Money total) {
    return PaymentRef.of(provider(), id, total);
  }

  /**
   * An unpaid order of this merchant that another system made, just now: only provider, number and
   * total are known.
   */
  PaymentRef orderMadeElsewhere(Money total);

  /**
   * Disturbs the answers to the next requests of a kind.
   *
   * @param processed whether the gateway does the work all the same
   * @param times how many requests
   * @return false, and nothing happens, if such an answer cannot exist at this provider: exactly
   *     those in {@link #faultsThatCannotHappen}
   */
  boolean inject(GatewayCall call, GatewayFault fault, boolean processed, int times);

  /** Forgets what {@link #inject} planned. */
  void clearFaults();

  /**
   * One more delivery of the notification about a paid order, signed now and received now unless
   * the variant says otherwise.
   *
   * @return empty if the variant cannot exist at this provider: exactly those in {@link
   *     #noticesThatCannotCome}
   */
  Optional<ReceivedRequest> notice(NoticeVariant variant, PaymentRef paid);

  /** One more delivery of the notification about a completed refund; empty if there is none. */
  Optional<ReceivedRequest> refundNotice(String refundId);

  /**
   * Whether two messages are one message to the provider's proof: those that it cannot tell apart
   * say the same.
   */
  default boolean provesTheSame(byte[] one, byte[] other) {
    return Arrays.equals(one, other);
  }

  /** Whether the gateway, given this reply, counts the notification as delivered. */
  boolean stopsDelivering(ReceivedReply reply);

  /** Pieces of the credentials that must not appear in any text. */
  List<String> plantedSecrets();

  @Override
  void close();
}
