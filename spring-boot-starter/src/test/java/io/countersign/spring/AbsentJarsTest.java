// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Whole applications that lack what is optional, loaded by a loader of their own. */
@Tag("hosts")
class AbsentJarsTest {

  private static final List<String> OTHER_PROVIDERS =
      List.of("/ecpay/target/", "/alipay/target/", "/unionpay/target/", "/bcprov-");
  private static final List<String> ACTUATOR =
      List.of("/spring-boot-actuator", "/spring-boot-health", "/spring-boot-micrometer");
  private static final List<String> MICROMETER = List.of("/micrometer-");
  private static final List<String> WEB =
      List.of(
          "/spring-web",
          "/spring-boot-web",
          "/spring-boot-servlet",
          "/spring-boot-tomcat",
          "/spring-boot-http",
          "/tomcat-",
          "/jakarta.servlet",
          "/reactor-");

  @Test
  void oneProviderAndNothingElse() throws Exception {
    assertThat(start(List.of(OTHER_PROVIDERS, ACTUATOR, MICROMETER, WEB)))
        .contains("countersignMerchants", "paymentClient", "notificationRouter")
        .doesNotContain("paymentMeters", "servletNotifications", HealthOf.BEAN);
  }

  @Test
  void healthAndMetersWithoutAWebServer() throws Exception {
    assertThat(start(List.of(OTHER_PROVIDERS, WEB)))
        .contains("paymentMeters", "keyMeters", HealthOf.BEAN);
  }

  @Test
  void metersWithoutActuator() throws Exception {
    assertThat(start(List.of(OTHER_PROVIDERS, ACTUATOR)))
        .contains("countersignMerchants")
        .doesNotContain(HealthOf.BEAN);
  }

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    try (Sandbox sandbox = Sandbox.start()) {
      sandbox
          .weChatPay()
          .openMerchant()
          .environment()
          .forEach(
              (variable, value) ->
                  settings.put(Setting.property("tea", "wechatpay", variable), value));
    }
    settings.put("countersign.merchants.tea.provider", "wechatpay");
    settings.put("countersign.notify-base", "https://shop.example/notify");
    return settings;
  }

  @SuppressWarnings("unchecked")
  private static List<String> start(List<List<String>> hidden) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader loader = new HidingLoader(hidden.stream().flatMap(List::stream).toList());
    thread.setContextClassLoader(loader);
    try {
      return (List<String>)
          loader
              .loadClass(Application.class.getName())
              .getMethod("beans", Map.class)
              .invoke(null, settings());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Runs inside that loader. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  public static class Application {

    /** Starts, and tells its beans. */
    public static List<String> beans(Map<String, Object> settings) {
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Application.class)
              .web(WebApplicationType.NONE)
              .bannerMode(Banner.Mode.OFF)
              .properties(settings)
              .run()) {
        return List.of(context.getBeanDefinitionNames());
      }
    }
  }
}
