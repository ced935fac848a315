// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts an order for the embedded form into ECPay's words. Nothing here depends on the present
 * moment, so that a repeated request is the identical one. (綠界科技 ECPay, 站內付 2.0, 取得廠商驗證碼.)
 */
final class EmbeddedFields {

  private static final EcpayEmbeddedMethod[] WITH_CARD_INFO = {
    EcpayEmbeddedMethod.CARD,
    EcpayEmbeddedMethod.INSTALMENTS,
    EcpayEmbeddedMethod.APPLE_PAY,
    EcpayEmbeddedMethod.FLEXIBLE_INSTALMENTS
  };

  private final Merchant merchant;

  EmbeddedFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /**
   * A checked order in the words of the wire.
   *
   * @param ref the attempt
   * @param data what the envelope holds
   * @param orderInfo the order's own group in it, which may be added to
   */
  record Draft(PaymentRef ref, Map<String, Object> data, Map<String, Object> orderInfo) {
    /** The attempt; the rest is personal. */
    @Override
    public String toString() {
      return "Draft[" + ref.number() + "]";
    }
  }

  /** Data that names the merchant, and nothing else yet. */
  Map<String, Object> named() {
    Map<String, Object> data = new LinkedHashMap<>();
    merchant.name(data);
    return data;
  }

  /** An attempt by envelope. */
  PaymentRef ref(PaymentId id, Money amount, String product) {
    return merchant.own(PaymentRef.of(Merchant.PROVIDER, id, amount)).withProduct(product);
  }

  /** An order that is for a card alone, outside the form. */
  Draft cardOnly(EcpayEmbeddedOrder order) {
    if (order.schedule != null || order.instalments != null || order.payBefore != null) {
      throw new InvalidRequestException(
          "order",
          "one without schedule, instalments and last moment to pay; ECPay takes none here");
    }
    Map<String, Object> data = named();
    Map<String, Object> orderInfo = orderInfo(order, notifyUrl(order.notifyUrl()));
    data.put("OrderInfo", orderInfo);
    if (order.customField != null) {
      data.put("CustomField", order.customField);
    }
    return new Draft(ref(order.id, order.amount, Product.EMBEDDED), data, orderInfo);
  }

  /** The order's own group, which every call that charges has. */
  private static Map<String, Object> orderInfo(EcpayEmbeddedOrder order, String notifyUrl) {
    PaymentId id = order.id;
    String itemName = OrderRules.itemName(order.description);
    if (!order.filteredWordsAllowed) {
      FilteredWords.check("description", itemName);
    }
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("MerchantTradeDate", TaipeiTime.text(id.createdAt()));
    info.put("MerchantTradeNo", OrderRules.number(id.number()));
    info.put("TotalAmount", Long.parseLong(OrderRules.dollars(order.amount)));
    info.put("ReturnURL", notifyUrl);
    info.put("TradeDesc", OrderRules.tradeDescription(order.description, id.number()));
    info.put("ItemName", itemName);
    return info;
  }

  /** Where ECPay's server posts the result. */
  String notifyUrl(Optional<URI> ofOrder) {
    Optional<URI> address = ofOrder.isPresent() ? ofOrder : merchant.notifyUrl();
    if (address.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the order");
    }
    return OrderRules.address("notifyUrl", address.get());
  }

  /** Where the payer's browser comes back to, which is not where ECPay's server posts. */
  static String resultUrl(URI address, String notifyUrl) {
    String text = OrderRules.address("OrderResultURL", address);
    if (text.equals(notifyUrl)) {
      throw new InvalidRequestException(
          "OrderResultURL",
          "another address than ReturnURL: a browser must not end where ECPay's server posts");
    }
    return text;
  }

  Draft order(EcpayEmbeddedOrder order) {
    String notifyUrl = notifyUrl(order.notifyUrl());
    Map<String, Object> data = named();
    data.put("RememberCard", order.rememberCard ? 1L : 0L);
    data.put("PaymentUIType", order.schedule == null ? 2L : 0L);
    data.put("ChoosePaymentList", methods(order));
    Map<String, Object> orderInfo = orderInfo(order, notifyUrl);
    data.put("OrderInfo", orderInfo);
    if (order.resultUrl == null
        && (order.offersAny(WITH_CARD_INFO) || order.offersAny(EcpayEmbeddedMethod.UNION_PAY))) {
      throw new InvalidRequestException(
          "resultUrl", "an address: the payer's browser comes back to it from the bank's page");
    }
    if (order.offersAny(WITH_CARD_INFO)) {
      data.put("CardInfo", cardInfo(order, notifyUrl));
    }
    if (order.offersAny(EcpayEmbeddedMethod.UNION_PAY)) {
      Map<String, Object> info = new LinkedHashMap<>();
      putResultUrl(info, order.resultUrl, notifyUrl);
      data.put("UnionPayInfo", info);
    }
    putNumberInfo(data, order);
    data.put("ConsumerInfo", order.consumer.info());
    if (order.customField != null) {
      data.put("CustomField", order.customField);
    }
    PaymentRef ref = ref(order.id, order.amount, Product.EMBEDDED);
    return new Draft(
        order.payBefore == null ? ref : ref.withPayBefore(order.payBefore), data, orderInfo);
  }

  private static String methods(EcpayEmbeddedOrder order) {
    StringBuilder list = new StringBuilder();
    for (EcpayEmbeddedMethod method : EcpayEmbeddedMethod.values()) {
      if (order.methods.contains(method)) {
        list.append(list.length() == 0 ? "" : ",").append(method.wire);
      }
    }
    return list.toString();
  }

  private static Map<String, Object> cardInfo(EcpayEmbeddedOrder order, String notifyUrl) {
    Map<String, Object> info = new LinkedHashMap<>();
    putResultUrl(info, order.resultUrl, notifyUrl);
    if (order.instalments != null) {
      info.put("CreditInstallment", order.instalments);
    }
    if (order.methods.contains(EcpayEmbeddedMethod.FLEXIBLE_INSTALMENTS)) {
      info.put("FlexibleInstallment", "30");
    }
    if (order.schedule != null) {
      info.put("PeriodAmount", Long.parseLong(OrderRules.dollars(order.amount)));
      info.put("PeriodType", order.schedule.unit().wire());
      info.put("Frequency", (long) order.schedule.every());
      info.put("ExecTimes", (long) order.schedule.times());
      info.put(
          "PeriodReturnURL",
          order.periodNotifyUrl == null
              ? notifyUrl
              : OrderRules.address("PeriodReturnURL", order.periodNotifyUrl));
    }
    return info;
  }

  private static void putNumberInfo(Map<String, Object> data, EcpayEmbeddedOrder order) {
    if (order.offersAny(EcpayEmbeddedMethod.ATM)) {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put(
          "ExpireDate",
          order.payBefore == null
              ? 3L
              : (long) Validity.accountDays(order.id.createdAt(), order.payBefore));
      if (order.bank != null) {
        info.put("ATMBankCode", order.bank);
      }
      data.put("ATMInfo", info);
    }
    if (order.offersAny(EcpayEmbeddedMethod.CVS)) {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put(
          "StoreExpireDate",
          order.payBefore == null
              ? 10_080L
              : (long) Validity.codeMinutes(order.id.createdAt(), order.payBefore));
      if (order.store != null) {
        info.put("CVSCode", order.store);
      }
      for (int i = 0; i < order.storeLines.size(); i++) {
        info.put("Desc_" + (i + 1), order.storeLines.get(i));
      }
      data.put("CVSInfo", info);
    }
    if (order.offersAny(EcpayEmbeddedMethod.BARCODE)) {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put(
          "StoreExpireDate",
          order.payBefore == null
              ? 7L
              : (long) Validity.barcodeDays(order.id.createdAt(), order.payBefore));
      data.put("BarcodeInfo", info);
    }
  }

  private static void putResultUrl(
      Map<String, Object> info, @Nullable URI resultUrl, String notifyUrl) {
    if (resultUrl != null) {
      info.put("OrderResultURL", resultUrl(resultUrl, notifyUrl));
    }
  }
}
