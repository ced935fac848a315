// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.NotificationRouter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Notifications where requests are served by servlets. */
@AutoConfiguration(after = CountersignAutoConfiguration.class)
@ConditionalOnClass(HttpServletRequest.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
final class CountersignServletAutoConfiguration {

  CountersignServletAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  ServletNotifications servletNotifications(ObjectProvider<Clock> clock) {
    return new ServletNotifications(clock.getIfUnique(Clock::systemUTC));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(NotificationRouter.class)
  NotificationBodyFilter notificationBodyFilter(
      NotificationRouter router, ServletNotifications notifications) {
    return new NotificationBodyFilter(router, notifications);
  }
}
