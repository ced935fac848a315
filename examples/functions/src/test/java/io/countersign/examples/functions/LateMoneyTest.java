// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.LedgerEntry;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is paid when the order is over goes back to its payer. */
class LateMoneyTest {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger(LateMoney.class.getName());

  private final TeaHouse house = new TeaHouse();
  private final Callback callback = house.shop().callback();
  private final List<String> errors = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          errors.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.SEVERE);
    LOG.addHandler(listener);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    LOG.removeHandler(listener);
    house.close();
  }

  @ParameterizedTest
  @CsvSource({"wechatpay, 2500", "ecpay, 120", "alipay, 2500", "unionpay, 2500"})
  void moneyThatCameTooLateGoesBackOnce(String merchant, long total) throws Exception {
    String number = paidLate(merchant);
    assertThat(house.status(merchant, number)).isEqualTo("OWED_BACK 0");

    follow();

    assertThat(house.status(merchant, number)).isEqualTo("GIVEN_BACK 0");
    assertThat(house.givenBack(merchant, number)).isEqualTo(total);
    assertThat(errors).isEmpty();
    // The provider tells once more of the payment: there is nothing more to give.
    notified(merchant, number);
    follow();
    assertThat(house.status(merchant, number)).isEqualTo("GIVEN_BACK 0");
    assertThat(house.givenBack(merchant, number)).isEqualTo(total);
  }

  @Test
  void aRefundWhoseAnswerWasLostIsTheSameRefund() throws Exception {
    String number = paidLate("wechatpay");
    house.wechatPay.faults().always(Operation.REFUND, Fault.answerDropped());
    callback.followUp();
    // The provider tells of the payment again, while nobody knows how the refund stands.
    notified("wechatpay", number);
    house.wechatPay.faults().clear();

    follow();

    assertThat(house.status("wechatpay", number)).isEqualTo("GIVEN_BACK 0");
    assertThat(refunds()).hasSize(1);
  }

  @Test
  void aRefundThatNeverReachedTheProviderIsSentAgainUnderTheSameId() throws Exception {
    String number = paidLate("wechatpay");
    String id = refundId();
    house.wechatPay.faults().always(Operation.REFUND, Fault.serviceUnavailable());
    callback.followUp();
    assertThat(refunds()).isEmpty();
    house.wechatPay.faults().clear();

    follow();

    assertThat(house.status("wechatpay", number)).isEqualTo("GIVEN_BACK 0");
    assertThat(refunds()).extracting(LedgerEntry::number).containsExactly(id);
  }

  @Test
  void anEmptyBalanceIsToldAndTriedAgain() throws Exception {
    String number = paidLate("wechatpay");
    house.wechatPay.faults().always(Operation.REFUND, Fault.answer(403, "NOT_ENOUGH", "余额不足"));
    callback.followUp();
    assertThat(errors).singleElement().asString().contains("wechatpay " + number, "top up");
    house.wechatPay.faults().clear();

    house.sandbox.clock().advance(Duration.ofMinutes(50));
    assertThat(callback.followUp()).isZero();
    follow();

    assertThat(house.status("wechatpay", number)).isEqualTo("GIVEN_BACK 0");
    assertThat(refunds()).hasSize(1);
  }

  @Test
  void aRefundThatEndsWithoutMoneyIsAPersonsTask() throws Exception {
    house.wechatPay.nextRefundEnds(RefundEnd.ABNORMAL);
    String number = paidLate("wechatpay");
    String id = refundId();

    follow();

    assertThat(house.status("wechatpay", number)).isEqualTo("OWED_BACK 0");
    assertThat(errors)
        .singleElement()
        .asString()
        .contains("wechatpay " + number, id, "by hand", "NEEDS_ACTION");
    house.sandbox.clock().advance(Duration.ofDays(30));
    assertThat(callback.followUp()).isZero();
  }

  @Test
  void aRefundThatIsRefusedIsAPersonsTask() throws Exception {
    String number = house.ordered("wechatpay");
    house.cancelled(number);
    // As the provider has it, nobody has paid this.
    post(house.lateCallback(number));

    follow();

    assertThat(house.status("wechatpay", number)).isEqualTo("OWED_BACK 0");
    assertThat(errors).singleElement().asString().contains("wechatpay " + number, "refused");
    assertThat(refunds()).isEmpty();
  }

  private String paidLate(String merchant) throws Exception {
    String number = house.paid(merchant);
    house.cancelled(number);
    notified(merchant, number);
    return number;
  }

  private void notified(String merchant, String number) {
    post(house.callback(merchant, number));
  }

  private void post(Call call) {
    assertThat(
            callback
                .notified(
                    call.method(),
                    call.path(),
                    call.headers(),
                    new ByteArrayInputStream(call.body()))
                .acknowledged())
        .isTrue();
  }

  /** The timer strikes for some hours. */
  private void follow() {
    for (int minutes = 0; minutes < 300; minutes += 10) {
      callback.followUp();
      house.sandbox.clock().advance(Duration.ofMinutes(10));
    }
  }

  private String refundId() {
    var due = house.orders.takeDue(house.clock.instant(), Duration.ZERO, 1);
    return due.get(0).refundId().orElseThrow();
  }

  private List<LedgerEntry> refunds() {
    return house.wechatPay.ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.REFUND)
        .toList();
  }
}
