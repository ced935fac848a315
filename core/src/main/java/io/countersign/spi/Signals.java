// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.PaymentObserver;
import io.countersign.Signal;
import org.jspecify.annotations.Nullable;

/** Hands signals to the user's observer, and the serious ones to the log. */
public final class Signals {

  private final @Nullable PaymentObserver observer;

  /** Signals for an observer, or for the log alone. */
  public Signals(@Nullable PaymentObserver observer) {
    this.observer = observer;
  }

  /** A routine signal. */
  public void tell(Signal signal) {
    if (observer == null) {
      return;
    }
    try {
      observer.signal(signal);
    } catch (RuntimeException broken) {
      Log.warn("the payment observer threw " + broken.getClass().getName());
    }
  }

  /** A signal that someone should see even without an observer. */
  public void warn(Signal signal) {
    Log.warn(signal.toString());
    tell(signal);
  }
}
