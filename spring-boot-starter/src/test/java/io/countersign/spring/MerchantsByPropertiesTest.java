// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static io.countersign.spring.Setting.merchant;
import static io.countersign.spring.Setting.property;
import static io.countersign.spring.Setting.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.CachedMerchants;
import io.countersign.KeyHolder;
import io.countersign.Merchants;
import io.countersign.Money;
import io.countersign.NotificationRouter;
import io.countersign.PaymentClient;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

/** Accounts from properties: what is opened, from what, and when not. */
class MerchantsByPropertiesTest {

  private static Sandbox sandbox;
  private static WeChatPayMerchant teaHouse;

  private final ApplicationContextRunner shop =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CountersignAutoConfiguration.class));

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
    teaHouse = sandbox.weChatPay().openMerchant();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void anAccountAtEachProviderIsOpened() {
    shop.withPropertyValues(merchant("tea", "wechatpay", teaHouse.environment()))
        .withPropertyValues(merchant("rice", "ecpay", sandbox.ecpay().openMerchant().environment()))
        .withPropertyValues(
            merchant("silk", "alipay", sandbox.alipay().openMerchant().environment()))
        .withPropertyValues(
            merchant(
                "jade",
                "unionpay",
                without(sandbox.unionPay().openMerchant().environment(), "UNIONPAY_FRONT_URL")))
        .run(
            context -> {
              Merchants merchants = context.getBean(Merchants.class);
              assertThat(merchants.find("tea").orElseThrow().provider()).isEqualTo("wechatpay");
              assertThat(merchants.find("rice").orElseThrow().provider()).isEqualTo("ecpay");
              assertThat(merchants.find("silk").orElseThrow().provider()).isEqualTo("alipay");
              assertThat(merchants.find("jade").orElseThrow().provider()).isEqualTo("unionpay");
              assertThat(merchants.find("salt")).isEmpty();
              assertThat(context).doesNotHaveBean(PaymentClient.class);
              assertThat(context).doesNotHaveBean(NotificationRouter.class);
            });
  }

  @Test
  void oneAccountAloneIsTheShopsPaymentClient() {
    shop.withPropertyValues(merchant("tea", "wechatpay", teaHouse.environment()))
        .run(
            context -> {
              assertThat(context).hasSingleBean(PaymentClient.class);
              assertThat(context.getBean(PaymentClient.class))
                  .isInstanceOf(WeChatPayClient.class)
                  .isSameAs(context.getBean(Merchants.class).find("tea").orElseThrow());
            });
  }

  @Test
  void withoutPropertiesNothingIsMade() {
    shop.run(
        context -> {
          assertThat(context).hasSingleBean(PaymentClients.class);
          assertThat(context).doesNotHaveBean(Merchants.class);
          assertThat(context).doesNotHaveBean(PaymentClient.class);
          assertThat(context).doesNotHaveBean(WatchedMerchants.class);
        });
  }

  @Test
  void aShopsOwnMerchantsTakeThePlaceOfTheProperties() {
    shop.withUserConfiguration(OwnMerchants.class)
        .withPropertyValues(merchant("tea", "wechatpay", teaHouse.environment()))
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context -> {
              assertThat(context).hasSingleBean(Merchants.class);
              assertThat(context).doesNotHaveBean(PaymentClient.class);
              assertThat(context).doesNotHaveBean(WatchedMerchants.class);
              assertThat(context).hasSingleBean(NotificationRouter.class);
              assertThat(context.getBean(Merchants.class).find("tea")).isEmpty();
            });
  }

  @Test
  void aShopsOwnMerchantsOpenAccountsThatFitIntoTheApplication() {
    Map<String, String> row = teaHouse.environment();
    shop.withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context ->
                assertThat(context.getBean(PaymentClients.class).open("tea", "wechatpay", row))
                    .isInstanceOf(WeChatPayClient.class));
  }

  @Test
  void theNotifyUrlOfAnAccountFollowsFromItsId() {
    Map<String, String> account = without(teaHouse.environment(), "WECHATPAY_NOTIFY_URL");
    shop.withPropertyValues(merchant("tea", "wechatpay", account))
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context -> {
              // Without a notify URL each of them would refuse the request.
              assertThat(actsFor(context.getBean(PaymentClient.class))).isEmpty();
              assertThat(
                      actsFor(
                          context.getBean(PaymentClients.class).open("t", "wechatpay", account)))
                  .isEmpty();
            });
    shop.withPropertyValues(merchant("tea", "wechatpay", account))
        .run(
            context ->
                assertThatThrownBy(() -> actsFor(context.getBean(PaymentClient.class)))
                    .hasMessageContaining("notifyUrl"));
  }

  @Test
  void aServiceProviderActsForTheSubMerchantItNames() {
    Map<String, String> variables = new LinkedHashMap<>(teaHouse.environment());
    variables.put("WECHATPAY_SUB_MCHID", "1900000109");
    shop.withPropertyValues(merchant("tea", "wechatpay", variables))
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context ->
                assertThat(actsFor(context.getBean(PaymentClient.class))).contains("1900000109"));
  }

  @Test
  void aBlankSubMerchantIsNone() {
    Map<String, String> row = new LinkedHashMap<>(teaHouse.environment());
    row.put("WECHATPAY_SUB_MCHID", " ");
    shop.run(
        context ->
            assertThat(actsFor(context.getBean(PaymentClients.class).open("tea", "wechatpay", row)))
                .isEmpty());
  }

  @Test
  void theRouterKnowsTheNotifyUrlOfEachMerchant() {
    shop.withPropertyValues(merchant("tea", "wechatpay", teaHouse.environment()))
        .withPropertyValues("countersign.notify-base=https://shop.example/notify/")
        .run(
            context ->
                assertThat(context.getBean(NotificationRouter.class).notifyUrl("tea"))
                    .isEqualTo(URI.create("https://shop.example/notify/tea")));
  }

  @Test
  void keysAreReadFromLocations(@TempDir Path folder) throws Exception {
    WeChatPayMerchant tea = teaHouse;
    var jade = sandbox.unionPay().openMerchant();
    Path key = Files.writeString(folder.resolve("key.pem"), tea.merchantPrivateKeyPem());
    Path pfx = Files.write(folder.resolve("sign.pfx"), jade.pfx());
    Path der = folder.resolve("enc.cer");
    Files.write(der, derOf(jade.encryptionCertificatePem()));

    shop.withPropertyValues(
            merchant(
                "tea", "wechatpay", without(tea.environment(), "WECHATPAY_MERCHANT_PRIVATE_KEY")))
        .withPropertyValues(
            "countersign.merchants.tea.wechatpay.merchant-private-key-location=" + key.toUri())
        .withPropertyValues(
            merchant(
                "jade",
                "unionpay",
                without(
                    jade.environment(), "UNIONPAY_FRONT_URL", "UNIONPAY_PFX", "UNIONPAY_ENC_CERT")))
        .withPropertyValues(
            "countersign.merchants.jade.unionpay.pfx-location=" + pfx,
            "countersign.merchants.jade.unionpay.enc-cert-location=" + der)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(((KeyHolder) client(context.getBean(Merchants.class))).keyExpiries())
                  .anySatisfy(
                      each -> assertThat(each.purpose()).isEqualTo("encryption certificate"));
            });
  }

  @Test
  void aFileThatCouldBeTextIsHandedOverByItsBytes(@TempDir Path folder) throws Exception {
    record Located(String sm2Location) {}
    Path file = Files.writeString(folder.resolve("sign.sm2"), "text");

    assertThat(
            SettingVariables.read(
                    "countersign.merchants.jade.unionpay",
                    Provider.UNIONPAY,
                    new Located(file.toString()),
                    new DefaultResourceLoader())
                .values())
        .isEqualTo(Map.of("UNIONPAY_SM2", "dGV4dA=="));
  }

  @Test
  void anSm2FileIsReadFromItsLocation(@TempDir Path folder) throws Exception {
    var jade =
        sandbox
            .unionPay()
            .openMerchant(
                UnionPaySetup.usual().signMethod(io.countersign.sandbox.unionpay.SignMethod.SM2));
    Path sm2 = folder.resolve("sign.sm2");
    Files.writeString(sm2, jade.sm2File());
    shop.withPropertyValues(
            merchant(
                "jade",
                "unionpay",
                without(
                    jade.environment(),
                    "UNIONPAY_FRONT_URL",
                    "UNIONPAY_PRIVATE_KEY",
                    "UNIONPAY_CERT")))
        .withPropertyValues(
            "countersign.merchants.jade.unionpay.sm2-location=" + sm2,
            "countersign.merchants.jade.unionpay.sm2-password=" + jade.pfxPassword())
        .run(context -> assertThat(context).hasSingleBean(PaymentClient.class));
  }

  @Test
  void anEvictedAccountIsReadAgainFromItsFiles(@TempDir Path folder) throws Exception {
    WeChatPayMerchant before = teaHouse;
    Path key = Files.writeString(folder.resolve("key.pem"), before.merchantPrivateKeyPem());
    shop.withPropertyValues(
            merchant(
                "tea",
                "wechatpay",
                without(before.environment(), "WECHATPAY_MERCHANT_PRIVATE_KEY")))
        .withPropertyValues(
            "countersign.merchants.tea.wechatpay.merchant-private-key-location=" + key)
        .run(
            context -> {
              CachedMerchants merchants = context.getBean(CachedMerchants.class);
              PaymentClient first = merchants.find("tea").orElseThrow();
              assertThat(merchants.find("tea")).containsSame(first);

              Files.writeString(key, "no key");
              assertThat(merchants.find("tea")).containsSame(first);
              merchants.evict("tea");
              assertThatThrownBy(() -> merchants.find("tea"))
                  .hasMessageStartingWith("countersign.merchants.tea.wechatpay: expected")
                  .hasMessageNotContaining("no key");

              Files.writeString(key, before.merchantPrivateKeyPem());
              assertThat(merchants.find("tea").orElseThrow()).isNotSameAs(first);
            });
  }

  @Test
  void settingsMayStandInTheEnvironment() {
    Map<String, String> variables = teaHouse.environment();
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("COUNTERSIGN_MERCHANTS_TEA_PROVIDER", "wechatpay");
    variables.forEach(
        (variable, value) ->
            environment.put(
                property("tea", "wechatpay", variable)
                    .replace("-", "")
                    .replace('.', '_')
                    .toUpperCase(java.util.Locale.ROOT),
                value));
    shop.withInitializer(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new SystemEnvironmentPropertySource("test-systemEnvironment", environment)))
        .run(
            context ->
                assertThat(context.getBean(Merchants.class).find("tea"))
                    .get()
                    .hasToString(
                        io.countersign.wechatpay.WeChatPayClient.fromEnvironment(variables)
                            .toString()));
  }

  @Test
  void anotherProvidersModuleIsNotNeeded() {
    shop.withClassLoader(
            new FilteredClassLoader(
                "io.countersign.ecpay", "io.countersign.alipay", "io.countersign.unionpay"))
        .withPropertyValues(merchant("tea", "wechatpay", teaHouse.environment()))
        .run(context -> assertThat(context).hasSingleBean(PaymentClient.class));
  }

  @Test
  void aMerchantWithADotInItsIdStandsInBrackets() {
    Map<String, String> variables = sandbox.ecpay().openMerchant().environment();
    String[] pairs = merchant("[tea-house.ECPay]", "ecpay", variables);
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = pairs[i].replace("merchants.[", "merchants[");
    }
    shop.withPropertyValues(pairs)
        .withPropertyValues("countersign.notify-base=https://shop.example/notify")
        .run(
            context ->
                assertThat(context.getBean(Merchants.class).find("tea-house.ECPay")).isPresent());
  }

  private static Optional<String> actsFor(PaymentClient client) {
    return client
        .ref(
            PaymentRequest.in(Scene.qrCode())
                .id(PaymentId.next())
                .amount(Money.of("25.00", "CNY"))
                .description("One cup of tea")
                .build())
        .onBehalfOf();
  }

  private static PaymentClient client(Merchants merchants) {
    return merchants.find("jade").orElseThrow();
  }

  private static byte[] derOf(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnMerchants {
    @Bean
    Merchants accounts() {
      return id -> Optional.empty();
    }
  }
}
