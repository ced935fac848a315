// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.SignedCall;
import io.countersign.Signer;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.spi.RsaSha256;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever bytes and status come back: an answer of ours or an exception of ours, by both ways. */
class OddAnswersTest {
  private static final int ROUNDS = 300;

  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final PaymentRef paid = counter.paid();

  @AfterEach
  void close() {
    shop.close();
  }

  private Map<String, Function<AlipayClient, Object>> calls() {
    PaymentRef opened = counter.opened();
    String about = "{\"out_trade_no\":\"" + paid.number() + "\"}";
    Map<String, Function<AlipayClient, Object>> calls = new LinkedHashMap<>();
    calls.put("find", client -> client.find(paid));
    calls.put("create QR", client -> client.create(shop.order(Scene.qrCode()).build()));
    calls.put("create in wallet", client -> client.create(shop.order(counter.wallet()).build()));
    calls.put(
        "charge",
        client -> client.create(shop.order(counter.code(PayerBehaviour.PAYS_AT_ONCE)).build()));
    calls.put("close", client -> client.close(opened));
    calls.put("refund", client -> client.refund(RefundRequest.of(paid, "R1", Shop.HUNDRED)));
    calls.put("find refund", client -> client.findRefund(paid, "R1"));
    calls.put(
        "raw question", client -> client.read(SignedCall.named("alipay.trade.query").json(about)));
    calls.put(
        "raw question by path",
        client -> client.read(SignedCall.post("/v3/alipay/trade/query").json(about)));
    calls.put(
        "raw write", client -> client.write(SignedCall.named("alipay.trade.close").json(about)));
    return calls;
  }

  @TestFactory
  Stream<DynamicTest> noAnswerIsTooOdd() {
    return calls().entrySet().stream()
        .flatMap(
            call ->
                Stream.of(false, true)
                    .map(
                        openApi ->
                            dynamicTest(
                                call.getKey() + (openApi ? " by OpenAPI v3" : ""),
                                () -> neverSurprises(call.getValue(), openApi))));
  }

  private void neverSurprises(Function<AlipayClient, Object> call, boolean openApi) {
    OddAnswers network = new OddAnswers(7);
    Signer key =
        new RsaSha256(null).signer(Pem.text(shop.merchant.appPrivateKey()).rsaPrivateKey("key"));
    AlipayConfig.Builder config =
        shop.configWithoutKey(shop.merchant)
            // Nobody reads the signature of a question that odd bytes answer.
            .signer(text -> network.isOdd() ? new byte[256] : key.sign(text))
            .transport(network)
            .retryPolicy(RetryPolicy.none());
    AlipayClient client = shop.client(openApi ? config.openApiV3() : config);
    believed(call, client);
    assertThat(network.hasLearnt()).describedAs("the call was made").isTrue();
    network.beOdd();
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(believed(call, client)).describedAs("round " + round).isFalse();
    }
  }

  /**
   * Whether it was believed; throws what is not an exception of ours. An empty answer licenses
   * nothing, and may be anybody's word.
   */
  private static boolean believed(Function<AlipayClient, Object> call, AlipayClient client) {
    try {
      Object answer = call.apply(client);
      if (answer instanceof Optional<?> optional) {
        return optional.isPresent();
      }
      if (answer instanceof Outcome.Rejected<?> rejected) {
        return rejected.rejection().verified();
      }
      return !(answer instanceof Outcome<?>) || answer instanceof Outcome.Accepted<?>;
    } catch (PaymentException ours) {
      assertThat(ours.getMessage()).isNotBlank().hasSizeLessThan(2_000);
      return false;
    }
  }
}
