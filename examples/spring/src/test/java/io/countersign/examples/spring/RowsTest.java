// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.FollowUp;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the shop writes into its columns, and what it shows of them. */
class RowsTest {

  @Test
  void settingsOfAMerchantComeBackFromTheirColumn() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("WECHATPAY_MCHID", "1900000001");
    settings.put(
        "WECHATPAY_MERCHANT_PRIVATE_KEY", "-----BEGIN KEY-----\nabc=\n-----END KEY-----\n");
    settings.put("WECHATPAY_APPID", "wx=1");

    Map<String, String> read = MerchantTable.map(MerchantTable.text(settings));

    assertThat(read).containsOnlyKeys(settings.keySet());
    assertThat(read).containsEntry("WECHATPAY_APPID", "wx=1");
    // Keys may be written on one line; see README.md of the library.
    assertThat(read.get("WECHATPAY_MERCHANT_PRIVATE_KEY"))
        .isEqualTo("-----BEGIN KEY-----\\nabc=\\n-----END KEY-----\\n");
  }

  @Test
  void aKeyThatAnotherSystemHasWrittenIsOneSettingToo() {
    Map<String, String> settings = Map.of("KEY", "-----BEGIN-----\r\nabc=\r\n-----END-----");

    assertThat(MerchantTable.map(MerchantTable.text(settings)))
        .containsOnly(Map.entry("KEY", "-----BEGIN-----\\nabc=\\n-----END-----"));
  }

  @Test
  void noKeyIsShownByWhatHoldsIt() {
    String canary = "canary-4711";
    assertThat(
            new AdminController.NewMerchant("Tea", "wechatpay", "qr", Map.of("KEY", canary))
                .toString())
        .contains("Tea")
        .doesNotContain(canary);
    ShopSettings settings =
        new ShopSettings(
            URI.create("https://tea.example"),
            canary,
            List.of(),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    assertThat(settings.toString()).contains("tea.example").doesNotContain(canary);
  }

  @Test
  void onlyWhatHasAMomentIsEverDue() {
    Instant at = Instant.parse("2026-11-18T04:00:00Z");
    for (FollowUp next :
        List.of(
            new FollowUp.Ask(at),
            new FollowUp.RepeatSame(at),
            new FollowUp.Close(at),
            new FollowUp.Reverse(at))) {
      assertThat(Columns.due(next)).as(next.toText()).isEqualTo(Columns.time(at));
    }
    assertThat(Columns.due(new FollowUp.Done())).isNull();
    assertThat(Columns.due(new FollowUp.Reconcile())).isNull();
  }

  @Test
  void everyItemHasAPriceInEachCurrencyAndNoOtherNameIsKnown() {
    Catalogue catalogue = Catalogue.ofTheTeaHouse();
    for (Item item : catalogue.items()) {
      assertThat(item.priceIn("CNY")).isPresent();
      assertThat(item.priceIn("TWD")).isPresent();
      assertThat(item.priceIn("USD")).isEmpty();
    }
    assertThat(catalogue.find("gold")).isEmpty();
  }

  @Test
  void theStaffsKeyMayNotBeEmpty() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AdminKey(" "));
  }

  @Test
  void aQrCodeIsAPictureWithoutAnyOtherSite() {
    assertThat(QrPicture.of("weixin://wxpay/bizpayurl?pr=abc"))
        .startsWith("data:image/svg+xml;base64,");
  }
}
