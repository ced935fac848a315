// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** For each provider, how many days the first key that ends has left. */
final class KeyMeters implements MeterBinder {

  private final KeyWatch keys;

  KeyMeters(KeyWatch keys) {
    this.keys = keys;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Provider provider : Provider.values()) {
      if (provider != Provider.ECPAY) {
        Gauge.builder("payment.key.days", keys, watched -> watched.fewestDays(provider.shortName()))
            .tag("provider", provider.shortName())
            .strongReference(true)
            .register(registry);
      }
    }
  }
}
