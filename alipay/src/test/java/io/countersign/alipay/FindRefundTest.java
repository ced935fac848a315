// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.RefundCourse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FindRefundTest {

  private static final Money THIRTY = Money.of("30.00", "CNY");

  private final Shop shop = Shop.open();
  private PaymentRef paid;

  @BeforeEach
  void refunded() {
    paid = new PaidOrders(shop).paid();
    Shop.accepted(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY).withReason("太甜")));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aRefundIsToldWithItsOwnAmountAndTime() {
    Refund refund = shop.client().findRefund(paid, "R-1").orElseThrow();

    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.amount()).isEqualTo(THIRTY);
    assertThat(refund.orderTotal()).isEqualTo(Shop.HUNDRED);
    assertThat(refund.refundedAt()).contains(shop.clock.instant());
    assertThat(refund.fields().text("refund_reason")).contains("太甜");
  }

  @Test
  void whatAlipayDoesNotShowIsEmpty() {
    assertThat(shop.client().findRefund(paid, "R-2")).isEmpty();
    PaymentRef never = PaymentRef.of(Merchant.PROVIDER, shop.freshId(), Shop.HUNDRED);
    assertThat(shop.client().findRefund(never, "R-1")).isEmpty();
  }

  @Test
  void theBanksAnswerIsReachable() {
    PaymentRef other = new PaidOrders(shop).paid();
    shop.merchant.nextRefund(RefundCourse.TO_BANK);
    Shop.accepted(
        shop.client()
            .refund(
                RefundRequest.of(other, "R-9", THIRTY)
                    .with(AlipayRefundOption.details(AlipayRefundOption.Detail.DEPOSIT_BACK))));

    assertThat(bank(other)).isEqualTo("P");
    shop.clock.advance(Duration.ofDays(2));
    assertThat(bank(other)).isEqualTo("S");
  }

  @ParameterizedTest
  @MethodSource("unprovenAnswers")
  void anAnswerThatIsNotProvenIsNoAnswer(Fault fault) {
    shop.merchant.faults().always(Operation.REFUND_QUERY, fault);

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.impatientClient().findRefund(paid, "R-1"));
  }

  static List<Fault> unprovenAnswers() {
    return List.of(
        Fault.missingSignature(),
        Fault.emptySignature(),
        Fault.wrongSignature(),
        Fault.tamperedField("refund_amount", "99.00"),
        Fault.secondNode(),
        Fault.reformatted(),
        Fault.htmlWithStatus200(),
        Fault.badGateway(),
        Fault.answerDropped(),
        Fault.truncatedBody(),
        Fault.serviceUnavailable(),
        Fault.withoutField("refund_amount"),
        Fault.withoutField("total_amount"),
        Fault.withoutField("out_request_no"),
        Fault.literal(200, "application/json", "{\"code\":null}"));
  }

  @Test
  void aForgedNotExistHidesARefundAtMost() {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.forgedNotExist());

    assertThat(shop.client().findRefund(paid, "R-1")).isEmpty();
    assertThat(shop.client().findRefund(paid, "R-1")).isPresent();
  }

  @Test
  void aForgedNotExistAfterAQuestionNeverLicensesAnotherRefund() {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.forgedNotExist());

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(io.countersign.Outcome.Unknown.class);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @ParameterizedTest
  @CsvSource({
    "out_trade_no, 9T",
    "out_request_no, R-2",
    "total_amount, 100.01",
    "total_amount, 1e2",
  })
  void anAnswerAboutSomethingElseIsNotTaken(String field, String value) {
    shop.merchant.faults().always(Operation.REFUND_QUERY, Fault.withField(field, value));

    assertThatExceptionOfType(
            value.equals("1e2") ? UnavailableException.class : MismatchException.class)
        .isThrownBy(() -> shop.impatientClient().findRefund(paid, "R-1"))
        .withMessageContaining(value.equals("1e2") ? "amounts" : field);
  }

  @ParameterizedTest
  @CsvSource({"REFUND_RUNNING, UNRECOGNIZED", "refund_success, UNRECOGNIZED"})
  void aWordThatIsNotKnownIsNoRefund(String word, RefundState state) {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.withField("refund_status", word));

    Refund refund = shop.client().findRefund(paid, "R-1").orElseThrow();
    assertThat(refund.state()).isEqualTo(state);
    assertThat(refund.providerState()).isEqualTo(word);
  }

  @Test
  void withoutTheWordItIsNotKnownHowItStands() {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.withoutField("refund_status"));

    assertThat(shop.client().findRefund(paid, "R-1").orElseThrow().state())
        .isEqualTo(RefundState.UNRECOGNIZED);
  }

  @Test
  void aWordThatIsNotKnownDoesNotSettleARepeat() {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.withField("refund_status", "HM"));

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(io.countersign.Outcome.Unknown.class);
  }

  @Test
  void anotherAmountFoundUnderTheNumberIsNotThisRefund() {
    shop.merchant.faults().once(Operation.REFUND_QUERY, Fault.withField("refund_amount", "29.00"));

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(io.countersign.Outcome.Rejected.class);
  }

  @Test
  void aQuestionThatIsRefusedSaysWhatToFix() {
    shop.merchant
        .faults()
        .always(
            Operation.REFUND_QUERY,
            Fault.signedFailure("40006", "isv.insufficient-isv-permissions"));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> shop.client().findRefund(paid, "R-1"));
  }

  private String bank(PaymentRef payment) {
    return shop.client()
        .findRefund(payment, "R-9")
        .orElseThrow()
        .fields()
        .text("deposit_back_info/dback_status")
        .orElse("");
  }
}
