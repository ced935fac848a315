// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the shop says, and what its timer does, when a provider does not do as it should. */
@Tag("hosts")
class TroubleTest {

  @RegisterExtension static final OpenShop SHOP = new OpenShop();

  private DemoGateways gateways;
  private TeaHouse house;

  @BeforeEach
  void open() {
    gateways = SHOP.gateways();
    house = SHOP.house();
  }

  @Test
  void whoeverIsToldToWaitIsAskedToTryAgainAndNothingWasMade() {
    gateways
        .weChatPay()
        .faults()
        .always(Operation.ORDER_NATIVE, Fault.frequencyLimited(Duration.ofSeconds(7)));

    TeaHouse.Answer busy = buys();

    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.text("advice")).isEqualTo("Please try again.");
    assertThat(busy.http().headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void aRefusalIsExplainedToThePayerInThePayersLanguageAndNotToldInDetail() {
    gateways
        .weChatPay()
        .faults()
        .always(Operation.ORDER_NATIVE, Fault.answer(403, "NO_AUTH", "mchid 1900000001 may not"));

    TeaHouse.Answer refused = buys();

    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.text("advice")).isNotEmpty();
    assertThat(refused.body()).doesNotContain("NO_AUTH").doesNotContain("1900000001");
  }

  @Test
  void anAnswerAboutAnotherAmountIsNeitherBelievedNorForgotten() {
    String order = house.order("wechatpay", Method.QR);
    gateways.loseNotifications(house.home());
    house.pays("wechatpay", order);
    gateways.weChatPay().faults().always(Operation.QUERY, Fault.wrongAmount());

    gateways.clock().advance(Duration.ofMinutes(10));
    house.bean(FollowUps.class).run();

    assertThat(house.status(order)).isEqualTo("OPEN");
    Attempt attempt = house.bean(Orders.class).attempts(order).get(0);
    assertThat(attempt.next().toText()).isEqualTo("reconcile");
  }

  @Test
  void aRefundThatIsRefusedTakesNothingAndMayBeAskedForAnew() {
    String order = house.order("wechatpay", Method.QR);
    house.pays("wechatpay", order);
    long balance = gateways.weChatPay().balance();
    gateways.weChatPay().balance(0);
    String refunds = "/admin/orders/" + order + "/refunds";

    TeaHouse.Answer refused = house.staff(refunds, Map.of("amount", "38.00", "click", "a"));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("standing")).isEqualTo("REFUSED");
    gateways.weChatPay().balance(balance);
    TeaHouse.Answer again = house.staff(refunds, Map.of("amount", "38.00", "click", "b"));
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text("refund")).isEqualTo(refused.text("refund"));
    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();
    assertThat(house.status(order)).isEqualTo("REFUNDED");
  }

  @Test
  void aLatePaymentThatCannotGoBackNowGoesBackLater() {
    String order = house.order("wechatpay", Method.QR);
    gateways.loseNotifications(house.home());
    house.pays("wechatpay", order);
    house.bean(Orders.class).cancel(order);
    long balance = gateways.weChatPay().balance();
    gateways.weChatPay().balance(0);

    gateways.clock().advance(Duration.ofMinutes(10));
    house.bean(FollowUps.class).run();
    assertThat(house.bean(Paybacks.class).of(order))
        .singleElement()
        .satisfies(back -> assertThat(back.standing()).isEqualTo(Payback.Standing.DUE));

    gateways.weChatPay().balance(balance);
    gateways.clock().advance(Duration.ofMinutes(61));
    house.bean(FollowUps.class).run();
    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();
    assertThat(house.bean(Paybacks.class).of(order))
        .singleElement()
        .satisfies(back -> assertThat(back.standing()).isEqualTo(Payback.Standing.DONE));
  }

  @Test
  void aLatePaymentGoesBackUnderANewNumberWhereTheOldOneIsTakenNoMore() {
    String order = house.order("unionpay", Method.PAGE);
    house.bean(Orders.class).cancel(order);
    house.pays("unionpay", order);
    String refusedFor = owed(order).refundId();
    gateways
        .unionPay()
        .faults()
        .once(
            io.countersign.sandbox.unionpay.Operation.REFUND,
            io.countersign.sandbox.unionpay.Fault.respCode("64"));

    house.bean(FollowUps.class).run();
    assertThat(owed(order).standing()).isEqualTo(Payback.Standing.DUE);
    gateways.clock().advance(Duration.ofMinutes(61));
    house.bean(FollowUps.class).run();
    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();

    assertThat(owed(order).standing()).isEqualTo(Payback.Standing.DONE);
    assertThat(owed(order).refundId()).isNotEqualTo(refusedFor);
    assertThat(gateways.unionPay().refundedOf(house.number(order))).isEqualTo(3800);
  }

  @Test
  void aLatePaymentGoesBackThoughTheTimerWasAwayForLongerThanItsRefundsNumberLasts() {
    String order = house.order("unionpay", Method.PAGE);
    house.bean(Orders.class).cancel(order);
    house.pays("unionpay", order);

    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();
    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();

    assertThat(owed(order).standing()).isEqualTo(Payback.Standing.DONE);
    assertThat(gateways.unionPay().refundedOf(house.number(order))).isEqualTo(3800);
  }

  @Test
  void aRefundWhoseInstanceEndedInTheCallIsAskedAboutAndNotSentUnderAnotherNumber() {
    String order = house.order("unionpay", Method.PAGE);
    house.pays("unionpay", order);
    gateways.loseNotifications(house.home());
    String refunds = "/admin/orders/" + order + "/refunds";
    house.staff(refunds, Map.of("amount", "38.00", "click", "a"));
    String refundId = owed(order).refundId();
    // As it stood before the answer could be written.
    house
        .jdbc()
        .sql(
            """
            update refunds set standing = 'DUE', tried = true, leased_until = null, follow_up = :next,
              follow_up_at = :now where refund_id = :refund
            """)
        .param("next", new FollowUp.RepeatSame(gateways.clock().instant()).toText())
        .param("now", Columns.time(gateways.clock().instant()))
        .param("refund", refundId)
        .update();

    gateways.clock().advance(Duration.ofMinutes(11));
    house.bean(FollowUps.class).run();

    assertThat(owed(order).standing()).isEqualTo(Payback.Standing.DONE);
    assertThat(owed(order).refundId()).isEqualTo(refundId);
    assertThat(gateways.unionPay().refundedOf(house.number(order))).isEqualTo(3800);
  }

  private Payback owed(String order) {
    return house.bean(Paybacks.class).of(order).get(0);
  }

  @Test
  void oneProviderThatIsSilentHoldsUpNeitherAnotherNorTheRefunds() {
    List<String> silent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      silent.add(house.order("wechatpay", Method.QR));
    }
    gateways.clock().advance(Duration.ofMinutes(1));
    String late = house.order("ecpay", Method.PAGE);
    house.bean(Orders.class).cancel(late);
    house.pays("ecpay", late);
    String paid = house.order("alipay", Method.PAGE);
    gateways.loseNotifications(house.home());
    house.pays("alipay", paid);
    gateways.clock().advance(Duration.ofMinutes(10));
    gateways.weChatPay().faults().always(Operation.QUERY, Fault.answerDropped());

    // Each look at the clock is 15 s later, so that one run comes to a few rows only.
    Hurried hurried = new Hurried(gateways.clock().instant());
    for (int i = 0; i < 8; i++) {
      followUps(3, Duration.ofSeconds(120), hurried).run();
    }

    assertThat(house.status(paid)).isEqualTo("PAID");
    assertThat(owed(late).standing()).isEqualTo(Payback.Standing.DONE);
    gateways.clock().advance(Duration.between(gateways.clock().instant(), hurried.now));
    gateways.weChatPay().faults().clear();
    gateways.clock().advance(Duration.ofMinutes(10));
    for (int i = 0; i < silent.size(); i++) {
      house.bean(FollowUps.class).run();
    }
    for (String order : silent) {
      assertThat(house.bean(Orders.class).attempts(order).get(0).state()).isPresent();
    }
  }

  @Test
  void theTimerDoesNoMoreThanItsBudgetOfRowsAndOfTime() {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      orders.add(house.order("wechatpay", Method.QR));
    }
    gateways.loseNotifications(house.home());
    orders.forEach(order -> house.pays("wechatpay", order));
    gateways.clock().advance(Duration.ofMinutes(10));

    assertThat(followUps(3, Duration.ofSeconds(40), gateways.clock()).run()).isEqualTo(3);
    // Each look at the clock is 15 s later: begun, due, first row, lease, call … and it is over.
    Clock hurried = new Hurried(gateways.clock().instant());
    assertThat(followUps(50, Duration.ofSeconds(10), hurried).run()).isZero();
    assertThat(house.bean(FollowUps.class).run()).isPositive();
    for (String order : orders) {
      assertThat(house.status(order)).isEqualTo("PAID");
    }
  }

  private FollowUps followUps(int atOnce, Duration time, Clock clock) {
    ShopSettings small =
        new ShopSettings(
            URI.create("https://tea.example"),
            TeaHouse.ADMIN_KEY,
            List.of(),
            atOnce,
            time,
            Duration.ofSeconds(20));
    return new FollowUps(
        house.bean(Orders.class),
        house.bean(Paybacks.class),
        house.bean(Tills.class),
        small,
        clock);
  }

  private TeaHouse.Answer buys() {
    return house.post(
        "/api/checkout", Map.of("item", "cake", "merchant", "wechatpay", "scene", "qr"));
  }

  /** A clock that has moved on by 15 s whenever somebody looks. */
  private static final class Hurried extends Clock {
    private Instant now;

    Hurried(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      now = now.plusSeconds(15);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
