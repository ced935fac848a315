// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.FollowUp;
import io.countersign.RefundRequest;
import io.countersign.ecpay.EcpayRefundedBefore;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Money of which nobody knows, and that somebody is told of it, each time. */
@Tag("hosts")
final class MisgivingTest {

  private final Bench bench = new Bench();
  private final String session = bench.session();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Shop shop =
      new Shop(Settings.of(bench.environment), bench.clock, new PrintStream(log, true, UTF_8));

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void everyReasonIsKeptAndEachRingsTheBell() throws Exception {
    String number = bench.paid(session);
    Order order = bench.shop.orders().find(number).orElseThrow();
    shop.settlement().look(order, "the first");
    shop.settlement().look(bench.shop.orders().find(number).orElseThrow(), "the second");
    shop.settlement().look(bench.shop.orders().find(number).orElseThrow(), "the second");
    assertThat(bench.shop.orders().find(number).orElseThrow().needsAction())
        .containsExactlyInAnyOrder("the first", "the second");
    assertThat(measured("NeedsAction")).containsExactly(1L, 1L, 1L);
  }

  @Test
  void aLatePaymentsRefundThatIsRefusedIsAskedForAgainTheNextDay() throws Exception {
    String number = paidLate();
    shop.settlement().look(bench.shop.orders().find(number).orElseThrow(), "an earlier reason");
    refuseCardActions(number);
    bench.after(Duration.ofMinutes(2));
    runTimer();
    Payback refused = payback(number, "late");
    assertThat(refused.state()).isEqualTo(Payback.State.OWED);
    assertThat(refused.dueAt())
        .hasValueSatisfying(at -> assertThat(at).isAfter(in(Duration.ofHours(23))));
    assertThat(bench.shop.orders().find(number).orElseThrow().needsAction()).hasSize(2);
    assertThat(measured("NeedsAction")).hasSize(2);

    bench.ecpay.faults().clear();
    bench.after(Duration.ofHours(25));
    runTimer();
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    assertThat(bench.ecpay.balance()).isZero();
  }

  /** Paid after it ended, and whoever learned of it died before the money was sent back. */
  private String paidLate() throws Exception {
    String number = bench.ordered(session, "tea", "ecpay");
    EcpayShopTest.pay(bench, session, number);
    Order open = bench.shop.orders().find(number).orElseThrow();
    assertThat(bench.shop.orders().cancel(open, new FollowUp.Done(), "given up")).isTrue();
    var payment = bench.shop.tills().ecpay().find(open.ref().orElseThrow()).orElseThrow();
    assertThat(bench.shop.settlement().payment(payment, new FollowUp.Done()))
        .isEqualTo(Settlement.Effect.PAID_LATE);
    return number;
  }

  private String paidAtEcpay() throws Exception {
    String number = bench.ordered(session, "tea", "ecpay");
    EcpayShopTest.pay(bench, session, number);
    bench.callback(bench.ecpay.resultNotification(number));
    bench.workPayments();
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    return number;
  }

  private void refuseCardActions(String number) {
    String answer =
        "MerchantID=%s&MerchantTradeNo=%s&TradeNo=%s&RtnCode=10200073&RtnMsg=no"
            .formatted(
                bench.ecpay.merchantId(),
                number,
                bench.ecpay.order(number).orElseThrow().tradeNo());
    bench
        .ecpay
        .faults()
        .always(
            io.countersign.sandbox.ecpay.Operation.CARD_ACTION,
            io.countersign.sandbox.ecpay.Fault.literal(200, "text/html", answer));
  }

  @Test
  void anEcpayRefundThatMayHaveHappenedIsNotCalledRefused() throws Exception {
    String number = paidAtEcpay();
    takenAndNotLearned(number);
    // For a while ECPay does not know the order: it cannot be given back by a call, it says.
    bench
        .ecpay
        .faults()
        .always(
            io.countersign.sandbox.ecpay.Operation.QUERY,
            io.countersign.sandbox.ecpay.Fault.withField("TradeStatus", "10200047"));
    bench.after(Duration.ofMinutes(10));
    runTimer();
    Payback doubtful = payback(number, "admin/killed");
    assertThat(doubtful.state()).isEqualTo(Payback.State.OWED);
    assertThat(bench.shop.orders().find(number).orElseThrow().owed()).isEqualTo(11_000);
    assertThat(measured("NeedsAction")).hasSize(1);

    bench.ecpay.faults().clear();
    bench.after(Duration.ofHours(25));
    runTimer();
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    assertThat(bench.ecpay.balance()).isZero();
  }

  @Test
  void anEcpayRefundThatProvablyDidNotHappenIsCalledRefused() throws Exception {
    String number = paidAtEcpay();
    bench
        .ecpay
        .faults()
        .always(
            io.countersign.sandbox.ecpay.Operation.CARD_ACTION,
            io.countersign.sandbox.ecpay.Fault.requestDropped());
    bench.refund(number, "lost-request", "110.00");
    bench.ecpay.faults().clear();
    refuseCardActions(number);
    bench.after(Duration.ofMinutes(10));
    runTimer();
    assertThat(payback(number, "admin/lost-request").state()).isEqualTo(Payback.State.REFUSED);
    assertThat(bench.shop.orders().find(number).orElseThrow().owed()).isZero();
  }

  /** ECPay takes a refund, and whoever sent it is killed before the answer is written down. */
  private void takenAndNotLearned(String number) {
    Payback payback =
        bench.shop.paybacks().decide(number, "admin/killed", Optional.empty()).payback();
    Order order = bench.shop.orders().find(number).orElseThrow();
    bench
        .shop
        .tills()
        .ecpay()
        .refund(
            RefundRequest.of(order.ref().orElseThrow(), payback.refundId(), payback.amount())
                .with(EcpayRefundedBefore.nothing()));
  }

  @Test
  void aRefundWhoseSenderDiedIsAskedAboutBeforeItIsSentAgain() throws Exception {
    String number = paidAtEcpay();
    takenAndNotLearned(number);
    bench.after(Duration.ofMinutes(2));
    runTimer();
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    assertThat(bench.shop.orders().find(number).orElseThrow().needsAction()).isEmpty();
  }

  @Test
  void aRefundOfWhichNobodyKnowsIsMeasuredUntilItIsDecided() throws Exception {
    String number = bench.paid(session);
    bench.weChat.faults().always(Operation.REFUND, Fault.answerDropped());
    bench.weChat.faults().always(Operation.REFUND_QUERY, Fault.answerDropped());
    assertThat(bench.refund(number, "stuck-there", "5.00").status()).isEqualTo(202);
    bench.after(Duration.ofMinutes(20));
    runTimer();
    assertThat(measured("OldestUnknownSeconds")).containsExactly(1_200L);
    bench.weChat.faults().clear();
    bench.after(Duration.ofMinutes(30));
    runTimer();
    assertThat(payback(number, "admin/stuck-there").state().taken()).isTrue();
    assertThat(measured("OldestUnknownSeconds")).containsExactly(1_200L, 0L);
  }

  @Test
  void anOrderThatTheQueueRefusesIsMeasuredAsWell() throws Exception {
    bench.environment.computeIfPresent("ORDERS_QUEUE_URL", (name, url) -> url + "-gone");
    bench.order(session, "never-queued", "{\"item\":\"tea\",\"method\":\"wechatpay\"}");
    bench.after(Duration.ofMinutes(6));
    Shop refused =
        new Shop(Settings.of(bench.environment), bench.clock, new PrintStream(log, true, UTF_8));
    new TimerRun(refused, in(Duration.ofMinutes(1))).run();
    assertThat(measured("OldestOutboxSeconds")).containsExactly(360L);
  }

  @Test
  void theEndOfTheMerchantsCertificateIsMeasuredAndItsAbsenceRings() throws Exception {
    runTimer();
    assertThat(measured("KeyExpiryDays")).containsExactly(0L);
    bench.environment.put("WECHATPAY_MERCHANT_CERTIFICATE_END", "2026-04-11");
    Shop told =
        new Shop(Settings.of(bench.environment), bench.clock, new PrintStream(log, true, UTF_8));
    new TimerRun(told, in(Duration.ofMinutes(1))).run();
    assertThat(measured("KeyExpiryDays")).containsExactly(0L, 39L);
  }

  @Test
  void anAnswerAboutAnotherAmountIsAskedAboutAgainTheNextDay() throws Exception {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.weChat.faults().always(Operation.QUERY, Fault.wrongAmount());
    bench.after(Duration.ofMinutes(2));
    runTimer();
    assertThat(bench.shop.orders().find(number).orElseThrow().needsAction()).hasSize(1);
    bench.after(Duration.ofHours(2));
    runTimer();
    assertThat(measured("OldestUnheardSeconds")).endsWith(0L);
    assertThat(measured("NeedsAction")).hasSize(1);

    bench.weChat.faults().clear();
    bench.after(Duration.ofHours(23));
    runTimer();
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
  }

  @Test
  void whoIsToldToComeBackLaterDoesSoAfterTheHoldAsWell() {
    try (Bench brief = new Bench("HOLD_MINUTES", "5")) {
      String number = brief.ordered(brief.session(), "tea", "wechatpay");
      brief
          .weChat
          .faults()
          .always(Operation.QUERY, Fault.serviceUnavailable().withHeader("Retry-After", "1200"));
      brief.after(Duration.ofMinutes(6));
      brief.timer();
      Instant due = brief.shop.orders().find(number).orElseThrow().dueAt().orElseThrow();
      assertThat(due).isAfter(brief.clock.instant().plus(Duration.ofMinutes(19)));
    }
  }

  private Payback payback(String number, String key) {
    return bench.shop.paybacks().find(Paybacks.refundId(number, key)).orElseThrow();
  }

  private Instant in(Duration time) {
    return bench.clock.instant().plus(time);
  }

  private void runTimer() {
    new TimerRun(shop, in(Duration.ofMinutes(3))).run();
  }

  /** Every value of a metric that was written since the test began. */
  private List<Long> measured(String metric) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Long> values = new java.util.ArrayList<>();
    for (String line : log.toString(UTF_8).lines().toList()) {
      JsonNode node = json.readTree(line);
      if (node.has(metric)) {
        values.add(node.path(metric).asLong());
      }
    }
    return values;
  }
}
