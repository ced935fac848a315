// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvokeWallet;
import io.countersign.spi.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the client side hands to WeChat, signed with the merchant key: four lines, time in seconds.
 * (WeChat Pay API v3, "JSAPI调起支付", "小程序调起支付", "APP调起支付".)
 */
final class WalletParameters {

  private final RequestSigning signing;

  WalletParameters(RequestSigning signing) {
    this.signing = signing;
  }

  /** For {@code WeixinJSBridge} ({@code getBrandWCPayRequest}). */
  InvokeWallet officialAccount(String appId, String prepayId, Instant now) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("appId", appId);
    signed(parameters, appId, prepayId, now);
    return invocation(parameters);
  }

  /** For {@code wx.requestPayment}. */
  InvokeWallet miniProgram(String appId, String prepayId, Instant now) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    signed(parameters, appId, prepayId, now);
    return invocation(parameters);
  }

  /** For the OpenSDK's {@code PayReq}; iOS calls {@code packageValue} {@code package}. */
  InvokeWallet mobileApp(String appId, String partnerId, String prepayId, Instant now) {
    String timestamp = Long.toString(now.getEpochSecond());
    String nonce = signing.nonce();
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("appId", appId);
    parameters.put("partnerId", partnerId);
    parameters.put("prepayId", prepayId);
    parameters.put("packageValue", "Sign=WXPay");
    parameters.put("nonceStr", nonce);
    parameters.put("timeStamp", timestamp);
    parameters.put("sign", signing.base64Signature(lines(appId, timestamp, nonce, prepayId)));
    return invocation(parameters);
  }

  /** The text that is signed: four lines, each ended. */
  static String lines(String appId, String timestamp, String nonce, String last) {
    return appId + "\n" + timestamp + "\n" + nonce + "\n" + last + "\n";
  }

  private void signed(Map<String, Object> parameters, String appId, String prepayId, Instant now) {
    String timestamp = Long.toString(now.getEpochSecond());
    String nonce = signing.nonce();
    String packageValue = "prepay_id=" + prepayId;
    parameters.put("timeStamp", timestamp);
    parameters.put("nonceStr", nonce);
    parameters.put("package", packageValue);
    parameters.put("signType", "RSA");
    parameters.put(
        "paySign", signing.base64Signature(lines(appId, timestamp, nonce, packageValue)));
  }

  private static InvokeWallet invocation(Map<String, Object> parameters) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : parameters.entrySet()) {
      texts.put(entry.getKey(), String.valueOf(entry.getValue()));
    }
    return new InvokeWallet(JsonText.write(parameters), texts);
  }
}
