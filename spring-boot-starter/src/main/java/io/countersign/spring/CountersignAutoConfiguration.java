// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.CachedMerchants;
import io.countersign.InvalidRequestException;
import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import io.countersign.PaymentClient;
import io.countersign.PaymentObserver;
import io.countersign.ReplayGuard;
import io.countersign.RetryPolicy;
import io.countersign.http.HttpTransport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Payments in a Spring Boot application: {@code countersign.merchants.<id>.provider} and that
 * provider's settings make a {@code CachedMerchants} bean, unless the application has a {@link
 * Merchants} bean of its own; {@code countersign.notify-base} makes a {@link NotificationRouter}.
 *
 * <p>Beans of these types are used where there are some: {@link HttpTransport}, {@link Clock},
 * {@link RetryPolicy}, {@link ReplayGuard} (one each), and every {@link PaymentObserver}.
 */
@AutoConfiguration
@EnableConfigurationProperties(CountersignProperties.class)
public final class CountersignAutoConfiguration {

  /** What is read once is kept until someone says that it changed, or for the longest there is. */
  private static final Duration UNTIL_EVICTED = Duration.ofDays(365);

  CountersignAutoConfiguration() {}

  /** Keys must not be told where they do not fit; static, as properties are bound early. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static ConfigurationPropertiesBindHandlerAdvisor countersignBindHandlerAdvisor() {
    return MisfitSettings::new;
  }

  @Bean
  @ConditionalOnMissingBean
  PaymentClients paymentClients(
      CountersignProperties properties,
      ResourceLoader resources,
      Environment environment,
      ObjectProvider<HttpTransport> transport,
      ObjectProvider<Clock> clock,
      ObjectProvider<RetryPolicy> retryPolicy,
      ObjectProvider<PaymentObserver> observers,
      ObjectProvider<TransportObservation> observation) {
    MerchantsInProperties.refuseUnknown(environment);
    URI notifyBase = properties.notifyBase();
    return new PaymentClients(
        resources,
        notifyBase == null
            ? Optional.empty()
            : Optional.of(under(notifyBase, id -> Optional.empty())),
        Optional.ofNullable(transport.getIfUnique()),
        Optional.ofNullable(clock.getIfUnique()),
        Optional.ofNullable(retryPolicy.getIfUnique()),
        observers.orderedStream().toList(),
        Optional.ofNullable(observation.getIfAvailable()));
  }

  @Bean
  @ConditionalOnMissingBean(Merchants.class)
  @Conditional(OnMerchantsInProperties.Any.class)
  CachedMerchants countersignMerchants(CountersignProperties properties, PaymentClients clients) {
    CachedMerchants merchants =
        CachedMerchants.of(new MerchantsInProperties(properties.merchants(), clients))
            .most(properties.merchants().size())
            .freshFor(UNTIL_EVICTED);
    // A key that cannot be read stops the start, not the first payment.
    properties.merchants().keySet().forEach(merchants::find);
    return merchants;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(name = "countersignMerchants")
  @Conditional(OnMerchantsInProperties.Any.class)
  WatchedMerchants watchedMerchants(CountersignProperties properties) {
    return () -> properties.merchants().keySet();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(name = "countersignMerchants")
  @Conditional(OnMerchantsInProperties.One.class)
  PaymentClient paymentClient(
      CountersignProperties properties,
      @Qualifier("countersignMerchants") CachedMerchants merchants) {
    return merchants.find(properties.merchants().keySet().iterator().next()).orElseThrow();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnSingleCandidate(Merchants.class)
  @ConditionalOnProperty("countersign.notify-base")
  NotificationRouter notificationRouter(
      CountersignProperties properties, Merchants merchants, ObjectProvider<ReplayGuard> guard) {
    NotificationRouter router = under(properties.notifyBase(), merchants);
    ReplayGuard shared = guard.getIfUnique();
    return shared == null ? router : router.guardedBy(shared);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean({Merchants.class, WatchedMerchants.class})
  KeyWatch keyWatch(Merchants merchants, WatchedMerchants watched, ObjectProvider<Clock> clock) {
    return new KeyWatch(merchants, watched, clock.getIfUnique(Clock::systemUTC));
  }

  private static NotificationRouter under(@Nullable URI notifyBase, Merchants merchants) {
    // Without a path, every form that is posted to the application would look like a callback.
    if (notifyBase == null || notifyBase.getPath() == null || notifyBase.getPath().length() < 2) {
      throw unusableBase();
    }
    try {
      return NotificationRouter.under(notifyBase, merchants);
    } catch (InvalidRequestException wrong) {
      throw unusableBase();
    }
  }

  static MerchantSettingsException unusableBase() {
    return new MerchantSettingsException(
        CountersignProperties.PREFIX + ".notify-base",
        "an https address with a path of its own, without query and fragment (http on loopback"
            + " only)",
        "Give the address under which the providers reach this application, such as"
            + " https://shop.example/notify.");
  }
}
