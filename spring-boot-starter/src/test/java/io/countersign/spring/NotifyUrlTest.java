// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static io.countersign.spring.Setting.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.Sandbox;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The notify URL that a provider is really given, read from what is sent. */
class NotifyUrlTest {

  private static Sandbox sandbox;

  private final Line line = new Line();
  private final ApplicationContextRunner shop =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CountersignAutoConfiguration.class))
          .withBean(HttpTransport.class, () -> line)
          .withPropertyValues("countersign.notify-base=https://shop.example/notify");

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void weChatPayIsGivenTheMerchantsOwn() {
    isGiven(
        "wechatpay",
        without(sandbox.weChatPay().openMerchant().environment(), "WECHATPAY_NOTIFY_URL"),
        "\"notify_url\":\"https://shop.example/notify/tea\"");
  }

  @Test
  void alipayIsGivenTheMerchantsOwn() {
    isGiven(
        "alipay",
        without(sandbox.alipay().openMerchant().environment(), "ALIPAY_NOTIFY_URL"),
        "notify_url=https://shop.example/notify/tea&");
  }

  @Test
  void unionPayIsGivenTheMerchantsOwn() {
    isGiven(
        "unionpay",
        without(
            sandbox.unionPay().openMerchant().environment(),
            "UNIONPAY_NOTIFY_URL",
            "UNIONPAY_FRONT_URL"),
        "backUrl=https://shop.example/notify/tea&");
  }

  @Test
  void ecpayIsGivenTheMerchantsOwn() {
    Map<String, String> account =
        without(sandbox.ecpay().openMerchant().environment(), "ECPAY_RETURN_URL");
    shop.withPropertyValues(merchant("tea", "ecpay", account))
        .run(
            context -> {
              assertThat(page(context.getBean(Merchants.class).find("tea").orElseThrow()))
                  .contains(
                      new OpenPage.PostForm.Field("ReturnURL", "https://shop.example/notify/tea"));
              assertThat(page(context.getBean(PaymentClients.class).open("rice", "ecpay", account)))
                  .contains(
                      new OpenPage.PostForm.Field("ReturnURL", "https://shop.example/notify/rice"));
            });
  }

  @Test
  void anAddressThatTheAccountNamesItselfStands() {
    Map<String, String> account =
        new java.util.TreeMap<>(sandbox.weChatPay().openMerchant().environment());
    account.put("WECHATPAY_NOTIFY_URL", "https://elsewhere.example/hook");
    shop.withPropertyValues(merchant("tea", "wechatpay", account))
        .run(
            context -> {
              order(context.getBean(Merchants.class).find("tea").orElseThrow());
              order(context.getBean(PaymentClients.class).open("rice", "wechatpay", account));
              assertThat(line.sent)
                  .hasSize(2)
                  .allMatch(
                      sent -> sent.contains("\"notify_url\":\"https://elsewhere.example/hook\""));
            });
  }

  /** From properties by the id "tea", and from a database's row by the id "rice". */
  private void isGiven(String provider, Map<String, String> account, String expected) {
    shop.withPropertyValues(merchant("tea", provider, account))
        .run(
            context -> {
              order(context.getBean(Merchants.class).find("tea").orElseThrow());
              assertThat(line.sent).last().asString().contains(expected);

              order(context.getBean(PaymentClients.class).open("rice", provider, account));
              assertThat(line.sent).last().asString().contains(expected.replace("tea", "rice"));
            });
  }

  private static void order(PaymentClient client) {
    assertThat(client.create(request(Scene.qrCode(), "CNY"))).isInstanceOf(Outcome.Accepted.class);
  }

  private static List<OpenPage.PostForm.Field> page(PaymentClient client) {
    Outcome<?> outcome =
        client.create(request(Scene.webPage(URI.create("https://shop.example/back")), "TWD"));
    Object step = ((Outcome.Accepted<?>) outcome).value();
    return ((OpenPage.PostForm) step).fields();
  }

  private static <R> PaymentRequest<R> request(Scene<R> scene, String currency) {
    return PaymentRequest.in(scene)
        .id(PaymentId.next())
        .amount(Money.of("25.00", currency))
        .description("One cup of tea")
        .build();
  }

  /** Writes down what is sent, and sends it. */
  private static final class Line implements HttpTransport {
    final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      String body = new String(call.body().orElse(new byte[0]), StandardCharsets.UTF_8);
      String form = call.uri().getRawQuery() + "&" + body + "&";
      sent.add(body.startsWith("{") ? body : URLDecoder.decode(form, StandardCharsets.UTF_8));
      return HttpTransport.shared().send(call);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      return HttpTransport.shared().download(call);
    }
  }
}
