// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.examples.workflow.Order.Status;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Money to give back")
class PaybacksTest {

  private static final String NUMBER = "order-0001";
  private static final String ACCOUNT = "jiyuan.wechatpay";

  private final PlayedShop shop = new PlayedShop();

  @BeforeEach
  void paidTooLate() {
    shop.paidTooLate(NUMBER);
  }

  /** As when the staff gives it back in the provider's portal before any callback has come. */
  @Test
  void aPayNoticeThatComesAfterTheMoneyWentBackSellsNothing() {
    String number = "order-0002";
    shop.collected(number);
    PaymentRef ref = shop.attempt(number).payment();
    shop.payments.learn(shop.client, shop.client.givenBack(ref));

    shop.payments.learn(shop.client, shop.client.payment(ref, PaymentState.PAID));

    assertThat(shop.orders.find(number).orElseThrow().is(Status.OPEN)).isTrue();
    assertThat(shop.attempt(number).state()).contains(PaymentState.CLOSED);
    assertThat(shop.orders.paybacksOf(number)).isEmpty();
  }

  /** It is not the end of it: the payer's money is still here. */
  @ParameterizedTest
  @EnumSource(names = {"FAILED", "NEEDS_ACTION"})
  void thatDidNotArriveIsForAPerson(RefundState state) {
    shop.client.gives = () -> new Outcome.Accepted<>(refund(state), Optional.empty());
    shop.keeper.run();

    assertThat(payback().state()).contains(state);
    assertThat(payback().next()).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void thatArrivedIsDone() {
    shop.client.gives =
        () -> new Outcome.Accepted<>(refund(RefundState.REFUNDED), Optional.empty());
    shop.keeper.run();

    assertThat(payback().next()).isEqualTo(new FollowUp.Done());
  }

  @Test
  void thatIsProvenBehindARefusalIsWhatWasProven() {
    shop.client.gives =
        () ->
            new Outcome.Rejected<>(
                Rejection.of("played", Rejection.Reason.ALREADY_DONE, "DONE")
                    .build()
                    .about(refund(RefundState.REFUNDED)));
    shop.keeper.run();

    assertThat(payback().state()).contains(RefundState.REFUNDED);
    assertThat(payback().next()).isEqualTo(new FollowUp.Done());
  }

  @Test
  void thatTheBalanceLacksIsSentAgainAnHourLaterUnderTheSameId() {
    shop.client.gives = () -> refused(Rejection.Reason.INSUFFICIENT_FUNDS);
    shop.keeper.run();
    shop.clock.advance(Duration.ofMinutes(59));
    shop.keeper.run();
    assertThat(shop.client.refunds).hasSize(1);

    shop.clock.advance(Duration.ofMinutes(1));
    shop.client.gives =
        () -> new Outcome.Accepted<>(refund(RefundState.REFUNDED), Optional.empty());
    shop.keeper.run();
    assertThat(shop.client.refunds)
        .hasSize(2)
        .extracting(RefundRequest::refundId)
        .containsOnly(payback().refundId());
    assertThat(payback().state()).contains(RefundState.REFUNDED);
  }

  @Test
  void thatIsRefusedIsForAPerson() {
    shop.client.gives = () -> refused(Rejection.Reason.NOT_ALLOWED);
    shop.keeper.run();

    assertThat(payback().next()).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void thatIsToBeLookedAtIsNotSentEverySecond() {
    shop.client.gives =
        () -> {
          throw new MismatchException("refunded", "0", "5");
        };
    everySecond();

    assertThat(shop.client.refunds).hasSize(1);
    assertThat(payback().next()).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void thatCannotBeSentIsNotSentEverySecond() {
    shop.client.gives =
        () -> {
          throw new UnavailableException("played", Optional.of(Duration.ofSeconds(90)));
        };
    everySecond();

    assertThat(shop.client.refunds).hasSize(1);
    assertThat(payback().next())
        .isEqualTo(new FollowUp.RepeatSame(PlayedShop.NOON.plusSeconds(90)));
  }

  @Test
  void isSettledByItsOwnRefundOnly() {
    Payback row = payback();
    String payment = row.payment().number();

    assertThat(shop.orders.refunded("lanxin.wechatpay", refund(RefundState.REFUNDED))).isFalse();
    assertThat(shop.orders.refunded(ACCOUNT, refund("another", row.amount()))).isFalse();
    assertThat(shop.orders.refunded(ACCOUNT, refund(payment, Money.of("0.01", "CNY")))).isFalse();
    assertThat(payback()).isEqualTo(row);

    assertThat(shop.orders.refunded(ACCOUNT, refund(payment, row.amount()))).isTrue();
    assertThat(payback().state()).contains(RefundState.REFUNDED);
  }

  @Test
  void thatIsAnsweredWithAnotherSumIsForAPerson() {
    shop.client.gives =
        () ->
            new Outcome.Accepted<>(
                refund(payback().payment().number(), Money.of("0.01", "CNY")), Optional.empty());
    everySecond();

    assertThat(shop.client.refunds).hasSize(1);
    assertThat(payback().state()).isEmpty();
    assertThat(payback().next()).isEqualTo(new FollowUp.Reconcile());
  }

  private void everySecond() {
    shop.keeper.run();
    for (int second = 0; second < 4; second++) {
      shop.clock.advance(Duration.ofSeconds(1));
      shop.keeper.run();
    }
  }

  private Payback payback() {
    return shop.payback(NUMBER);
  }

  private Refund refund(RefundState state) {
    Payback row = payback();
    return Refund.of(
            row.payment().number(), row.refundId(), state, row.amount(), row.payment().total())
        .build();
  }

  private Refund refund(String payment, Money amount) {
    Payback row = payback();
    return Refund.of(payment, row.refundId(), RefundState.REFUNDED, amount, row.payment().total())
        .build();
  }

  private static Outcome<Refund> refused(Rejection.Reason reason) {
    return new Outcome.Rejected<>(Rejection.of("played", reason, "CODE").build());
  }
}
