// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which scenes are served, that accepted is not paid, and what is refused before anything is sent.
 */
abstract class CreationContract extends MerchantAtGateway {

  @Test
  void everyKindOfSceneIsEitherServedOrRefused() {
    Set<Class<?>> kinds = new HashSet<>();
    gateway.scenesThatWork().forEach(scene -> kinds.add(scene.getClass()));
    gateway.scenesThatAreRefused().forEach(scene -> kinds.add(scene.getClass()));
    gateway.paymentCode().ifPresent(scene -> kinds.add(scene.getClass()));

    assertThat(kinds)
        .containsExactlyInAnyOrder(
            Arrays.stream(Scene.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
  }

  @TestFactory
  Stream<DynamicTest> aServedSceneIsAcceptedAndAcceptedIsNotPaid() {
    PaymentClient client = steadyClient();
    return gateway.scenesThatWork().stream()
        .map(
            scene ->
                dynamicTest(
                    scene.getClass().getSimpleName(),
                    () -> {
                      PaymentRequest<?> request = request(scene);

                      Outcome<?> outcome = client.create(request);

                      Outcome.Accepted<?> accepted = accepted(outcome);
                      assertThat(accepted.value()).isNotNull();
                      PaymentRef ref = accepted.payment().orElseThrow();
                      assertThat(ref.number()).isEqualTo(request.id().number());
                      assertThat(ref.total()).isEqualTo(request.amount());
                      assertThat(gateway.charges(ref.number())).isZero();
                      client.find(ref).ifPresent(found -> assertThat(found.isPaid()).isFalse());
                      show(accepted);
                      client.find(ref).ifPresent(found -> assertThat(found.isPaid()).isFalse());
                      assertThat(gateway.charges(ref.number())).isZero();

                      gateway.pay(ref);

                      assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
                      assertThat(gateway.charges(ref.number())).isEqualTo(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aSceneThatIsNotServedIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    return gateway.scenesThatAreRefused().stream()
        .map(
            scene ->
                dynamicTest(
                    scene.getClass().getSimpleName(), () -> assertNothingIsSent(client, scene)));
  }

  private void assertNothingIsSent(PaymentClient client, Scene<?> scene) {
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(request(scene)));

    assertThat(requestsOfAllKinds()).isEqualTo(before);
  }

  @Test
  void anOptionOfAnotherProviderIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().with(foreign()).build()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.refund(fullRefund(paid).with(foreign())));

    assertThat(requestsOfAllKinds()).isEqualTo(before);
  }

  @Test
  void anUnknownCurrencyIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                client.create(
                    requestBuilder().amount(gateway.amountInAnUnknownCurrency()).build()));

    assertThat(requestsOfAllKinds()).isZero();
  }

  @Test
  void aDescriptionCutInTheMiddleOfAnEmojiIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().description("tea \ud83c").build()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().description("tea\u0000").build()));

    assertThat(requestsOfAllKinds()).isZero();
  }

  @Test
  void aReferenceOfAnotherProviderIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRef foreign = PaymentRef.of("nobodypay", freshId(), gateway.amount());

    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.find(foreign));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.refund(fullRefund(foreign)));

    assertThat(requestsOfAllKinds()).isZero();
  }

  private static ForeignOption foreign() {
    return ForeignOption.SEVEN_DAYS_LATER;
  }
}
