// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentObserver;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Signals, meters, observations and health: each only where the application has what it takes. */
class ObservabilityTest {

  private static Sandbox sandbox;
  private static WeChatPayMerchant tea;

  private final ApplicationContextRunner shop =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  CountersignAutoConfiguration.class,
                  CountersignHealthAutoConfiguration.class,
                  CountersignMetricsAutoConfiguration.class,
                  CountersignObservationAutoConfiguration.class))
          .withPropertyValues(merchant("tea", "wechatpay", tea.environment()))
          .withPropertyValues("countersign.notify-base=https://shop.example/notify");

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
    tea = sandbox.weChatPay().openMerchant();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void aRealCallIsMetered() {
    shop.withBean(SimpleMeterRegistry.class)
        .run(
            context -> {
              order(context.getBean(PaymentClient.class));
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(
                      registry
                          .get("payment.client.calls")
                          .tags("provider", "wechatpay", "operation", "create")
                          .tag("outcome", "succeeded")
                          .timer()
                          .count())
                  .isOne();
              context.getBean(KeyMeters.class).bindTo(registry);
              assertThat(registry.find("payment.key.days").gauges()).hasSize(3);
            });
  }

  @Test
  void withoutARegistryNothingIsMetered() {
    shop.run(
        context -> {
          assertThat(context).doesNotHaveBean(PaymentMeters.class);
          assertThat(context).doesNotHaveBean(KeyMeters.class);
          assertThat(context).doesNotHaveBean(TransportObservation.class);
        });
  }

  @Test
  void withoutMicrometerTheShopWorks() {
    shop.withClassLoader(
            new FilteredClassLoader(
                "io.micrometer",
                "org.springframework.boot.actuate",
                "org.springframework.boot.health"))
        .run(
            context -> {
              order(context.getBean(PaymentClient.class));
              assertThat(context).doesNotHaveBean(HealthOf.BEAN);
            });
  }

  @Test
  void eachRequestIsObserved() {
    Contexts seen = new Contexts();
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(seen);
    shop.withBean(ObservationRegistry.class, () -> registry)
        .run(
            context -> {
              order(context.getBean(PaymentClient.class));
              assertThat(seen.contexts)
                  .singleElement()
                  .satisfies(
                      each -> {
                        assertThat(each.getName()).isEqualTo("payment.client.requests");
                        assertThat(each.merchantId()).isEqualTo("tea");
                        assertThat(each.getResponse()).isEqualTo(200);
                      });
            });
  }

  @Test
  void aHandlerThatComesAfterTheClientsHearsToo() {
    Contexts late = new Contexts();
    ObservationRegistry registry = ObservationRegistry.create();
    shop.withBean(ObservationRegistry.class, () -> registry)
        .run(
            context -> {
              PaymentClient client = context.getBean(PaymentClient.class);
              order(client);
              registry.observationConfig().observationHandler(late);
              order(client);
              assertThat(late.contexts).hasSize(1);
            });
  }

  @Test
  void aShopsTransportCarriesTheCalls() {
    AtomicInteger calls = new AtomicInteger();
    shop.withBean(HttpTransport.class, () -> new Counting(calls))
        .run(
            context -> {
              order(context.getBean(PaymentClient.class));
              assertThat(calls).hasValue(1);
            });
  }

  @Test
  void everyObserverHearsEvenAfterOneThatThrows() {
    List<Signal> heard = new CopyOnWriteArrayList<>();
    shop.withBean(
            "broken",
            PaymentObserver.class,
            () ->
                signal -> {
                  throw new IllegalStateException("broken");
                })
        .withBean("listening", PaymentObserver.class, () -> heard::add)
        .run(
            context -> {
              order(context.getBean(PaymentClient.class));
              assertThat(heard).hasAtLeastOneElementOfType(Signal.CallEnded.class);
            });
  }

  @Test
  void healthIsUpAndCountsMerchants() {
    shop.run(
        context -> {
          HealthOf health = HealthOf.shop(context);
          assertThat(health.status()).isEqualTo("UP");
          assertThat(health.details().get("merchants")).isEqualTo(1);
        });
  }

  @Test
  void healthCanBeTakenAway() {
    shop.withPropertyValues("management.health.countersign.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(HealthOf.BEAN));
    shop.withPropertyValues("management.health.defaults.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(HealthOf.BEAN));
    shop.withPropertyValues(
            "management.health.defaults.enabled=false",
            "management.health.countersign.enabled=true")
        .run(context -> assertThat(context).hasBean(HealthOf.BEAN));
  }

  private static void order(PaymentClient client) {
    Outcome<?> outcome =
        client.create(
            PaymentRequest.in(Scene.qrCode())
                .id(PaymentId.next())
                .amount(Money.of("25.00", "CNY"))
                .description("One cup of tea")
                .build());
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  private record Counting(AtomicInteger calls) implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      calls.incrementAndGet();
      return HttpTransport.shared().send(call);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      return HttpTransport.shared().download(call);
    }
  }

  private static final class Contexts implements ObservationHandler<PaymentRequestContext> {
    final List<PaymentRequestContext> contexts = new CopyOnWriteArrayList<>();

    @Override
    public void onStop(PaymentRequestContext context) {
      contexts.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof PaymentRequestContext;
    }
  }
}
