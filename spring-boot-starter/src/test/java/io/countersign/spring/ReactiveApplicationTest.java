// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

/** An application of WebFlux gets its own way in, and one of servlets gets the other. */
class ReactiveApplicationTest {

  private static final AutoConfigurations OURS =
      AutoConfigurations.of(
          CountersignAutoConfiguration.class,
          CountersignServletAutoConfiguration.class,
          CountersignReactiveAutoConfiguration.class);

  private final ReactiveWebApplicationContextRunner shop =
      new ReactiveWebApplicationContextRunner()
          .withConfiguration(OURS)
          .withBean(Merchants.class, () -> id -> Optional.empty())
          .withPropertyValues("countersign.notify-base=https://shop.example/notify");

  @Test
  void webFluxGetsItsOwnWayIn() {
    shop.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .hasSingleBean(ReactiveNotifications.class)
                .hasSingleBean(NotificationRouter.class)
                .doesNotHaveBean(ServletNotifications.class)
                .doesNotHaveBean(NotificationBodyFilter.class));
  }

  @Test
  void bothAreAmongWhatAnApplicationFinds() {
    assertThat(
            ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
                .getCandidates())
        .contains(
            CountersignReactiveAutoConfiguration.class.getName(),
            CountersignServletAutoConfiguration.class.getName());
  }

  @Test
  void servletsGetTheOther() {
    new WebApplicationContextRunner()
        .withConfiguration(OURS)
        .withBean(Merchants.class, () -> id -> Optional.empty())
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(ServletNotifications.class)
                    .hasSingleBean(NotificationBodyFilter.class)
                    .doesNotHaveBean(ReactiveNotifications.class));
  }

  @Test
  void webFluxWithoutServletsOnTheClassPathWorks() {
    shop.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
        .run(context -> assertThat(context).hasSingleBean(ReactiveNotifications.class));
  }

  @Test
  void theRouterAnswersThroughIt() {
    shop.run(
        context -> {
          NotificationRouter router = context.getBean(NotificationRouter.class);
          MockServerHttpRequest request = MockServerHttpRequest.post("/notify/salt").body("a=b");
          MockServerHttpResponse response = new MockServerHttpResponse();

          context
              .getBean(ReactiveNotifications.class)
              .answer(
                  request,
                  response,
                  raw -> router.handle(request.getPath().value(), raw, null, null))
              .block();

          assertThat(response.getStatusCode().value()).isEqualTo(404);
        });
  }

  @Test
  void aShopsClockTellsWhenARequestCame() {
    Instant noon = Instant.parse("2026-03-01T04:00:00Z");
    shop.withBean(Clock.class, () -> Clock.fixed(noon, ZoneOffset.UTC))
        .run(
            context ->
                assertThat(
                        context
                            .getBean(ReactiveNotifications.class)
                            .received(MockServerHttpRequest.post("/notify/tea").build())
                            .block()
                            .receivedAt())
                    .isEqualTo(noon));
  }

  @Test
  void aShopsOwnWayInIsKept() {
    ReactiveNotifications own = new ReactiveNotifications(Clock.systemUTC());
    shop.withBean(ReactiveNotifications.class, () -> own)
        .run(context -> assertThat(context.getBean(ReactiveNotifications.class)).isSameAs(own));
  }
}
