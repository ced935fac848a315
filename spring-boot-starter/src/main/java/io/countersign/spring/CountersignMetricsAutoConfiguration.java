// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The signals of every client as meters, and the days that keys have left. */
@AutoConfiguration(
    after = CountersignAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
final class CountersignMetricsAutoConfiguration {

  CountersignMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  PaymentMeters paymentMeters(MeterRegistry registry) {
    return new PaymentMeters(registry);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(KeyWatch.class)
  KeyMeters keyMeters(KeyWatch keys) {
    return new KeyMeters(keys);
  }
}
