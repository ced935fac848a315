// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The variables that configurations and sub-merchants are read from. */
final class EcpayEnvironment {

  private EcpayEnvironment() {}

  static EcpayConfig read(Map<String, String> environment) {
    String merchantId =
        merchant(environment, "ECPAY_MERCHANT_ID", variable(environment, "ECPAY_MERCHANT_ID"));
    EcpayConfig.Builder builder =
        EcpayConfig.builder()
            .merchantId(merchantId)
            .keys(secret(environment, "ECPAY_HASH_KEY"), secret(environment, "ECPAY_HASH_IV"));
    if (hasPair(environment, "ECPAY_HASH_KEY_PREVIOUS", "ECPAY_HASH_IV_PREVIOUS")) {
      builder.previousKeys(
          secret(environment, "ECPAY_HASH_KEY_PREVIOUS"),
          secret(environment, "ECPAY_HASH_IV_PREVIOUS"));
    }
    if (hasProduct(environment, "ECPAY_INVOICE_")) {
      builder.invoiceKeys(
          merchant(environment, "ECPAY_INVOICE_MERCHANT_ID", merchantId),
          secret(environment, "ECPAY_INVOICE_HASH_KEY"),
          secret(environment, "ECPAY_INVOICE_HASH_IV"));
    }
    if (hasProduct(environment, "ECPAY_LOGISTICS_")) {
      builder.logisticsKeys(
          merchant(environment, "ECPAY_LOGISTICS_MERCHANT_ID", merchantId),
          secret(environment, "ECPAY_LOGISTICS_HASH_KEY"),
          secret(environment, "ECPAY_LOGISTICS_HASH_IV"));
    }
    Optional<String> checkCode = optional(environment, "ECPAY_CREDIT_CHECK_CODE");
    if (checkCode.isPresent()) {
      builder.creditCheckCode(Secret.of(checkCode.get()));
    }
    Optional<String> notifyUrl = optional(environment, "ECPAY_RETURN_URL");
    if (notifyUrl.isPresent()) {
      builder.notifyUrl(notifyUrl("ECPAY_RETURN_URL", notifyUrl.get()));
    }
    Optional<String> storeId = optional(environment, "ECPAY_STORE_ID");
    if (storeId.isPresent()) {
      builder.storeId(FieldRules.token("ECPAY_STORE_ID", storeId.get(), 1, 10, ""));
    }
    Optional<String> endpoint = optional(environment, "ECPAY_ENDPOINT");
    if (endpoint.isPresent()) {
      builder.endpoints(endpoints(endpoint.get()));
    }
    return builder.build();
  }

  static EcpaySubMerchant readSubMerchant(Map<String, String> environment) {
    String merchantId = variable(environment, "ECPAY_SUB_MERCHANT_ID");
    EcpaySubMerchant sub =
        EcpaySubMerchant.of(merchant(environment, "ECPAY_SUB_MERCHANT_ID", merchantId));
    Optional<String> checkCode = optional(environment, "ECPAY_SUB_CREDIT_CHECK_CODE");
    sub = checkCode.isPresent() ? sub.withCreditCheckCode(Secret.of(checkCode.get())) : sub;
    Optional<String> notifyUrl = optional(environment, "ECPAY_SUB_RETURN_URL");
    return notifyUrl.isPresent()
        ? sub.withNotifyUrl(notifyUrl("ECPAY_SUB_RETURN_URL", notifyUrl.get()))
        : sub;
  }

  private static EcpayEndpoints endpoints(String text) {
    if (text.equals("production")) {
      return EcpayEndpoints.production();
    }
    return text.equals("stage")
        ? EcpayEndpoints.stage()
        : EcpayEndpoints.at("ECPAY_ENDPOINT", uri("ECPAY_ENDPOINT", text));
  }

  /** Half a pair is a mistake, not an absence. */
  private static boolean hasPair(Map<String, String> environment, String key, String iv) {
    return optional(environment, key).isPresent() || optional(environment, iv).isPresent();
  }

  /** A merchant number without keys is a mistake, too: it would be left aside in silence. */
  private static boolean hasProduct(Map<String, String> environment, String prefix) {
    return optional(environment, prefix + "MERCHANT_ID").isPresent()
        || hasPair(environment, prefix + "HASH_KEY", prefix + "HASH_IV");
  }

  private static String merchant(Map<String, String> environment, String name, String otherwise) {
    return FieldRules.token(name, optional(environment, name).orElse(otherwise), 1, 10, "");
  }

  private static Secret secret(Map<String, String> environment, String name) {
    Secret value = Secret.of(variable(environment, name));
    if (value.length() != 16) {
      throw new InvalidRequestException(
          name, "exactly 16 characters, not " + value.length() + ", copied from the back office");
    }
    return value;
  }

  private static Optional<String> optional(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? Optional.empty() : Optional.of(value.trim());
  }

  private static String variable(Map<String, String> environment, String name) {
    Optional<String> value = optional(environment, name);
    if (value.isEmpty()) {
      throw new InvalidRequestException(name, "a value in this variable; it is missing");
    }
    return value.get();
  }

  private static URI notifyUrl(String name, String text) {
    URI address = uri(name, text);
    OrderRules.address(name, address);
    return address;
  }

  private static URI uri(String name, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException(name, "an absolute address");
    }
  }
}
