// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static io.countersign.spring.Setting.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Merchants;
import io.countersign.sandbox.Sandbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

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

  @Test
  void aForgottenIdDoesNotTellTheKey() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.merchants.apiv3-key=" + CANARY));

    assertThat(said.getDescription())
        .isEqualTo(
            "countersign.merchants.apiv3-key: expected no value of its own, but properties below"
                + " it.");
    assertThat(said.getAction()).contains("countersign.merchants.<id>.<provider>.<setting>");
  }

  @Test
  void aValueWhereASectionBelongsIsNotRepeated() {
    for (String property :
        List.of(
            "countersign.merchants.rice.ecpay",
            "countersign.merchants",
            "countersign.merchants.r")) {
      assertThat(analysis(property + "=" + CANARY).getDescription())
          .startsWith(property + ": expected no value of its own");
    }
  }

  @Test
  void aMisreadDurationIsNotRepeated() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.merchants.tea.timeout=" + CANARY));

    assertThat(said.getDescription())
        .isEqualTo("countersign.merchants.tea.timeout: expected a duration such as 10s or PT10S.");
  }

  @Test
  void aMalformedNotifyBaseIsNotRepeated() {
    FailureAnalysis said =
        analysis(
            plus(
                merchant("tea", "wechatpay", variables),
                "countersign.notify-base=https://" + CANARY + " .example/notify"));

    assertThat(said.getDescription()).startsWith("countersign.notify-base: expected an https");
  }

  @Test
  void propertiesOfOthersAreTheirOwnMatter() {
    shop.withUserConfiguration(Others.class)
        .withPropertyValues("others.pause=soon")
        .run(
            context -> {
              assertThat(context.getStartupFailure())
                  .hasStackTraceContaining("ConversionFailedException");
              assertThat(new MerchantSettingsFailureAnalyzer().analyze(context.getStartupFailure()))
                  .isNull();
            });
  }

  @ConfigurationProperties("others")
  record OthersProperties(java.time.Duration pause) {}

  @EnableConfigurationProperties(OthersProperties.class)
  static class Others {}

  /** What Boot would print: the first of all its analyzers that knows what to say. */
  private static FailureAnalysis printed(Throwable failure) {
    List<FailureAnalyzer> analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(
                FailureAnalyzer.class,
                ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                    .and(Environment.class, new StandardEnvironment()),
                (type, name, none) -> {});
    assertThat(analyzers).hasSizeGreaterThan(10);
    return analyzers.stream()
        .map(each -> each.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private FailureAnalysis analysis(String... properties) {
    FailureAnalysis[] said = new FailureAnalysis[1];
    shop.withPropertyValues(properties)
        .run(
            context -> {
              assertThat(context).hasFailed();
              Throwable failure = context.getStartupFailure();
              StringWriter trace = new StringWriter();
              failure.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain(CANARY);
              said[0] = printed(failure);
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
