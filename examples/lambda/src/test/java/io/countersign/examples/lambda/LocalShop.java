// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.examples.lambda.local.EventSource;
import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.FunctionPlatform;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * The whole shop on this machine: its functions in JVMs of their own under the runtime client that
 * AWS runs, DynamoDB Local, ElasticMQ, a topic, a gateway, and the providers' own side. It sells
 * one pot of tea by WeChat Pay and one by ECPay, gives a part back, tells each step, and stays
 * open.
 */
final class LocalShop {

  private final DeployedShop shop = DeployedShop.shared();

  private LocalShop() {}

  /**
   * Opens it.
   *
   * @param args {@code once} closes it after what it sold by itself
   */
  public static void main(String[] args) throws InterruptedException {
    LocalShop local = new LocalShop();
    local.work();
    local.sell();
    if (args.length > 0 && args[0].equals("once")) {
      System.exit(0);
    }
    local.tell();
    while (true) {
      Thread.sleep(Duration.ofMinutes(1).toMillis());
      byte[] stroke = FunctionPlatform.API_GATEWAY_2.timer("timer", Instant.now()).getBytes(UTF_8);
      if (local.shop.timer.invoke(stroke) instanceof Invocation.Answered run) {
        say("the timer: " + run.text());
      }
    }
  }

  private void work() {
    EventSource.start(shop.orders, shop.orderWorker, 10, 1);
    EventSource.start(shop.payments, shop.paymentWorker, 10, 1);
    shop.callbacksTo(shop.payloadTwo);
  }

  private void sell() {
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    say("a visitor has logged in by a code of the mini program");
    String number = buyer.orders("wechatpay");
    say("POST /orders → " + number + ", at the shop's price: " + buyer.looksAt(number));
    buyer.paysInWeChat(number);
    say("the payer has paid in the wallet; WeChat Pay calls " + home() + "/notify/wechatpay");
    shop.awaitState(number, "PAID");
    say("GET /orders/" + number + " → " + buyer.looksAt(number));
    Waiting.until(Duration.ofSeconds(30), "published", () -> !shop.published(number).isEmpty());
    say("published: " + shop.published(number).get(0));
    HttpRequest.Builder refund =
        HttpRequest.newBuilder(URI.create(home() + "/admin/orders/" + number + "/refunds"))
            .header("Authorization", "Bearer " + shop.variables.get("ADMIN_SECRET"))
            .header("Idempotency-Key", "first-part")
            .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":\"5.00\"}"));
    say("POST /admin/orders/" + number + "/refunds → " + Buyer.send(refund).body());

    String other = buyer.orders("ecpay");
    buyer.paysAtEcpay(other);
    say("another has paid on ECPay's page; ECPay calls " + home() + "/notify/ecpay");
    shop.awaitState(other, "PAID");
    say("GET /orders/" + other + " → " + buyer.looksAt(other));
    say("statistics: " + shop.statistics());
  }

  private void tell() {
    String app = shop.weChatPay.miniProgramAppId();
    String code = shop.sandbox.weChatLogin().code(app, shop.weChatPay.openIdOf(app));
    say("The shop stays open at " + home() + " (Ctrl-C closes it). Order something:");
    say("  curl -d '{\"code\":\"" + code + "\"}' " + home() + "/login");
    say(
        "  curl -H 'Authorization: Bearer <token>' -H 'Idempotency-Key: my-order-1' -d"
            + " '{\"item\":\"cake\",\"quantity\":1,\"method\":\"ecpay\"}' "
            + home()
            + "/orders");
    say("  curl -H 'Authorization: Bearer <token>' " + home() + "/orders/<order>");
    say("and open its \"checkout\" in a browser.");
  }

  private URI home() {
    return shop.payloadTwo.base();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
