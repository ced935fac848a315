// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pays ahead for what a first call would load; no network. */
final class WarmUp {

  private WarmUp() {}

  static void of(EcpayConfig config) {
    KeyPair keys = config.keys.get(0);
    FormFields form = new FormFields().put("RtnCode", "1").put("RtnMsg", "交易成功 +");
    CheckMacValue.sign(form, keys, CheckMacValue.Hash.SHA256);
    SignedAnswer.of(form.encoded(), config.keys);
    String sealed = SealedData.seal("{\"warm\":[1,true,\"up\"]}", keys);
    try {
      JsonText.fields(
          SealedData.open(sealed, List.of(keys)).orElseThrow().getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException impossible) {
      throw new IllegalStateException("the text above is JSON", impossible);
    }
    config.terms.warmUp();
  }
}
