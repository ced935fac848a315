// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A page is signed without a transport: what is not loaded costs no start and no connection. */
class PageClassesTest {
  private static final int MOST_OF_OURS = 86;

  @Test
  void aPageNeedsNoTransportAndNoGateway() throws Exception {
    try (Shop shop = Shop.open();
        Watched watched = new Watched()) {
      Map<String, String> environment = new HashMap<>(shop.merchant.environment());
      environment.put("ALIPAY_NOTIFY_URL", Shop.NOTIFY_URL.toString());

      Object page =
          watched
              .loadClass(PageFunction.class.getName())
              .getMethod("page", Map.class)
              .invoke(null, environment);

      assertThat(page.toString()).contains("alipay.trade.page.pay");
      assertThat(watched.loaded)
          .contains("io.countersign.alipay.SceneCalls")
          .noneMatch(name -> name.startsWith("io.countersign.http."))
          .noneMatch(name -> name.startsWith("okhttp3.") || name.startsWith("org.slf4j."))
          .doesNotContain(
              "io.countersign.alipay.GatewayCalls",
              "io.countersign.alipay.Exchange",
              "io.countersign.spi.CallLoop");
      assertThat(watched.loaded.stream().filter(name -> name.startsWith("io.countersign.")))
          .hasSizeBetween(30, MOST_OF_OURS);
    }
  }

  /** Loads the library anew, beside nothing but the JDK, and notes what. */
  private static final class Watched extends URLClassLoader {
    private final Set<String> loaded = new TreeSet<>();

    private Watched() throws MalformedURLException, ClassNotFoundException {
      super(
          new URL[] {
            where(AlipayClient.class),
            where(PaymentRef.class),
            where(Class.forName("com.fasterxml.jackson.core.JsonFactory")),
            Path.of("target", "test-classes").toUri().toURL()
          },
          null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      loaded.add(name);
      return super.findClass(name);
    }

    private static URL where(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }
  }
}
