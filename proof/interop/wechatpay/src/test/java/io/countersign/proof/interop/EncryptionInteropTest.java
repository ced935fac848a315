// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.wechat.pay.java.core.cipher.AeadAesCipher;
import com.wechat.pay.java.core.cipher.RSAPrivacyDecryptor;
import com.wechat.pay.java.core.cipher.RSAPrivacyEncryptor;
import com.wechat.pay.java.core.util.GsonUtil;
import com.wechat.pay.java.core.util.PemUtil;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.Secret;
import io.countersign.SignedCall;
import io.countersign.http.HttpCall;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.spi.AesGcm;
import io.countersign.wechatpay.WeChatPayClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EncryptionInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ROUNDS = 400;
  private static final int MOST_BYTES = 214;

  @Test
  void theirEncryptorThenOurDecrypt(WeChatPayMerchant merchant) {
    WeChatPayClient ours = offline(merchant);
    RSAPrivacyEncryptor theirs =
        new RSAPrivacyEncryptor(
            PemUtil.loadX509FromString(merchant.merchantCertificatePem()).getPublicKey(),
            merchant.merchantSerial());
    RandomText random = new RandomText(8);
    for (int round = 0; round < ROUNDS; round++) {
      String text = plain(random, round);
      String sealed = theirs.encrypt(text);
      assertThat(ours.decrypt(sealed)).isEqualTo(PersonalText.of(text));
      byte[] changed = Base64.getDecoder().decode(sealed);
      changed[random.below(changed.length)] ^= (byte) (1 << random.below(8));
      String damaged = Base64.getEncoder().encodeToString(changed);
      assertThat(
              Refusal.of(
                  () ->
                      new RSAPrivacyDecryptor(
                                  PemUtil.loadPrivateKeyFromString(
                                      merchant.merchantPrivateKeyPem()))
                              .decrypt(damaged)
                          != null))
          .isTrue();
      assertThatThrownBy(() -> ours.decrypt(damaged)).isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void ourEncryptedFieldsThenTheirDecryptorByPublicKey(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    FakeTransport wire =
        FakeTransport.answering(call -> weChatPay.answer(200, "{}", Keys.PUBLIC_KEY_ID));
    ourFieldsThenTheirDecryptor(
        WeChatPayClient.of(
            Keys.merchant(merchant, wire)
                .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                .build()),
        wire,
        weChatPay,
        new RSAPrivacyEncryptor(weChatPay.publicKey(), Keys.PUBLIC_KEY_ID).getWechatpaySerial());
  }

  @Test
  void ourEncryptedFieldsThenTheirDecryptorByCertificate(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    String serial = PemUtil.getSerialNumber(weChatPay.certificate());
    FakeTransport wire =
        FakeTransport.answering(
            call ->
                weChatPay.answer(
                    call.uri().getPath().equals("/v3/certificates") ? 404 : 200, "{}", serial));
    ourFieldsThenTheirDecryptor(
        WeChatPayClient.of(
            Keys.merchant(merchant, wire)
                .platformCertificate(Pem.text(weChatPay.certificatePem()))
                .build()),
        wire,
        weChatPay,
        new RSAPrivacyEncryptor(weChatPay.publicKey(), serial).getWechatpaySerial());
  }

  @Test
  void bothRefuseOneByteMoreThanTheKeyHolds(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(
                    merchant,
                    FakeTransport.answering(
                        call -> {
                          throw new AssertionError("nothing may be sent");
                        }))
                .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                .build());
    RSAPrivacyEncryptor theirs = new RSAPrivacyEncryptor(weChatPay.publicKey(), Keys.PUBLIC_KEY_ID);
    for (String tooLong : new String[] {"x".repeat(215), "茶".repeat(72), "🍵".repeat(54)}) {
      assertThatThrownBy(() -> theirs.encrypt(tooLong))
          .isInstanceOf(IllegalArgumentException.class);
      SignedCall call =
          SignedCall.post("/v3/any").json("{}").encrypted("/name", PersonalText.of(tooLong));
      assertThatThrownBy(() -> ours.write(call)).isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void whatTheirAesCipherSealsOursOpensAndDamageIsRefusedByBoth() {
    RandomText random = new RandomText(10);
    AesGcm ours = new AesGcm(null);
    for (int round = 0; round < ROUNDS; round++) {
      String key = random.letters(32);
      String nonce = random.letters(12);
      String associated = random.below(4) == 0 ? "" : random.text(random.below(30));
      String plain = random.anyText();
      AeadAesCipher theirs = new AeadAesCipher(bytes(key));
      byte[] theirAssociated = associated.isEmpty() && round % 2 == 0 ? null : bytes(associated);
      String sealed = theirs.encrypt(theirAssociated, bytes(nonce), bytes(plain));
      byte[] raw = Base64.getDecoder().decode(sealed);

      Optional<byte[]> opened = ours.open(Secret.of(key), nonce, associated, sealed);
      assertThat(opened.map(text -> new String(text, StandardCharsets.UTF_8))).contains(plain);
      assertThat(theirs.decrypt(bytes(associated), bytes(nonce), raw)).isEqualTo(plain);

      byte[] changed = raw.clone();
      changed[random.below(changed.length)] ^= (byte) (1 << random.below(8));
      refusedByBoth(key, nonce, associated, changed);
      refusedByBoth(random.letters(32), nonce, associated, raw);
      refusedByBoth(key, random.letters(12), associated, raw);
      refusedByBoth(key, nonce, associated + "x", raw);
      refusedByBoth(key, nonce, associated, Arrays.copyOf(raw, raw.length - 1));
    }
  }

  @Test
  void anyBytesAreNoContentToEither() {
    RandomText random = new RandomText(11);
    for (int round = 0; round < ROUNDS; round++) {
      refusedByBoth(
          random.letters(32), random.letters(12), "transaction", random.bytes(random.below(80)));
    }
  }

  /** The protocol names 12 characters; GCM itself, and so theirs, would take any number. */
  @Test
  void oursAloneRefusesANonceThatIsNotTwelveBytes() {
    RandomText random = new RandomText(12);
    AesGcm ours = new AesGcm(null);
    for (int length : new int[] {1, 6, 11, 13, 16, 32}) {
      String key = random.letters(32);
      String nonce = random.letters(length);
      AeadAesCipher theirs = new AeadAesCipher(bytes(key));
      String sealed = theirs.encrypt(bytes("a"), bytes(nonce), bytes("茶"));
      assertThat(theirs.decrypt(bytes("a"), bytes(nonce), Base64.getDecoder().decode(sealed)))
          .isEqualTo("茶");
      assertThat(ours.open(Secret.of(key), nonce, "a", sealed)).isEmpty();
    }
  }

  private static void refusedByBoth(String key, String nonce, String associated, byte[] sealed) {
    assertThat(
            Refusal.of(
                () ->
                    new AeadAesCipher(bytes(key)).decrypt(bytes(associated), bytes(nonce), sealed)
                        != null))
        .isTrue();
    assertThat(
            new AesGcm(null)
                .open(
                    Secret.of(key), nonce, associated, Base64.getEncoder().encodeToString(sealed)))
        .isEmpty();
  }

  private static void ourFieldsThenTheirDecryptor(
      WeChatPayClient ours, FakeTransport wire, Keys weChatPay, String theirSerial) {
    RSAPrivacyDecryptor theirs = new RSAPrivacyDecryptor(weChatPay.privateKey());
    RandomText random = new RandomText(9);
    for (int round = 0; round < ROUNDS; round++) {
      String name = plain(random, round);
      String account = plain(random, round + 1);
      String rest = random.anyText();
      ours.write(
          SignedCall.post("/v3/profitsharing/receivers/add")
              .json("{\"rest\":" + RandomText.quoted(rest) + ",\"inner\":{}}")
              .encrypted("/name", PersonalText.of(name))
              .encrypted("/inner/account", PersonalText.of(account)));
      HttpCall call = wire.call();
      JsonObject body =
          GsonUtil.getGson()
              .fromJson(
                  new String(call.body().orElseThrow(), StandardCharsets.UTF_8), JsonObject.class);
      assertThat(theirs.decrypt(body.get("name").getAsString())).isEqualTo(name);
      assertThat(theirs.decrypt(body.getAsJsonObject("inner").get("account").getAsString()))
          .isEqualTo(account);
      assertThat(body.get("rest").getAsString()).isEqualTo(rest);
      assertThat(call.headers().single("Wechatpay-Serial").map(Keys::bare)).contains(theirSerial);
    }
  }

  private static String plain(RandomText random, int round) {
    return switch (round % 50) {
      case 0 -> "";
      case 1 -> "x".repeat(MOST_BYTES);
      case 2 -> "茶".repeat(71) + "x";
      default -> random.textOfAtMost(MOST_BYTES);
    };
  }

  private static WeChatPayClient offline(WeChatPayMerchant merchant) {
    return WeChatPayClient.of(
        Keys.merchant(
                merchant,
                FakeTransport.answering(
                    call -> {
                      throw new AssertionError("nothing may be sent");
                    }))
            .build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
