// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.unionpay.UnionPayAttacks;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("UnionPay's hostile catalogue")
class UnionPayAttacksTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.unionPay();

  @ParameterizedTest
  @EnumSource(UnionPayLapse.class)
  void aLapseIsFoundByItsOwnLinesAndNoOthers(
      UnionPayLapse lapse, UnionPayMerchant merchant, SandboxClock clock) throws IOException {
    try (PlantedUnionPayShop shop = new PlantedUnionPayShop(merchant, clock, lapse)) {
      AttackReport report =
          AttackRun.against(shop.at("/notify")).probe(shop.at("/parcels")).send(attacks(merchant));

      Set<String> believable = new TreeSet<>(lapse.believed());
      // Newer JDKs' servers hang up on a body that ends early, before the shop can be careless.
      report.results().stream()
          .filter(result -> result.answer().equals("connection closed"))
          .forEach(result -> believable.remove(result.attack().name()));
      assertThat(names(report.believed()))
          .as(report.table())
          .containsExactlyInAnyOrderElementsOf(believable);
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(report.exitStatus()).isEqualTo(lapse == UnionPayLapse.NONE ? 0 : 1);
    }
  }

  @Test
  void everyLineCanBeBelieved(UnionPayMerchant merchant) {
    Set<String> found = new TreeSet<>();
    Stream.of(UnionPayLapse.values()).forEach(lapse -> found.addAll(lapse.believed()));
    assertThat(lines(merchant)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(found);
  }

  @Test
  void aNumberWithoutLettersHasNoCapitals(UnionPayMerchant merchant) {
    List<Attack> all = attacks(merchant).victim("20260301").catalogue();
    assertThat(all.stream().map(Attack::name)).doesNotContain("number-in-small-letters");
  }

  private static List<String> lines(UnionPayMerchant merchant) {
    return attacks(merchant).catalogue().stream()
        .filter(attack -> attack.kind() != Kind.TRUE)
        .map(Attack::name)
        .toList();
  }

  private static UnionPayAttacks attacks(UnionPayMerchant merchant) {
    return UnionPayAttacks.on(merchant)
        .order(PlantedUnionPayShop.ORDER, 100)
        .victim(PlantedUnionPayShop.VICTIM)
        .txnTime(PlantedUnionPayShop.TIME);
  }

  private static List<String> names(List<AttackResult> results) {
    return results.stream().map(result -> result.attack().name()).toList();
  }
}
