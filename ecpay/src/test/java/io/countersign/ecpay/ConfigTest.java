// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import io.countersign.SignedCall;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wrong key or variable is found when the client is built, named, and never shown. */
class ConfigTest {
  private static final Secret OTHER = Secret.of("0therSecret12345");

  private final Shop shop = Shop.open();
  private final Map<String, String> variables = new HashMap<>(shop.merchant.environment());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aKeyOfAnotherLengthOrFormIsRefusedWithItsLengthOnly() {
    for (int length : new int[] {1, 15, 17, 32}) {
      Secret wrong = Secret.of("k3yCanary".repeat(4).substring(0, length));
      refused(config -> config.keys(wrong, OTHER), "HashKey", "not " + length);
      refused(config -> config.keys(OTHER, wrong), "HashIV", "not " + length);
      refused(config -> config.previousKeys(wrong, OTHER), "HashKey");
      refused(config -> config.invoiceKeys("2000132", OTHER, wrong), "HashIV");
      refused(config -> config.logisticsKeys("2000132", wrong, OTHER), "HashKey");
    }
    for (String odd : List.of("k3yCanary 345678", "k3yCanary1234\n67", "k3yCanary\u00e9 345")) {
      refused(config -> config.keys(Secret.of(odd), OTHER), "HashKey");
    }
  }

  @Test
  void theSameTextAsKeyAndIvIsAMistake() {
    refused(config -> config.keys(OTHER, OTHER), "HashIV", "the same");
  }

  @Test
  void aMissingPartIsNamed() {
    named(() -> EcpayConfig.builder().build(), "MerchantID");
    named(() -> EcpayConfig.builder().merchantId("3002607").build(), "HashKey and HashIV");
    for (String odd : List.of("", "12345678901", "30-02", "３００２", "3002607 ")) {
      refused(config -> config.merchantId(odd), "MerchantID");
    }
    refused(config -> config.storeId("a b"), "StoreID");
    for (Duration odd : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(2))) {
      refused(config -> config.timeout(odd), "timeout");
    }
    named(
        () -> shop.client().write(SignedCall.post("/Express/Create").field("A", "1")),
        "logistics keys");
  }

  @Test
  void simulatedPaymentsDoNotCountInProduction() {
    for (EcpayEndpoints production :
        List.of(
            EcpayEndpoints.production(), EcpayEndpoints.at(URI.create("https://ecpay.example")))) {
      refused(
          config -> config.endpoints(production).allowSimulatedPayments(),
          "allowSimulatedPayments");
      assertThat(shop.config().endpoints(production).build().simulatedPaymentsCount).isFalse();
    }
    for (EcpayEndpoints tests :
        List.of(EcpayEndpoints.stage(), EcpayEndpoints.at(shop.gateway.baseUri()))) {
      assertThat(
              shop.config()
                  .endpoints(tests)
                  .allowSimulatedPayments()
                  .build()
                  .simulatedPaymentsCount)
          .isTrue();
    }
  }

  @Test
  void everyServiceHasItsHost() {
    assertThat(EcpayEndpoints.production().of(Service.PAYMENT).resolve("/a").toString())
        .isEqualTo("https://payment.ecpay.com.tw/a");
    for (Service service : Service.values()) {
      assertThat(EcpayEndpoints.stage().of(service).resolve("/a").getHost())
          .isEqualTo(service.host() + "-stage.ecpay.com.tw");
    }
    for (String odd :
        List.of(
            "http://payment.ecpay.com.tw",
            "http://127.0.0.1.example.com",
            "ftp://127.0.0.1",
            "https://a:b@payment.ecpay.com.tw",
            "mailto:a@b")) {
      named(() -> EcpayEndpoints.at(URI.create(odd)), "endpoint");
    }
  }

  @Test
  void theEnvironmentIsEnough() {
    EcpayConfig config =
        EcpayConfig.fromEnvironment(variables).toBuilder().clock(shop.clock).build();

    assertThat(config.merchantId()).isEqualTo(shop.merchant.merchantId());
    assertThat(
            EcpayClient.of(config)
                .read(SignedCall.post("/Cashier/QueryTradeInfo/V5").field("MerchantTradeNo", "N1"))
                .fields()
                .text("TradeStatus"))
        .contains("10200047");
    assertThat(EcpayClient.fromEnvironment(variables).toString())
        .contains(shop.merchant.merchantId());
  }

  @Test
  void aMissingVariableIsNamed() {
    for (String name :
        List.of(
            "ECPAY_MERCHANT_ID",
            "ECPAY_HASH_KEY",
            "ECPAY_HASH_IV",
            "ECPAY_INVOICE_HASH_KEY",
            "ECPAY_INVOICE_HASH_IV")) {
      for (String gone : new String[] {"", " "}) {
        Map<String, String> incomplete = new HashMap<>(variables);
        incomplete.put(name, gone);
        named(() -> EcpayConfig.fromEnvironment(incomplete), name);
      }
    }
  }

  @Test
  void halfAPairIsAMistakeAndNoPairIsNone() {
    for (String product : List.of("ECPAY_%s_PREVIOUS", "ECPAY_LOGISTICS_%s")) {
      for (String half : List.of("HASH_KEY", "HASH_IV")) {
        Map<String, String> halved = new HashMap<>(variables);
        halved.put(String.format(product, half), "0therSecret12345");
        named(
            () -> EcpayConfig.fromEnvironment(halved),
            String.format(product, half.equals("HASH_KEY") ? "HASH_IV" : "HASH_KEY"));
      }
    }
    variables.keySet().removeIf(name -> name.startsWith("ECPAY_INVOICE"));
    assertThat(EcpayConfig.fromEnvironment(variables).invoices).isNull();
  }

  @Test
  void aWrongVariableIsNamedAndNotShown() {
    Map.of(
            "ECPAY_HASH_KEY", "k3yCanary",
            "ECPAY_HASH_IV", "k3yCanary123456789",
            "ECPAY_ENDPOINT", "k3yCanary of mine",
            "ECPAY_RETURN_URL", "k3yCanary of mine")
        .forEach(
            (name, wrong) -> {
              Map<String, String> changed = new HashMap<>(variables);
              changed.put(name, wrong);
              named(() -> EcpayConfig.fromEnvironment(changed), name);
            });
    Map.of(
            "ECPAY_MERCHANT_ID", "k3y-Canary",
            "ECPAY_INVOICE_MERCHANT_ID", "k3y-Canary",
            "ECPAY_LOGISTICS_MERCHANT_ID", "3002607",
            "ECPAY_STORE_ID", "k3y-Canary",
            "ECPAY_RETURN_URL", "https://shop.example.com:8443/",
            "ECPAY_ENDPOINT", "http://shop.example.com/")
        .forEach(
            (name, wrong) -> {
              Map<String, String> changed = new HashMap<>(variables);
              changed.put(name, wrong);
              String missing = name.replace("LOGISTICS_MERCHANT_ID", "LOGISTICS_HASH_KEY");
              named(() -> EcpayConfig.fromEnvironment(changed), missing);
            });
    variables.put("ECPAY_HASH_KEY", " " + variables.get("ECPAY_HASH_KEY") + "\n");
    assertThat(EcpayConfig.fromEnvironment(variables).keys.get(0).hashKey())
        .describedAs("blanks around are cut")
        .isEqualTo(Secret.of(shop.merchant.hashKey()));
  }

  @Test
  void aBuilderThatIsUsedAgainChangesNoClientMadeBefore() {
    EcpayConfig.Builder builder = shop.config();
    EcpayConfig first = builder.build();
    builder.merchantId("3002607");

    assertThat(first.merchantId()).isEqualTo(shop.merchant.merchantId());
    assertThat(first.toBuilder().build().merchantId()).isEqualTo(shop.merchant.merchantId());
    assertThat(builder.build().merchantId()).isEqualTo("3002607");
  }

  @Test
  void warmingUpSendsNothing() {
    shop.client().warmUp();

    assertThat(shop.gateway.journal()).isEmpty();
  }

  private void refused(UnaryOperator<EcpayConfig.Builder> change, String... words) {
    named(() -> change.apply(shop.config()).build(), words);
  }

  private void named(ThrowingCallable call, String... words) {
    InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).contains(words);
    StringWriter trace = new StringWriter();
    refused.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString())
        .doesNotContain("anary", "0therSecret", shop.merchant.hashKey(), shop.merchant.hashIv());
  }
}
