// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentRequest;
import io.countersign.ProviderOption;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each option puts into the form, and which do not go together. */
class OptionsTest {
  private static final URI BACK = URI.create("https://shop.example.com/thanks");
  private static final URI OTHER = URI.create("https://shop.example.com/other");
  private static final EcpaySchedule MONTHLY = new EcpaySchedule(EcpaySchedule.Unit.MONTH, 1, 12);

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyFieldOfTheDocumentIsFilledByTheRequestOrAnOptionOrReachableByName() throws Exception {
    // The last two are filled by payBefore.
    Set<String> filled =
        new LinkedHashSet<>(List.of("PlatformID", "ExpireDate", "StoreExpireDate"));
    for (List<EcpayOption> together : everything()) {
      filled.addAll(form(together.toArray(new EcpayOption[0])).asMap().keySet());
    }
    List<String> byName = new ArrayList<>();
    for (String name : documented()) {
      if (!name.startsWith("#") && !filled.contains(name)) {
        assertThat(form(EcpayOption.field(name, "1")).text(name)).isEqualTo("1");
        byName.add(name);
      } else if (!name.startsWith("#")) {
        assertThatExceptionOfType(InvalidRequestException.class)
            .as(name)
            .isThrownBy(() -> EcpayOption.field(name, "1"))
            .withMessageContaining("filled by");
      }
    }
    assertThat(byName).containsExactly("DeviceSource");
  }

  @Test
  void theGatewayTakesEveryOption() {
    for (List<EcpayOption> together : everything()) {
      new Cashier().open(page(together.toArray(new EcpayOption[0])));
    }
  }

  @Test
  void anOptionIsWrittenAsEcpayWritesIt() {
    Map<EcpayOption, Map<String, String>> expected = new LinkedHashMap<>();
    expected.put(
        EcpayOption.ignorePayment(EcpayMethod.CVS, EcpayMethod.BARCODE),
        Map.of("IgnorePayment", "CVS#BARCODE"));
    expected.put(
        EcpayOption.creditInstallment("3", "6", "30N"), Map.of("CreditInstallment", "3,6,30N"));
    expected.put(EcpayOption.redeem(), Map.of("Redeem", "Y"));
    expected.put(EcpayOption.unionPay(EcpayOption.UnionPay.HIDDEN), Map.of("UnionPay", "2"));
    expected.put(
        EcpayOption.bindingCard("m7"),
        Map.of("BindingCard", "1", "MerchantMemberID", shop.merchant.merchantId() + "m7"));
    expected.put(
        EcpayOption.period(MONTHLY),
        Map.of(
            "PeriodAmount",
            "100",
            "PeriodType",
            "M",
            "Frequency",
            "1",
            "ExecTimes",
            "12",
            "PeriodReturnURL",
            Shop.NOTIFY_URL.toString()));
    expected.put(
        EcpayOption.items(List.of("茶", "cup & saucer")), Map.of("ItemName", "茶#cup & saucer"));
    expected.put(EcpayOption.desc("one", "two"), Map.of("Desc_1", "one", "Desc_2", "two"));
    expected.put(
        EcpayOption.choosePayment(new EcpayMethod("NewPay")), Map.of("ChoosePayment", "NewPay"));
    expected.put(EcpayOption.field("DeviceSource", "x y"), Map.of("DeviceSource", "x y"));

    expected.forEach(
        (option, fields) -> assertThat(form(option).asMap()).containsAllEntriesOf(fields));
    assertThat(form(EcpayOption.withoutExtraPaidInfo()).has("NeedExtraPaidInfo")).isFalse();
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    EcpayOption only = EcpayOption.unionPay(EcpayOption.UnionPay.ONLY);
    EcpayOption offered = EcpayOption.unionPay(EcpayOption.UnionPay.OFFERED);
    EcpayOption hidden = EcpayOption.unionPay(EcpayOption.UnionPay.HIDDEN);
    EcpayOption parts = EcpayOption.creditInstallment("3");
    EcpayOption period = EcpayOption.period(MONTHLY);
    for (EcpayOption other :
        List.of(parts, EcpayOption.redeem(), EcpayOption.bindingCard("m7"), period)) {
      refused("UnionPay", only, other);
      refused("UnionPay", offered, other);
      assertThat(form(hidden, other).text("UnionPay")).isEqualTo("2");
    }
    refused("PeriodType", period, parts);
    refused("PeriodType", period, EcpayOption.redeem());
    refused("UnionPay", only, EcpayOption.orderResultUrl(OTHER));
    refused("PeriodReturnURL", EcpayOption.periodReturnUrl(OTHER));
    assertThat(form(parts, EcpayOption.redeem(), EcpayOption.bindingCard("m7")).has("Redeem"))
        .isTrue();
  }

  @Test
  void anOptionThatMeansNothingWithTheMethodIsRefused() {
    EcpayOption atm = EcpayOption.choosePayment(EcpayMethod.ATM);
    EcpayOption credit = EcpayOption.choosePayment(EcpayMethod.CREDIT);
    for (EcpayOption card :
        List.of(
            EcpayOption.creditInstallment("3"),
            EcpayOption.redeem(),
            EcpayOption.bindingCard("m7"),
            EcpayOption.period(MONTHLY),
            EcpayOption.unionPay(EcpayOption.UnionPay.HIDDEN))) {
      refused("ChoosePayment ATM", atm, card);
      form(credit, card);
      form(EcpayOption.choosePayment(new EcpayMethod("NewPay")), card);
    }
    refused("ChoosePayment ATM", atm, EcpayOption.desc("tea"));
    refused("ChoosePayment ATM", atm, EcpayOption.orderResultUrl(OTHER));
    refused("ChoosePayment ATM", atm, EcpayOption.ignorePayment(EcpayMethod.CVS));
    refused("ChoosePayment Credit", credit, EcpayOption.paymentInfoUrl(OTHER));
    refused("ChoosePayment Credit", credit, EcpayOption.clientRedirectUrl(OTHER));
    refused("ChooseSubPayment", EcpayOption.chooseSubPayment("FIRST"));
    assertThat(form(credit).has("PaymentInfoURL")).isFalse();
  }

  @Test
  void anOptionIsGivenOnceAndToItsOwnProvider() {
    refused("once", EcpayOption.remark("a"), EcpayOption.remark("b"));
    refused("once", EcpayOption.field("New", "a"), EcpayOption.field("NEW", "b"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                shop.client()
                    .create(shop.order(Scene.webPage(BACK)).with(new ProviderOption() {}).build()))
        .withMessageContaining("EcpayOption");
  }

  @Test
  void anOptionShowsNoValue() {
    assertThat(EcpayOption.bindingCard("member7").toString()).isEqualTo("EcpayOption.bindingCard");
    assertThat(invoice().build().toString()).doesNotContain("tea@", "0912");
  }

  @Test
  void browsersNeverEndWhereEcpaysServerPosts() {
    refused("OrderResultURL", EcpayOption.orderResultUrl(Shop.NOTIFY_URL));
    refused("ClientRedirectURL", EcpayOption.clientRedirectUrl(Shop.NOTIFY_URL));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().create(shop.order(Scene.webPage(Shop.NOTIFY_URL)).build()))
        .withMessageContaining("ClientBackURL");
  }

  @Test
  void scheduleLimitsAreTheLooseOnesAndTheStrictOnesAreSaid() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new EcpaySchedule(EcpaySchedule.Unit.YEAR, 2, 3));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new EcpaySchedule(EcpaySchedule.Unit.DAY, 366, 3));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new EcpaySchedule(EcpaySchedule.Unit.MONTH, 1, 1));
    form(EcpayOption.period(new EcpaySchedule(EcpaySchedule.Unit.MONTH, 12, 99)));
    assertThat(shop.signals).isEmpty();
    form(EcpayOption.period(new EcpaySchedule(EcpaySchedule.Unit.MONTH, 12, 100)));
    assertThat(shop.signals.toString()).contains("ExecTimes 100");
  }

  @Test
  void invoiceTextsAreEncodedOnceBeforeTheyAreSigned() {
    FormFields form = form(EcpayOption.invoice(invoice().build()));

    assertThat(form.asMap())
        .containsEntry("InvoiceMark", "Y")
        .containsEntry("CustomerName", "%E5%BC%B5+%26")
        .containsEntry("CustomerEmail", "tea%40shop.example.com")
        .containsEntry("InvoiceItemName", "%E8%8C%B6%7Ccup")
        .containsEntry("InvoiceItemCount", "1|2")
        .containsEntry("InvoiceItemPrice", "60|20")
        .containsEntry("InvoiceItemTaxType", "1|3")
        .containsEntry("TaxType", "9")
        .containsEntry("CarruerNum", "/AB C123")
        .containsEntry("Donation", "0")
        .containsEntry("Print", "0")
        .containsEntry("InvType", "07");
  }

  @Test
  void anInvoiceThatContradictsItselfIsRefused() {
    for (EcpayOrderInvoice.Builder wrong :
        List.of(
            EcpayOrderInvoice.of("R1", items()),
            invoice().printed(),
            invoice().donatedTo("123"),
            invoice().clearance(true),
            EcpayOrderInvoice.of("R1", items()).phone("0912345678").printed())) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(wrong::build);
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> invoice().carrier(EcpayOrderInvoice.Carrier.PHONE_BARCODE, "AB+C1234"));
  }

  /** Options that fit together; between them every one there is. */
  private static List<List<EcpayOption>> everything() {
    return List.of(
        List.of(
            EcpayOption.choosePayment(EcpayMethod.CREDIT),
            EcpayOption.orderResultUrl(OTHER),
            EcpayOption.itemUrl(BACK),
            EcpayOption.remark("fragile"),
            EcpayOption.language("ENG"),
            EcpayOption.creditInstallment("3", "6"),
            EcpayOption.redeem(),
            EcpayOption.bindingCard("m7"),
            EcpayOption.unionPay(EcpayOption.UnionPay.HIDDEN),
            EcpayOption.customField(2, "二"),
            EcpayOption.customField(3, "3!"),
            EcpayOption.customField(4, "4"),
            EcpayOption.tradeDesc("tea"),
            EcpayOption.items(List.of("茶", "杯")),
            EcpayOption.storeId("7"),
            EcpayOption.invoice(invoice().customerId("c7").remark("thanks").delayDays(3).build())),
        List.of(EcpayOption.period(MONTHLY), EcpayOption.periodReturnUrl(OTHER)),
        List.of(
            EcpayOption.choosePayment(EcpayMethod.CVS),
            EcpayOption.chooseSubPayment("IBON"),
            EcpayOption.desc("1", "2", "3", "4"),
            EcpayOption.paymentInfoUrl(OTHER),
            EcpayOption.clientRedirectUrl(URI.create("https://shop.example.com/number"))),
        List.of(
            EcpayOption.ignorePayment(EcpayMethod.CVS),
            EcpayOption.invoice(
                EcpayOrderInvoice.of(
                        "R2",
                        List.of(
                            new EcpayOrderInvoice.Item(
                                "茶",
                                1,
                                "杯",
                                Money.of("100", "TWD"),
                                EcpayOrderInvoice.Tax.ZERO_RATED)))
                    .companyNumber("12345678")
                    .name("茶行")
                    .address("台北市")
                    .phone("0912345678")
                    .clearance(false)
                    .printed()
                    .build())),
        List.of(
            EcpayOption.invoice(
                EcpayOrderInvoice.of("R3", items()).phone("0912345678").donatedTo("168").build())));
  }

  private static List<String> documented() throws Exception {
    try (InputStream names =
        Objects.requireNonNull(OptionsTest.class.getResourceAsStream("order-fields.txt"))) {
      return new String(names.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static EcpayOrderInvoice.Builder invoice() {
    return EcpayOrderInvoice.of("R1", items())
        .name("張 &")
        .email("tea@shop.example.com")
        .carrier(EcpayOrderInvoice.Carrier.PHONE_BARCODE, "/AB+C123");
  }

  private static List<EcpayOrderInvoice.Item> items() {
    return List.of(
        new EcpayOrderInvoice.Item("茶", 1, "壺", Money.of("60", "TWD"), EcpayOrderInvoice.Tax.TAXED),
        new EcpayOrderInvoice.Item(
            "cup", 2, "個", Money.of("20", "TWD"), EcpayOrderInvoice.Tax.EXEMPT));
  }

  private void refused(String message, EcpayOption... options) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> form(options))
        .withMessageContaining(message);
  }

  private FormFields form(EcpayOption... options) {
    return Cashier.fields((OpenPage.PostForm) page(options));
  }

  private OpenPage page(EcpayOption... options) {
    PaymentRequest.Builder<OpenPage> request =
        shop.order(Scene.webPage(BACK)).attachment("shelf 7");
    for (EcpayOption option : options) {
      request.with(option);
    }
    return Shop.accepted(shop.client().create(request.build())).value();
  }
}
