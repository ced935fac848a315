// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.PaymentChanged;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.spi.FormFields;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing but a right CheckMacValue by this merchant's keys makes a form believed. */
class NotificationProofTest {
  private static final KeyPair INVOICES = Vector.key("K3");
  private static final KeyPair LOGISTICS = Vector.key("K4");
  private static final KeyPair PREVIOUS = Vector.key("K5");

  private final Shop shop = Shop.open();
  private final KeyPair keys = Posted.keys(shop.merchant);
  private final EcpayClient client =
      shop.client(
          shop.config()
              .previousKeys(PREVIOUS.hashKey(), PREVIOUS.hashIv())
              .invoiceKeys(shop.merchant.merchantId(), INVOICES.hashKey(), INVOICES.hashIv())
              .logisticsKeys(shop.merchant.merchantId(), LOGISTICS.hashKey(), LOGISTICS.hashIv()));
  private final FormFields paid = Posted.paid(shop.merchant.merchantId(), "ORDER1");
  private final String value = CheckMacValue.of(paid, keys, CheckMacValue.Hash.SHA256);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theFormThatTheOthersAreMadeFromIsBelieved() {
    assertThat(client.notifications().verify(with(value))).isInstanceOf(PaymentChanged.class);
    assertThat(client.notifications().verify(with(value.toLowerCase(Locale.ROOT))))
        .describedAs("the same digits in small letters")
        .isInstanceOf(PaymentChanged.class);
    assertThat(client.notifications().verify(Posted.signed(paid, PREVIOUS)))
        .describedAs("by the pair before the last change")
        .isInstanceOf(PaymentChanged.class);
  }

  @Test
  void whereTheSignatureIsAbsentBlankOrDoubledNothingIsBelieved() {
    assertRefused(Posted.form(paid), Reason.SIGNATURE_MISSING);
    assertRefused(with(""), Reason.SIGNATURE_MISSING);
    assertRefused(with(" \t"), Reason.SIGNATURE_MISSING);
    String signed = text(with(value));
    assertRefused(Posted.body(signed + "&CheckMacValue=" + value), Reason.SIGNATURE_MISSING);
    assertRefused(Posted.body(signed + "&checkmacvalue=" + value), Reason.SIGNATURE_MISSING);
    assertRefused(
        Posted.body(signed.replace("CheckMacValue", "checkMacValue")), Reason.SIGNATURE_MISSING);
  }

  @TestFactory
  Stream<DynamicTest> aSignatureThatProvesNothingIsRefused() {
    EcpayMerchant other = shop.gateway.openMerchant();
    return Stream.of(
            Map.entry("of As", "A".repeat(64)),
            Map.entry("of zeros", "0".repeat(64)),
            Map.entry("cut short", value.substring(0, 63)),
            Map.entry("with a digit after it", value + "0"),
            Map.entry("with a blank after it", value + " "),
            Map.entry("twice in one", value + value),
            Map.entry("MD5", CheckMacValue.of(paid, keys, CheckMacValue.Hash.MD5)),
            Map.entry(
                "by the invoices' pair",
                CheckMacValue.of(paid, INVOICES, CheckMacValue.Hash.SHA256)),
            Map.entry(
                "MD5 by the invoices' pair",
                CheckMacValue.of(paid, INVOICES, CheckMacValue.Hash.MD5)),
            Map.entry(
                "by the logistics' pair",
                CheckMacValue.of(paid, LOGISTICS, CheckMacValue.Hash.SHA256)),
            Map.entry(
                "MD5 by the logistics' pair",
                CheckMacValue.of(paid, LOGISTICS, CheckMacValue.Hash.MD5)),
            Map.entry(
                "by another merchant's pair",
                CheckMacValue.of(paid, Posted.keys(other), CheckMacValue.Hash.SHA256)),
            Map.entry(
                "by a published pair",
                CheckMacValue.of(paid, Vector.key("K1"), CheckMacValue.Hash.SHA256)))
        .map(
            given ->
                DynamicTest.dynamicTest(
                    given.getKey(),
                    () -> assertRefused(with(given.getValue()), Reason.SIGNATURE_WRONG)));
  }

  @Test
  void everyFieldCountsKnownOrNotAndEmptyOnesToo() {
    FormFields more = Vector.copy(paid).put("NewIn2030", "").put("Another", "茶 +~'");
    assertThat(client.notifications().verify(Posted.signed(more, keys))).isNotNull();

    assertRefused(Posted.body(text(with(value)) + "&Unsigned=1"), Reason.SIGNATURE_WRONG);
    assertRefused(Posted.body(text(with(value)) + "&Unsigned="), Reason.SIGNATURE_WRONG);
    assertRefused(
        Posted.body(text(with(value)).replace("&CustomField1=", "")), Reason.SIGNATURE_WRONG);
    assertRefused(Posted.body("\uFEFF" + text(with(value))), Reason.SIGNATURE_WRONG);
    assertRefused(
        Posted.body(text(with(value)).replace("TradeAmt=100", "TradeAmt=100+")),
        Reason.SIGNATURE_WRONG);
    assertRefused(
        Posted.body(text(with(value)).replace("TradeAmt=100", "TradeAmt=1000")),
        Reason.SIGNATURE_WRONG);
  }

  @Test
  void theOrderOfTheFieldsDoesNotMatter() {
    List<String> pairs = new ArrayList<>(List.of(text(with(value)).split("&", -1)));
    Collections.reverse(pairs);

    assertThat(client.notifications().verify(Posted.body(String.join("&", pairs)))).isNotNull();
  }

  @TestFactory
  Stream<DynamicTest> aBodyThatIsNoFormOfEcpaysIsRefused() {
    String signed = text(with(value));
    byte[] gbk =
        ("RtnMsg=交易成功&" + signed.replaceAll("RtnMsg=[^&]*&", "")).getBytes(Charset.forName("GBK"));
    return Stream.of(
            Map.entry("nothing", new byte[0]),
            Map.entry("a name twice", bytes("TradeAmt=1&" + signed)),
            Map.entry("the number twice", bytes(signed + "&MerchantTradeNo=OTHER")),
            Map.entry("semicolons", bytes(signed.replace('&', ';'))),
            Map.entry("a broken escape", bytes(signed + "&x=%")),
            Map.entry("another", bytes(signed + "&x=%zz")),
            Map.entry("an escape of no UTF-8", bytes(signed + "&x=%ff")),
            Map.entry("GBK", gbk),
            Map.entry("no names", bytes("&&&===")),
            Map.entry("100,000 fields", bytes("a=1&".repeat(100_000))),
            Map.entry("100,000 other fields", bytes(manyFields())),
            Map.entry("a value of a megabyte", bytes("a=" + "x".repeat(1_000_000))),
            Map.entry("XML", bytes("<xml><return_code>SUCCESS</return_code></xml>")),
            Map.entry("JSON in a list", bytes("[{\"RtnCode\":1}]")))
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body.getKey(),
                    () -> assertRefused(Posted.body(body.getValue()), Reason.SIGNATURE_MISSING)));
  }

  private static String manyFields() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      many.append('f').append(i).append("=&");
    }
    return many.toString();
  }

  @Test
  void aBodyOfMoreThanAMegabyteIsNotEvenRead() {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> Posted.body(new byte[ReceivedRequest.MOST_BYTES + 1]))
        .satisfies(tooLarge -> assertThat(tooLarge.reason()).isEqualTo(Reason.UNREADABLE));
  }

  /**
   * The signed text joins names and values without escaping, so whoever holds a form can move the
   * border between two fields and keep the hash: here the simulation's mark goes into the text
   * before it.
   */
  @Test
  void aSimulationsMarkHiddenInTheValueBeforeItIsNoPayment() {
    FormFields simulated = Vector.copy(paid).put("SimulatePaid", "1");
    String right = CheckMacValue.of(simulated, keys, CheckMacValue.Hash.SHA256);
    FormFields hiding = new FormFields();
    simulated.asMap().forEach((name, v) -> hiding.put(name, v));
    FormFields moved = without(hiding, "SimulatePaid").put("RtnMsg", "交易成功&SimulatePaid=1");
    assertThat(CheckMacValue.of(moved, keys, CheckMacValue.Hash.SHA256))
        .describedAs("the hash does not see it")
        .isEqualTo(right);
    assertRefused(Posted.form(moved.put(CheckMacValue.FIELD, right)), Reason.SIGNATURE_WRONG);

    FormFields inName = without(without(hiding, "SimulatePaid"), "RtnMsg");
    inName.put("RtnMsg=交易成功&SimulatePaid", "1");
    assertThat(CheckMacValue.of(inName, keys, CheckMacValue.Hash.SHA256)).isEqualTo(right);
    assertRefused(Posted.form(inName.put(CheckMacValue.FIELD, right)), Reason.SIGNATURE_WRONG);
  }

  /** The same keys sign the shop's own order, which every payer's browser holds. */
  @Test
  void anOrderWhoseItemNameWasCutIntoFieldsIsNoPayment() {
    String merchantId = shop.merchant.merchantId();
    FormFields order =
        new FormFields()
            .put("ChoosePayment", "ALL")
            .put("EncryptType", "1")
            .put(
                "ItemName",
                "cup, engraved: x&MerchantID="
                    + merchantId
                    + "&MerchantTradeNo=ORDER1&PaymentType=Credit_CreditCard&RtnCode=1"
                    + "&SimulatePaid=0&TradeAmt=100&TradeNo=1&Z=")
            .put("MerchantID", merchantId)
            .put("MerchantTradeDate", "2026/11/21 12:58:00")
            .put("MerchantTradeNo", "CHEAP1")
            .put("PaymentType", "aio")
            .put("ReturnURL", "https://shop.example.com/ecpay")
            .put("TotalAmount", "1");
    String right = CheckMacValue.of(order, keys, CheckMacValue.Hash.SHA256);
    String tail =
        "&MerchantID="
            + merchantId
            + "&MerchantTradeDate=2026/11/21 12:58:00&MerchantTradeNo=CHEAP1&PaymentType=aio"
            + "&ReturnURL=https://shop.example.com/ecpay&TotalAmount=1";
    FormFields cut =
        new FormFields()
            .put("ChoosePayment", "ALL")
            .put("EncryptType", "1")
            .put("ItemName", "cup, engraved: x")
            .put("MerchantID", merchantId)
            .put("MerchantTradeNo", "ORDER1")
            .put("PaymentType", "Credit_CreditCard")
            .put("RtnCode", "1")
            .put("SimulatePaid", "0")
            .put("TradeAmt", "100")
            .put("TradeNo", "1")
            .put("Z", tail);
    assertThat(CheckMacValue.of(cut, keys, CheckMacValue.Hash.SHA256))
        .describedAs("the hash does not see it")
        .isEqualTo(right);

    assertRefused(Posted.form(cut.put(CheckMacValue.FIELD, right)), Reason.SIGNATURE_WRONG);
  }

  @Test
  void aRequestOfTheShopsOwnIsNoNotification() {
    for (String name :
        List.of("ChoosePayment", "EncryptType", "TimeStamp", "Action", "ReturnURL")) {
      assertRefused(
          Posted.signed(Vector.copy(paid).put(name, "1"), keys), Reason.CONTENT_UNREADABLE);
    }
    assertRefused(Posted.signed(without(paid, "RtnCode"), keys), Reason.CONTENT_UNREADABLE);
  }

  @Test
  void aCustomFieldMayHoldAmpersands() {
    FormFields custom = Vector.copy(paid).put("CustomField1", "a&b=c&d?&").put("CustomField2", "&");

    assertThat(client.notifications().verify(Posted.signed(custom, keys))).isNotNull();
  }

  @Test
  void anotherMerchantsFormIsUnexpectedThoughOurKeysSignedIt() {
    for (FormFields foreign :
        List.of(
            Vector.copy(paid).put("MerchantID", "2999999"),
            Vector.copy(paid).put("MerchantID", ""),
            without(paid, "MerchantID"),
            Vector.copy(paid).put("PlatformID", "2999999"))) {
      ReceivedRequest raw = Posted.signed(foreign, keys);
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> client.notifications().verify(raw));
      assertThat(client.notifications().handle(raw, shop, shop).result())
          .isEqualTo(Result.UNEXPECTED);
    }
  }

  @Test
  void anotherMerchantsEventIsUnexpectedWhateverItTells() {
    for (FormFields event :
        List.of(
            Posted.charged("2999999", "ORDER1", "11"),
            Posted.paid("2999999", "ORDER1").put("RtnCode", "2"),
            Posted.paid("2999999", "ORDER1").put("SimulatePaid", "1"),
            new FormFields()
                .put("MerchantID", "2999999")
                .put("RtnCode", "1")
                .put("CardID", "1")
                .put("MerchantMemberID", "29999991"))) {
      assertThat(client.notifications().handle(Posted.signed(event, keys), shop, shop).result())
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(shop.events).isEmpty();
  }

  @Test
  void theLikelyCauseIsForTheLogAndLongFormsAreNotLookedInto() {
    EcpayMerchant other = shop.gateway.openMerchant();
    FormFields longer = Vector.copy(paid).put("CustomField1", "x".repeat(9_000));

    assertThat(detail(Posted.signed(paid, INVOICES))).contains("invoice");
    assertThat(detail(Posted.signed(paid, Posted.keys(other)))).isNotBlank();
    assertThat(detail(Posted.signed(longer, INVOICES)))
        .endsWith("CheckMacValue is not that of these fields");
  }

  private String detail(ReceivedRequest raw) {
    return client.notifications().handle(raw, shop, shop).detail();
  }

  @Test
  void formsOfOtherProductsAreProvenByTheirPairsAndMd5() {
    FormFields parcel =
        new FormFields()
            .put("MerchantID", shop.merchant.merchantId())
            .put("MerchantTradeNo", "ORDER1")
            .put("RtnCode", "300")
            .put("RtnMsg", "訂單處理中")
            .put("AllPayLogisticsID", "10001")
            .put("LogisticsType", "CVS")
            .put("GoodsAmount", "100");

    EcpayEvent event =
        (EcpayEvent)
            client.notifications().verify(Posted.signed(parcel, LOGISTICS, CheckMacValue.Hash.MD5));

    assertThat(event.type()).isEqualTo(EcpayEvent.LOGISTICS);
    assertRefused(Posted.signed(parcel, keys, CheckMacValue.Hash.MD5), Reason.SIGNATURE_WRONG);
    assertRefused(Posted.signed(parcel, INVOICES, CheckMacValue.Hash.MD5), Reason.SIGNATURE_WRONG);
    assertRefused(Posted.signed(parcel, LOGISTICS), Reason.SIGNATURE_WRONG);
    assertRefused(
        Posted.signed(
            Vector.copy(paid).put("AllPayLogisticsID", "1").put("LogisticsType", "CVS"),
            LOGISTICS,
            CheckMacValue.Hash.MD5),
        Reason.SIGNATURE_WRONG);
    EcpayClient without = shop.client();
    InvalidNotificationException unknown =
        catchThrowableOfType(
            InvalidNotificationException.class,
            () ->
                without
                    .notifications()
                    .verify(Posted.signed(parcel, LOGISTICS, CheckMacValue.Hash.MD5)));
    assertThat(unknown.reason()).isEqualTo(Reason.KEY_UNKNOWN);
  }

  @Test
  void aParcelOfAnotherMerchantIsUnexpected() {
    FormFields parcel =
        new FormFields()
            .put("MerchantID", "2999999")
            .put("RtnCode", "300")
            .put("AllPayLogisticsID", "10001")
            .put("LogisticsType", "CVS");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                client
                    .notifications()
                    .verify(Posted.signed(parcel, LOGISTICS, CheckMacValue.Hash.MD5)));
  }

  @Test
  void noReasonIsToldToStrangersAndNoSecretToAnybody() {
    for (ReceivedRequest forged :
        List.of(
            with("A".repeat(64)),
            Posted.form(paid),
            Posted.body("%"),
            Posted.body("{}"),
            Posted.signed(paid, keys, CheckMacValue.Hash.MD5))) {
      ReceivedReply reply = client.notifications().handle(forged, shop, shop);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.headers()).containsExactly(Map.entry("Content-Type", "text/plain"));
      assertThat(reply.body()).isEqualTo("0|not proven");
      assertThat(reply.detail())
          .isNotBlank()
          .doesNotContain(shop.merchant.hashKey(), shop.merchant.hashIv(), value);
    }
    assertThat(shop.gateway.journal()).describedAs("nobody is asked").isEmpty();
  }

  private ReceivedRequest with(String checkMacValue) {
    return Posted.form(Vector.copy(paid).put(CheckMacValue.FIELD, checkMacValue));
  }

  private static FormFields without(FormFields fields, String name) {
    FormFields less = new FormFields();
    fields
        .asMap()
        .forEach(
            (n, v) -> {
              if (!n.equals(name)) {
                less.put(n, v);
              }
            });
    return less;
  }

  private static String text(ReceivedRequest raw) {
    return new String(raw.body(), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertRefused(ReceivedRequest raw, Reason reason) {
    InvalidNotificationException refused =
        catchThrowableOfType(
            InvalidNotificationException.class, () -> client.notifications().verify(raw));
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
    ReceivedReply reply = client.notifications().handle(raw, shop, shop);
    assertThat(reply.result()).isEqualTo(Result.REFUSED);
    assertThat(reply.acknowledged()).isFalse();
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).isEmpty();
  }
}
