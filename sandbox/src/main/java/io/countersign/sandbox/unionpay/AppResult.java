// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.nio.charset.StandardCharsets;

/** What UnionPay's control inside an app hands to the app at the end of a payment. */
final class AppResult {
  private AppResult() {}

  static String of(Holder signer, String result, String tn) {
    String data = "pay_result=" + result + "&tn=" + tn + "&cert_id=" + signer.certId();
    // Always SHA-1 and a certificate of its own, whatever the merchant has.
    String sign = Proof.rsa(signer.pair().getPrivate(), Proof.OLD, data, StandardCharsets.UTF_8);
    return "{\"sign\":\"" + sign + "\",\"data\":\"" + data + "\"}";
  }
}
