// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.OpenPage;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Orders that name the payer's card, and what the payer told. */
class CardOnOrderTest {
  private static final PersonalText CARD = PersonalText.of("6216261000000000018");
  private static final PersonalText PHONE = PersonalText.of("13552535506");
  private static final SelfMadeChain.Leaf ENC = ScriptedGateway.CHAIN.unionPay();

  private final ScriptedGateway gateway =
      new ScriptedGateway(ScriptedGateway.accepted().with("tn", "1"));

  private <R> PaymentRequest.Builder<R> order(Scene<R> scene) {
    return gateway
        .order(scene)
        .with(UnionPayOption.card(CARD))
        .with(UnionPayOption.customer(UnionPayCustomer.builder().phone(PHONE).build()));
  }

  private FormFields page(UnionPayClient client) {
    PaymentRequest<OpenPage> request =
        order(Scene.webPage(ScriptedGateway.BACK)).with(UnionPayOption.lockedCardNumber()).build();
    FormFields fields = new FormFields();
    ((OpenPage.PostForm) Shop.accepted(client.create(request)).value())
        .fields()
        .forEach(field -> fields.put(field.name(), field.value()));
    assertThat(fields.text("signature"))
        .isEqualTo(
            ScriptedGateway.MERCHANT.sign(
                ScriptedGateway.plainText(fields), StandardCharsets.UTF_8));
    return fields;
  }

  private static String opened(String base64) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.DECRYPT_MODE, ENC.key());
    return new String(cipher.doFinal(Base64.getDecoder().decode(base64)), StandardCharsets.UTF_8);
  }

  @Test
  void aPageNamesTheCardThatThePayerCannotChange() {
    FormFields page = page(gateway.client());
    assertThat(page.asMap())
        .containsEntry("accNo", CARD.reveal())
        .containsEntry("accType", "01")
        .containsEntry("reserved", "{cardNumberLock=1}")
        .doesNotContainKey("encryptCertId");
    assertThat(Base64.getDecoder().decode(page.text("customerInfo")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{phoneNo=13552535506}");
  }

  @Test
  void whoMayEncryptShowsNeitherCardNorTelephone() throws Exception {
    FormFields page =
        page(UnionPayClient.of(gateway.config().encryptionCertificate(ENC.certificate()).build()));
    assertThat(opened(page.text("accNo"))).isEqualTo(CARD.reveal());
    assertThat(page.text("encryptCertId")).isEqualTo(ENC.certId());
    String info =
        new String(Base64.getDecoder().decode(page.text("customerInfo")), StandardCharsets.UTF_8);
    assertThat(info).doesNotContain(PHONE.reveal());
    assertThat(opened(info.substring("{encryptedInfo=".length(), info.length() - 1)))
        .isEqualTo("phoneNo=13552535506");
  }

  @Test
  void anAppsOrderNamesTheCardAlone() {
    Shop.accepted(gateway.client().create(order(Scene.inApp()).build()));
    assertThat(gateway.fields(0).asMap())
        .containsEntry("accNo", CARD.reveal())
        .containsKey("customerInfo")
        .doesNotContainKeys("accType", "encryptCertId");
  }

  @Test
  void eachIsGivenOnceAndNotWhereACodeIsScanned() {
    for (PaymentRequest<?> odd :
        new PaymentRequest<?>[] {
          order(Scene.inApp()).with(UnionPayOption.card(CARD)).build(),
          order(Scene.qrCode()).build(),
          gateway.order(Scene.inApp()).with(UnionPayOption.card(PersonalText.of("6216 26"))).build()
        }) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> gateway.client().create(odd))
          .withMessageNotContaining("6216");
    }
    assertThat(gateway.calls).isEmpty();
    assertThat(UnionPayOption.card(CARD)).hasToString("UnionPayOption.card");
  }
}
