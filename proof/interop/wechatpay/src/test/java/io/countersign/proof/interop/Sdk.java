// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import com.wechat.pay.java.core.Config;
import com.wechat.pay.java.core.RSAAutoCertificateConfig;
import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.notification.NotificationConfig;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.service.billdownload.BillDownloadServiceExtension;
import com.wechat.pay.java.service.payments.app.AppServiceExtension;
import com.wechat.pay.java.service.payments.h5.H5Service;
import com.wechat.pay.java.service.payments.jsapi.JsapiServiceExtension;
import com.wechat.pay.java.service.payments.nativepay.NativePayService;
import com.wechat.pay.java.service.refund.RefundService;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The official SDK of one merchant, whole, with the sandbox in place of WeChat Pay's host. */
final class Sdk {

  private static final List<String> SPELLED =
      List.of(
          "Wechatpay-Timestamp",
          "Wechatpay-Nonce",
          "Wechatpay-Signature",
          "Wechatpay-Serial",
          "Request-ID");

  private final Config config;
  private final HttpClient http;
  private final NotificationParser notifications;

  private Sdk(Config config, HttpClient http, NotificationParser notifications) {
    this.config = config;
    this.http = http;
    this.notifications = notifications;
  }

  static Sdk byPublicKey(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    RSAPublicKeyConfig config =
        new RSAPublicKeyConfig.Builder()
            .merchantId(merchant.mchid())
            .privateKey(merchant.merchantPrivateKeyPem())
            .merchantSerialNumber(merchant.merchantSerial())
            .publicKey(merchant.publicKeyPem())
            .publicKeyId(merchant.publicKeyId())
            .apiV3Key(merchant.apiV3Key())
            .build();
    return of(config, config, gateway);
  }

  /** It fetches the certificates when it is built. */
  static Sdk byCertificates(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    RSAAutoCertificateConfig config =
        new RSAAutoCertificateConfig.Builder()
            .merchantId(merchant.mchid())
            .privateKey(merchant.merchantPrivateKeyPem())
            .merchantSerialNumber(merchant.merchantSerial())
            .apiV3Key(merchant.apiV3Key())
            .httpClientBuilder(http(gateway))
            .build();
    return of(config, config, gateway);
  }

  /**
   * Their HTTP client, sent to the sandbox after everything is signed. Nothing that is signed is
   * changed, but the spelling of header names is: the JDK's HTTP server, which the sandbox uses,
   * spells {@code Wechatpay-timestamp}. Names of headers have no case, but theirs looks for the one
   * spelling of WeChat Pay's own front.
   */
  static DefaultHttpClientBuilder http(WeChatPayGateway gateway) {
    URI sandbox = gateway.baseUri();
    return new DefaultHttpClientBuilder()
        .okHttpClient(
            new OkHttpClient.Builder()
                .addInterceptor(
                    chain -> {
                      HttpUrl url = chain.request().url();
                      if (!url.toString().startsWith("https://api.mch.weixin.qq.com/")
                          && !url.toString().startsWith(sandbox.toString())) {
                        throw new IllegalStateException("not WeChat Pay's host: " + url);
                      }
                      Request.Builder request =
                          chain
                              .request()
                              .newBuilder()
                              .url(
                                  url.newBuilder()
                                      .scheme(sandbox.getScheme())
                                      .host(sandbox.getHost())
                                      .port(sandbox.getPort())
                                      .build());
                      Response response = chain.proceed(request.build());
                      Response.Builder spelled = response.newBuilder();
                      for (String name : SPELLED) {
                        String value = response.header(name);
                        if (value != null) {
                          spelled.removeHeader(name).header(name, value);
                        }
                      }
                      return spelled.build();
                    })
                .build());
  }

  private static Sdk of(
      Config config, NotificationConfig notificationConfig, WeChatPayGateway gateway) {
    return new Sdk(
        config, http(gateway).config(config).build(), new NotificationParser(notificationConfig));
  }

  HttpClient http() {
    return http;
  }

  Config config() {
    return config;
  }

  NotificationParser notifications() {
    return notifications;
  }

  NativePayService nativePay() {
    return new NativePayService.Builder().httpClient(http).build();
  }

  H5Service h5() {
    return new H5Service.Builder().httpClient(http).build();
  }

  JsapiServiceExtension jsapi() {
    return new JsapiServiceExtension.Builder().config(config).httpClient(http).build();
  }

  AppServiceExtension app() {
    return new AppServiceExtension.Builder().config(config).httpClient(http).build();
  }

  BillDownloadServiceExtension statements() {
    return new BillDownloadServiceExtension.Builder().config(config).httpClient(http).build();
  }

  RefundService refunds() {
    return new RefundService.Builder().httpClient(http).build();
  }
}
