// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static io.countersign.spring.Setting.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Merchants;
import io.countersign.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a start says that fails: the property, what it should be, what to do; never a value. */
class SettingsFailureTest {

  private static final String CANARY = "canary-7d1f2c";

  private static Map<String, String> variables;

  private ApplicationContextRunner shop =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CountersignAutoConfiguration.class));

  @BeforeAll
  static void openMerchant() {
    try (Sandbox sandbox = Sandbox.start()) {
      variables = sandbox.weChatPay().openMerchant().environment();
    }
  }

  @AfterAll
  static void forget() {
    variables = Map.of();
  }

  @Test
  void aMissingSettingIsNamedAsProperty() {
    FailureAnalysis said =
        analysis(merchant("tea", "wechatpay", without(variables, "WECHATPAY_MCHID")));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.wechatpay.mchid: expected a value; it is" + " missing.");
    assertThat(said.getAction())
        .isEqualTo(
            "Set countersign.merchants.tea.wechatpay.mchid, or"
                + " COUNTERSIGN_MERCHANTS_TEA_WECHATPAY_MCHID in the environment.");
  }

  @Test
  void aMissingProviderIsAskedFor() {
    FailureAnalysis said = analysis("countersign.merchants.tea.wechatpay.mchid=" + CANARY);

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.provider: expected one of wechatpay, ecpay, alipay,"
                + " unionpay; it is missing.");
  }

  @Test
  void anUnknownProviderIsNotRepeated() {
    FailureAnalysis said = analysis("countersign.merchants.tea.provider=" + CANARY);

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.provider: expected one of wechatpay, ecpay, alipay,"
                + " unionpay.");
  }

  @Test
  void aProviderWithoutSettingsIsAskedForThem() {
    FailureAnalysis said = analysis("countersign.merchants.tea.provider=ecpay");

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.ecpay: expected the account's settings; there are none.");
  }

  @Test
  void settingsOfAnotherProviderAreNotPassedOver() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.merchants.tea.ecpay.hash-key=" + CANARY));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.ecpay: expected nothing, because this account's provider is"
                + " wechatpay.");
  }

  @Test
  void aMisspeltKeyIsNamedWithoutItsValue() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.merchants.tea.wechatpay.apiv3-kee=" + CANARY));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.wechatpay.apiv3-kee: expected no such property; nothing"
                + " reads it.");
  }

  @Test
  void keyTextInALocationIsNotRepeated() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", without(variables, "WECHATPAY_MERCHANT_PRIVATE_KEY")),
                "countersign.merchants.tea.wechatpay.merchant-private-key-location=" + CANARY));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.wechatpay.merchant-private-key-location: expected a path,"
                + " or a file: or classpath: location, that can be read.");
    assertThat(said.getAction())
        .contains("countersign.merchants.tea.wechatpay.merchant-private-key.");
  }

  @Test
  void aKeyAndItsLocationAreOneTooMany() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.merchants.tea.wechatpay.merchant-private-key-location=" + CANARY));

    assertThat(said.getDescription())
        .contains("merchant-private-key: expected it or")
        .contains("merchant-private-key-location, not both");
  }

  @Test
  void aBrokenKeyIsNotRepeated() {
    Map<String, String> broken = new TreeMap<>(variables);
    broken.put("WECHATPAY_MERCHANT_PRIVATE_KEY", CANARY);

    FailureAnalysis said = analysis(merchant("tea", "wechatpay", broken));

    assertThat(said.getDescription())
        .startsWith("countersign.merchants.tea.wechatpay: expected ")
        .contains("a path belongs into the property that ends in -location")
        .contains("(merchant key)");
  }

  @Test
  void aNotifyBaseOverPlainHttpIsRefused() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.notify-base=http://" + CANARY + ".example/notify"));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.notify-base: expected an https address with a path of its own, without"
                + " query and fragment (http on loopback only).");
  }

  @Test
  void aNotifyBaseWithoutAPathIsRefusedAsItWouldTakeEveryForm() {
    for (String base : List.of("https://shop.example", "https://shop.example/")) {
      FailureAnalysis said =
          analysis(
              plus(merchant("tea", "wechatpay", variables), "countersign.notify-base=" + base));

      assertThat(said.getDescription()).contains("with a path of its own");
    }
  }

  @Test
  void aMisspeltPropertyIsNoticedBesideAShopsOwnMerchants() {
    shop = shop.withBean(Merchants.class, () -> id -> Optional.empty());

    assertThat(analysis("countersign.notify-bass=" + CANARY).getDescription())
        .isEqualTo("countersign.notify-bass: expected no such property; nothing reads it.");
  }

  @Test
  void anEmptyNotifyBaseIsRefused() {
    FailureAnalysis said =
        analysis(plus(merchant("tea", "wechatpay", variables), "countersign.notify-base="));

    assertThat(said.getDescription()).startsWith("countersign.notify-base: expected an https");
  }

  @Test
  void anAbsentModuleIsNamedAsTheArtifactToAdd() {
    shop = shop.withClassLoader(new FilteredClassLoader("io.countersign.wechatpay"));

    FailureAnalysis said = analysis(merchant("tea", "wechatpay", variables));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.tea.provider: expected the module of wechatpay on the class"
                + " path.");
    assertThat(said.getAction())
        .isEqualTo("Add the dependency io.github.countersign:countersign-wechatpay.");
  }

  private FailureAnalysis analysis(String... properties) {
    FailureAnalysis[] said = new FailureAnalysis[1];
    shop.withPropertyValues(properties)
        .run(
            context -> {
              assertThat(context).hasFailed();
              said[0] = new MerchantSettingsFailureAnalyzer().analyze(context.getStartupFailure());
              for (Throwable each = context.getStartupFailure();
                  each != null;
                  each = each.getCause()) {
                assertThat(String.valueOf(each.getMessage())).doesNotContain(CANARY);
              }
            });
    assertThat(said[0]).isNotNull();
    assertThat(said[0].getDescription() + said[0].getAction()).doesNotContain(CANARY);
    return said[0];
  }

  private static String[] plus(String[] properties, String more) {
    String[] all = java.util.Arrays.copyOf(properties, properties.length + 1);
    all[properties.length] = more;
    return all;
  }
}
