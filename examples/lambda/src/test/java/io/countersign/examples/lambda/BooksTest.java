// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Money;
import io.countersign.RefundRequest;
import io.countersign.ecpay.EcpayRefundedBefore;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the night finds, and what is paid ahead before a snapshot. */
@Tag("hosts")
final class BooksTest {

  private static final Duration A_DAY = Duration.ofHours(24);

  private final Bench bench = new Bench();
  private final String session = bench.session();

  @AfterEach
  void close() {
    bench.close();
  }

  private String paidAtEcpay() throws Exception {
    String number = bench.ordered(session, "tea", "ecpay");
    EcpayShopTest.pay(bench, session, number);
    bench.callback(bench.ecpay.resultNotification(number));
    bench.workPayments();
    return number;
  }

  @Test
  void whatEcpayGaveBackInPartsIsOneSumOnBothSides() throws Exception {
    String number = paidAtEcpay();
    bench.after(A_DAY);
    assertThat(bench.refund(number, "first-part", "50.00").status()).isEqualTo(200);
    assertThat(bench.refund(number, "second-part", "30.00").status()).isEqualTo(200);
    assertThat(bench.reconcile().path("ecpay 2026-03-02").asText())
        .isEqualTo("2 rows, 0 differences, 0 settled");
  }

  @Test
  void whatSomebodyGaveBackInEcpaysOfficeIsADifference() throws Exception {
    String number = paidAtEcpay();
    bench.after(A_DAY);
    Order order = bench.shop.orders().find(number).orElseThrow();
    bench
        .shop
        .tills()
        .ecpay()
        .refund(
            RefundRequest.of(order.ref().orElseThrow(), "by-hand", Money.of("50", "TWD"))
                .with(EcpayRefundedBefore.nothing()));
    assertThat(bench.reconcile().path("ecpay 2026-03-02").asText())
        .isEqualTo("2 rows, 1 differences, 0 settled");
  }

  @Test
  void anOrderThatCannotBeSettledHoldsUpNoOther() {
    String one = bench.ordered(session, "tea", "wechatpay");
    String other = bench.ordered(session, "cake", "wechatpay");
    bench.weChat.pay(one);
    bench.weChat.pay(other);
    bench.after(A_DAY);
    bench.weChat.faults().once(Operation.QUERY, Fault.wrongAmount());
    assertThat(bench.reconcile().path("wechatpay 2026-03-02").asText())
        .isEqualTo("2 rows, 2 differences, 1 settled");
    assertThat(List.of(bench.state(one), bench.state(other)))
        .containsExactlyInAnyOrder(Order.State.PAID, Order.State.AWAITING_PAYER);
  }

  @Test
  void aDayOfWhichTheProviderCouldNotBeAskedIsReadAgain() {
    String lost = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(lost);
    bench.after(A_DAY);
    bench.weChat.faults().always(Operation.QUERY, Fault.answerDropped());
    assertThat(bench.reconcile().path("wechatpay 2026-03-02").asText())
        .isEqualTo("1 rows, 1 differences, 0 settled, 1 to be asked about again");
    bench.weChat.faults().clear();
    bench.after(A_DAY);
    assertThat(bench.reconcile().path("wechatpay 2026-03-02").asText())
        .isEqualTo("1 rows, 1 differences, 1 settled");
    assertThat(bench.state(lost)).isEqualTo(Order.State.PAID);
  }

  @Test
  void ofEcpaysFilesOneAMinuteIsFetchedAndYesterdaysFirst() {
    JsonNode told = bench.reconcile(Duration.ofMinutes(15));
    List<String> days =
        told.properties().stream()
            .map(java.util.Map.Entry::getKey)
            .filter(key -> key.startsWith("ecpay"))
            .toList();
    assertThat(days).containsExactly("ecpay 2026-03-01", "ecpay 2026-02-28", "ecpay 2026-02-27");
    assertThat(bench.pauses)
        .hasSize(2)
        .allMatch(pause -> pause.compareTo(Duration.ofMinutes(1)) > 0);
  }

  @Test
  void aNightThatIsTooShortReadsYesterdayAndLeavesTheRestToTheNext() {
    JsonNode told = bench.reconcile(Duration.ofSeconds(70));
    assertThat(told.has("ecpay 2026-03-01")).isTrue();
    assertThat(told.has("ecpay 2026-02-28")).isFalse();
    assertThat(bench.pauses).isEmpty();
  }

  @Test
  void theWayToTableAndQueueIsGoneOnceBeforeASnapshot() throws Exception {
    List<String> called = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          called.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      bench.environment.put("AWS_ENDPOINT_URL_DYNAMODB", address);
      bench.environment.put("AWS_ENDPOINT_URL_SQS", address);
      new CallbackFunction(bench.environment, bench.clock).beforeCheckpoint(null);
    } finally {
      server.stop(0);
    }
    assertThat(called).containsExactly("DynamoDB_20120810.GetItem", "AmazonSQS.GetQueueAttributes");
  }

  @Test
  void whyThereIsNoSnapshotStandsInTheLog() {
    bench.environment.put("WECHATPAY_APIV3_KEY", "short");
    PrintStream out = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, java.nio.charset.StandardCharsets.UTF_8));
    try {
      TimerFunction function = new TimerFunction(bench.environment, bench.clock);
      assertThatThrownBy(() -> function.beforeCheckpoint(null))
          .isInstanceOf(RuntimeException.class);
    } finally {
      System.setOut(out);
    }
    assertThat(log.toString(java.nio.charset.StandardCharsets.UTF_8))
        .contains("no snapshot: ", "APIv3")
        .doesNotContain("short");
  }
}
