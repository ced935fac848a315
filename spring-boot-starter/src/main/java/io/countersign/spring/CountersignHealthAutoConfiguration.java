// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The health contributor {@code countersign}; {@code management.health.countersign.enabled=false}
 * takes it away. Spring Boot 4 moved the types of health; each of the two classes below is loaded
 * only where its own types are.
 */
@AutoConfiguration(after = CountersignAutoConfiguration.class)
@ConditionalOnBean(KeyWatch.class)
@Conditional(CountersignHealthAutoConfiguration.OnHealthEnabled.class)
final class CountersignHealthAutoConfiguration {

  CountersignHealthAutoConfiguration() {}

  /** Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
  static class OnBoot3 {

    OnBoot3() {}

    @Bean
    @ConditionalOnMissingBean(name = "countersignHealthIndicator")
    org.springframework.boot.actuate.health.HealthIndicator countersignHealthIndicator(
        KeyWatch keys) {
      return () -> {
        MerchantHealth health = MerchantHealth.of(keys);
        return org.springframework.boot.actuate.health.Health.status(health.status())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
  static class OnBoot4 {

    OnBoot4() {}

    @Bean
    @ConditionalOnMissingBean(name = "countersignHealthIndicator")
    org.springframework.boot.health.contributor.HealthIndicator countersignHealthIndicator(
        KeyWatch keys) {
      return () -> {
        MerchantHealth health = MerchantHealth.of(keys);
        return org.springframework.boot.health.contributor.Health.status(health.status())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** Boot's own condition for this stands in two packages, too. */
  static final class OnHealthEnabled implements Condition {

    OnHealthEnabled() {}

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Environment environment = context.getEnvironment();
      Boolean ours =
          environment.getProperty("management.health.countersign.enabled", Boolean.class);
      return ours != null
          ? ours
          : environment.getProperty("management.health.defaults.enabled", Boolean.class, true);
    }
  }
}
