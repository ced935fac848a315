// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.ProviderOption;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What UnionPay would refuse, or show to the payer only, is refused here and unsent. */
class OrderRulesTest {
  private final ScriptedGateway gateway =
      new ScriptedGateway(ScriptedGateway.accepted().with("qrCode", "q").with("tn", "1"));
  private final UnionPayClient client = gateway.client();

  private PaymentRequest.Builder<ShowQrCode> order() {
    return gateway.order(Scene.qrCode());
  }

  private void refused(String message, PaymentRequest.Builder<?> order) {
    int before = gateway.calls.size();
    PaymentRequest<?> request = order.build();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.ref(request))
        .withMessageContaining(message);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(request))
        .withMessageContaining(message);
    assertThat(gateway.calls).describedAs("nothing was sent").hasSize(before);
  }

  private Map<String, String> sent(PaymentRequest.Builder<?> order) {
    assertThat(client.create(order.build())).isInstanceOf(Outcome.Accepted.class);
    return gateway.fields(gateway.calls.size() - 1).asMap();
  }

  @Test
  void aNumberIsOfEightToThirtyTwoLettersAndDigits() {
    for (String number : List.of("aB345678", "x".repeat(32))) {
      assertThat(sent(order().id(new PaymentId(number, gateway.now()))))
          .containsEntry("orderId", number);
    }
    for (String number :
        List.of("1234567", "x".repeat(33), "a-b45678", "a_b45678", "a&b=c678", "{a345678}")) {
      refused("payment number", order().id(new PaymentId(number, gateway.now())));
    }
  }

  @Test
  void anAmountIsOneFenToTwelveDigitsOfIt() {
    Map.of(
            "0.01", "1",
            "0.1", "10",
            "21474836.48", "2147483648",
            "9999999999.99", "999999999999")
        .forEach(
            (yuan, fen) ->
                assertThat(sent(order().amount(Money.of(yuan, "CNY"))))
                    .containsEntry("txnAmt", fen)
                    .containsEntry("currencyCode", "156"));
    refused("amount", order().amount(Money.of("10000000000.00", "CNY")));
    refused("amount", order().amount(Money.of("1", "TWD")));
    refused("amount", order().amount(Money.of("1.00", "USD")));
  }

  @Test
  void aTimeThatIsNotAboutNowIsRefusedBeforeAnythingIsSignedOrSent() {
    for (Scene<?> scene :
        List.of(
            Scene.webPage(ScriptedGateway.BACK),
            Scene.mobilePage(ScriptedGateway.BACK, "203.0.113.7"),
            Scene.inApp(),
            Scene.qrCode(),
            OrdersTest.CODE)) {
      for (Duration age : List.of(Duration.ofMinutes(10), Duration.ofMinutes(-10))) {
        Instant made = gateway.now().minus(age);
        PaymentRequest<?> taken =
            gateway
                .order(scene)
                .id(new PaymentId("TAKEN00" + Math.abs(age.toMinutes()), made))
                .build();
        client.create(taken);
        int before = gateway.calls.size();
        Instant odd = age.isNegative() ? made.plusSeconds(1) : made.minusSeconds(1);
        PaymentRequest<?> late = gateway.order(scene).id(new PaymentId("LATE0000", odd)).build();
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(() -> client.create(late))
            .withMessageContaining("payment id");
        assertThat(client.ref(late).number()).isEqualTo("LATE0000");
        assertThat(gateway.calls).hasSize(before);
      }
    }
  }

  @Test
  void theLastMomentToPayIsAlwaysSentAndWithinBounds() {
    Instant now = gateway.now();
    assertThat(sent(order())).containsEntry("payTimeout", "20261121154523");
    assertThat(sent(order().payBefore(now.plusSeconds(60))))
        .containsEntry("payTimeout", "20261121153123");
    assertThat(sent(order().payBefore(now.plus(Duration.ofDays(30)))))
        .containsEntry("payTimeout", "20261221153023");
    refused("payBefore", order().payBefore(now.plusSeconds(59)));
    refused("payBefore", order().payBefore(now.minusSeconds(1)));
    refused("payBefore", order().payBefore(now.plus(Duration.ofDays(30)).plusSeconds(1)));
  }

  @Test
  void aPaymentCodesLastMomentIsRememberedAndNotSent() {
    Instant end = gateway.now().plus(Duration.ofMinutes(2));
    PaymentRequest<?> request = gateway.order(OrdersTest.CODE).payBefore(end).build();
    assertThat(client.ref(request).payBefore()).contains(end);
    client.create(request);
    assertThat(gateway.fields(0).has("payTimeout")).isFalse();
  }

  @Test
  void addressesAreAbsoluteShortAndWithoutTilde() {
    URI longest = URI.create("https://shop.example.com/" + "x".repeat(256 - 25));
    assertThat(sent(order().notifyUrl(longest))).containsEntry("backUrl", longest.toString());
    for (String odd :
        List.of(
            longest + "x",
            "/notify",
            "http://shop.example.com/n",
            "https://shop.example.com/~me",
            "https://shop.example.com/n?x=1",
            "https://user@shop.example.com/n",
            "https://shop.example.com/n#x")) {
      refused("notifyUrl", order().notifyUrl(URI.create(odd)));
    }
    for (String odd :
        List.of(
            longest + "x",
            "/done",
            "http://shop.example.com/d",
            "https://shop.example.com/~me",
            "https://shop.example.com/d?a=1&txnAmt=1",
            "https://shop.example.com/d'",
            "https://shop.example.com/d#x")) {
      refused("returnUrl", gateway.order(Scene.webPage(URI.create(odd))));
      refused("returnUrl", gateway.order(Scene.mobilePage(URI.create(odd), "203.0.113.7")));
    }
    client.ref(
        gateway.order(Scene.webPage(URI.create("https://shop.example.com/d?order=1"))).build());
    refused("returnUrl", gateway.order(Scene.mobilePage("203.0.113.7")));
    UnionPayClient unaddressed =
        UnionPayClient.of(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .certificate(
                    ScriptedGateway.MERCHANT.privateKey(), ScriptedGateway.MERCHANT.certificate())
                .build());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> unaddressed.ref(order().build()))
        .withMessageContaining("notifyUrl");
  }

  @Test
  void aDescriptionIsReadInAnAppIfItFitsIntoThirtyTwoBytesThere() {
    String most = "茶".repeat(16);
    assertThat(sent(gateway.order(Scene.inApp()).description(most)))
        .containsEntry("orderDesc", most);
    for (String odd : List.of(most + "x", "🍵", "a&b=c", "{a}", "[a]", "\"a\"", "it's", " tea")) {
      assertThat(sent(gateway.order(Scene.inApp()).description(odd)))
          .doesNotContainKey("orderDesc");
    }
    refused("description", gateway.order(Scene.inApp()).description("\ud83c"));
    assertThat(sent(order().description("茶".repeat(127) + "🍵 <b> & '")))
        .doesNotContainKey("orderDesc");
    for (String odd : List.of("", " ", "a\u0000b", "\ud83c", "x".repeat(257))) {
      refused("description", order().description(odd));
    }
  }

  @Test
  void anAttachmentCannotBeTakenForMoreThanOneValue() {
    assertThat(sent(order().attachment("订单 7-1 <b> +%~")))
        .containsEntry("reqReserved", "订单 7-1 <b> +%~");
    for (String odd :
        List.of("a&txnAmt=1", "a=b", "{a", "a}", "[a]", "\"", "'", "🍵", " a", "a ", "", "a\r\n")) {
      refused("attachment", order().attachment(odd));
    }
    sent(order().attachment("茶".repeat(512)));
    refused("attachment", order().attachment("茶".repeat(512) + "x"));
  }

  @Test
  void aPaymentCodeIsOneOfUnionPays() {
    for (String code : List.of("6200123456789012345", "62001234567890123456")) {
      int at = gateway.calls.size();
      client.create(gateway.order(Scene.paymentCode(code)).build());
      assertThat(gateway.fields(at).asMap()).containsEntry("qrNo", code);
    }
    for (String code :
        List.of("280012345678901234", "620012345678901234", "620012345678901234567", "62 1")) {
      PaymentRequest.Builder<?> order = gateway.order(Scene.paymentCode(code));
      refused("payment code", order);
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.ref(order.build()))
          .withMessageNotContaining(code);
    }
  }

  @Test
  void anOptionOfAnotherProviderIsRefused() {
    refused("UnionPayOption", order().with(new ProviderOption() {}));
  }

  @Test
  void anotherMerchantsReferenceIsRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.find(client.ref(order().build()).withOnBehalfOf("12345")));
    assertThat(gateway.calls).isEmpty();
  }
}
