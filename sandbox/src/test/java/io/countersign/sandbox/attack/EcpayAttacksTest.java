// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.ecpay.EcpayAttacks;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.ecpay.StageMerchant;
import io.countersign.sandbox.junit.SandboxExtension;
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

@DisplayName("ECPay's hostile catalogue")
class EcpayAttacksTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.ecpay();

  @ParameterizedTest
  @EnumSource(EcpayLapse.class)
  void aLapseIsFoundByItsOwnLinesAndNoOthers(EcpayLapse lapse, EcpayMerchant merchant)
      throws IOException {
    try (PlantedEcpayShop shop = new PlantedEcpayShop(merchant, lapse)) {
      AttackReport report =
          AttackRun.against(shop.at("/return")).probe(shop.at("/parcels")).send(attacks(merchant));

      assertThat(names(report.believed()))
          .as(report.table())
          .containsExactlyInAnyOrderElementsOf(believable(lapse, report));
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(report.exitStatus()).isEqualTo(lapse == EcpayLapse.NONE ? 0 : 1);
    }
  }

  /** Newer JDKs' servers hang up on a body that ends early, before the shop can be careless. */
  private static Set<String> believable(EcpayLapse lapse, AttackReport report) {
    Set<String> names = new TreeSet<>(lapse.believed());
    report.results().stream()
        .filter(result -> result.answer().equals("connection closed"))
        .forEach(result -> names.remove(result.attack().name()));
    return names;
  }

  @Test
  void everyLineCanBeBelieved(EcpayMerchant merchant) {
    Set<String> found = new TreeSet<>();
    Stream.of(EcpayLapse.values()).forEach(lapse -> found.addAll(lapse.believed()));
    List<String> hostile =
        attacks(merchant).catalogue().stream()
            .filter(attack -> attack.kind() != Kind.TRUE)
            .map(Attack::name)
            .toList();
    assertThat(hostile).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(found);
  }

  @ParameterizedTest
  @EnumSource(
      value = StageMerchant.class,
      names = {"PAYMENT", "PLATFORM", "OLDER"})
  void aShopWithPublishedKeysOfItsOwnIsAttackedWithOthers(
      StageMerchant published, EcpayGateway gateway) throws IOException {
    EcpayMerchant merchant = gateway.openStageMerchant(published, EcpaySetup.usual());
    try (PlantedEcpayShop shop = new PlantedEcpayShop(merchant, EcpayLapse.NONE)) {
      AttackReport report =
          AttackRun.against(shop.at("/return")).probe(shop.at("/parcels")).send(attacks(merchant));
      assertThat(report.exitStatus()).as(report.table()).isZero();
    } finally {
      gateway.closeMerchant(merchant);
    }
  }

  private static EcpayAttacks attacks(EcpayMerchant merchant) {
    return EcpayAttacks.on(merchant)
        .order(PlantedEcpayShop.ORDER, 100)
        .victim(PlantedEcpayShop.VICTIM);
  }

  private static List<String> names(List<AttackResult> results) {
    return results.stream().map(result -> result.attack().name()).toList();
  }
}
