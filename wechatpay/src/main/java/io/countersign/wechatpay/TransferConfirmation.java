// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvokeWallet;
import io.countersign.spi.JsonText;
import io.countersign.spi.PercentEncoding;
import java.util.Map;

/**
 * What the user's client needs to ask for the confirmation of one payment. It is not signed and
 * proves nothing; what the client reports back is a hint. (WeChat Pay, 商家转账, 调起用户确认收款.)
 */
public final class TransferConfirmation {

  private final Map<String, String> parameters;

  TransferConfirmation(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /** For {@code wx.requestMerchantTransfer} in a mini program (base library 3.3.0 or later). */
  public InvokeWallet miniProgram() {
    return invocation();
  }

  /** For {@code WeixinJSBridge.invoke('requestMerchantTransfer', …)} in a page opened in WeChat. */
  public InvokeWallet webPage() {
    return invocation();
  }

  /** The query of the OpenSDK's business view {@code requestMerchantTransfer} in a mobile app. */
  public String mobileAppQuery() {
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      query
          .append(query.length() == 0 ? "" : "&")
          .append(parameter.getKey())
          .append('=')
          .append(PercentEncoding.encode(parameter.getValue()));
    }
    return query.toString();
  }

  private InvokeWallet invocation() {
    return new InvokeWallet(JsonText.write(parameters), parameters);
  }

  /** Names only: the values let a finder ask for the confirmation. */
  @Override
  public String toString() {
    return "TransferConfirmation" + parameters.keySet();
  }
}
