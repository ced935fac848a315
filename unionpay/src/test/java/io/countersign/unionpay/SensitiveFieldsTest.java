// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/**
 * Card numbers, PINs and what a holder tells: encrypted right, by one certificate, and never shown.
 */
class SensitiveFieldsTest {
  private static final String PAN = "6216261000000000018";
  private static final SelfMadeChain.Leaf ENC = ScriptedGateway.CHAIN.unionPay();
  private static final SelfMadeChain.Leaf NEXT = ScriptedGateway.CHAIN.unionPay();

  private final ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.accepted());

  @Test
  void aPinBlockBindsThePinToTheCard() {
    assertThat(HexFormat.of().withUpperCase().formatHex(PinBlock.of(Secret.of("123456"), PAN)))
        .isEqualTo("06122456FFFFFFFE");
    // Worked out by hand: 0C 12 34 56 78 90 12 FF and 00 00 62 12 34 56 78 90.
    assertThat(HexFormat.of().formatHex(PinBlock.of(Secret.of("123456789012"), "1116212345678901")))
        .isEqualTo("0c1256444cc66a6f");
  }

  @Test
  void aPinNeedsItsWholeCardNumber() {
    for (String card : List.of("", "621626", "6216***********0018", "62162610000A0000018")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> PinBlock.of(Secret.of("123456"), card))
          .withMessageContaining("card number")
          .withMessageNotContainingAny("123456", "6216");
    }
    for (String pin : List.of("", "123", "1234567890123", "12345a", "１２３４")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> PinBlock.of(Secret.of(pin), PAN))
          .withMessageContaining("4 to 12 digits");
    }
  }

  @Test
  void withoutPermissionACustomerIsBase64OfBraces() {
    FormFields fields =
        sent(
            config -> config,
            UnionPayCustomer.builder()
                .identityCard(PersonalText.of("341126197709218366"))
                .name(PersonalText.of("全渠道"))
                .build());

    assertThat(fields.text("customerInfo"))
        .isEqualTo(
            "e2NlcnRpZlRwPTAxJmNlcnRpZklkPTM0MTEyNjE5NzcwOTIxODM2NiZjdXN0b21lck5tPeWFqOa4oOmBk30=");
    assertThat(fields.text("accNo")).isEqualTo(PAN);
    assertThat(fields.has("encryptCertId")).isFalse();
  }

  @Test
  void withPermissionTelephoneAndCardDataAreEncryptedTogether() {
    FormFields fields = sent(config -> config.encryptionCertificate(ENC.certificate()), holder());

    assertThat(opened(ENC, fields.text("accNo"))).isEqualTo(PAN);
    assertThat(fields.text("encryptCertId")).isEqualTo(ENC.certId());
    String info = base64(fields.text("customerInfo"));
    assertThat(info)
        .startsWith("{certifTp=01&certifId=341126197709218366&customerNm=全渠道&smsCode=111111&")
        .endsWith("}")
        .doesNotContain("13552535506", "1711", "phoneNo", "cvn2", "expired");
    FormFields parts = AnswerText.fields(info.substring(1, info.length() - 1)).orElseThrow();
    assertThat(opened(ENC, parts.text("encryptedInfo")))
        .isEqualTo("phoneNo=13552535506&cvn2=123&expired=1711");
    assertThat(HexFormat.of().formatHex(openedBytes(ENC, parts.text("pin"))))
        .isEqualTo("06122456fffffffe");
  }

  @Test
  void withoutPermissionForFieldsOnlyThePinIsEncrypted() {
    FormFields fields =
        sent(config -> config.encryptionCertificate(ENC.certificate()).encryptPinOnly(), holder());

    assertThat(fields.text("accNo")).isEqualTo(PAN);
    assertThat(base64(fields.text("customerInfo"))).contains("phoneNo=13552535506", "cvn2=123");
    assertThat(fields.text("encryptCertId")).isEqualTo(ENC.certId());
  }

  @Test
  void aPinIsNeverSentInTheClear() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> sent(config -> config, holder()))
        .withMessageContaining("encryption certificate");
  }

  @Test
  void aMessageWithoutSecretsNamesNoEncryptionCertificate() {
    SensitiveFields none =
        sensitive(config(config -> config.encryptionCertificate(ENC.certificate())));

    Call call = none.customer(UnionPayCustomer.builder().build()).into(call());

    assertThat(call.fields().asMap()).doesNotContainKeys("encryptCertId", "customerInfo", "accNo");
  }

  @Test
  void theFirstValidCertificateEncrypts() {
    SelfMadeChain.Leaf over =
        ScriptedGateway.CHAIN.leaf(
            SelfMadeChain.COMPANY, SelfMadeChain.FROM, Instant.parse("2026-11-20T00:00:00Z"));
    UnionPayConfig config =
        config(
            builder ->
                builder
                    .encryptionCertificate(over.certificate())
                    .encryptionCertificate(ENC.certificate())
                    .encryptionCertificate(NEXT.certificate()));

    Call call = sensitive(config).cardNumber(PersonalText.of(PAN)).into(call());

    assertThat(call.fields().text("encryptCertId")).isEqualTo(ENC.certId());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                sensitive(config(builder -> builder.encryptionCertificate(over.certificate())))
                    .cardNumber(PersonalText.of(PAN))
                    .into(call()))
        .withMessageContaining("valid now");
  }

  @Test
  void sixteenThreadsEncryptSixteenThousandValuesAndNeverTheWrongOne() throws Exception {
    UnionPayConfig config = config(given -> given.encryptionCertificate(ENC.certificate()));
    KeysInUse keys = keys(config);
    PublicCertificate first = keys.encryption();
    PublicCertificate second =
        config(given -> given.encryptionCertificate(NEXT.certificate())).encryption.get(0);
    Map<String, SelfMadeChain.Leaf> holders = Map.of(ENC.certId(), ENC, NEXT.certId(), NEXT);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Map<String, Call>>> tasks = new ArrayList<>();
      for (int thread = 0; thread < 16; thread++) {
        int number = thread;
        tasks.add(
            () -> {
              Map<String, Call> done = new HashMap<>();
              for (int i = 0; i < 1000; i++) {
                if (i % 100 == 0) {
                  keys.encryptBy((i + number) % 200 == 0 ? first : second);
                }
                String card = String.valueOf(6_216_000_000_000_000L + number * 1000L + i);
                done.put(
                    card,
                    new SensitiveFields(config, keys)
                        .cardNumber(PersonalText.of(card))
                        .into(call()));
              }
              return done;
            });
      }
      int right = 0;
      for (Future<Map<String, Call>> task : threads.invokeAll(tasks)) {
        for (Map.Entry<String, Call> each : task.get().entrySet()) {
          FormFields fields = each.getValue().fields();
          // Every tenth is opened: that costs a hundred times what encrypting does.
          if (each.getKey().endsWith("7")) {
            assertThat(opened(holders.get(fields.text("encryptCertId")), fields.text("accNo")))
                .isEqualTo(each.getKey());
          }
          right++;
        }
      }
      assertThat(right).isEqualTo(16_000);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatUnionPayEncryptedForTheMerchantIsOpened() throws Exception {
    UnionPayClient client = gateway.client();
    String info =
        "{certifTp=01&encryptedInfo="
            + sealed("phoneNo=18100000000&expired=2311")
            + "&customerNm=互联网}";

    Map<String, PersonalText> opened =
        client.openCustomerInfo(
            Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));

    assertThat(client.openCardNumber(sealed("6216***********0018")).reveal())
        .isEqualTo("6216***********0018");
    assertThat(client.openCardNumber("0018").reveal()).isEqualTo("0018");
    assertThat(opened).hasSize(4).doesNotContainKey("encryptedInfo");
    assertThat(opened.get("phoneNo").reveal()).isEqualTo("18100000000");
    assertThat(opened.get("customerNm").reveal()).isEqualTo("互联网");
    assertThat(opened.toString()).doesNotContain("18100000000", "互联网");
  }

  @Test
  void whatCannotBeOpenedIsToldAlikeWhateverTheCause() throws Exception {
    String right = sealed(PAN);
    String forAnother =
        Base64.getEncoder()
            .encodeToString(
                config(config -> config.encryptionCertificate(ENC.certificate()))
                    .encryption
                    .get(0)
                    .encrypted(PAN.getBytes(StandardCharsets.UTF_8)));
    List<String> texts = new ArrayList<>();
    for (String wrong :
        List.of(
            "",
            " ",
            right.substring(4),
            right.replace('A', 'B'),
            forAnother,
            "!" + right,
            "A".repeat(344),
            "A".repeat(5000))) {
      try {
        gateway.client().openCardNumber(wrong);
        throw new AssertionError(wrong);
      } catch (InvalidRequestException unreadable) {
        texts.add(unreadable.getMessage());
        assertThat(unreadable.getCause()).isNull();
      }
    }
    assertThat(texts).hasSize(8).containsOnly(texts.get(0));
    assertThat(texts.get(0)).doesNotContain(PAN);
    for (String wrong :
        List.of(
            "",
            "e30=x",
            "e30",
            Base64.getEncoder()
                .encodeToString("{encryptedInfo=AAAA}".getBytes(StandardCharsets.UTF_8)))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> gateway.client().openCustomerInfo(wrong));
    }
  }

  @Test
  void aSharedKeyOpensNothing() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                UnionPayClient.of(
                        UnionPayConfig.builder()
                            .merId(ScriptedGateway.MER_ID)
                            .secureKey(Secret.of("s3cretKeyOf11"))
                            .build())
                    .openCardNumber("A".repeat(344)));
  }

  @Test
  void whatAHolderTellsIsInNoText() throws Exception {
    UnionPayCustomer holder = holder();
    SensitiveFields sensitive =
        sensitive(config(c -> c.encryptionCertificate(ENC.certificate())))
            .cardNumber(PersonalText.of(PAN))
            .customer(holder);
    List<String> texts = new ArrayList<>();
    texts.add(holder.toString());
    texts.add(sensitive.toString());
    texts.add(sensitive.into(call()).toString());
    for (String wrong :
        List.of("6216 2610 0000 0000 018", "6216261000000000018\n", "62", PAN + PAN)) {
      try {
        sensitive.cardNumber(PersonalText.of(wrong));
        throw new AssertionError(wrong);
      } catch (InvalidRequestException refused) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(refused);
        }
        texts.add(refused.toString());
        texts.add(bytes.toString(StandardCharsets.ISO_8859_1));
      }
    }
    for (String text : texts) {
      assertThat(text).doesNotContain("6216", "13552535506", "全渠道", "341126", "123456", "111111");
    }
    assertThat(holder.toString()).contains("phoneNo", "with PIN");
  }

  @Test
  void noValueCanEndItsField() {
    UnionPayCustomer.Builder holder = UnionPayCustomer.builder();
    for (String bad : List.of("a&phoneNo=1", "a}", "{a", "a=b", "a\nb")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> holder.name(PersonalText.of(bad)));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> holder.phone(PersonalText.of(bad)));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> holder.cvn2(Secret.of(bad)));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> holder.document(bad, PersonalText.of("1")));
    }
    assertThat(holder.build().isEmpty()).isTrue();
  }

  private static UnionPayCustomer holder() {
    return UnionPayCustomer.builder()
        .identityCard(PersonalText.of("341126197709218366"))
        .name(PersonalText.of("全渠道"))
        .smsCode(PersonalText.of("111111"))
        .phone(PersonalText.of("13552535506"))
        .cvn2(Secret.of("123"))
        .expires(YearMonth.of(2017, 11))
        .pin(Secret.of("123456"))
        .build();
  }

  private FormFields sent(UnaryOperator<UnionPayConfig.Builder> change, UnionPayCustomer customer) {
    return sensitive(config(change))
        .cardNumber(PersonalText.of(PAN))
        .customer(customer)
        .into(call())
        .fields();
  }

  private UnionPayConfig config(UnaryOperator<UnionPayConfig.Builder> change) {
    return change.apply(gateway.config()).build();
  }

  private static KeysInUse keys(UnionPayConfig config) {
    return UnionPayClient.of(config).keys();
  }

  private static SensitiveFields sensitive(UnionPayConfig config) {
    return new SensitiveFields(config, keys(config));
  }

  private static Call call() {
    return Call.of(Call.Path.BACK, "12", "00", "000401");
  }

  private static String sealed(String text) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        ScriptedGateway.MERCHANT.certificate().certificate("merchant").getPublicKey());
    return Base64.getEncoder()
        .encodeToString(cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String opened(SelfMadeChain.Leaf holder, String base64) {
    return new String(openedBytes(holder, base64), StandardCharsets.UTF_8);
  }

  private static byte[] openedBytes(SelfMadeChain.Leaf holder, String base64) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.DECRYPT_MODE, holder.key());
      return cipher.doFinal(Base64.getDecoder().decode(base64));
    } catch (java.security.GeneralSecurityException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static String base64(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
