// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.SignedCall;
import io.countersign.VoucherKind;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever bytes and status come back: an answer of ours or an exception of ours. */
class OddAnswersTest {
  private static final int ROUNDS = 300;

  private final CardShop cards = CardShop.manual();
  private final Shop shop = cards.shop;
  private final PaymentRef paid = cards.authorised();
  private final PaymentRef embedded = cards.embedded();

  @AfterEach
  void close() {
    cards.close();
  }

  private Map<String, Function<EcpayClient, Object>> calls() {
    PaymentRef elsewhere = PaymentRef.of(EcpayClient.PROVIDER, paid.id(), paid.total());
    Map<String, Function<EcpayClient, Object>> calls = new LinkedHashMap<>();
    calls.put("find", client -> client.find(paid));
    calls.put("find by envelope", client -> client.find(embedded));
    calls.put("find what was made elsewhere", client -> client.find(elsewhere));
    calls.put("find voucher", client -> client.findVoucher(paid));
    calls.put("find voucher by envelope", client -> client.findVoucher(embedded));
    for (VoucherKind kind : VoucherKind.values()) {
      calls.put("create " + kind, client -> client.create(voucher(kind)));
    }
    calls.put("find period order", client -> client.periods().find(paid));
    calls.put("find period order by envelope", client -> client.periods().find(embedded));
    calls.put("cancel period order", client -> client.periods().cancel(paid));
    calls.put("cancel period order by envelope", client -> client.periods().cancel(embedded));
    calls.put("retry charge", client -> client.periods().retryLastCharge(paid));
    calls.put("card detail", client -> client.cards().detail(paid));
    calls.put("card detail by envelope", client -> client.cards().detail(embedded));
    calls.put("refund", client -> client.refund(cards.request(paid, 10, 0)));
    calls.put("refund by envelope", client -> client.refund(cards.request(embedded, 10, 0)));
    calls.put("capture", client -> client.cards().carryOut(client.cards().planCapture(paid)));
    calls.put(
        "charge the embedded form",
        client -> client.embedded().createPayment(embedded, Secret.of("0123456789abcdef")));
    calls.put(
        "statement",
        client ->
            client.readStatement(LocalDate.of(2026, 1, 1), row -> assertThat(row).isNotNull()));
    SignedCall form = SignedCall.post("/Cashier/QueryTradeInfo/V5");
    calls.put("raw question", client -> client.read(form.field("MerchantTradeNo", paid.number())));
    calls.put(
        "raw question by envelope",
        client ->
            client.read(
                SignedCall.post("/1.0.0/Cashier/QueryTrade")
                    .json("{\"MerchantTradeNo\":\"" + embedded.number() + "\"}")));
    calls.put(
        "raw write",
        client ->
            client.write(
                SignedCall.post("/CreditDetail/DoAction")
                    .field("MerchantTradeNo", paid.number())
                    .field("Action", "R")));
    return calls;
  }

  private PaymentRequest<?> voucher(VoucherKind kind) {
    return PaymentRequest.in(Scene.voucher(kind))
        .id(shop.freshId())
        .amount(Shop.HUNDRED)
        .description("tea")
        .build();
  }

  @TestFactory
  Stream<DynamicTest> noAnswerIsTooOdd() {
    return calls().entrySet().stream()
        .map(call -> dynamicTest(call.getKey(), () -> neverSurprises(call.getValue())));
  }

  private void neverSurprises(Function<EcpayClient, Object> call) {
    OddAnswers network = new OddAnswers(7);
    EcpayClient client =
        shop.client(shop.config().transport(network).retryPolicy(RetryPolicy.none()));
    ended(call, client);
    assertThat(network.hasLearnt()).describedAs("the call was made").isTrue();
    network.beOdd();
    int failures = 0;
    for (int round = 0; round < ROUNDS; round++) {
      failures += ended(call, client) ? 0 : 1;
    }
    assertThat(failures).describedAs("noise is believed").isGreaterThan(ROUNDS / 2);
  }

  /** Whether it was believed; throws what is not an exception of ours. */
  private static boolean ended(Function<EcpayClient, Object> call, EcpayClient client) {
    try {
      Object answer = call.apply(client);
      return !(answer instanceof Outcome<?>) || answer instanceof Outcome.Accepted<?>;
    } catch (PaymentException ours) {
      assertThat(ours.getMessage()).isNotBlank().hasSizeLessThan(2_000);
      return false;
    }
  }
}
