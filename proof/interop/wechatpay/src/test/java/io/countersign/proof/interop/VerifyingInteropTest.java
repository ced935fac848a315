// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wechat.pay.java.core.auth.Validator;
import com.wechat.pay.java.core.auth.WechatPay2Validator;
import com.wechat.pay.java.core.certificate.InMemoryCertificateProvider;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import com.wechat.pay.java.core.http.HttpHeaders;
import com.wechat.pay.java.core.util.PemUtil;
import io.countersign.Answer;
import io.countersign.Pem;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VerifyingInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ROUNDS = 300;
  private static final String PATH = "/v3/interop";
  private static final List<String> SIGNATURE_HEADERS =
      List.of("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial");

  @Test
  void answersSignedByTheSandboxWithThePublicKeyVerifyWithTheirsAndOurs(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    FakeTransport wire = FakeTransport.recording(OkHttpTransport.shared());
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(merchant, wire)
                .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
                .build());
    verifyAlike(gateway, ours, wire, byPublicKey(merchant), merchant.publicKeyId(), 4);
  }

  @Test
  void answersSignedByTheSandboxWithACertificateVerifyWithTheirsAndOurs(WeChatPayGateway gateway) {
    WeChatPayMerchant merchant =
        gateway.openMerchant(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));
    FakeTransport wire = FakeTransport.recording(OkHttpTransport.shared());
    WeChatPayClient ours = WeChatPayClient.of(Keys.merchant(merchant, wire).build());
    ours.read(SignedCall.get("/v3/merchant/fund/balance/BASIC"));
    verifyAlike(
        gateway,
        ours,
        wire,
        byCertificate(merchant),
        merchant.platformCertificateSerials().get(0),
        5);
  }

  @Test
  void changedAnswersAreRefusedByTheirsAndOurs(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    String certificateId = PemUtil.getSerialNumber(weChatPay.certificate());
    AtomicReference<HttpAnswer> answer = new AtomicReference<>();
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(
                    merchant,
                    FakeTransport.answering(
                        call ->
                            call.uri().getPath().equals(PATH)
                                ? answer.get()
                                : new HttpAnswer(404, Headers.none(), new byte[0])))
                .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                .platformCertificate(Pem.text(weChatPay.certificatePem()))
                .build());
    Validator theirs =
        new WechatPay2Validator(
            new RSAVerifier(
                weChatPay.publicKey(),
                Keys.PUBLIC_KEY_ID,
                new InMemoryCertificateProvider(List.of(weChatPay.certificate()))));
    RandomText random = new RandomText(6);
    for (int round = 0; round < ROUNDS; round++) {
      String keyId = round % 2 == 0 ? Keys.PUBLIC_KEY_ID : certificateId;
      HttpAnswer honest = weChatPay.answer(200, random.json(), keyId);
      answer.set(honest);
      assertThat(theirs.validate(headers(honest), text(honest))).isTrue();
      assertThat(ours.read(SignedCall.get(PATH)).status()).isEqualTo(200);

      String change = CHANGES.get(random.below(CHANGES.size()));
      HttpAnswer changed = changed(honest, change, weChatPay, keyId, random);
      answer.set(changed);
      assertThat(Refusal.of(() -> theirs.validate(headers(changed), text(changed))))
          .as("theirs refuses: %s, round %d", change, round)
          .isTrue();
      assertThatThrownBy(() -> ours.read(SignedCall.get(PATH)))
          .as("ours refuses: %s, round %d", change, round)
          .isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void faultyAnswersOfTheSandboxAreRefusedByTheirsAndOurs(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    FakeTransport wire = FakeTransport.recording(OkHttpTransport.shared());
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(merchant, wire)
                .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
                .build());
    gateway.serve("GET", PATH, 200, "{\"name\":\"张三🍵\"}");
    for (Fault fault :
        List.of(
            Fault.wrongSignature(),
            Fault.probeSignature(),
            Fault.missingSignature(),
            Fault.unknownKeyId(),
            Fault.staleSignature(Duration.ofSeconds(400)),
            Fault.staleSignature(Duration.ofSeconds(-400)),
            Fault.withoutHeader("Wechatpay-Timestamp"),
            Fault.withoutHeader("Wechatpay-Nonce"),
            Fault.withoutHeader("Wechatpay-Signature"),
            Fault.withoutHeader("Wechatpay-Serial"))) {
      merchant.faults().once(Operation.ANY, fault);
      assertThatThrownBy(() -> ours.read(SignedCall.get(PATH)))
          .as("ours: %s", fault)
          .isInstanceOf(UnavailableException.class);
      assertThat(merchant.faults().pending()).isZero();
      HttpAnswer answer = wire.answer();
      assertThat(Refusal.of(() -> byPublicKey(merchant).validate(headers(answer), text(answer))))
          .as("theirs: %s", fault)
          .isTrue();
    }
    for (int seconds : new int[] {200, -200}) {
      merchant.faults().once(Operation.ANY, Fault.staleSignature(Duration.ofSeconds(seconds)));
      assertThat(ours.read(SignedCall.get(PATH)).status()).isEqualTo(200);
      HttpAnswer answer = wire.answer();
      assertThat(byPublicKey(merchant).validate(headers(answer), text(answer))).isTrue();
    }
  }

  private static final List<String> CHANGES =
      List.of(
          "a byte of the body",
          "a byte less",
          "a byte more",
          "no body",
          "another nonce",
          "another timestamp",
          "another signature",
          "a character of the signature",
          "half a signature",
          "no Base64",
          "a garbled key id",
          "an unknown public key id",
          "an unknown serial",
          "signed six minutes ago",
          "signed in six minutes");

  private static HttpAnswer changed(
      HttpAnswer honest, String change, Keys weChatPay, String keyId, RandomText random) {
    byte[] body = honest.body().clone();
    Map<String, String> headers = new LinkedHashMap<>(headers(honest).getHeaders());
    String signature = headers.get("Wechatpay-Signature");
    int at = random.below(body.length);
    switch (change) {
      case "a byte of the body" -> body[at] = (byte) (body[at] ^ (1 + random.below(127)));
      case "a byte less" -> body = Arrays.copyOf(body, body.length - 1);
      case "a byte more" -> {
        body = Arrays.copyOf(body, body.length + 1);
        body[body.length - 1] = ' ';
      }
      case "no body" -> body = new byte[0];
      case "another nonce" -> headers.put("Wechatpay-Nonce", random.letters(32));
      case "another timestamp" ->
          headers.computeIfPresent(
              "Wechatpay-Timestamp", (name, old) -> Long.toString(Long.parseLong(old) - 1));
      case "another signature" ->
          headers.put(
              "Wechatpay-Signature",
              weChatPay
                  .answer(200, "{}", keyId)
                  .headers()
                  .first("Wechatpay-Signature")
                  .orElseThrow());
      case "a character of the signature" -> {
        int place = random.below(300);
        char other = signature.charAt(place) == 'A' ? 'B' : 'A';
        headers.put(
            "Wechatpay-Signature",
            signature.substring(0, place) + other + signature.substring(place + 1));
      }
      case "half a signature" -> headers.put("Wechatpay-Signature", signature.substring(0, 172));
      case "no Base64" -> headers.put("Wechatpay-Signature", random.text(40) + "中");
      case "a garbled key id" ->
          headers.put("Wechatpay-Serial", keyId.substring(0, keyId.length() - 1) + "?");
      case "an unknown public key id" -> headers.put("Wechatpay-Serial", "PUB_KEY_ID_42");
      case "an unknown serial" -> headers.put("Wechatpay-Serial", "5DEA10EF55877E3CF6C33255");
      default -> {
        Duration shift = Duration.ofMinutes(change.equals("signed in six minutes") ? 6 : -6);
        Headers late = weChatPay.headers(text(honest), keyId, Instant.now().plus(shift));
        SIGNATURE_HEADERS.forEach(name -> headers.put(name, late.first(name).orElseThrow()));
      }
    }
    Headers.Builder built = Headers.builder();
    headers.forEach(built::add);
    return new HttpAnswer(200, built.build(), body);
  }

  private static void verifyAlike(
      WeChatPayGateway gateway,
      WeChatPayClient ours,
      FakeTransport wire,
      Validator theirs,
      String keyId,
      long seed) {
    RandomText random = new RandomText(seed);
    for (int round = 0; round < ROUNDS; round++) {
      gateway.serve("GET", PATH, 200, random.json());
      Answer answer = ours.read(SignedCall.get(PATH));
      assertThat(answer.evidence().keyId().map(Keys::bare)).contains(Keys.bare(keyId));
      HttpAnswer received = wire.answer();
      assertThat(theirs.validate(headers(received), text(received))).isTrue();
      assertThat(answer.fields().json()).isEqualTo(text(received));
      assertThat(Refusal.of(() -> theirs.validate(headers(received), text(received) + " ")))
          .isTrue();
    }
  }

  private static Validator byPublicKey(WeChatPayMerchant merchant) {
    return new WechatPay2Validator(
        new RSAVerifier(
            PemUtil.loadPublicKeyFromString(merchant.publicKeyPem()), merchant.publicKeyId()));
  }

  private static Validator byCertificate(WeChatPayMerchant merchant) {
    return new WechatPay2Validator(
        new RSAVerifier(
            new InMemoryCertificateProvider(
                merchant.platformCertificatePems().stream()
                    .map(PemUtil::loadX509FromString)
                    .toList())));
  }

  /** Their headers know one spelling of a name only. */
  private static HttpHeaders headers(HttpAnswer answer) {
    HttpHeaders headers = new HttpHeaders();
    for (String name : SIGNATURE_HEADERS) {
      answer.headers().first(name).ifPresent(value -> headers.addHeader(name, value));
    }
    return headers;
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
