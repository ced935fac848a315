// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.alipay.AlipayAttacks;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Alipay's hostile catalogue")
class AlipayAttacksTest {
  @RegisterExtension
  static final SandboxExtension SANDBOX =
      SandboxExtension.alipay(AlipaySetup.usual().certificates());

  @Test
  void aCarefulShopBelievesNothingAndTakesWhatIsTrue(AlipayMerchant merchant) throws IOException {
    AttackReport report = run(merchant, "");
    assertThat(names(report.believed())).as(report.table()).isEmpty();
    assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
    assertThat(report.exitStatus()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "signature,no-signature",
    "signature,strangers-key",
    "signature,amount-changed",
    "type,weaker-signature",
    "twice,amount-twice",
    "cut,fields-hidden-in-a-description",
    "amount,smaller-amount",
    "merchant,other-merchant",
    "app,other-application",
    "status,closed-unpaid",
    "refund,partial-refund",
    "repeat,same-notice-twice",
    "kind,money-frozen"
  })
  void aLapseIsFoundByItsOwnLine(String lapse, String line, AlipayMerchant merchant)
      throws IOException {
    AttackReport report = run(merchant, lapse);
    assertThat(names(report.believed())).as(report.table()).contains(line);
    assertThat(report.exitStatus()).isEqualTo(1);
  }

  @Test
  void noLineHasTheNameOfAnother(AlipayMerchant merchant) {
    List<Attack> all = AlipayAttacks.on(merchant).catalogue();
    assertThat(all.stream().map(Attack::name)).doesNotHaveDuplicates();
    assertThat(all.stream().filter(one -> one.kind() == Kind.HOSTILE)).hasSizeGreaterThan(25);
  }

  private static AttackReport run(AlipayMerchant merchant, String lapse) throws IOException {
    try (PlantedAlipayShop shop = new PlantedAlipayShop(merchant, lapse)) {
      return AttackRun.against(shop.at("/notify"))
          .probe(shop.at("/parcels"))
          .send(
              AlipayAttacks.on(merchant)
                  .order(PlantedAlipayShop.ORDER, 100)
                  .victim(PlantedAlipayShop.VICTIM));
    }
  }

  private static List<String> names(List<AttackResult> results) {
    return results.stream().map(result -> result.attack().name()).toList();
  }
}
