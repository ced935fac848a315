// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ReceivedRequest;
import io.countersign.Secret;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Posts as ECPay makes them, and as others would. */
final class Posted {
  static final Instant RECEIVED = Instant.parse("2026-11-21T05:00:00Z");

  private Posted() {}

  static KeyPair keys(EcpayMerchant merchant) {
    return new KeyPair(Secret.of(merchant.hashKey()), Secret.of(merchant.hashIv()));
  }

  /** A payment of a hundred dollars by card. */
  static FormFields paid(String merchantId, String number) {
    return new FormFields()
        .put("MerchantID", merchantId)
        .put("MerchantTradeNo", number)
        .put("StoreID", "")
        .put("RtnCode", "1")
        .put("RtnMsg", "交易成功")
        .put("TradeNo", "2611211300001234")
        .put("TradeAmt", "100")
        .put("PaymentDate", "2026/11/21 12:59:00")
        .put("PaymentType", "Credit_CreditCard")
        .put("PaymentTypeChargeFee", "2.5")
        .put("TradeDate", "2026/11/21 12:58:00")
        .put("SimulatePaid", "0")
        .put("CustomField1", "")
        .put("CustomField2", "");
  }

  /** A later charge of a period order. */
  static FormFields charged(String merchantId, String number, String gwsr) {
    return new FormFields()
        .put("MerchantID", merchantId)
        .put("MerchantTradeNo", number)
        .put("StoreID", "")
        .put("RtnCode", "1")
        .put("RtnMsg", "交易成功")
        .put("PeriodType", "M")
        .put("Frequency", "1")
        .put("ExecTimes", "12")
        .put("Amount", "100")
        .put("Gwsr", gwsr)
        .put("ProcessDate", "2026/11/21 12:59:00")
        .put("AuthCode", "777777")
        .put("FirstAuthAmount", "100")
        .put("TotalSuccessTimes", "2");
  }

  static ReceivedRequest signed(FormFields fields, KeyPair keys) {
    return signed(fields, keys, CheckMacValue.Hash.SHA256);
  }

  static ReceivedRequest signed(FormFields fields, KeyPair keys, CheckMacValue.Hash hash) {
    return form(Vector.copy(fields).put(CheckMacValue.FIELD, CheckMacValue.of(fields, keys, hash)));
  }

  static ReceivedRequest form(FormFields fields) {
    return body(fields.encoded());
  }

  static ReceivedRequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  static ReceivedRequest body(byte[] bytes) {
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")), bytes, RECEIVED);
  }
}
