// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which RtnCode of a notification, and which TradeStatus of an answer, ends an order. */
class NotificationCodesTest {
  private static final Instant MADE = Instant.parse("2026-07-01T04:00:00Z");
  private static final PaymentRef REF =
      PaymentRef.of(EcpayClient.PROVIDER, new PaymentId("T1", MADE), Shop.HUNDRED)
          .withProduct(Product.PAGE);
  private static final EcpayConfig CONFIG =
      EcpayConfig.builder()
          .merchantId("3002607")
          .keys(Secret.of("pwFHCqoQZGmho4w6"), Secret.of("EkRm7iFT261dpevs"))
          .build();
  private static final Merchant MERCHANT = Merchant.of(CONFIG);
  private static final Evidence EVIDENCE = Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, MADE);

  private static PaymentReport notified(String code) {
    return PaymentReport.ofNotification(
        MERCHANT, Posted.paid("3002607", "T1").put("RtnCode", code), EVIDENCE);
  }

  private static PaymentReport answered(String status) {
    FormFields fields = Posted.paid("3002607", "T1").without("RtnCode").put("TradeStatus", status);
    return PaymentReport.ofQuery(MERCHANT, fields, EVIDENCE);
  }

  private static FollowUp next(PaymentReport report) {
    Payment payment = report.about(REF);
    return EcpayClient.of(CONFIG)
        .followUp(REF, Optional.of(payment), MADE.plus(Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10200095",
        "10200163",
        "10100058",
        "10100248",
        "10800001",
        "10100249",
        "10100251",
        "10100252",
        "10100254",
        "10100255",
        "10100256",
        "10300024"
      })
  void aDeclineEndsTheOrder(String code) {
    assertThat(notified(code).state()).isEqualTo(PaymentState.FAILED);
    assertThat(next(notified(code))).isEqualTo(new FollowUp.Done());
  }

  @ParameterizedTest
  @CsvSource({
    "10300066,   PROCESSING",
    "2,          AWAITING_PAYER",
    "10100073,   AWAITING_PAYER",
    // Of a question, of another order, of keys, or a guess: nothing about this order.
    "0,          UNRECOGNIZED",
    "10200047,   UNRECOGNIZED",
    "10300028,   UNRECOGNIZED",
    "10200073,   UNRECOGNIZED",
    "10200079,   UNRECOGNIZED",
    "10200009,   UNRECOGNIZED",
    "10200058,   UNRECOGNIZED",
    "10200115,   UNRECOGNIZED",
    "10300006,   UNRECOGNIZED",
    "10000002,   UNRECOGNIZED",
    "99999999,   UNRECOGNIZED",
    "01,         UNRECOGNIZED"
  })
  void whatIsNotKnownToEndTheOrderLeavesItOpen(String code, PaymentState state) {
    assertThat(notified(code).state()).isEqualTo(state);
    assertThat(next(notified(code))).isInstanceOf(FollowUp.Ask.class);
    assertThat(notified(code).about(REF).paidAt()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10100058", "10100248", "10300066", "10200047", "2", "01"})
  void anAnswersStatusIsNoNotificationsCode(String status) {
    assertThat(answered(status).state()).isEqualTo(PaymentState.UNRECOGNIZED);
    assertThat(next(answered(status))).isInstanceOf(FollowUp.Ask.class);
  }

  @Test
  void aSimulatedPaymentWasPaidAtNoTime() {
    PaymentReport simulated =
        PaymentReport.ofNotification(
            MERCHANT, Posted.paid("3002607", "T1").put("SimulatePaid", "1"), EVIDENCE);

    assertThat(simulated.about(REF).state()).isEqualTo(PaymentState.UNRECOGNIZED);
    assertThat(simulated.about(REF).paidAt()).isEmpty();
    assertThat(notified("1").about(REF).paidAt()).contains(Instant.parse("2026-11-21T04:59:00Z"));
  }
}
