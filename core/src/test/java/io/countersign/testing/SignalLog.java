// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.PaymentObserver;
import io.countersign.Signal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every signal. */
final class SignalLog implements PaymentObserver {

  private final List<Signal> signals = new CopyOnWriteArrayList<>();

  @Override
  public void signal(Signal signal) {
    signals.add(signal);
  }

  <S extends Signal> List<S> of(Class<S> kind) {
    return signals.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Signal> all() {
    return List.copyOf(signals);
  }

  void forget() {
    signals.clear();
  }
}
