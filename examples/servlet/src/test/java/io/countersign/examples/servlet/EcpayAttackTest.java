// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.attack.AttackReport;
import io.countersign.sandbox.attack.AttackRun;
import io.countersign.sandbox.attack.LoopbackEndpoint;
import io.countersign.sandbox.ecpay.EcpayAttacks;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("ECPay's hostile catalogue against a plain endpoint with this library")
class EcpayAttackTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.ecpay();

  private static final Money PRICE = Money.of("100", "TWD");

  private final List<String> shipped = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  private final NotificationAction action =
      new NotificationAction() {
        @Override
        public void payment(Payment payment, Delivery delivery) {
          // The conditional write of this shop.
          if (payment.isPaid() && !shipped.contains(payment.ref().number())) {
            shipped.add(payment.ref().number());
          }
        }

        @Override
        public void event(ProviderEvent event, Delivery delivery) {
          events.add(event.getClass().getSimpleName());
        }
      };

  @Test
  void nothingIsBelieved(EcpayMerchant merchant, SandboxClock clock) throws IOException {
    EcpayClient client =
        EcpayClient.of(
            EcpayConfig.fromEnvironment(merchant.environment()).toBuilder().clock(clock).build());
    PaymentRef order = ref("ATTACK0001", clock);
    PaymentRef victim = ref("ATTACK0002", clock);
    Map<String, PaymentRef> orders = Map.of(order.number(), order, victim.number(), victim);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/notify", exchange -> receive(exchange, client, orders, clock));
    server.createContext(
        "/parcels", exchange -> answer(exchange, 200, Map.of(), shipped.toString()));
    server.start();
    try {
      String here = "http://127.0.0.1:" + server.getAddress().getPort();

      AttackReport report =
          AttackRun.against(LoopbackEndpoint.of(here + "/notify"))
              .probe(LoopbackEndpoint.of(here + "/parcels"))
              .send(EcpayAttacks.on(merchant).order(order.number(), 100).victim(victim.number()));

      assertThat(report.believed()).as(report.table()).isEmpty();
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(shipped).as(report.table()).containsExactly(order.number());
      assertThat(events)
          .as(report.table())
          .containsOnly("EcpaySimulatedPayment", "EcpayVoucherIssued");
    } finally {
      server.stop(0);
    }
  }

  private void receive(
      HttpExchange exchange, EcpayClient client, Map<String, PaymentRef> orders, SandboxClock clock)
      throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, 405, Map.of(), "");
      return;
    }
    ReceivedReply reply =
        client
            .notifications()
            .handle(
                ReceivedRequest.read(
                    exchange.getRequestHeaders(), exchange.getRequestBody(), clock.instant()),
                number -> Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of),
                action);
    answer(exchange, reply.status(), reply.headers(), reply.body());
  }

  private static void answer(
      HttpExchange exchange, int status, Map<String, String> headers, String body)
      throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static PaymentRef ref(String number, SandboxClock clock) {
    return PaymentRef.of(EcpayClient.PROVIDER, new PaymentId(number, clock.instant()), PRICE);
  }
}
