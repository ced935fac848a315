// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.core.auth.WechatPay2Credential;
import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import com.wechat.pay.java.core.cipher.SignatureResult;
import com.wechat.pay.java.core.cipher.Signer;
import com.wechat.pay.java.core.http.UrlEncoder;
import com.wechat.pay.java.core.util.PemUtil;
import io.countersign.Answer;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.http.HttpCall;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.RsaSha256;
import io.countersign.wechatpay.WeChatPayClient;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SigningInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ROUNDS = 400;
  private static final Pattern PAIR = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  @Test
  void theWholeAuthorizationOfEveryRequestOfOursIsWhatTheirCredentialWouldSend(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    FakeTransport wire =
        FakeTransport.answering(call -> weChatPay.answer(200, "{}", Keys.PUBLIC_KEY_ID));
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(merchant, wire)
                .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                .build());
    PublicKey merchantKey =
        PemUtil.loadX509FromString(merchant.merchantCertificatePem()).getPublicKey();
    RSAVerifier theirVerifier = new RSAVerifier(merchantKey, merchant.merchantSerial());
    RSASigner theirSigner =
        new RSASigner(
            merchant.merchantSerial(),
            PemUtil.loadPrivateKeyFromString(merchant.merchantPrivateKeyPem()));
    RsaSha256 ourVerifier = new RsaSha256(null);
    RandomText random = new RandomText(1);
    for (int round = 0; round < ROUNDS; round++) {
      request(ours, random, round);
      HttpCall call = wire.call();
      String body = new String(call.body().orElse(new byte[0]), StandardCharsets.UTF_8);
      String ourHeader = call.headers().single("Authorization").orElseThrow();
      Map<String, String> our = pairs(ourHeader);

      AtomicReference<String> signed = new AtomicReference<>();
      String theirHeader =
          new WechatPay2Credential(merchant.mchid(), keeping(theirSigner, signed))
              .getAuthorization(call.uri(), call.method(), body);
      Map<String, String> their = pairs(theirHeader);

      assertThat(masked(ourHeader)).as("round %d", round).isEqualTo(masked(theirHeader));
      assertThat(our.get("nonce_str")).matches("[0-9A-Za-z]{32}");
      assertThat(ourVerifier.verifies(merchantKey, bytes(signed.get()), their.get("signature")))
          .as("theirs signs, ours verifies: %s", call)
          .isTrue();
      String theirsWithOurTimeAndNonce =
          signed
              .get()
              .replace(
                  "\n" + their.get("timestamp") + "\n" + their.get("nonce_str") + "\n",
                  "\n" + our.get("timestamp") + "\n" + our.get("nonce_str") + "\n");
      assertThat(
              theirVerifier.verify(
                  our.get("serial_no"), theirsWithOurTimeAndNonce, our.get("signature")))
          .as("ours signs, theirs verifies: %s", call)
          .isTrue();
      assertThat(our.get("signature"))
          .isEqualTo(theirSigner.sign(theirsWithOurTimeAndNonce).getSign());
      assertThat(
              theirVerifier.verify(
                  our.get("serial_no"), theirsWithOurTimeAndNonce + "\n", our.get("signature")))
          .as("one line too many")
          .isFalse();
    }
  }

  @Test
  void answersSignedByTheirSignerAreBelievedByOursWithPublicKeyAndWithCertificate(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    String certificateId = PemUtil.getSerialNumber(weChatPay.certificate());
    RandomText random = new RandomText(2);
    AtomicReference<String> body = new AtomicReference<>();
    for (String keyId : new String[] {Keys.PUBLIC_KEY_ID, certificateId}) {
      WeChatPayClient ours =
          WeChatPayClient.of(
              Keys.merchant(
                      merchant,
                      FakeTransport.answering(call -> weChatPay.answer(200, body.get(), keyId)))
                  .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                  .platformCertificate(Pem.text(weChatPay.certificatePem()))
                  .build());
      for (int round = 0; round < ROUNDS; round++) {
        body.set(random.json());
        Answer answer = ours.read(SignedCall.get("/v3/anything"));
        assertThat(answer.fields().json()).isEqualTo(body.get());
        assertThat(answer.evidence().keyId().map(Keys::bare)).contains(keyId);
      }
    }
  }

  @Test
  void eitherSignsAnyTextAsTheOtherDoes(WeChatPayMerchant merchant) {
    RSASigner theirSigner =
        new RSASigner("ANY", PemUtil.loadPrivateKeyFromString(merchant.merchantPrivateKeyPem()));
    RsaSha256 ours = new RsaSha256(null);
    io.countersign.Signer ourSigner =
        ours.signer(Pem.text(merchant.merchantPrivateKeyPem()).rsaPrivateKey("merchant key"));
    PublicKey key = PemUtil.loadX509FromString(merchant.merchantCertificatePem()).getPublicKey();
    RSAVerifier theirVerifier = new RSAVerifier(key, "ANY");
    RandomText random = new RandomText(3);
    for (int round = 0; round < ROUNDS; round++) {
      String message = random.anyText();
      String their = theirSigner.sign(message).getSign();
      String our = Base64.getEncoder().encodeToString(ourSigner.sign(bytes(message)));
      assertThat(our).isEqualTo(their);
      assertThat(ours.verifies(key, bytes(message), their)).isTrue();
      assertThat(theirVerifier.verify("ANY", message, our)).isTrue();
      String other = message + random.text(1);
      assertThat(ours.verifies(key, bytes(other), their)).isFalse();
      assertThat(theirVerifier.verify("ANY", other, our)).isFalse();
    }
  }

  /** Theirs encodes as forms do; in a path only a blank as %20 is right. */
  @Test
  void pathsAndQueriesAreEncodedAsTheirsButForBlankStarAndTilde() {
    RandomText random = new RandomText(17);
    for (int round = 0; round < ROUNDS; round++) {
      String text = random.anyText();
      String their =
          UrlEncoder.urlEncode(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
      assertThat(PercentEncoding.encode(text)).isEqualTo(their);
    }
  }

  /** One request of ours of every shape there is; what it is answered does not matter. */
  private static void request(WeChatPayClient ours, RandomText random, int round) {
    Money total = Money.ofMinor(1 + random.below(1_000_000), "CNY");
    PaymentId id = new PaymentId(random.number(6, 32), Instant.now());
    PaymentRef ref = PaymentRef.of(WeChatPayClient.PROVIDER, id, total);
    String path = "/v3/any/" + PercentEncoding.encode(random.text(1 + random.below(20)));
    switch (round % 8) {
      case 0 ->
          ours.create(
              PaymentRequest.in(Scene.qrCode())
                  .id(id)
                  .amount(total)
                  .description(random.receiptText(40))
                  .attachment(random.receiptText(40))
                  .build());
      case 1 -> {
        try {
          ours.find(ref);
        } catch (UnavailableException answerIsEmpty) {
          // Only the request counts.
        }
      }
      case 2 -> ours.close(ref);
      case 3 ->
          ours.refund(
              RefundRequest.of(ref, random.number(1, 64), total)
                  .withReason(random.receiptText(20)));
      case 4 -> {
        SignedCall call = SignedCall.get(path);
        for (int i = random.below(4); i >= 0; i--) {
          call = call.with("q" + i + random.text(random.below(5)), random.text(random.below(30)));
        }
        ours.read(call);
      }
      case 5 ->
          ours.write(
              SignedCall.post(path)
                  .json(random.json())
                  .encrypted("/secret", PersonalText.of(random.textOfAtMost(214))));
      case 6 -> ours.write(SignedCall.of(random.below(2) == 0 ? "DELETE" : "POST", path));
      default ->
          ours.write(
              SignedCall.of(random.below(2) == 0 ? "PUT" : "PATCH", path)
                  .with("at", random.text(5))
                  .json(random.json()));
    }
  }

  private static Signer keeping(Signer signer, AtomicReference<String> signed) {
    return new Signer() {
      @Override
      public SignatureResult sign(String message) {
        signed.set(message);
        return signer.sign(message);
      }

      @Override
      public String getAlgorithm() {
        return signer.getAlgorithm();
      }
    };
  }

  private static Map<String, String> pairs(String authorization) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Matcher matcher = PAIR.matcher(authorization);
    while (matcher.find()) {
      pairs.put(matcher.group(1), matcher.group(2));
    }
    return pairs;
  }

  /** Time, nonce and signature differ from call to call; everything else must not. */
  private static String masked(String authorization) {
    return authorization.replaceAll("(nonce_str|timestamp|signature)=\"[^\"]*\"", "$1=\"\"");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
