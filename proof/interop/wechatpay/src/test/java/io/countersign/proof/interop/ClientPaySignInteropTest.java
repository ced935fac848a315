// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wechat.pay.java.core.Config;
import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import com.wechat.pay.java.core.http.AbstractHttpClient;
import com.wechat.pay.java.core.http.HttpRequest;
import com.wechat.pay.java.core.http.OriginalResponse;
import com.wechat.pay.java.core.util.PemUtil;
import com.wechat.pay.java.service.payments.app.AppServiceExtension;
import com.wechat.pay.java.service.payments.jsapi.JsapiServiceExtension;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.Scene;
import io.countersign.http.HttpAnswer;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.spi.RsaSha256;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayOption;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClientPaySignInteropTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ROUNDS = 300;

  @Test
  void payParametersForPageMiniProgramAndAppAreSignedAlike(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Keys weChatPay = new Keys(gateway.openMerchant());
    AtomicReference<String> answer = new AtomicReference<>();
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(
                    merchant,
                    FakeTransport.answering(
                        call -> weChatPay.answer(200, answer.get(), Keys.PUBLIC_KEY_ID)))
                .publicKey(Keys.PUBLIC_KEY_ID, Pem.text(weChatPay.publicKeyPem()))
                .build());
    Config theirConfig =
        new RSAPublicKeyConfig.Builder()
            .merchantId(merchant.mchid())
            .privateKey(merchant.merchantPrivateKeyPem())
            .merchantSerialNumber(merchant.merchantSerial())
            .publicKey(weChatPay.publicKeyPem())
            .publicKeyId(Keys.PUBLIC_KEY_ID)
            .apiV3Key(merchant.apiV3Key())
            .build();
    AnsweredHttp http = new AnsweredHttp(theirConfig, weChatPay, answer);
    JsapiServiceExtension theirPage =
        new JsapiServiceExtension.Builder().config(theirConfig).httpClient(http).build();
    AppServiceExtension theirApp =
        new AppServiceExtension.Builder().config(theirConfig).httpClient(http).build();
    PublicKey merchantKey =
        PemUtil.loadX509FromString(merchant.merchantCertificatePem()).getPublicKey();
    RSASigner theirSigner =
        new RSASigner("ANY", PemUtil.loadPrivateKeyFromString(merchant.merchantPrivateKeyPem()));
    RSAVerifier theirVerifier = new RSAVerifier(merchantKey, "ANY");
    RsaSha256 ourVerifier = new RsaSha256(null);
    RandomText random = new RandomText(7);
    for (int round = 0; round < ROUNDS; round++) {
      String prepayId = "wx" + random.text(1 + random.below(60));
      answer.set("{\"prepay_id\":" + RandomText.quoted(prepayId) + "}");
      boolean inApp = round % 3 == 2;
      String appId =
          List.of(merchant.appId(), merchant.miniProgramAppId(), merchant.mobileAppId())
              .get(round % 3);
      Map<String, String> our =
          inApp
              ? order(ours, Scene.inApp(), appId).parameters()
              : order(ours, Scene.inWallet("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"), appId).parameters();
      Map<String, String> their =
          inApp ? theirApp(theirApp, merchant, appId) : theirPage(theirPage, merchant, appId);
      if (appId.equals(merchant.miniProgramAppId())) {
        // wx.requestPayment takes no appId: a mini program is one. It is signed all the same.
        their.remove("appId");
      }

      assertThat(our.keySet()).containsExactlyInAnyOrderElementsOf(their.keySet());
      assertThat(unsigned(our)).isEqualTo(unsigned(their));
      String sign = inApp ? "sign" : "paySign";
      String ourMessage = message(appId, our, inApp);
      String theirMessage = message(appId, their, inApp);
      assertThat(theirVerifier.verify("ANY", ourMessage, our.get(sign)))
          .as("ours signs, theirs verifies: %s", our.keySet())
          .isTrue();
      assertThat(
              ourVerifier.verifies(
                  merchantKey, theirMessage.getBytes(StandardCharsets.UTF_8), their.get(sign)))
          .as("theirs signs, ours verifies: %s", our.keySet())
          .isTrue();
      assertThat(our.get(sign)).isEqualTo(theirSigner.sign(ourMessage).getSign());
      assertThat(theirVerifier.verify("ANY", ourMessage, their.get(sign))).isFalse();
    }
  }

  @Test
  void theWalletOfTheSandboxOpensWithTheirsAndOurs(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    WeChatPayClient ours =
        WeChatPayClient.of(
            Keys.merchant(merchant, OkHttpTransport.shared())
                .publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()))
                .build());
    Sdk theirs = Sdk.byPublicKey(gateway, merchant);
    for (int round = 0; round < 20; round++) {
      for (String appId : List.of(merchant.appId(), merchant.miniProgramAppId())) {
        Map<String, String> our =
            order(ours, Scene.inWallet(merchant.openIdOf(appId)), appId).parameters();
        assertThat(merchant.openWallet(our)).isNotEmpty();
        Map<String, String> their = theirPage(theirs.jsapi(), merchant, appId);
        if (appId.equals(merchant.miniProgramAppId())) {
          their.remove("appId");
        }
        assertThat(merchant.openWallet(their)).isNotEmpty();
        Map<String, String> mixed = new LinkedHashMap<>(our);
        mixed.put("paySign", their.get("paySign"));
        assertThatThrownBy(() -> merchant.openWallet(mixed))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(
              merchant.openWallet(order(ours, Scene.inApp(), merchant.mobileAppId()).parameters()))
          .isNotEmpty();
      assertThat(merchant.openWallet(theirApp(theirs.app(), merchant, merchant.mobileAppId())))
          .isNotEmpty();
    }
  }

  private static InvokeWallet order(WeChatPayClient ours, Scene<InvokeWallet> scene, String appId) {
    return ours.create(
            PaymentRequest.in(scene)
                .id(PaymentId.next())
                .amount(Money.ofMinor(100, "CNY"))
                .description("一杯茶🍵")
                .with(WeChatPayOption.appId(appId))
                .build())
        .orElseThrow();
  }

  private static Map<String, String> theirPage(
      JsapiServiceExtension theirs, WeChatPayMerchant merchant, String appId) {
    var amount = new com.wechat.pay.java.service.payments.jsapi.model.Amount();
    amount.setTotal(100);
    var payer = new com.wechat.pay.java.service.payments.jsapi.model.Payer();
    payer.setOpenid(merchant.openIdOf(appId));
    var request = new com.wechat.pay.java.service.payments.jsapi.model.PrepayRequest();
    request.setAppid(appId);
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setOutTradeNo(PaymentId.next().number());
    request.setNotifyUrl("https://shop.example/notify");
    request.setAmount(amount);
    request.setPayer(payer);
    var answer = theirs.prepayWithRequestPayment(request);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("appId", answer.getAppId());
    parameters.put("timeStamp", answer.getTimeStamp());
    parameters.put("nonceStr", answer.getNonceStr());
    parameters.put("package", answer.getPackageVal());
    parameters.put("signType", answer.getSignType());
    parameters.put("paySign", answer.getPaySign());
    return parameters;
  }

  private static Map<String, String> theirApp(
      AppServiceExtension theirs, WeChatPayMerchant merchant, String appId) {
    var amount = new com.wechat.pay.java.service.payments.app.model.Amount();
    amount.setTotal(100);
    var request = new com.wechat.pay.java.service.payments.app.model.PrepayRequest();
    request.setAppid(appId);
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setOutTradeNo(PaymentId.next().number());
    request.setNotifyUrl("https://shop.example/notify");
    request.setAmount(amount);
    var answer = theirs.prepayWithRequestPayment(request);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("appId", answer.getAppid());
    parameters.put("partnerId", answer.getPartnerId());
    parameters.put("prepayId", answer.getPrepayId());
    parameters.put("packageValue", answer.getPackageVal());
    parameters.put("nonceStr", answer.getNonceStr());
    parameters.put("timeStamp", answer.getTimestamp());
    parameters.put("sign", answer.getSign());
    return parameters;
  }

  /** The four lines of the protocol, made neither by ours nor by theirs. */
  private static String message(String appId, Map<String, String> parameters, boolean inApp) {
    List<String> lines = new ArrayList<>();
    lines.add(appId);
    lines.add(parameters.get("timeStamp"));
    lines.add(parameters.get("nonceStr"));
    lines.add(parameters.get(inApp ? "prepayId" : "package"));
    return String.join("\n", lines) + "\n";
  }

  private static Map<String, String> unsigned(Map<String, String> parameters) {
    Map<String, String> rest = new LinkedHashMap<>(parameters);
    rest.keySet().removeAll(List.of("timeStamp", "nonceStr", "sign", "paySign"));
    long age = Instant.now().getEpochSecond() - Long.parseLong(parameters.get("timeStamp"));
    assertThat(age).isBetween(-1L, 60L);
    assertThat(parameters.get("nonceStr")).matches("[0-9A-Za-z]{32}");
    return rest;
  }

  /** Their HTTP client without a network; it signs, verifies and reads as ever. */
  private static final class AnsweredHttp extends AbstractHttpClient {
    private final Keys weChatPay;
    private final AtomicReference<String> answer;

    AnsweredHttp(Config config, Keys weChatPay, AtomicReference<String> answer) {
      super(config.createCredential(), config.createValidator());
      this.weChatPay = weChatPay;
      this.answer = answer;
    }

    @Override
    protected OriginalResponse innerExecute(HttpRequest request) {
      HttpAnswer signed = weChatPay.answer(200, answer.get(), Keys.PUBLIC_KEY_ID);
      Map<String, String> headers = new LinkedHashMap<>();
      for (String name :
          List.of(
              "Wechatpay-Timestamp",
              "Wechatpay-Nonce",
              "Wechatpay-Signature",
              "Wechatpay-Serial")) {
        headers.put(name, signed.headers().single(name).orElseThrow());
      }
      return new OriginalResponse.Builder()
          .request(request)
          .headers(headers)
          .statusCode(200)
          .contentType("application/json")
          .body(answer.get())
          .build();
    }

    @Override
    protected InputStream innerDownload(HttpRequest request) {
      throw new UnsupportedOperationException("nothing here is downloaded");
    }

    @Override
    protected String getHttpClientInfo() {
      return "none";
    }
  }
}
