// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.util.NonceUtil;
import com.wechat.pay.java.core.util.PemUtil;
import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpTransport;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayAppKind;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;

/**
 * A made-up WeChat Pay whose private key the test holds, signing with the official SDK. Its key and
 * certificate are those of a spare merchant of the sandbox.
 */
final class Keys {

  static final String PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026010100000001";

  private final PrivateKey privateKey;
  private final X509Certificate certificate;
  private final String certificatePem;

  Keys(WeChatPayMerchant spare) {
    this.privateKey = PemUtil.loadPrivateKeyFromString(spare.merchantPrivateKeyPem());
    this.certificatePem = spare.merchantCertificatePem();
    this.certificate = PemUtil.loadX509FromString(certificatePem);
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  String publicKeyPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(publicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  X509Certificate certificate() {
    return certificate;
  }

  String certificatePem() {
    return certificatePem;
  }

  /** An answer whose signature the official SDK's signer made. */
  HttpAnswer answer(int status, String body, String keyId) {
    return new HttpAnswer(
        status, headers(body, keyId, Instant.now()), body.getBytes(StandardCharsets.UTF_8));
  }

  Headers headers(String body, String keyId, Instant signedAt) {
    String timestamp = Long.toString(signedAt.getEpochSecond());
    String nonce = NonceUtil.createNonce(32);
    String signature =
        new RSASigner(keyId, privateKey)
            .sign(timestamp + "\n" + nonce + "\n" + body + "\n")
            .getSign();
    return Headers.builder()
        .add("Content-Type", "application/json")
        .add("Wechatpay-Timestamp", timestamp)
        .add("Wechatpay-Nonce", nonce)
        .add("Wechatpay-Signature", signature)
        .add("Wechatpay-Serial", keyId)
        .build();
  }

  /** A key's id without the leading zeros, which their SDK leaves out of serial numbers. */
  static String bare(String keyId) {
    return keyId.startsWith("PUB_KEY_ID_") ? keyId : keyId.replaceFirst("^0+", "");
  }

  /** Our configuration of a merchant who knows no key of WeChat Pay's yet. */
  static WeChatPayConfig.Builder merchant(WeChatPayMerchant merchant, HttpTransport transport) {
    return WeChatPayConfig.builder()
        .mchid(merchant.mchid())
        .merchantSerial(merchant.merchantSerial())
        .merchantKey(Pem.text(merchant.merchantPrivateKeyPem()))
        .apiV3Key(Secret.of(merchant.apiV3Key()))
        .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, merchant.appId())
        .appId(WeChatPayAppKind.MINI_PROGRAM, merchant.miniProgramAppId())
        .appId(WeChatPayAppKind.MOBILE_APP, merchant.mobileAppId())
        .notifyUrl(URI.create("https://shop.example/notify"))
        .endpoint(URI.create(merchant.environment().get("WECHATPAY_ENDPOINT")))
        .retryPolicy(RetryPolicy.none())
        .transport(transport);
  }
}
