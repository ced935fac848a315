// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop.alipay;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayConfig;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import com.alipay.api.DefaultAlipayClient;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.KeyMode;

/** The official SDK as a merchant would set it up, pointed at the sandbox. */
final class Sdk {
  private final DefaultAlipayClient client;
  private final boolean certificates;

  private Sdk(DefaultAlipayClient client, boolean certificates) {
    this.client = client;
    this.certificates = certificates;
  }

  static Sdk of(AlipayGateway gateway, AlipayMerchant merchant) throws AlipayApiException {
    return new Sdk(
        new DefaultAlipayClient(config(gateway, merchant)),
        merchant.keyMode() == KeyMode.CERTIFICATE);
  }

  /** With content encryption. */
  static Sdk encrypting(AlipayGateway gateway, AlipayMerchant merchant) throws AlipayApiException {
    AlipayConfig config = config(gateway, merchant);
    config.setEncryptType("AES");
    config.setEncryptKey(merchant.contentKey());
    return new Sdk(new DefaultAlipayClient(config), false);
  }

  private static AlipayConfig config(AlipayGateway gateway, AlipayMerchant merchant) {
    AlipayConfig config = new AlipayConfig();
    config.setServerUrl(gateway.gatewayUri().toString());
    config.setAppId(merchant.appId());
    config.setPrivateKey(merchant.appPrivateKey());
    config.setFormat("json");
    config.setCharset("utf-8");
    config.setSignType("RSA2");
    if (merchant.keyMode() == KeyMode.CERTIFICATE) {
      config.setAppCertContent(merchant.appCertificatePem());
      config.setAlipayPublicCertContent(merchant.alipayCertificatePem());
      config.setRootCertContent(merchant.rootCertificatesPem());
    } else {
      config.setAlipayPublicKey(merchant.alipayPublicKey());
    }
    return config;
  }

  <T extends AlipayResponse> T call(AlipayRequest<T> request) throws AlipayApiException {
    return certificates ? client.certificateExecute(request) : client.execute(request);
  }

  /** A page that posts itself, or with GET an address. */
  <T extends AlipayResponse> String page(AlipayRequest<T> request, String method)
      throws AlipayApiException {
    return client.pageExecute(request, method).getBody();
  }

  /** The order string for the app. */
  <T extends AlipayResponse> String orderString(AlipayRequest<T> request)
      throws AlipayApiException {
    return client.sdkExecute(request).getBody();
  }
}
