// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.servlet.SmokeTable.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
@DisplayName(
    "Every line of the smoke table fails when its fault is planted, and no other line does")
class SmokeTableTest {

  private static final String WECHAT_PAY = "wechatpay";
  private static final String ECPAY = "ecpay";
  private static final String ALIPAY = "alipay";
  private static final String UNIONPAY = "unionpay";
  private static final List<String> SCENES =
      List.of("qr", "mini-program", "official-account", "mobile-page", "in-app");
  private static final List<String> PAGES_AND_VOUCHERS =
      List.of("card-page", "atm", "store-code", "barcode", "subscription");
  private static final List<String> ALIPAY_SCENES =
      List.of("web-page", "mobile-page", "in-app", "mini-program", "qr");
  private static final List<String> UNIONPAY_SCENES =
      List.of("web-page", "mobile-page", "in-app", "qr");
  private static final List<String> CODE_SCENES = List.of("code-at-once", "code-with-password");

  /** A fault, and the line that has to show it. */
  private record Planted(String provider, String scene, String step, FlawedShop shop) {
    String line() {
      return provider + " " + scene + " " + step;
    }

    /** Of the provider's own table: the flaw shows nowhere else. */
    List<Line> run() {
      return switch (provider) {
        case ECPAY -> EcpaySmoke.run(shop.parts(), shop);
        case ALIPAY -> AlipaySmoke.run(shop.parts(), shop);
        case UNIONPAY -> UnionPaySmoke.run(shop.parts(), shop);
        default -> WeChatPaySmoke.run(shop.parts(), shop);
      };
    }

    @Override
    public String toString() {
      return line() + ": " + shop;
    }
  }

  @BeforeAll
  static void quiet() {
    Quiet.please();
  }

  @Test
  void aSoundShopPasses() {
    assertThat(SmokeTable.run(SmokeTable.Parts.sound(), line -> {}))
        .isNotEmpty()
        .allMatch(Line::ok);
  }

  @Test
  void everyLineHasAPlantedFault() {
    List<String> lines =
        SmokeTable.run(SmokeTable.Parts.sound(), line -> {}).stream()
            .map(SmokeTableTest::name)
            .toList();

    assertThat(faults().map(Planted::line).distinct()).containsExactlyInAnyOrderElementsOf(lines);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultFailsItsLineOnly(Planted planted) {
    List<Line> lines = planted.run();

    assertThat(lines.stream().filter(line -> !line.ok()))
        .as("%s", lines)
        .singleElement()
        .satisfies(line -> assertThat(name(line)).isEqualTo(planted.line()))
        .satisfies(line -> assertThat(line.result()).startsWith("FAILED "));
  }

  static Stream<Planted> faults() {
    List<Planted> all = new ArrayList<>();
    for (String scene : SCENES) {
      all.add(planted(scene, "create", Flaw.WRONG_ANSWER_TO_PAYER));
      all.add(during(scene, "create", "pay", Flaw.WRONG_PRICE));
      all.add(planted(scene, "notification", Flaw.FORGETS));
      all.add(planted(scene, "find", Flaw.BLIND));
      all.add(planted(scene, "refund", Flaw.HALF_REFUND));
      all.add(planted(scene, "refund-notification", Flaw.FORGETS));
    }
    for (String scene : CODE_SCENES) {
      all.add(planted(scene, "create", Flaw.WRONG_ANSWER_TO_PAYER));
      all.add(during(scene, "create", "pay", Flaw.WRONG_PRICE));
      all.add(planted(scene, "find", Flaw.BLIND));
      all.add(planted(scene, "refund", Flaw.HALF_REFUND));
      all.add(planted(scene, "refund-notification", Flaw.FORGETS));
    }
    all.add(planted("qr", "notification", Flaw.FAILS_TO_ACT));
    all.add(planted("qr", "notification", Flaw.BELIEVES_THE_RETURN));
    all.add(planted("qr", "refund-notification", Flaw.FAILS_TO_ACT));
    all.add(planted("attack", "forged", Flaw.BELIEVES_ANYTHING));
    all.add(planted("attack", "replayed", Flaw.ACTS_TWICE));
    all.add(planted("attack", "replayed", Flaw.TIMELESS));
    all.add(planted("attack", "smaller-amount", Flaw.BELIEVES_ANYTHING));
    all.add(planted("attack", "other-merchant", Flaw.BELIEVES_ANYTHING));
    all.add(planted("attack", "order-answer-dropped", Flaw.NEW_NUMBER));
    all.add(planted("attack", "refund-answer-dropped", Flaw.TIMEOUT_IS_NO));
    all.add(planted("attack", "refund-answer-dropped", Flaw.LOSES_REFUND));
    all.add(planted("attack", "refund-answer-dropped", Flaw.NEVER_ASKS_AGAIN));
    all.add(planted("attack", "gateway-down", Flaw.TIMEOUT_IS_NO));
    all.add(planted("attack", "gateway-down", Flaw.NEW_NUMBER));
    return Stream.of(all.stream(), ecpayFaults(), alipayFaults(), unionPayFaults())
        .flatMap(faults -> faults);
  }

  private static Stream<Planted> ecpayFaults() {
    List<Planted> all = new ArrayList<>();
    for (String scene : PAGES_AND_VOUCHERS) {
      all.add(ecpay(scene, "create", Flaw.WRONG_ANSWER_TO_PAYER));
      all.add(
          new Planted(
              ECPAY, scene, "pay", new FlawedShop(Flaw.WRONG_PRICE, ECPAY, scene, "create")));
      all.add(ecpay(scene, "notification", Flaw.FORGETS));
      all.add(ecpay(scene, "find", Flaw.BLIND));
    }
    all.add(ecpay("card-page", "notification", Flaw.FAILS_TO_ACT));
    all.add(ecpay("card-page", "return", Flaw.BELIEVES_THE_RETURN));
    for (String scene : List.of("atm", "store-code", "barcode")) {
      all.add(ecpay(scene, "code-issued-is-not-paid", Flaw.CODE_IS_PAID));
    }
    all.add(ecpay("subscription", "second-charge", Flaw.LATER_CHARGE_IS_THE_FIRST));
    all.add(ecpay("subscription", "third-charge-by-asking", Flaw.NEVER_ASKS_AGAIN));
    all.add(ecpay("subscription", "third-charge-by-asking", Flaw.ACTS_TWICE));
    all.add(ecpay("refund", "plan-N", Flaw.HALF_REFUND));
    all.add(ecpay("refund", "plan-E+N", Flaw.LOSES_REFUND));
    all.add(ecpay("refund", "plan-C+R", Flaw.HALF_REFUND));
    all.add(ecpay("refund", "plan-R", Flaw.FORGETS_WHAT_IS_REFUNDED));
    all.add(ecpay("attack", "forged", Flaw.BELIEVES_ANYTHING));
    all.add(ecpay("attack", "replayed", Flaw.ACTS_TWICE));
    all.add(ecpay("attack", "smaller-amount", Flaw.BELIEVES_ANYTHING));
    all.add(ecpay("attack", "other-merchant", Flaw.BELIEVES_ANYTHING));
    all.add(ecpay("attack", "simulated", Flaw.SHIPS_SIMULATED));
    all.add(ecpay("attack", "voucher-answer-dropped", Flaw.NEW_NUMBER));
    all.add(ecpay("attack", "voucher-answer-dropped", Flaw.TIMEOUT_IS_NO));
    all.add(ecpay("attack", "refund-answer-dropped", Flaw.TIMEOUT_IS_NO));
    all.add(ecpay("attack", "refund-answer-dropped", Flaw.LOSES_REFUND));
    all.add(ecpay("attack", "gateway-down", Flaw.TIMEOUT_IS_NO));
    all.add(ecpay("attack", "gateway-down", Flaw.NEW_NUMBER));
    return all.stream();
  }

  /** What every payment of a provider shows that tells of codes and refunds, too. */
  private static List<Planted> toldFaults(String provider, List<String> scenes) {
    List<Planted> all = new ArrayList<>();
    for (String scene : Stream.concat(scenes.stream(), CODE_SCENES.stream()).toList()) {
      all.add(at(provider, scene, "create", Flaw.WRONG_ANSWER_TO_PAYER));
      all.add(
          new Planted(
              provider, scene, "pay", new FlawedShop(Flaw.WRONG_PRICE, provider, scene, "create")));
      all.add(at(provider, scene, "notification", Flaw.FAILS_TO_ACT));
      all.add(at(provider, scene, "find", Flaw.BLIND));
      all.add(at(provider, scene, "refund", Flaw.HALF_REFUND));
      all.add(at(provider, scene, "refund-notification", Flaw.FAILS_TO_ACT));
    }
    all.add(at(provider, "web-page", "return", Flaw.BELIEVES_THE_RETURN));
    all.add(at(provider, "mobile-page", "return", Flaw.BELIEVES_THE_RETURN));
    all.add(at(provider, "attack", "forged", Flaw.BELIEVES_ANYTHING));
    all.add(at(provider, "attack", "replayed", Flaw.ACTS_TWICE));
    all.add(at(provider, "attack", "smaller-amount", Flaw.BELIEVES_ANYTHING));
    all.add(at(provider, "attack", "other-merchant", Flaw.BELIEVES_ANYTHING));
    all.add(at(provider, "attack", "refund-told-as-payment", Flaw.BELIEVES_ANYTHING));
    all.add(at(provider, "attack", "order-answer-dropped", Flaw.NEW_NUMBER));
    all.add(at(provider, "attack", "refund-answer-dropped", Flaw.TIMEOUT_IS_NO));
    all.add(at(provider, "attack", "refund-answer-dropped", Flaw.LOSES_REFUND));
    all.add(at(provider, "attack", "refund-answer-dropped", Flaw.NEVER_ASKS_AGAIN));
    all.add(at(provider, "attack", "gateway-down", Flaw.TIMEOUT_IS_NO));
    all.add(at(provider, "attack", "gateway-down", Flaw.NEW_NUMBER));
    return all;
  }

  private static Stream<Planted> unionPayFaults() {
    List<Planted> all = toldFaults(UNIONPAY, UNIONPAY_SCENES);
    all.add(at(UNIONPAY, "code-refused", "another-code", Flaw.NEW_NUMBER));
    all.add(at(UNIONPAY, "code-left", "reversed", Flaw.NEVER_ASKS_AGAIN));
    all.add(at(UNIONPAY, "refund", "in-parts", Flaw.HALF_REFUND));
    all.add(at(UNIONPAY, "refund", "refused", Flaw.LOSES_REFUND));
    all.add(at(UNIONPAY, "refund", "fails-later", Flaw.NEVER_ASKS_AGAIN));
    all.add(at(UNIONPAY, "attack", "certificates", Flaw.BELIEVES_ANYTHING));
    all.add(at(UNIONPAY, "attack", "weaker-signatures", Flaw.BELIEVES_ANYTHING));
    all.add(at(UNIONPAY, "attack", "order-answer-dropped", Flaw.TIMEOUT_IS_NO));
    all.add(at(UNIONPAY, "card-refused", "asked-until-its-end", Flaw.BELIEVES_THE_RETURN));
    all.add(at(UNIONPAY, "card-refused", "asked-until-its-end", Flaw.NEVER_ASKS_AGAIN));
    all.add(at(UNIONPAY, "late-payment", "goes-back", Flaw.BELIEVES_THE_RETURN));
    all.add(at(UNIONPAY, "late-payment", "goes-back", Flaw.NEVER_ASKS_AGAIN));
    all.add(at(UNIONPAY, "statement", "joined", Flaw.ACTS_TWICE));
    return all.stream();
  }

  private static Stream<Planted> alipayFaults() {
    List<Planted> all = toldFaults(ALIPAY, ALIPAY_SCENES);
    all.add(at(ALIPAY, "attack", "replayed", Flaw.TIMELESS));
    for (String scene : ALIPAY_SCENES) {
      all.add(at(ALIPAY, scene, "notification", Flaw.FORGETS));
      all.add(at(ALIPAY, scene, "refund-notification", Flaw.FORGETS));
    }
    return all.stream();
  }

  private static Planted ecpay(String scene, String step, Flaw flaw) {
    return at(ECPAY, scene, step, flaw);
  }

  private static Planted at(String provider, String scene, String step, Flaw flaw) {
    return new Planted(provider, scene, step, new FlawedShop(flaw, provider, scene, step));
  }

  private static Planted planted(String scene, String step, Flaw flaw) {
    return during(scene, step, step, flaw);
  }

  /** A flaw that shows in one step and is to be seen in another. */
  private static Planted during(String scene, String step, String seenIn, Flaw flaw) {
    return new Planted(WECHAT_PAY, scene, seenIn, new FlawedShop(flaw, WECHAT_PAY, scene, step));
  }

  private static String name(Line line) {
    return line.provider() + " " + line.scene() + " " + line.step();
  }
}
