// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayAttacks;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("WeChat Pay's hostile catalogue")
class WeChatPayAttacksTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  /** Ten megabytes and more: sent where they show something, which costs a second each time. */
  private static final Set<String> HEAVY = Set.of("ten-megabyte-number", "huge-body");

  private static AttackRun patient(PlantedShop shop) {
    return AttackRun.against(shop.endpoint()).patience(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @EnumSource(Lapse.class)
  void aLapseIsFoundByItsOwnLinesAndNoOthers(
      Lapse lapse, WeChatPayMerchant merchant, SandboxClock clock) throws IOException {
    try (PlantedShop shop = new PlantedShop(merchant, clock, lapse)) {
      boolean all = lapse == Lapse.NONE || lapse.believed().stream().anyMatch(HEAVY::contains);
      AttackReport report =
          patient(shop)
              .probe(shop.probe())
              .send(all ? attacks(merchant) : new Light(attacks(merchant)));

      assertThat(names(report.believed()))
          .as(report.table())
          .containsExactlyInAnyOrderElementsOf(lapse.believed());
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(report.with(Verdict.HUNG)).isEmpty();
      assertThat(report.with(Verdict.ERROR)).as(report.table()).isEmpty();
      assertThat(report.exitStatus()).isEqualTo(lapse == Lapse.NONE ? 0 : 1);
    }
  }

  @Test
  void everyLineCanBeBelieved(WeChatPayMerchant merchant) {
    Set<String> found = new TreeSet<>();
    Stream.of(Lapse.values()).forEach(lapse -> found.addAll(lapse.believed()));

    List<String> hostile =
        attacks(merchant).catalogue().stream()
            .filter(attack -> attack.kind() != Kind.TRUE)
            .map(Attack::name)
            .toList();
    assertThat(hostile).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(found);
  }

  @Test
  void everyLineSaysWhatItIsAndWhatItCosts(WeChatPayMerchant merchant) {
    assertThat(attacks(merchant).catalogue())
        .allMatch(attack -> attack.name().matches("[a-z0-9]+(-[a-z0-9]+)*"))
        .allMatch(
            attack -> attack.what().matches("[A-Z].*\\.") && attack.cost().matches("[A-Z].*\\."));
  }

  @Test
  void whatOnlyAProbeShowsIsNotCalledBelievedWithoutOne(
      WeChatPayMerchant merchant, SandboxClock clock) throws IOException {
    try (PlantedShop shop = new PlantedShop(merchant, clock, Lapse.SHIPS_WHATEVER_THE_EVENT)) {
      AttackReport report = patient(shop).send(new Light(attacks(merchant)));

      assertThat(names(report.with(Verdict.NOT_SHOWN)))
          .containsExactlyInAnyOrderElementsOf(Lapse.SHIPS_WHATEVER_THE_EVENT.believed());
      assertThat(report.believed()).isEmpty();
      assertThat(report.table()).contains("12 not shown. Give --probe-url");
    }
  }

  @Test
  void withoutAVictimOfItsOwnAnotherEventsEffectMayNotShow(
      WeChatPayMerchant merchant, SandboxClock clock) throws IOException {
    WeChatPayAttacks oneOrder =
        WeChatPayAttacks.on(merchant).order(PlantedShop.ORDER, PlantedShop.TOTAL);
    try (PlantedShop shop = new PlantedShop(merchant, clock)) {
      AttackReport report = patient(shop).probe(shop.probe()).send(new Light(oneOrder));

      assertThat(report.with(Verdict.NOT_SHOWN))
          .hasSize(9)
          .allMatch(result -> result.attack().kind() == Kind.OTHER_EVENT);
    }
  }

  @Test
  void aShopWithOtherKeysIsToldThatItsRefusalsProveNothing(
      WeChatPayMerchant merchant, SandboxClock clock) throws IOException {
    WeChatPayMerchant other = SANDBOX.sandbox().weChatPay().openMerchant();
    try (PlantedShop shop = new PlantedShop(other, clock)) {
      AttackReport report = patient(shop).send(new Light(attacks(merchant)));

      assertThat(report.trueOnesAccepted()).isFalse();
      assertThat(report.exitStatus()).isEqualTo(3);
      assertThat(report.results().get(0).note())
          .contains("configured with these credentials", "ATTACK0001 of 100 fen");
      assertThat(report.table()).contains("does not believe even a true one");
    }
  }

  @Test
  void theHeavyLinesAreInTheCatalogue(WeChatPayMerchant merchant) {
    assertThat(attacks(merchant).catalogue()).extracting(Attack::name).containsAll(HEAVY);
  }

  /** A catalogue without the heavy lines. */
  private record Light(Attacks all) implements Attacks {
    @Override
    public String provider() {
      return all.provider();
    }

    @Override
    public String needs() {
      return all.needs();
    }

    @Override
    public boolean victimIsOpen() {
      return all.victimIsOpen();
    }

    @Override
    public Attack control() {
      return all.control();
    }

    @Override
    public List<Attack> catalogue() {
      return all.catalogue().stream().filter(line -> !HEAVY.contains(line.name())).toList();
    }

    @Override
    public boolean acknowledges(int status, byte[] body) {
      return all.acknowledges(status, body);
    }
  }

  private static WeChatPayAttacks attacks(WeChatPayMerchant merchant) {
    return WeChatPayAttacks.on(merchant)
        .order(PlantedShop.ORDER, PlantedShop.TOTAL)
        .victim(PlantedShop.VICTIM);
  }

  private static List<String> names(List<AttackResult> results) {
    return results.stream().map(result -> result.attack().name()).toList();
  }
}
