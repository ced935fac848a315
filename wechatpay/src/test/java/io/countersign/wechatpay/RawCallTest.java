// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Signal;
import io.countersign.SignedCall;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls without a method of their own keep the rules: questions repeat, writes do not. */
class RawCallTest {
  private static final String OPENID = "oUpF8uMuAJO-M2pxb1Q9zNjWeS6o";
  private static final String COUPONS = "/v3/marketing/favor/users/" + OPENID + "/coupons";

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void onlyAGetWithoutABodyIsAQuestion() {
    for (SignedCall call :
        List.of(
            SignedCall.post("/v3/x"),
            SignedCall.of("PUT", "/v3/x"),
            SignedCall.of("DELETE", "/v3/x"),
            SignedCall.of("get", "/v3/x"),
            SignedCall.get("/v3/x").json("{}"),
            SignedCall.get("/v3/x").encrypted("/name", PersonalText.of("张三")))) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.read(call));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aGetAndAMethodInLowerCaseAreNoWrites() {
    for (String method : List.of("GET", "get", "post", "Patch")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.write(SignedCall.of(method, "/v3/x").json("{}")))
          .withMessageContaining("method");
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aCallByNameIsRefusedBecauseCallsHavePathsHere() {
    SignedCall call = SignedCall.named("alipay.trade.query").json("{}");
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.read(call));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.write(call))
        .withMessageContaining("path");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aNullAnywhereInABodyIsRefusedAndNotDropped() {
    for (String json :
        List.of(
            "{\"a\":null}", "{\"a\":{\"b\":null}}", "{\"a\":[1,null]}", "{\"a\":[{\"b\":null}]}")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.write(SignedCall.post("/v3/x").json(json)));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void anOpenWriteIsToldWithoutThePersonInItsPath() {
    shop.gateway.serve("POST", COUPONS, 200, "{\"coupon_id\":\"1\"}");
    shop.merchant.faults().once(Operation.OTHER, Fault.answerDropped());

    Shop.unknown(client.write(SignedCall.post(COUPONS).json("{\"stock_id\":\"7\"}")));

    Signal.UnknownOpened opened = shop.signals(Signal.UnknownOpened.class).get(0);
    assertThat(opened.number()).contains("/v3/marketing/favor").doesNotContain(OPENID);
    assertThat(shop.signals.toString()).doesNotContain(OPENID);
    assertThat(shop.requests(Operation.OTHER)).hasSize(1);
  }

  @Test
  void theRemedyOfASignErrorHoldsNoPath() {
    for (String seen : List.of(COUPONS, COUPONS + "/changed", COUPONS + "?a=" + OPENID)) {
      shop.merchant.faults().clear();
      shop.merchant
          .faults()
          .always(
              Operation.OTHER,
              Fault.literal(
                  401,
                  "application/json",
                  "{\"code\":\"SIGN_ERROR\",\"message\":\"no\",\"detail\":{\"sign_information\":"
                      + "{\"method\":\"GET\",\"url\":\""
                      + seen
                      + "\",\"sign_message_length\":120}}}"));

      RejectedException refused =
          catchThrowableOfType(RejectedException.class, () -> client.read(SignedCall.get(COUPONS)));

      assertThat(refused.rejection().remedy())
          .contains("WeChat Pay saw")
          .doesNotContain(OPENID, "/v3/");
      assertThat(refused.toString()).doesNotContain(OPENID);
    }
  }
}
