// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.PaymentChanged;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CheckMacValue is a hash over small letters, so who holds a proven form can change capitals. */
class LetterCaseTest {
  private final Shop shop = Shop.open();
  private final String merchantId = shop.merchant.merchantId();
  private final KeyPair keys = Posted.keys(shop.merchant);
  private final EcpayClient client = shop.client();
  private final FormFields paid = Posted.paid(merchantId, "ORDER1");
  private final FormFields charged = Posted.charged(merchantId, "ORDER1", "11223344");

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSimulationWhoseMarkIsSpelledOtherwiseIsNoPayment() {
    FormFields simulated = Vector.copy(paid).put("SimulatePaid", "1");

    refused(simulated, renamed(simulated, Map.of("SimulatePaid", "simulatePaid")));
  }

  @Test
  void aSimulationsMarkHiddenInOtherLettersIsNoPayment() {
    FormFields simulated = Vector.copy(paid).put("SimulatePaid", "1");
    FormFields hiding =
        renamed(simulated, Map.of()).without("SimulatePaid").put("RtnMsg", "交易成功&simulatepaid=1");

    refused(simulated, hiding);
  }

  /** The payer's browser holds the payment's form, with amount and gwsr if the order asked. */
  @Test
  void aPaymentWithItsCardsFieldsInCapitalsIsNoLaterCharge() {
    FormFields withCard = Vector.copy(paid).put("amount", "100").put("gwsr", "11223344");
    assertThat(client.notifications().verify(Posted.signed(withCard, keys)))
        .isInstanceOf(PaymentChanged.class);

    refused(withCard, renamed(withCard, Map.of("amount", "Amount", "gwsr", "Gwsr")));
    refused(withCard, renamed(withCard, Map.of("gwsr", "Gwsr")));
  }

  /** Without its number it would be remembered by its time, and so be another charge. */
  @Test
  void aLaterChargeWithItsNumberInSmallLettersIsNotAnother() {
    assertThat(client.notifications().verify(Posted.signed(charged, keys)))
        .isInstanceOf(EcpayPeriodCharged.class);

    refused(charged, renamed(charged, Map.of("Gwsr", "gwsr")));
    refused(charged, renamed(charged, Map.of("Amount", "amount")));
    refused(charged, renamed(charged, Map.of("ProcessDate", "processDate")));
  }

  @Test
  void aPaymentAndALaterChargeInOneIsNeither() {
    for (String name : new String[] {"TradeAmt", "PaymentDate"}) {
      FormFields both = Vector.copy(charged).put(name, paid.text(name));
      refused(both, both);
    }
  }

  @Test
  void aRequestOfTheShopsOwnInOtherLettersIsNoNotification() {
    for (String name :
        new String[] {"ChoosePayment", "EncryptType", "TimeStamp", "Action", "ReturnURL"}) {
      FormFields request = Vector.copy(paid).put(name, "1");
      refused(request, renamed(request, Map.of(name, name.toLowerCase(Locale.ROOT))));
    }
  }

  @Test
  void anEventWhoseSignatureIsSpelledOtherwiseIsTheSameEvent() {
    FormFields bound =
        new FormFields()
            .put("MerchantID", merchantId)
            .put("MerchantMemberID", merchantId + "7")
            .put("RtnCode", "1")
            .put("CardID", "187794");
    String value = CheckMacValue.of(bound, keys, CheckMacValue.Hash.SHA256);
    bound.put(CheckMacValue.FIELD, value);
    FormFields small = Vector.copy(bound).put(CheckMacValue.FIELD, value.toLowerCase(Locale.ROOT));

    assertThat(handled(Posted.form(bound))).isEqualTo(Result.HANDLED);
    assertThat(handled(Posted.form(small))).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.events).hasSize(1);
  }

  private Result handled(ReceivedRequest raw) {
    return client.notifications().handle(raw, shop, shop).result();
  }

  private void refused(FormFields genuine, FormFields altered) {
    String right = CheckMacValue.of(genuine, keys, CheckMacValue.Hash.SHA256);
    assertThat(CheckMacValue.of(altered, keys, CheckMacValue.Hash.SHA256))
        .describedAs("the hash does not see it")
        .isEqualTo(right);
    ReceivedRequest raw = Posted.form(altered.put(CheckMacValue.FIELD, right));

    InvalidNotificationException refused =
        catchThrowableOfType(
            InvalidNotificationException.class, () -> client.notifications().verify(raw));
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_WRONG);
    assertThat(handled(raw)).isEqualTo(Result.REFUSED);
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).isEmpty();
  }

  private static FormFields renamed(FormFields fields, Map<String, String> names) {
    FormFields renamed = new FormFields();
    fields.asMap().forEach((name, value) -> renamed.put(names.getOrDefault(name, name), value));
    return renamed;
  }
}
