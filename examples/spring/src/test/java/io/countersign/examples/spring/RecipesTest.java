// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.NotificationRouter;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.alipay.AlipayClient;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.Delivery;
import io.countersign.sandbox.alipay.SignedForm;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Each recipe in its real server, with a form whose bytes were signed. */
@Tag("hosts")
class RecipesTest {

  private final Map<String, PaymentRef> stored = new HashMap<>();
  private final List<String> paid = new CopyOnWriteArrayList<>();
  private final RecipeShop shop =
      new RecipeShop() {
        @Override
        public Expectations expectations(String merchantId) {
          return number -> Optional.ofNullable(stored.get(number)).map(ExpectedPayment::of);
        }

        @Override
        public NotificationAction action(String merchantId) {
          return (Payment payment, io.countersign.Delivery delivery) ->
              paid.add(payment.ref().number());
        }
      };
  private Sandbox sandbox;
  private AlipayMerchant merchant;
  private NotificationRouter router;
  private SignedForm form;

  @BeforeEach
  void aPaymentIsMade() throws Exception {
    sandbox = Sandbox.builder().clock(SandboxClock.system()).start();
    merchant = sandbox.alipay().openMerchant();
    AlipayClient client = AlipayClient.fromEnvironment(merchant.environment());
    router =
        NotificationRouter.under(
                URI.create("https://tea.example/notify"), Merchants.of(Map.of("alipay", client)))
            .guardedBy(ReplayGuard.byShop());
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(URI.create("https://tea.example/back")))
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("一壶茶")
            .build();
    stored.put(tea.id().number(), client.ref(tea));
    OpenPage.PostForm page = (OpenPage.PostForm) client.create(tea).orElseThrow();
    String body =
        page.fields().stream()
            .map(field -> field.name() + "=" + URLEncoder.encode(field.value(), page.charset()))
            .collect(Collectors.joining("&"));
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(page.action())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding());
    merchant.pay(tea.id().number());
    form = merchant.notification(tea.id().number());
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void aPlainServletTakesIt(@TempDir Path folder) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context =
        tomcat.addContext("", Files.createDirectory(folder.resolve("web")).toString());
    Tomcat.addServlet(context, "notify", new RecipeServlet(router, shop));
    context.addServletMappingDecoded("/notify/*", "notify");
    tomcat.start();
    try {
      takes(tomcat.getConnector().getLocalPort());
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  /** An application whose filters ask for parameters. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class MvcApplication {}

  @Test
  void aSpringMvcApplicationTakesItAlthoughItsFiltersReadForms() throws Exception {
    try (ConfigurableApplicationContext mvc =
        new SpringApplicationBuilder(MvcApplication.class)
            .properties(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.mvc.hiddenmethod.filter.enabled=true",
                "spring.main.banner-mode=off",
                "logging.level.root=ERROR")
            .initializers(
                made ->
                    ((GenericApplicationContext) made)
                        .registerBean(RecipeMvc.class, () -> new RecipeMvc(router, shop)))
            .run(
                "--spring.datasource.url=" + TeaHouse.database(), "--spring.sql.init.mode=never")) {
      assertThat(mvc.getBean(HiddenHttpMethodFilter.class)).isNotNull();
      takes(Integer.parseInt(mvc.getEnvironment().getRequiredProperty("local.server.port")));
    }
  }

  /** WebFlux without Spring Boot. */
  @EnableWebFlux
  static class WebFluxApplication {}

  @Test
  void aWebFluxApplicationTakesIt() throws Exception {
    try (AnnotationConfigApplicationContext webFlux = new AnnotationConfigApplicationContext()) {
      webFlux.register(WebFluxApplication.class);
      webFlux.registerBean(RecipeWebFlux.class, () -> new RecipeWebFlux(router, shop));
      webFlux.refresh();
      DisposableServer server =
          HttpServer.create()
              .host("127.0.0.1")
              .port(0)
              .handle(
                  new ReactorHttpHandlerAdapter(
                      WebHttpHandlerBuilder.applicationContext(webFlux).build()))
              .bindNow();
      try {
        takes(server.port());
      } finally {
        server.disposeNow();
      }
    }
  }

  private static int empty(URI notify) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(notify).POST(BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static int tooLarge(URI notify) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(notify)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofByteArray(new byte[ReceivedRequest.MOST_BYTES + 1]))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private void takes(int port) throws Exception {
    URI notify = URI.create("http://127.0.0.1:" + port + "/notify/alipay");
    String number = form.fields().get("out_trade_no");

    assertThat(merchant.deliverOnce(form.tampered("total_amount", "0.01"), notify).result())
        .isEqualTo(Delivery.Result.REFUSED);
    assertThat(empty(notify)).isBetween(400, 499);
    assertThat(paid).isEmpty();
    Delivery taken = merchant.deliverOnce(form, notify);
    assertThat(taken.result()).as(taken.toString()).isEqualTo(Delivery.Result.ACCEPTED);
    assertThat(paid).containsExactly(number);
    assertThat(tooLarge(notify)).isEqualTo(413);
    assertThat(merchant.deliverOnce(form, notify.resolve("/notify/nobody")).result())
        .isEqualTo(Delivery.Result.REFUSED);
  }
}
