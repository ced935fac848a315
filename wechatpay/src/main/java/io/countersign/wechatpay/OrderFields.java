// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Rfc3339;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request against WeChat Pay's rules and puts it into WeChat Pay's words. Nothing here
 * depends on the present moment, so that a repeated request is the identical one. (WeChat Pay API
 * v3, "下单", "付款码支付", "申请退款".)
 */
final class OrderFields {

  private static final Duration LEAST_VALIDITY = Duration.ofMinutes(1);
  private static final Duration MOST_VALIDITY = Duration.ofDays(90);

  private final Merchant merchant;

  OrderFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /** A checked request in the words of the wire. */
  static final class Draft {
    private final Product product;
    private final String appId;
    private final PaymentRef ref;
    private final Map<String, Object> body;
    private final Map<String, PersonalText> encrypted;

    private Draft(
        Product product,
        String appId,
        PaymentRef ref,
        Map<String, Object> body,
        Map<String, PersonalText> encrypted) {
      this.product = product;
      this.appId = appId;
      this.ref = ref;
      this.body = body;
      this.encrypted = encrypted;
    }

    Product product() {
      return product;
    }

    String appId() {
      return appId;
    }

    PaymentRef ref() {
      return ref;
    }

    Map<String, Object> body() {
      return body;
    }

    Map<String, PersonalText> encrypted() {
      return encrypted;
    }
  }

  /**
   * Checks and translates an order.
   *
   * @throws InvalidRequestException if WeChat Pay would refuse it unseen
   */
  Draft order(PaymentRequest<?> request) {
    Product product = Product.of(request.scene());
    List<WeChatPayOption> options =
        product == Product.PAYMENT_CODE
            ? WeChatPayOption.of(request.options(), WeChatPayOption.Target.PAYMENT_CODE)
            : WeChatPayOption.of(
                request.options(), WeChatPayOption.Target.ORDER, merchant.alsoTakenByOrders());
    String appId = merchant.appFor(chosenAppId(options), product.appKinds());
    String number = number(request.id().number());
    requireCny(request.amount());
    PaymentRef ref =
        merchant
            .own(PaymentRef.of(WeChatPayClient.PROVIDER, request.id(), request.amount()))
            .withProduct(product.path())
            .withAppId(appId);

    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameApp(body, appId);
    merchant.nameMerchant(body);
    body.put("description", FieldRules.text("description", request.description(), 1, 127));
    body.put("out_trade_no", number);
    if (request.payBefore().isPresent()) {
      ref = ref.withPayBefore(putExpiry(body, product, request));
    }
    if (request.attachment().isPresent()) {
      body.put("attach", FieldRules.text("attachment", request.attachment().get(), 1, 128));
    }
    putNotifyUrl(body, product, request.notifyUrl());
    Map<String, Object> amount = new LinkedHashMap<>();
    amount.put("total", request.amount().minorUnits());
    amount.put("currency", "CNY");
    body.put("amount", amount);
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    putSceneAndOptions(body, encrypted, product, request.scene(), appId, options);
    return new Draft(product, appId, ref, body, encrypted);
  }

  /** Where the payer is, and the options beside it; what the product needs of both is checked. */
  void putSceneAndOptions(
      Map<String, Object> body,
      Map<String, PersonalText> encrypted,
      Product product,
      Scene<?> scene,
      String appId,
      List<WeChatPayOption> options) {
    putScene(body, scene, appId);
    apply(options, body, encrypted);
    requireScene(body, product);
  }

  /** Checks and translates a refund. */
  Map<String, Object> refund(RefundRequest request, Map<String, PersonalText> encrypted) {
    List<WeChatPayOption> options =
        WeChatPayOption.of(request.options(), WeChatPayOption.Target.REFUND);
    PaymentRef payment = request.payment();
    merchant.mustOwn(payment);
    if (payment.product().orElse("").equals(Product.COMBINED)) {
      throw new InvalidRequestException(
          "payment", "one sub-order; a combined order is refunded sub-order by sub-order");
    }
    requireCny(payment.total());
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    body.put("out_trade_no", number(payment.number()));
    body.put("out_refund_no", refundId(request.refundId()));
    if (request.reason().isPresent()) {
      body.put("reason", FieldRules.text("reason", request.reason().get(), 1, 80));
    }
    Optional<URI> notifyUrl =
        request.notifyUrl().isPresent() ? request.notifyUrl() : merchant.notifyUrl();
    if (notifyUrl.isPresent()) {
      body.put("notify_url", FieldRules.notifyUrl("notifyUrl", notifyUrl.get(), 255));
    }
    Map<String, Object> amount = new LinkedHashMap<>();
    amount.put("refund", request.amount().minorUnits());
    amount.put("total", payment.total().minorUnits());
    amount.put("currency", "CNY");
    body.put("amount", amount);
    apply(options, body, encrypted);
    return body;
  }

  /** The number, if WeChat Pay takes such numbers. */
  static String number(String number) {
    return FieldRules.token("payment number", number, 6, 32, "_-|*@");
  }

  /** The refund's number, if WeChat Pay takes such numbers. */
  static String refundId(String refundId) {
    return FieldRules.token("refund id", refundId, 1, 64, "_-|*@");
  }

  static void requireCny(Money amount) {
    if (!amount.currency().getCurrencyCode().equals("CNY")) {
      throw new InvalidRequestException("currency", "CNY; WeChat Pay takes no other here");
    }
  }

  static @Nullable String chosenAppId(List<WeChatPayOption> options) {
    String chosen = null;
    for (WeChatPayOption option : options) {
      if (option.chosenAppId() != null) {
        if (chosen != null) {
          throw new InvalidRequestException("option appId", "to be given once");
        }
        chosen = option.chosenAppId();
      }
    }
    return chosen;
  }

  private static Instant putExpiry(
      Map<String, Object> body, Product product, PaymentRequest<?> request) {
    Instant payBefore = request.payBefore().orElseThrow();
    Instant created = request.id().createdAt();
    if (product == Product.PAYMENT_CODE) {
      throw new InvalidRequestException(
          "payBefore", "none; a payment code is charged at once, reverse it instead");
    }
    body.put("time_expire", expiry(created, payBefore));
    return payBefore;
  }

  /** The last moment to pay, if WeChat Pay takes an order that ends then. */
  static String expiry(Instant created, Instant payBefore) {
    if (payBefore.isBefore(created.plus(LEAST_VALIDITY))
        || payBefore.isAfter(created.plus(MOST_VALIDITY))) {
      throw new InvalidRequestException(
          "payBefore", "1 minute to 90 days after the payment id's time");
    }
    return Rfc3339.format(payBefore);
  }

  void putNotifyUrl(Map<String, Object> body, Product product, Optional<URI> requested) {
    if (product == Product.PAYMENT_CODE) {
      if (requested.isPresent()) {
        throw new InvalidRequestException(
            "notifyUrl", "none; WeChat Pay sends no notification for payment codes");
      }
      return;
    }
    Optional<URI> notifyUrl = requested.isPresent() ? requested : merchant.notifyUrl();
    if (notifyUrl.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    body.put("notify_url", FieldRules.notifyUrl("notifyUrl", notifyUrl.get(), 255));
  }

  private void putScene(Map<String, Object> body, Scene<?> scene, String appId) {
    if (scene instanceof Scene.InWallet wallet) {
      JsonPointers.put(
          body,
          merchant.payerPointer(appId),
          FieldRules.token("payer id", wallet.payerId().reveal(), 1, 128, "_-"));
    } else if (scene instanceof Scene.MobilePage page) {
      String ip = FieldRules.token("payer ip", page.payerIp().reveal(), 2, 45, ".:");
      if (ip.startsWith("127.") || ip.equals("::1")) {
        throw new InvalidRequestException(
            "payer ip", "the payer's public address, not this machine's");
      }
      JsonPointers.put(body, "/scene_info/payer_client_ip", ip);
    } else if (scene instanceof Scene.PaymentCode code) {
      String digits = FieldRules.token("payment code", code.code().reveal(), 18, 18, "");
      int prefix =
          Character.digit(digits.charAt(0), 10) * 10 + Character.digit(digits.charAt(1), 10);
      if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || prefix < 10 || prefix > 15) {
        throw new InvalidRequestException(
            "payment code", "18 digits that begin with 10 to 15, as the payer's WeChat shows");
      }
      JsonPointers.put(body, "/payer/auth_code", digits);
    }
  }

  private static void apply(
      List<WeChatPayOption> options,
      Map<String, Object> body,
      Map<String, PersonalText> encrypted) {
    for (WeChatPayOption option : options) {
      for (Map.Entry<String, Object> value : option.values().entrySet()) {
        JsonPointers.put(body, value.getKey(), value.getValue());
      }
      for (Map.Entry<String, PersonalText> value : option.encrypted().entrySet()) {
        if (encrypted.put(value.getKey(), value.getValue()) != null) {
          throw new InvalidRequestException("option " + option, "to be given once");
        }
      }
    }
  }

  private void requireScene(Map<String, Object> body, Product product) {
    if (product == Product.H5) {
      if (!JsonPointers.has(body, "/scene_info/h5_info/type")) {
        JsonPointers.put(body, "/scene_info/h5_info/type", "Wap");
      }
    } else if (product == Product.PAYMENT_CODE) {
      boolean noStore = !JsonPointers.has(body, "/scene_info/store_info");
      if (noStore && merchant.outStoreId().isPresent()) {
        JsonPointers.put(
            body, "/scene_info/store_info/out_id", merchant.outStoreId().orElseThrow());
      }
      if (JsonPointers.has(body, "/scene_info/store_info/id")
          == JsonPointers.has(body, "/scene_info/store_info/out_id")) {
        throw new InvalidRequestException(
            "store",
            "one of WeChatPayOption.storeId(…) and outStoreId(…), or outStoreId in the configuration");
      }
    } else if (JsonPointers.has(body, "/scene_info")
        && !JsonPointers.has(body, "/scene_info/payer_client_ip")) {
      throw new InvalidRequestException(
          "payer_client_ip", "WeChatPayOption.payerClientIp(…) beside store or device");
    }
  }
}
