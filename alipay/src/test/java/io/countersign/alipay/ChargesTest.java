// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedGateway.lost;
import static io.countersign.alipay.ScriptedGateway.refusal;
import static io.countersign.alipay.ScriptedGateway.signed;
import static io.countersign.alipay.ScriptedGateway.success;
import static io.countersign.alipay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import java.net.URI;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Payments without the payer's doing: what is sent, and that they are taken once. */
class ChargesTest {
  private static final PaymentId ID = new PaymentId("C20260701", ScriptedGateway.NOW);
  private static final String PAID =
      success(
          "\"out_trade_no\":\"C20260701\",\"trade_no\":\"2026070122001400000000000001\","
              + "\"total_amount\":\"12.00\",\"gmt_payment\":\"2026-07-01 12:00:01\"");

  private static AlipayCharge.Builder agreed() {
    return AlipayCharge.byAgreement("20260701123456", "CYCLE_PAY_AUTH")
        .id(ID)
        .amount(Money.of("12.00", "CNY"))
        .description("会员");
  }

  @Test
  void everyFieldOfAChargeByAgreementReachesTheWire() {
    ScriptedGateway gateway = new ScriptedGateway(signed(PAID));

    Payment paid =
        Shop.accepted(
                gateway
                    .client()
                    .agreements()
                    .charge(
                        agreed()
                            .applyToken("MDEDUCT0068292ca377d1d44b65fa24ec9cd89132f")
                            .authConfirmNo("2026070100000001")
                            .deductPermission("{\"quota\":\"12.00\"}")
                            .later()
                            .attachment("member 7")
                            .notifyUrl(URI.create("https://shop.example.com/members"))
                            .with(AlipayOption.storeId("S1"))
                            .build()))
            .value();

    assertThat(paid.state()).isEqualTo(PaymentState.PAID);
    assertThat(paid.ref().product()).contains("agreement");
    assertThat(gateway.methods()).containsExactly("trade.pay");
    assertThat(gateway.parameters(0))
        .containsEntry("notify_url", "https://shop.example.com/members");
    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"out_trade_no\":\"C20260701\",\"total_amount\":\"12.00\",\"subject\":\"会员\","
                + "\"passback_params\":\"member%207\",\"product_code\":\"CYCLE_PAY_AUTH\","
                + "\"is_async_pay\":true,\"agreement_params\":{\"agreement_no\":\"20260701123456\","
                + "\"apply_token\":\"MDEDUCT0068292ca377d1d44b65fa24ec9cd89132f\","
                + "\"auth_confirm_no\":\"2026070100000001\","
                + "\"deduct_permission\":\"{\\\"quota\\\":\\\"12.00\\\"}\"},\"store_id\":\"S1\"}");
  }

  @Test
  void everyFieldOfAChargeFromFrozenMoneyReachesTheWire() {
    ScriptedGateway gateway = new ScriptedGateway(signed(PAID));

    gateway
        .client()
        .preAuthorisations()
        .pay(
            AlipayCharge.fromFrozen("2026070110002000000000000001", "PREAUTH_PAY")
                .id(ID)
                .amount(Money.of("12.00", "CNY"))
                .description("租金")
                .payerOpenId(PersonalText.of("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5"))
                .build());

    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"out_trade_no\":\"C20260701\",\"total_amount\":\"12.00\",\"subject\":\"租金\","
                + "\"product_code\":\"PREAUTH_PAY\",\"auth_no\":\"2026070110002000000000000001\","
                + "\"auth_confirm_mode\":\"NOT_COMPLETE\","
                + "\"buyer_open_id\":\"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5\"}");
  }

  @Test
  void whatIsNotProvenIsUnknownAndNotSentAgain() {
    for (ScriptedGateway.Step step :
        List.of(lost(), unsigned(PAID), signed(success("")), signed(refusal("ACQ.SYSTEM_ERROR")))) {
      ScriptedGateway gateway = new ScriptedGateway(step);

      Outcome<Payment> outcome = gateway.client().agreements().charge(agreed().build());

      assertThat(((Outcome.Unknown<?>) outcome).followUp()).isInstanceOf(FollowUp.Ask.class);
      assertThat(gateway.methods()).containsOnlyOnce("trade.pay");
    }
  }

  @Test
  void whatBreaksARuleIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(lost());
    AlipayCharge frozen =
        AlipayCharge.fromFrozen("A1", "PRE_AUTH")
            .id(ID)
            .amount(Money.of("12.00", "CNY"))
            .description("x")
            .build();

    refused("charge", () -> gateway.client().agreements().charge(frozen));
    refused("charge", () -> gateway.client().preAuthorisations().pay(agreed().build()));
    refused("auth_confirm_mode", () -> agreed().completing());
    refused("apply_token", () -> AlipayCharge.fromFrozen("A1", "PRE_AUTH").applyToken("t"));
    refused("id", () -> AlipayCharge.fromFrozen("A1", "PRE_AUTH").build());
    refused("description", () -> agreed().description("a&sign=b"));
    refused(
        "product_code",
        () ->
            gateway
                .client()
                .agreements()
                .charge(agreed().with(AlipayOption.productCode("X")).build()));
    assertThat(gateway.calls).isEmpty();
    assertThat(agreed().build().toString()).doesNotContain("20260701123456");
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
