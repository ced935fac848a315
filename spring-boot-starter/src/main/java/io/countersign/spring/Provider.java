// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentClient;
import io.countersign.spring.CountersignProperties.MerchantProperties;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A provider whose module may or may not be on the class path. */
enum Provider {
  WECHATPAY("wechatpay.WeChatPayClient", "WECHATPAY_NOTIFY_URL") {
    @Override
    PaymentClient open(Map<String, String> variables, Wiring wiring) {
      return WeChatPayAccount.open(variables, wiring);
    }

    @Override
    MerchantProperties.@Nullable Section section(MerchantProperties merchant) {
      return merchant.wechatpay();
    }
  },
  ECPAY("ecpay.EcpayClient", "ECPAY_RETURN_URL") {
    @Override
    PaymentClient open(Map<String, String> variables, Wiring wiring) {
      return EcpayAccount.open(variables, wiring);
    }

    @Override
    MerchantProperties.@Nullable Section section(MerchantProperties merchant) {
      return merchant.ecpay();
    }
  },
  ALIPAY("alipay.AlipayClient", "ALIPAY_NOTIFY_URL") {
    @Override
    PaymentClient open(Map<String, String> variables, Wiring wiring) {
      return AlipayAccount.open(variables, wiring);
    }

    @Override
    MerchantProperties.@Nullable Section section(MerchantProperties merchant) {
      return merchant.alipay();
    }
  },
  UNIONPAY("unionpay.UnionPayClient", "UNIONPAY_NOTIFY_URL") {
    @Override
    boolean isBinary(String variable) {
      return variable.equals("UNIONPAY_PFX") || variable.equals("UNIONPAY_SM2");
    }

    @Override
    PaymentClient open(Map<String, String> variables, Wiring wiring) {
      return UnionPayAccount.open(variables, wiring);
    }

    @Override
    MerchantProperties.@Nullable Section section(MerchantProperties merchant) {
      return merchant.unionpay();
    }
  };

  private final String clientClass;
  private final String notifyVariable;

  Provider(String clientClass, String notifyVariable) {
    this.clientClass = "io.countersign." + clientClass;
    this.notifyVariable = notifyVariable;
  }

  /** A client of its; only where {@link #isOnClassPath}. */
  abstract PaymentClient open(Map<String, String> variables, Wiring wiring);

  /** Its part of a merchant's properties. */
  abstract MerchantProperties.@Nullable Section section(MerchantProperties merchant);

  /** As {@link PaymentClient#provider()}, and as it is written in properties. */
  String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the names of its variables begin with. */
  String prefix() {
    return name() + "_";
  }

  /** The variable that says where notifications go. */
  String notifyVariable() {
    return notifyVariable;
  }

  /** Whether a variable holds a file's bytes in Base64 even if they could be read as text. */
  boolean isBinary(String variable) {
    return false;
  }

  boolean isOnClassPath(@Nullable ClassLoader loader) {
    return ClassUtils.isPresent(clientClass, loader);
  }

  String artifact() {
    return "io.github.countersign:countersign-" + shortName();
  }

  static Optional<Provider> named(String shortName) {
    return Arrays.stream(values()).filter(each -> each.shortName().equals(shortName)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(Provider::shortName).collect(Collectors.joining(", "));
  }
}
