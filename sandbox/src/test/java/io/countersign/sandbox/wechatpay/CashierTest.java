// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CashierTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();
  private static final HttpClient BROWSER = HttpClient.newHttpClient();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private WeChatPayGateway gateway;

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    this.gateway = gateway;
    this.merchant = merchant;
    client = new PlainClient(gateway, merchant);
  }

  private static HttpResponse<String> get(URI page, String accept)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).header("Accept", accept).build();
    return BROWSER.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> press(URI page, String action, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("action=" + action));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aCodeLeadsToItsPageAndThePageToThePayment() throws Exception {
    String body = client.order("PAGE-01").replace("深圳腾大-QQ公仔", "<b>Tea & milk</b>");
    String code =
        client.post("/v3/pay/transactions/native", body).send().json().path("code_url").asText();
    URI finder =
        URI.create(
            gateway.baseUri()
                + "/cashier/wechatpay?code_url="
                + URLEncoder.encode(code, StandardCharsets.UTF_8));
    URI page =
        URI.create(PlainClient.read(get(finder, "application/json").body()).path("page").asText());
    assertThat(get(finder, "text/html").statusCode()).isEqualTo(303);
    String html = get(page, "text/html").body();
    assertThat(html)
        .contains("&lt;b&gt;Tea &amp; milk&lt;/b&gt;", "¥1.00", "NOTPAY")
        .doesNotContain("<b>");
    assertThat(press(page, "pay", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(press(page, "pay").statusCode()).isEqualTo(303);
    assertThat(merchant.chargesOf("PAGE-01")).isEqualTo(1);
    assertThat(press(page, "pay").statusCode()).isEqualTo(409);
    assertThat(merchant.chargesOf("PAGE-01")).isEqualTo(1);
    assertThat(get(page, "text/html").body()).contains("SUCCESS").doesNotContain("<form");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9100,         200",
    "localhost,              200",
    "[::1]:9100,             200",
    "elsewhere.example:9100, 403",
    "127.0.0.1.example,      403",
  })
  void aNameElsewhereThatLeadsHereReadsNothing(String host, int status) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", gateway.baseUri().getPort())) {
      String request =
          "GET /cashier/wechatpay HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void anH5PageSendsThePayerBack() throws Exception {
    String url =
        client
            .post("/v3/pay/transactions/h5", client.h5("PAGE-02"))
            .send()
            .json()
            .path("h5_url")
            .asText();
    URI page =
        URI.create(
            url
                + "&redirect_url="
                + URLEncoder.encode("https://shop.example/done?a=1", StandardCharsets.UTF_8));
    assertThat(press(page, "password").headers().firstValue("Location"))
        .contains(page.toString().substring(gateway.baseUri().toString().length()));
    HttpResponse<String> paid = press(page, "pay");
    assertThat(paid.headers().firstValue("Location")).contains("https://shop.example/done?a=1");
  }

  @Test
  void anExpiredLinkDoesNotPay(SandboxClock clock) throws Exception {
    String url =
        client
            .post("/v3/pay/transactions/h5", client.h5("PAGE-03"))
            .send()
            .json()
            .path("h5_url")
            .asText();
    clock.advance(Duration.ofMinutes(5).plusSeconds(1));
    HttpResponse<String> late = press(URI.create(url), "pay", "Accept", "application/json");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("expired");
    assertThat(merchant.ledger()).isEmpty();
  }

  @Test
  void openPaymentsAreListed() throws Exception {
    client.placeNative("PAGE-04");
    URI index = URI.create(gateway.baseUri() + "/cashier/wechatpay");
    assertThat(get(index, "text/html").body()).contains("PAGE-04");
    assertThat(get(index, "application/json").body())
        .contains(merchant.cashierPage("PAGE-04").toString());
    merchant.failPayment("PAGE-04");
    merchant.pay("PAGE-04");
    assertThat(get(index, "text/html").body()).doesNotContain("PAGE-04");
    assertThat(get(index.resolve("/cashier/wechatpay/pay?prepay_id=x"), "text/html").statusCode())
        .isEqualTo(404);
  }
}
