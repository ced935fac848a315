// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.Evidence;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The gateway of one timeline and the payer in front of it; what it says is true. */
abstract class ModelGateway extends DisturbedNetwork {
  final Map<String, GatewayOrder> gateway = new LinkedHashMap<>();
  private final boolean expiredMeansClosed;

  ModelGateway(FollowUpTimelines.Way way, long ownSeed, FollowUpTimelines.Report report) {
    super(way, ownSeed, report);
    this.expiredMeansClosed = chance.nextBoolean() && way.expiry().isEmpty();
  }

  /** A notification reaches the shop. */
  abstract void notified(PaymentRef ref);

  /** Whether the shop knows that it was paid. */
  abstract boolean paidIsKnown(PaymentRef ref);

  /** An order at the model gateway; what it says is true. */
  static final class GatewayOrder {
    private final Instant payBefore;
    private PaymentState state = PaymentState.AWAITING_PAYER;
    private boolean silent;
    int charged;
    int givenBack;
    private Instant paidAt = Instant.EPOCH;

    GatewayOrder(Instant payBefore) {
      this.payBefore = payBefore;
    }

    boolean isKept() {
      return charged > givenBack;
    }
  }

  Optional<Payment> created(PaymentRef ref, PaymentRequest<?> request) {
    GatewayOrder order = gateway.get(ref.number());
    if (order == null) {
      order = new GatewayOrder(lastMoment(request));
      gateway.put(ref.number(), order);
      if (way.code()) {
        chargeByCode(ref, order);
      }
    }
    expire(order);
    return way.code() || order.state.isFinal() ? report(ref) : Optional.empty();
  }

  private void chargeByCode(PaymentRef ref, GatewayOrder order) {
    int fate = chance.nextInt(10);
    if (fate < 6) {
      charge(ref, order);
    } else if (fate < 7) {
      order.state = PaymentState.FAILED;
    } else {
      order.state = PaymentState.PROCESSING;
      at(
          now.plusSeconds(2 + chance.nextInt(40)),
          () -> {
            if (order.state == PaymentState.PROCESSING) {
              if (chance.nextInt(3) > 0) {
                charge(ref, order);
              } else {
                order.state = PaymentState.FAILED;
              }
            }
          });
    }
  }

  /** Whoever holds a code to scan may pay while it is valid, early, in the last second, never. */
  void payerDecides(PaymentRef ref, PaymentRequest<?> request) {
    long left = Duration.between(now, lastMoment(request)).toSeconds();
    int mood = chance.nextInt(10);
    if (mood < 3) {
      return;
    }
    long wait =
        mood < 7
            ? chance.nextInt(120)
            : mood < 9 ? left - 1 - chance.nextInt(3) : left + chance.nextInt(60);
    at(
        now.plusSeconds(Math.max(1, wait)),
        () -> {
          GatewayOrder order = gateway.get(ref.number());
          expire(order);
          if (order.state == PaymentState.AWAITING_PAYER && now.isBefore(lastMoment(request))) {
            charge(ref, order);
          }
        });
  }

  /** The payer's browser posts the form in time, or never. */
  void payerOpens(PaymentRef ref, PaymentRequest<?> request) {
    if (chance.nextInt(5) == 0) {
      report.neverOpened++;
      return;
    }
    long left = Duration.between(now, lastMoment(request)).toSeconds();
    long wait =
        chance.nextInt(4) > 0 ? chance.nextInt(30) : chance.nextInt((int) Math.max(1, left));
    at(
        now.plusSeconds(wait),
        () -> {
          tell("opened " + ref.number());
          created(ref, request);
          payerDecides(ref, request);
        });
  }

  private void charge(PaymentRef ref, GatewayOrder order) {
    if (way.expiry().isPresent() && chance.nextInt(3) == 0) {
      // The money is on its way from a shop's counter; the provider will learn of it.
      order.charged++;
      order.state = PaymentState.PROCESSING;
      order.silent = true;
      tell("paid, unknown to the provider yet: " + ref.number());
      Instant latest = order.payBefore.plus(way.expiry().get());
      long most = Duration.between(now, latest).toSeconds();
      at(now.plusSeconds((long) (chance.nextDouble() * most)), () -> learnOfCharge(ref, order));
      return;
    }
    order.charged++;
    learnOfCharge(ref, order);
  }

  private void learnOfCharge(PaymentRef ref, GatewayOrder order) {
    order.silent = false;
    order.state = PaymentState.PAID;
    order.paidAt = now;
    tell("charged " + ref.number());
    int fate = chance.nextInt(10);
    if (fate < 3) {
      report.lostNotifications++;
      return;
    }
    notifyAfter(ref, fate < 8 ? chance.nextInt(3) : chance.nextInt(7_200));
    if (fate == 9) {
      notifyAfter(ref, chance.nextInt(90_000));
    }
  }

  private void notifyAfter(PaymentRef ref, int seconds) {
    at(
        now.plusSeconds(seconds),
        () -> {
          if (chance.nextInt(8) == 0) {
            tell("died while being notified");
            report.crashes++;
            if (chance.nextInt(3) > 0) {
              notifyAfter(ref, 15 + chance.nextInt(3_600));
            }
            return;
          }
          notified(ref);
        });
  }

  boolean closed(PaymentRef ref) {
    GatewayOrder order = gateway.get(ref.number());
    if (order != null
        && (order.state == PaymentState.AWAITING_PAYER || order.state == PaymentState.PROCESSING)) {
      order.state = PaymentState.CLOSED;
      return true;
    }
    return false;
  }

  /** A reversal that races with a payment which the shop has learnt of is not modelled. */
  boolean reversed(PaymentRef ref) {
    GatewayOrder order = gateway.get(ref.number());
    if (order == null) {
      return false;
    }
    if (order.state == PaymentState.PAID && !paidIsKnown(ref)) {
      order.givenBack++;
      order.state = PaymentState.CLOSED;
    } else if (order.state != PaymentState.PAID) {
      order.state = PaymentState.CLOSED;
    }
    return true;
  }

  private void expire(GatewayOrder order) {
    if (expiredMeansClosed
        && order.state == PaymentState.AWAITING_PAYER
        && !now.isBefore(order.payBefore)) {
      order.state = PaymentState.CLOSED;
    }
  }

  Optional<Payment> report(PaymentRef ref) {
    GatewayOrder order = gateway.get(ref.number());
    if (order == null) {
      return Optional.empty();
    }
    expire(order);
    PaymentState said = order.silent ? PaymentState.AWAITING_PAYER : order.state;
    Payment.Builder payment =
        Payment.of(
                ref,
                said,
                said.name(),
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, now))
            .orderTotal(ref.total());
    if (order.state == PaymentState.PAID) {
      payment.paidAt(order.paidAt);
    }
    return Optional.of(payment.build());
  }
}
