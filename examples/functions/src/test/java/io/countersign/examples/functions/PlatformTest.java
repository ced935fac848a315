// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlatformTest {

  private static TeaHouse house;

  @BeforeAll
  static void open() {
    house = new TeaHouse();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  static Stream<Arguments> everyProviderEverywhere() {
    return Stream.of(Platform.Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, "wechatpay", 204, ""),
                    Arguments.of(kind, "ecpay", 200, "1|OK"),
                    Arguments.of(kind, "alipay", 200, "success"),
                    Arguments.of(kind, "unionpay", 200, "ok")));
  }

  @ParameterizedTest
  @MethodSource("everyProviderEverywhere")
  void aCallbackPacksOneParcelAndIsAnsweredInTheProvidersWords(
      Platform.Kind kind, String merchant, int status, String words) throws Exception {
    String number = house.paid(merchant);
    Call callback = house.callback(merchant, number);

    try (Platform platform = kind.with(house.shop())) {
      assertThat(platform.post(callback)).isEqualTo(new EventFile.Sent(status, words));
      assertThat(house.status(merchant, number)).isEqualTo("PAID 1");
      // The provider has not heard the answer, and asks again.
      assertThat(platform.post(callback)).isEqualTo(new EventFile.Sent(status, words));
    }
    assertThat(house.status(merchant, number)).isEqualTo("PAID 1");
  }

  @ParameterizedTest
  @MethodSource("everyProviderEverywhere")
  void whatWasChangedOnItsWayIsRefused(
      Platform.Kind kind, String merchant, int status, String words) throws Exception {
    String number = house.paid(merchant);
    Call callback = house.callback(merchant, number);
    byte[] tampered = callback.body().clone();
    // Some digit of the first number there is: an amount, an id, a part of the cipher text.
    int at = tampered.length / 2;
    while (tampered[at] < '0' || tampered[at] > '9') {
      at++;
    }
    tampered[at] = (byte) (tampered[at] == '9' ? '0' : tampered[at] + 1);

    try (Platform platform = kind.with(house.shop())) {
      EventFile.Sent sent = platform.post(callback.with(tampered));
      assertThat(sent.status()).isBetween(400, 499);
      assertThat(sent.body()).isNotEqualTo(words).doesNotContain(number);
    }
    assertThat(house.status(merchant, number)).isEqualTo("OPEN 0");
  }

  @ParameterizedTest
  @EnumSource
  void theNeighboursCallbackIsRefusedHere(Platform.Kind kind) throws Exception {
    String ours = house.paid("wechatpay");
    String theirs = house.paid("neighbour");
    Call callback = house.callback("neighbour", theirs);

    try (Platform platform = kind.with(house.shop())) {
      assertThat(platform.post(callback.at("/notify/wechatpay")).status()).isBetween(400, 499);
      assertThat(house.status("neighbour", theirs)).isEqualTo("OPEN 0");
      assertThat(house.status("wechatpay", ours)).isEqualTo("OPEN 0");
      // At its own path it is as good as any.
      assertThat(platform.post(callback).status()).isEqualTo(204);
    }
    assertThat(house.status("neighbour", theirs)).isEqualTo("PAID 1");
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatIsNobodysIsNotFound(Platform.Kind kind) throws Exception {
    String number = house.paid("wechatpay");
    Call callback = house.callback("wechatpay", number);

    try (Platform platform = kind.with(house.shop())) {
      assertThat(platform.post(callback.at("/notify/nobody")).status()).isEqualTo(404);
      assertThat(platform.post(callback.at("/")).status()).isEqualTo(404);
      assertThat(platform.post(callback.by("PUT")).status()).isEqualTo(405);
    }
    assertThat(house.status("wechatpay", number)).isEqualTo("OPEN 0");
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsTooLargeIsNotRead(Platform.Kind kind) throws Exception {
    String number = house.paid("wechatpay");
    Call callback = house.callback("wechatpay", number);
    byte[] large = " ".repeat(ReceivedRequest.MOST_BYTES + 1).getBytes(StandardCharsets.UTF_8);

    try (Platform platform = kind.with(house.shop())) {
      assertThat(platform.post(callback.with(large)).status()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoCallbackToldIsFoundByTheTimer(Platform.Kind kind) throws Exception {
    try (TeaHouse other = new TeaHouse();
        Platform platform = kind.with(other.shop())) {
      String paid = other.paid("wechatpay");
      String waits = other.ordered("alipay");
      assertThat(platform.tick()).isEqualTo("{\"asked\":0}");

      other.sandbox.clock().advance(Duration.ofMinutes(5));

      assertThat(platform.tick()).isEqualTo("{\"asked\":2}");
      assertThat(other.status("wechatpay", paid)).isEqualTo("PAID 1");
      assertThat(other.status("alipay", waits)).isEqualTo("OPEN 0");
      // What is settled is never asked about again, and what waits is not due yet.
      assertThat(platform.tick()).isEqualTo("{\"asked\":0}");
    }
  }
}
