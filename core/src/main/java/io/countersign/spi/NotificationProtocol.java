// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.ReplayGuard;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How every provider's notifications are believed: prove, confirm, claim, act, remember, answer.
 * Nothing is claimed for what is not confirmed, and nothing is acknowledged that was not acted on.
 * A crash before the action or between action and memory lets the lease run out, and redelivery
 * acts again with {@code repeated} set.
 */
public final class NotificationProtocol implements NotificationHandler {

  private static final Duration LEASE = Duration.ofSeconds(60);

  private final NotificationReader reader;
  private final ReplayGuard guard;
  private final Signals signals;

  /** The protocol around a provider's reader. */
  public NotificationProtocol(NotificationReader reader, ReplayGuard guard, Signals signals) {
    this.reader = reader;
    this.guard = guard;
    this.signals = signals;
  }

  @Override
  public NotificationHandler guardedBy(ReplayGuard newGuard) {
    return new NotificationProtocol(reader, newGuard, signals);
  }

  @Override
  public Notification verify(ReceivedRequest raw) {
    return reader.read(raw);
  }

  @Override
  public ReceivedReply handle(ReceivedRequest raw, Expectations shop, NotificationAction action) {
    Notification proven;
    try {
      proven = reader.read(raw);
    } catch (InvalidNotificationException unproven) {
      return refused(unproven);
    } catch (MismatchException foreign) {
      signals.warn(
          new Signal.ProvenButUnexpected(reader.provider(), "?", text(foreign.getMessage())));
      return reader.reply(Result.UNEXPECTED, text(foreign.getMessage()));
    } catch (UnavailableException later) {
      return reader.reply(Result.BUSY, text(later.getMessage()));
    } catch (Exception bug) {
      Log.warn("a notification could not be judged: " + bug.getClass().getName());
      return reader.reply(Result.BUSY, "not judged: " + bug.getClass().getName());
    }
    Confirmed confirmed;
    try {
      confirmed = confirm(proven, shop);
    } catch (MismatchException different) {
      return unexpected(proven, raw, text(different.getMessage()));
    } catch (Exception shopDown) {
      return ended(
          proven, raw, Result.BUSY, "the shop's orders could not be asked: " + name(shopDown));
    }
    if (confirmed == null) {
      return unexpected(proven, raw, "the shop has no such payment (yet)");
    }
    return claimAndAct(proven, confirmed, raw, action);
  }

  private ReceivedReply claimAndAct(
      Notification proven, Confirmed confirmed, ReceivedRequest raw, NotificationAction action) {
    String key = proven.replayKey();
    ReplayGuard.Claim claim;
    try {
      claim = guard.claim(key, LEASE);
    } catch (Exception storeDown) {
      return ended(
          proven, raw, Result.BUSY, "the replay guard cannot be reached: " + name(storeDown));
    }
    if (claim instanceof ReplayGuard.Claim.Done) {
      return ended(proven, raw, Result.ALREADY_HANDLED, "handled before");
    }
    if (!(claim instanceof ReplayGuard.Claim.Granted granted)) {
      return ended(proven, raw, Result.BUSY, "being handled elsewhere");
    }
    try {
      confirmed.actedOnBy(action, new Delivery(proven.id(), raw.receivedAt(), granted.repeated()));
    } catch (Exception failed) {
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      release(key, granted.token());
      if (failed instanceof MismatchException different) {
        // An event that the action itself confirms, and that is not the expected one.
        return unexpected(proven, raw, text(different.getMessage()));
      }
      return ended(proven, raw, Result.ACTION_FAILED, "the shop's action threw " + name(failed));
    }
    try {
      guard.done(key, granted.token());
    } catch (Exception storeDown) {
      // The action is durable. A redelivery after the lease will find its effect there.
      Log.warn("the replay guard could not remember " + key + ": " + name(storeDown));
    }
    return ended(proven, raw, Result.HANDLED, "");
  }

  private void release(String key, String token) {
    try {
      guard.release(key, token);
    } catch (Exception storeDown) {
      Log.warn("the replay guard could not release " + key + ": " + name(storeDown));
    }
  }

  private static @Nullable Confirmed confirm(Notification proven, Expectations shop) {
    if (proven instanceof PaymentChanged changed) {
      Optional<ExpectedPayment> expected = shop.of(changed.number());
      return expected.isEmpty() ? null : new Confirmed(changed.confirm(expected.get()), null, null);
    }
    if (proven instanceof RefundChanged changed) {
      Optional<ExpectedPayment> expected = shop.of(changed.number());
      return expected.isEmpty() ? null : new Confirmed(null, changed.confirm(expected.get()), null);
    }
    return new Confirmed(null, null, (ProviderEvent) proven);
  }

  private ReceivedReply refused(InvalidNotificationException unproven) {
    Signal signal = new Signal.NotificationRefused(reader.provider(), unproven.reason());
    if (unproven.reason() == InvalidNotificationException.Reason.SIGNATURE_PROBE) {
      signals.tell(signal);
    } else {
      signals.warn(signal);
    }
    Result result =
        unproven.reason() == InvalidNotificationException.Reason.KEY_UNAVAILABLE
            ? Result.KEY_UNAVAILABLE
            : Result.REFUSED;
    return reader.reply(result, text(unproven.getMessage()));
  }

  private ReceivedReply unexpected(Notification proven, ReceivedRequest raw, String difference) {
    signals.warn(new Signal.ProvenButUnexpected(reader.provider(), proven.replayKey(), difference));
    return ended(proven, raw, Result.UNEXPECTED, difference);
  }

  private ReceivedReply ended(
      Notification proven, ReceivedRequest raw, Result result, String detail) {
    signals.tell(
        new Signal.NotificationHandled(
            reader.provider(),
            proven.replayKey(),
            result,
            Duration.ofSeconds(
                raw.receivedAt().getEpochSecond() - proven.createdAt().getEpochSecond())));
    if (result == Result.ACTION_FAILED || result == Result.BUSY) {
      Log.warn("redelivery asked of " + proven.replayKey() + ": " + detail);
    }
    return reader.reply(result, detail);
  }

  private static String name(Exception exception) {
    return exception.getClass().getName();
  }

  private static String text(@Nullable String message) {
    return message == null ? "" : message;
  }

  /** One of the three, which may now reach the shop. */
  private static final class Confirmed {
    private final @Nullable Payment payment;
    private final @Nullable Refund refund;
    private final @Nullable ProviderEvent event;

    Confirmed(@Nullable Payment payment, @Nullable Refund refund, @Nullable ProviderEvent event) {
      this.payment = payment;
      this.refund = refund;
      this.event = event;
    }

    void actedOnBy(NotificationAction action, Delivery delivery) throws Exception {
      if (payment != null) {
        action.payment(payment, delivery);
      } else if (refund != null) {
        action.refund(refund, delivery);
      } else if (event != null) {
        action.event(event, delivery);
      }
    }
  }
}
