// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.unionpay.Caller.Reply;
import io.countersign.sandbox.unionpay.OrderView.State;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Payments by the payer's code")
class CodePayTest {
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    caller.close();
  }

  private Map<String, String> code(String orderId, PayerBehaviour payer) {
    Map<String, String> form = caller.money("01", "06", "000000", orderId);
    form.put("qrNo", caller.merchant.paymentCode(payer));
    form.put("termId", "00000001");
    return form;
  }

  private State state(String orderId) {
    return caller.merchant.order(orderId).orElseThrow().state();
  }

  @Test
  void aWillingPayerPaysAtOnce() throws Exception {
    Reply paid = caller.back(code("CODE0001", PayerBehaviour.PAYS_AT_ONCE));

    assertThat(paid.proven()).isTrue();
    assertThat(paid.code()).isEqualTo("00");
    assertThat(caller.asked("CODE0001").fields())
        .containsEntry("origRespCode", "00")
        .containsEntry("queryId", paid.text("queryId"));
  }

  @ParameterizedTest
  @CsvSource({"NOT_ENOUGH,64", "EXPIRED_CODE,86", "UNKNOWN_CODE,88"})
  void aRefusalIsSignedAndRemembered(PayerBehaviour payer, String respCode) throws Exception {
    Reply refused = caller.back(code("CODE0001", payer));

    assertThat(refused.proven()).isTrue();
    assertThat(refused.code()).isEqualTo(respCode);
    assertThat(caller.asked("CODE0001").text("origRespCode")).isEqualTo(respCode);
    assertThat(caller.merchant.ledger()).isEmpty();
  }

  @Test
  void aPasswordIsTypedByATestOrByItself() throws Exception {
    assertThat(caller.back(code("CODE0001", PayerBehaviour.NEEDS_PASSWORD)).code()).isEqualTo("05");
    assertThat(caller.back(code("CODE0002", PayerBehaviour.PAYS_AFTER_PASSWORD)).code())
        .isEqualTo("05");
    assertThat(caller.back(code("CODE0003", PayerBehaviour.LEAVES)).code()).isEqualTo("05");

    caller.clock.advance(Duration.ofSeconds(10));

    assertThat(state("CODE0001")).isEqualTo(State.WAITING);
    assertThat(state("CODE0002")).isEqualTo(State.SUCCESS);
    assertThat(caller.asked("CODE0003").text("origRespCode")).isEqualTo("69");
    caller.press(caller.merchant.cashierPage("CODE0001"), "password");
    assertThat(state("CODE0001")).isEqualTo(State.SUCCESS);
  }

  @Test
  void aCodeServesOnce() throws Exception {
    Map<String, String> first = code("CODE0001", PayerBehaviour.PAYS_AT_ONCE);
    caller.back(first);

    assertThat(caller.back(first, "orderId", "CODE0002").code()).isEqualTo("86");
  }

  @Test
  void whatIsUnderWayEndsInAMinute() throws Exception {
    caller.merchant.next(Operation.CODE, Course.TIMED_OUT);

    assertThat(caller.back(code("CODE0001", PayerBehaviour.PAYS_AT_ONCE)).code()).isEqualTo("03");
    assertThat(caller.asked("CODE0001").text("origRespCode")).isEqualTo("03");
    assertThat(caller.merchant.ledger()).isEmpty();
    caller.clock.advance(Duration.ofMinutes(1));
    assertThat(caller.asked("CODE0001").text("origRespCode")).isEqualTo("00");
    assertThat(caller.merchant.paymentsOf("CODE0001")).isOne();
  }

  @Test
  void aReversalEndsItWhateverItsOutcomeOnce() throws Exception {
    Map<String, String> waiting = code("CODE0001", PayerBehaviour.NEEDS_PASSWORD);
    Map<String, String> paid = code("CODE0002", PayerBehaviour.PAYS_AT_ONCE);
    caller.back(waiting);
    caller.back(paid);

    for (String number : new String[] {"CODE0001", "CODE0002"}) {
      Map<String, String> reversal = caller.frame("99", "01", "000000", number);
      assertThat(caller.back(reversal).code()).isEqualTo("00");
      assertThat(caller.asked(number).text("origRespCode")).isEqualTo("46");
      assertThat(caller.back(reversal).code()).isEqualTo("46");
    }
    assertThat(caller.merchant.refundedOf("CODE0002")).isEqualTo(Caller.FEN);
    assertThat(caller.merchant.balance()).isZero();
    assertThat(caller.back(caller.frame("99", "01", "000000", "NOBODYS1")).code()).isEqualTo("34");
  }

  @Test
  void aReversalIsForCodesAndForTheSameDay() throws Exception {
    caller.paid("PAGE0001");
    assertThat(caller.back(caller.frame("99", "01", "000201", "PAGE0001")).code()).isEqualTo("32");
    caller.back(code("CODE0001", PayerBehaviour.PAYS_AT_ONCE));
    Map<String, String> reversal = caller.frame("99", "01", "000000", "CODE0001");
    caller.clock.advance(Duration.ofHours(13));

    assertThat(caller.back(reversal).code()).isEqualTo("39");
  }
}
