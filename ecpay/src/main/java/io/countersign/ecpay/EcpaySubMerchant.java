// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A merchant for whom a platform merchant (平台商) collects, and what it has of its own. The
 * platform's keys sign for it. Immutable; safe for use by many threads. (綠界科技 ECPay, 全方位金流,
 * PlatformID.)
 */
public final class EcpaySubMerchant {

  final String merchantId;
  final @Nullable URI notifyUrl;
  final @Nullable Secret creditCheckCode;

  private EcpaySubMerchant(
      String merchantId, @Nullable URI notifyUrl, @Nullable Secret creditCheckCode) {
    this.merchantId = merchantId;
    this.notifyUrl = notifyUrl;
    this.creditCheckCode = creditCheckCode;
  }

  /**
   * The sub-merchant with this number.
   *
   * @param merchantId at most 10 letters and digits
   * @throws InvalidRequestException if it cannot be a merchant's number
   */
  public static EcpaySubMerchant of(String merchantId) {
    return new EcpaySubMerchant(
        FieldRules.token("sub-merchant", merchantId, 1, 10, ""), null, null);
  }

  /**
   * Reads a sub-merchant from a map: {@code ECPAY_SUB_MERCHANT_ID} (required), {@code
   * ECPAY_SUB_RETURN_URL}, {@code ECPAY_SUB_CREDIT_CHECK_CODE}.
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static EcpaySubMerchant fromEnvironment(Map<String, String> environment) {
    return EcpayEnvironment.readSubMerchant(environment);
  }

  /**
   * The same with an address of its own for notifications, unless a request says otherwise ({@link
   * PaymentRequest#notifyUrl}). A path for each sub-merchant tells whose notification comes before
   * it is read; without it the platform's address is used. https on port 443, at most 200
   * characters.
   */
  public EcpaySubMerchant withNotifyUrl(URI address) {
    OrderRules.address("notifyUrl", address);
    return new EcpaySubMerchant(merchantId, address, creditCheckCode);
  }

  /** The same with its own check code (商家檢查碼), without which its cards cannot be refunded here. */
  public EcpaySubMerchant withCreditCheckCode(Secret value) {
    return new EcpaySubMerchant(merchantId, notifyUrl, value);
  }

  /** Its number. */
  public String merchantId() {
    return merchantId;
  }

  /** Its number. */
  @Override
  public String toString() {
    return "EcpaySubMerchant[" + merchantId + "]";
  }
}
