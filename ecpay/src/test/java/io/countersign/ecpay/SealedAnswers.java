// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Secret;
import io.countersign.sandbox.ecpay.EcpayMerchant;

/** Envelopes that the gateway never writes by itself. */
final class SealedAnswers {

  private SealedAnswers() {}

  static String of(EcpayMerchant merchant, String data) {
    KeyPair keys = new KeyPair(Secret.of(merchant.hashKey()), Secret.of(merchant.hashIv()));
    return "{\"MerchantID\":\""
        + merchant.merchantId()
        + "\",\"RpHeader\":null,\"TransCode\":\"1\",\"TransMsg\":\"\",\"Data\":\""
        + SealedData.seal(data, keys)
        + "\"}";
  }
}
