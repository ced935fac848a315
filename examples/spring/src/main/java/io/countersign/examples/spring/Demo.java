// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop with the sandbox as its providers. It runs until it is told to end. */
public final class Demo {

  private Demo() {}

  /**
   * Runs the demo and prints its address.
   *
   * @param arguments Spring's own, such as {@code --server.port=8080}
   * @throws IOException if there is no free port
   */
  public static void main(String[] arguments) throws IOException {
    DemoGateways gateways = DemoGateways.open(SandboxClock.system());
    Map<String, Object> properties = new LinkedHashMap<>();
    int port = port(arguments);
    URI home = URI.create("http://127.0.0.1:" + port);
    String adminKey = UUID.randomUUID().toString();
    properties.put("server.port", port);
    properties.put("server.address", "127.0.0.1");
    properties.put("shop.admin-key", adminKey);
    properties.put("logging.level.root", "WARN");
    properties.put("spring.main.banner-mode", "off");
    properties.putAll(gateways.properties(home));
    ConfigurableApplicationContext shop =
        new SpringApplicationBuilder(ShopApplication.class, DemoPayers.class)
            .properties(properties)
            .initializers(
                context -> context.getBeanFactory().registerSingleton("demoGateways", gateways))
            .run(arguments);
    shop.getBean(MerchantTable.class)
        .put(
            DemoGateways.NIGHT_MARKET,
            "Night market 夜市 (WeChat Pay)",
            "wechatpay",
            Method.QR,
            gateways.nightMarket().environment());
    // The staff's key stands behind the #, which no browser sends on.
    System.out.println("The tea house is open: " + home + "/#admin=" + adminKey);
    System.out.println(
        "Metrics: " + home + "/actuator/metrics, health: " + home + "/actuator/health");
  }

  private static int port(String[] arguments) throws IOException {
    for (String argument : arguments) {
      if (argument.startsWith("--server.port=")) {
        return Integer.parseInt(argument.substring("--server.port=".length()));
      }
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
