// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import io.countersign.ReplayGuard;
import io.countersign.spring.PaymentClients;
import java.net.URI;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The shop: every bean of it stands here. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(ShopSettings.class)
@Import({
  NotifyController.class,
  ShopController.class,
  AdminController.class,
  Problems.class,
  ShopApplication.ByTheClock.class
})
public class ShopApplication {

  /** Made by Spring. */
  ShopApplication() {}

  /**
   * Runs the shop with the merchants of its configuration.
   *
   * @param arguments Spring's own, such as {@code --server.port=8080}
   */
  public static void main(String[] arguments) {
    SpringApplication.run(ShopApplication.class, arguments);
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Catalogue catalogue() {
    return Catalogue.ofTheTeaHouse();
  }

  @Bean
  Paybacks paybacks(JdbcClient jdbc, Clock clock) {
    return new Paybacks(jdbc, clock);
  }

  @Bean
  Orders orders(JdbcClient jdbc, Paybacks paybacks, Clock clock) {
    return new Orders(jdbc, paybacks, clock);
  }

  @Bean
  MerchantTable merchantTable(JdbcClient jdbc, PaymentClients clients) {
    return new MerchantTable(jdbc, clients);
  }

  @Bean
  Tills tills(ShopSettings settings, Merchants configured, MerchantTable table) {
    return new Tills(settings, configured, table);
  }

  /** Over both kinds of merchants, and without a guard of its own: the shop's updates are one. */
  @Bean
  NotificationRouter notificationRouter(
      @Value("${countersign.notify-base}") URI notifyBase, Tills tills) {
    return NotificationRouter.under(notifyBase, tills::find).guardedBy(ReplayGuard.byShop());
  }

  @Bean
  FollowUps followUps(
      Orders orders, Paybacks paybacks, Tills tills, ShopSettings settings, Clock clock) {
    return new FollowUps(orders, paybacks, tills, settings, clock);
  }

  @Bean
  Checkout checkout(
      Orders orders,
      Tills tills,
      FollowUps followUps,
      ShopSettings settings,
      Catalogue catalogue,
      Clock clock) {
    return new Checkout(orders, tills, followUps, settings, catalogue, clock);
  }

  @Bean
  Books books(JdbcClient jdbc, Clock clock) {
    return new Books(jdbc, clock);
  }

  @Bean
  Night night(
      Books books,
      Orders orders,
      FollowUps followUps,
      Tills tills,
      TransactionTemplate transaction) {
    return new Night(books, orders, followUps, tills, transaction);
  }

  @Bean
  OpenMatters openMatters(JdbcClient jdbc, Clock clock) {
    return new OpenMatters(jdbc, clock);
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE + 1)
  SecurityHeaders securityHeaders() {
    return new SecurityHeaders();
  }

  @Bean
  WebMvcConfigurer adminOnly(ShopSettings settings) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new AdminKey(settings.adminKey())).addPathPatterns("/admin/**");
      }
    };
  }

  /** Left out where somebody else drives the time. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "shop.timers", matchIfMissing = true)
  @EnableScheduling
  static class ByTheClock {

    ByTheClock() {}

    @Bean
    Timers timers(FollowUps followUps, Night night, MerchantTable merchants) {
      return new Timers(followUps, night, merchants);
    }
  }
}
