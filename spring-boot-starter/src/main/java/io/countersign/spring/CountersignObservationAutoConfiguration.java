// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.http.HttpTransport;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** An observation of every request to a provider. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
    })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
final class CountersignObservationAutoConfiguration {

  CountersignObservationAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  TransportObservation transportObservation(
      ObservationRegistry registry, ObjectProvider<PaymentRequestConvention> convention) {
    // Not asked here whether anybody listens: handlers may be added after the clients were made.
    return (transport, provider, merchantId) ->
        new ObservedTransport(
            transport
                .map(given -> (java.util.function.Supplier<HttpTransport>) () -> given)
                .orElse(HttpTransport::shared),
            provider,
            merchantId,
            registry,
            convention.getIfUnique());
  }
}
