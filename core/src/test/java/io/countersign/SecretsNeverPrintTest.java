// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.RsaSha256;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A canary is planted wherever a secret, a signature, a body or a person can be. */
class SecretsNeverPrintTest {

  private static final String CANARY = "canary-5f1c72e2a8931b72";
  private static final byte[] CANARY_BYTES = CANARY.getBytes(StandardCharsets.UTF_8);

  static Stream<Object> holders() {
    Headers headers =
        Headers.of(
            Map.of("Authorization", List.of(CANARY), "Wechatpay-Signature", List.of(CANARY)));
    Instant now = Instant.parse("2026-07-01T12:00:00Z");
    HttpCall call =
        HttpCall.of(
                "POST",
                URI.create("https://gateway.example/pay?sign=" + CANARY),
                headers,
                true,
                Duration.ofSeconds(1))
            .withBody(CANARY_BYTES);
    return Stream.of(
        Secret.of(CANARY),
        Secret.of(CANARY_BYTES),
        PersonalText.of(CANARY),
        Pem.text(CANARY),
        Scene.inWallet(CANARY),
        Scene.paymentCode(CANARY),
        Scene.mobilePage(CANARY),
        Scene.mobilePage(URI.create("https://shop.example/"), CANARY),
        headers,
        call,
        new HttpAnswer(200, headers, CANARY_BYTES),
        ReceivedRequest.of(headers, CANARY_BYTES, now),
        ProviderFields.of("{\"a\":\"" + CANARY + "\"}", Map.of("a", CANARY)),
        new InvokeWallet(CANARY, Map.of("paySign", CANARY)),
        SignedCall.post("/v3/x")
            .with("a", CANARY)
            .json(CANARY)
            .encrypted("/a", PersonalText.of(CANARY)),
        new RsaSha256(null).signer(Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key")),
        Payment.of(
                PaymentRef.of("p", new PaymentId("T1", now), Money.ofMinor(1, "CNY")),
                PaymentState.PAID,
                "SUCCESS",
                ProviderFields.of("{\"a\":\"" + CANARY + "\"}", Map.of("a", CANARY)),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, now).withRequestId(CANARY))
            .build());
  }

  @ParameterizedTest
  @MethodSource("holders")
  void itPrintsNoCanary(Object holder) {
    assertThat(holder.toString()).isNotBlank().doesNotContain(CANARY, "MIIE");
    assertThat(holder.getClass().getDeclaredMethods())
        .describedAs("prints itself, and not as java.lang.Object does")
        .anyMatch(method -> method.getName().equals("toString"));
  }

  @Test
  void secretsCannotBeSerialised() {
    assertThat(List.of(Secret.of(CANARY), PersonalText.of(CANARY), Pem.text(CANARY)))
        .noneMatch(Serializable.class::isInstance);
  }

  @Test
  void aSecretIsRevealedAsACopyAndComparesByValue() {
    Secret secret = Secret.of(CANARY);
    secret.reveal()[0] = 'X';

    assertThat(secret.reveal()).isEqualTo(CANARY_BYTES);
    assertThat(secret)
        .isEqualTo(Secret.of(CANARY_BYTES))
        .hasSameHashCodeAs(Secret.of("another"))
        .isNotEqualTo(Secret.of("another"))
        .isNotEqualTo(CANARY);
    assertThat(secret.length()).isEqualTo(CANARY.length());
  }

  @Test
  void personalTextIsRevealedOnDemandAndComparesByValue() {
    assertThat(PersonalText.of("张三").reveal()).isEqualTo("张三");
    assertThat(PersonalText.of("张三"))
        .isEqualTo(PersonalText.of("张三"))
        .hasSameHashCodeAs(PersonalText.of("张三"))
        .isNotEqualTo(PersonalText.of("李四"))
        .hasToString("(personal, 2 characters)");
  }
}
