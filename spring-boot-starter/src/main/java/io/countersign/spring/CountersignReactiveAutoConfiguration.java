// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Notifications where requests are served by WebFlux. */
@AutoConfiguration(after = CountersignAutoConfiguration.class)
@ConditionalOnClass({ServerHttpRequest.class, Mono.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
final class CountersignReactiveAutoConfiguration {

  CountersignReactiveAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  ReactiveNotifications reactiveNotifications(ObjectProvider<Clock> clock) {
    return new ReactiveNotifications(clock.getIfUnique(Clock::systemUTC));
  }
}
