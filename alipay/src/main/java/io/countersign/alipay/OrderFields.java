// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a request against Alipay's rules and puts it into Alipay's words. Nothing here depends on
 * the present moment, so that a repeated request is the identical one. (支付宝开放平台, 统一收单下单.)
 */
final class OrderFields {

  private static final Duration CODE_LIFE = Duration.ofHours(2);

  private final Merchant merchant;

  OrderFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /**
   * A checked request in the words of the wire, not signed yet.
   *
   * @param product how it is made
   * @param ref the attempt
   * @param call the method, its business fields, and {@code notify_url} and {@code return_url}
   * @param link whether a page is to be a link in place of a form
   * @param codeLife how long a QR code works
   * @param doubts what Alipay may refuse although it is not certain, one sentence each
   */
  record Draft(
      Product product,
      PaymentRef ref,
      Call call,
      boolean link,
      Duration codeLife,
      List<String> doubts) {

    /** When a QR code that is made now stops working. */
    Instant codeEnd(Instant now) {
      Instant end = now.plus(codeLife);
      Optional<Instant> payBefore = ref.payBefore();
      return payBefore.isPresent() && payBefore.get().isBefore(end) ? payBefore.get() : end;
    }
  }

  /**
   * Checks and translates an order.
   *
   * @throws InvalidRequestException if Alipay would refuse it unseen
   */
  Draft order(PaymentRequest<?> request) {
    Product product = Product.of(request.scene());
    List<AlipayOption> options = AlipayOption.of(request.options(), product.target());
    BusinessFields fields = new BusinessFields();
    fields.put("out_trade_no", OrderRules.number(request.id().number()));
    fields.put("total_amount", Yuan.text("amount", request.amount()));
    fields.put("subject", OrderRules.text("description", request.description(), 256));
    PaymentRef ref =
        merchant
            .own(PaymentRef.of(Merchant.PROVIDER, request.id(), request.amount()))
            .withProduct(product.word());
    if (request.payBefore().isPresent()) {
      Instant payBefore = request.payBefore().get();
      fields.put("time_expire", OrderRules.expiry(request.id().createdAt(), payBefore));
      ref = ref.withPayBefore(payBefore);
    }
    if (request.attachment().isPresent()) {
      fields.put("passback_params", Attachment.wire(request.attachment().get()));
    }
    boolean link = false;
    for (AlipayOption option : options) {
      fields.add(option);
      link |= option.name().equals("asLink");
    }
    Call call = Call.of(product.method(), fields.asMap());
    call = withNotifyUrl(call, product, request);
    call = withScene(call, fields, request.scene());
    putProductCode(fields, product);
    mustFitTogether(fields, request.amount());
    writeGroupsAsText(fields, product);
    return new Draft(product, ref, call, link, codeLife(fields), doubts(request));
  }

  private Call withNotifyUrl(Call call, Product product, PaymentRequest<?> request) {
    Optional<URI> notifyUrl =
        request.notifyUrl().isPresent() ? request.notifyUrl() : merchant.notifyUrl();
    if (notifyUrl.isPresent()) {
      return call.with(
          "notify_url",
          OrderRules.address("notifyUrl", notifyUrl.get(), OrderRules.LONGEST_ADDRESS));
    }
    if (product != Product.PAY) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return call;
  }

  private static Call withScene(Call call, BusinessFields fields, Scene<?> scene) {
    if (scene instanceof Scene.WebPage page) {
      return withReturnUrl(call, Optional.of(page.returnUrl()));
    }
    if (scene instanceof Scene.MobilePage page) {
      if (!fields.has("quit_url")) {
        if (page.returnUrl().isEmpty()) {
          throw new InvalidRequestException(
              "quit_url",
              "where the page goes when the payer gives up: a returnUrl in the scene, or"
                  + " AlipayOption.quitUrl(…)");
        }
        fields.put("quit_url", OrderRules.address("returnUrl", page.returnUrl().get(), 400));
      }
      return withReturnUrl(call, page.returnUrl());
    }
    if (scene instanceof Scene.InWallet wallet) {
      String payer = FieldRules.token("payer id", wallet.payerId().reveal(), 1, 128, "_-");
      fields.put(OrderRules.isUserId(payer) ? "buyer_id" : "buyer_open_id", payer);
    } else if (scene instanceof Scene.PaymentCode code) {
      String shown = OrderRules.paymentCode(code.code().reveal());
      fields.put("scene", OrderRules.isFaceCode(shown) ? "security_code" : "bar_code");
      fields.put("auth_code", shown);
    }
    return call;
  }

  private static Call withReturnUrl(Call call, Optional<URI> returnUrl) {
    return returnUrl.isEmpty()
        ? call
        : call.with(
            "return_url",
            OrderRules.address("returnUrl", returnUrl.get(), OrderRules.LONGEST_ADDRESS));
  }

  private void putProductCode(BusinessFields fields, Product product) {
    Optional<String> usual =
        switch (product) {
          case PAGE -> Optional.of("FAST_INSTANT_TRADE_PAY");
          case WAP -> Optional.of("QUICK_WAP_WAY");
          case APP -> Optional.of("QUICK_MSECURITY_PAY");
          case CREATE -> Optional.of("JSAPI_PAY");
          // Alipay goes by the contract.
          case PRECREATE, PAY -> Optional.empty();
        };
    if (usual.isPresent() && !fields.has("product_code")) {
      fields.put("product_code", usual.get());
    }
    if (fields.get("product_code").equals("JSAPI_PAY") && !fields.has("op_app_id")) {
      fields.put("op_app_id", merchant.authAppId());
    }
  }

  private void mustFitTogether(BusinessFields fields, Money total) {
    if (fields.has("time_expire") && fields.has("timeout_express")) {
      throw new InvalidRequestException(
          "timeout_express", "none beside payBefore, which Alipay goes by");
    }
    if (fields.has("enable_pay_channels") && fields.has("disable_pay_channels")) {
      throw new InvalidRequestException(
          "enable_pay_channels", "one of it and disable_pay_channels, which exclude each other");
    }
    String with = fields.get("discountable_amount").toString();
    String without = fields.get("undiscountable_amount").toString();
    if (!with.isEmpty()
        && !without.isEmpty()
        && !Money.of(with, "CNY").plus(Money.of(without, "CNY")).equals(total)) {
      throw new InvalidRequestException(
          "discountable_amount", "the amount, together with undiscountable_amount");
    }
    String seller = fields.get("seller_id").toString();
    if (!seller.isEmpty()
        && !merchant.sellerIds().isEmpty()
        && !merchant.sellerIds().contains(seller)) {
      throw new InvalidRequestException(
          "seller_id",
          "one of the configuration's accounts; a payment to another would not be believed");
    }
    if (fields.has("settle_info") && !fields.has("sub_merchant")) {
      throw new InvalidRequestException(
          "settle_info", "AlipayOption.subMerchant(…) beside it; Alipay takes both or none");
    }
    if (fields.has("sub_merchant")
        && !(fields.get("settle_info") instanceof Map<?, ?> settled
            && settled.containsKey("settle_detail_infos"))) {
      Map<String, Object> all =
          Map.of("trans_in_type", "defaultSettle", "amount", total.toDecimal());
      fields.put("settle_info", Map.of("settle_detail_infos", List.of(all)));
    }
  }

  /** Pages and order strings have these groups as one text each. */
  private static void writeGroupsAsText(BusinessFields fields, Product product) {
    if (product.isBroughtByPayer()) {
      for (String name : List.of("business_params", "promo_params")) {
        if (fields.get(name) instanceof Map<?, ?> group) {
          fields.replace(name, text(group));
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static String text(Map<?, ?> group) {
    return JsonText.write((Map<String, ?>) group);
  }

  private static Duration codeLife(BusinessFields fields) {
    String life = fields.get("qr_code_timeout_express").toString();
    return life.isEmpty()
        ? CODE_LIFE
        : Duration.ofMinutes(Long.parseLong(life.substring(0, life.length() - 1)));
  }

  private static List<String> doubts(PaymentRequest<?> request) {
    List<String> doubts = new ArrayList<>();
    if (OrderRules.isAdvisedAgainst(request.description())) {
      doubts.add("Alipay advises against / = & in the description");
    }
    return doubts;
  }
}
