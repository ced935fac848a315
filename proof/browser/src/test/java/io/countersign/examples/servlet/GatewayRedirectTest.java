// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.OpenPage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateway and cashier speak TLS, as providers do: {@code https:} allows no loopback in plain. */
@DisplayName("A gateway that sends the payer on to another of its hosts, in a real browser")
class GatewayRedirectTest {

  private static final String NONCE = "bm9uY2Utb2YtdGhpcy10ZXN0";
  private static final String PASSWORD = "of-this-test";

  @TempDir private static Path folder;

  private static final List<HttpServer> SERVERS = new ArrayList<>();
  private static final List<String> ASKED = new CopyOnWriteArrayList<>();
  private static URI shop;
  private static URI cashier;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    Quiet.please();
    SSLContext tls = ownCertificate();
    cashier = started(tls, GatewayRedirectTest::cashier).resolve("/cashier");
    URI action = started(tls, GatewayRedirectTest::gateway).resolve("/gateway");
    shop = started(null, asked -> shop(asked, action));
    browser = new Browser(1280, 900, "en");
    browser.trustAnyCertificate();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    SERVERS.forEach(server -> server.stop(0));
  }

  @BeforeEach
  void nobodyWasAsked() {
    ASKED.clear();
  }

  @Test
  void theShopsPolicyLetsThePayerArriveAtTheCashier() {
    browser.leaveFor(shop.resolve("/pay"));

    browser.await("#cashier");
    assertThat(ASKED).containsExactly("POST /gateway", "GET /cashier");
  }

  @Test
  void aPolicyThatNamesTheActionAloneStopsThePayerAtTheRedirect() {
    browser.leaveFor(shop.resolve("/pay?action-alone"));

    assertThat(browser.awaitComplaint("form-action")).contains("violates");
    assertThat(ASKED).containsExactly("POST /gateway");
  }

  private static void shop(HttpExchange asked, URI action) throws IOException {
    OpenPage.PostForm form =
        new OpenPage.PostForm(
            action, List.of(new OpenPage.PostForm.Field("number", "1")), StandardCharsets.UTF_8);
    String policy = PayPageServlet.policy(NONCE, action);
    asked
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            asked.getRequestURI().getQuery() == null ? policy : policy.replace(" https: ", " "));
    page(asked, form.toHtml(NONCE));
  }

  private static void gateway(HttpExchange asked) throws IOException {
    ASKED.add(asked.getRequestMethod() + " " + asked.getRequestURI());
    asked.getResponseHeaders().set("Location", cashier.toString());
    asked.sendResponseHeaders(302, -1);
    asked.close();
  }

  private static void cashier(HttpExchange asked) throws IOException {
    if (asked.getRequestURI().getPath().equals("/cashier")) {
      ASKED.add(asked.getRequestMethod() + " " + asked.getRequestURI());
    }
    page(asked, "<!doctype html><title>Cashier</title><p id=\"cashier\">Pay here</p>");
  }

  private static void page(HttpExchange asked, String html) throws IOException {
    asked.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    asked.sendResponseHeaders(200, bytes.length);
    asked.getResponseBody().write(bytes);
    asked.close();
  }

  private static URI started(SSLContext tls, HttpHandler handler) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server;
    if (tls == null) {
      server = HttpServer.create(anyPort, 0);
    } else {
      HttpsServer secured = HttpsServer.create(anyPort, 0);
      secured.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = secured;
    }
    server.createContext("/", handler);
    server.start();
    SERVERS.add(server);
    return URI.create(
        (tls == null ? "http" : "https") + "://127.0.0.1:" + server.getAddress().getPort());
  }

  private static SSLContext ownCertificate() throws Exception {
    Path store = folder.resolve("server.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    assertThat(made.waitFor()).as("keytool").isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
