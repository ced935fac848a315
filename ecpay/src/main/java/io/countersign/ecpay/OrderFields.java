// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a request for a page against ECPay's rules and puts it into ECPay's words. Nothing here
 * depends on the present moment, so that a repeated request is the identical one. (綠界科技 ECPay,
 * 全方位金流, 產生訂單.)
 */
final class OrderFields {

  private final EcpayConfig config;
  private final Merchant merchant;

  OrderFields(EcpayConfig config, Merchant merchant) {
    this.config = config;
    this.merchant = merchant;
  }

  /**
   * A checked request in the words of the wire, not signed yet.
   *
   * @param ref the attempt
   * @param form its fields in order
   * @param doubts what ECPay may refuse although it is not certain, one sentence each
   */
  record Draft(PaymentRef ref, FormFields form, List<String> doubts) {}

  /**
   * Checks and translates an order that the payer's browser will post.
   *
   * @throws InvalidRequestException if ECPay would refuse it unseen
   */
  Draft page(PaymentRequest<?> request) {
    EcpayOption.Chosen chosen = EcpayOption.of(request.options(), EcpayOption.Target.PAGE);
    String number = OrderRules.number(request.id().number());
    String dollars = OrderRules.dollars(request.amount());
    String notifyUrl = notifyUrl(request);
    EcpayMethod method = new EcpayMethod(chosen.fields().getOrDefault("ChoosePayment", "ALL"));

    FormFields form = new FormFields();
    merchant.name(form);
    form.put("MerchantTradeNo", number)
        .put("MerchantTradeDate", TaipeiTime.text(request.id().createdAt()))
        .put("PaymentType", "aio")
        .put("TotalAmount", dollars);
    putTexts(form, request, chosen);
    form.put("ReturnURL", notifyUrl)
        .put("ChoosePayment", method.word())
        .put("EncryptType", "1")
        .put("ClientBackURL", returnUrl(request.scene()))
        .put("StoreID", Optional.ofNullable(config.storeId));
    if (!chosen.has("withoutExtraPaidInfo")) {
      // A card payment cannot be refunded without the authorisation number that it brings.
      form.put("NeedExtraPaidInfo", "Y");
    }
    if (request.attachment().isPresent()) {
      form.put(
          "CustomField1", OrderRules.customField("attachment", request.attachment().orElseThrow()));
    }
    if (MethodRules.issuesNumbers(method)) {
      form.put("PaymentInfoURL", notifyUrl);
    }
    for (Map.Entry<String, String> field : chosen.fields().entrySet()) {
      form.put(field.getKey(), field.getValue());
    }
    putCardTerms(form, notifyUrl);
    PaymentRef ref =
        merchant
            .own(PaymentRef.of(Merchant.PROVIDER, request.id(), request.amount()))
            .withProduct(Product.PAGE);
    if (request.payBefore().isPresent()) {
      ref = ref.withPayBefore(putExpiry(form, method, request));
    }
    MethodRules.check(method, form);
    return new Draft(ref, form, MethodRules.doubts(method, form));
  }

  /** Puts in what the payer reads. */
  static void putTexts(FormFields form, PaymentRequest<?> request, EcpayOption.Chosen chosen) {
    String description = request.description();
    String items = chosen.fields().get("ItemName");
    String itemName = items == null ? OrderRules.itemName(description) : items;
    String tradeDesc = chosen.fields().get("TradeDesc");
    if (tradeDesc == null) {
      tradeDesc = OrderRules.tradeDescription(description, request.id().number());
    }
    if (!chosen.has("allowFilteredWords")) {
      FilteredWords.check(items == null ? "description" : "items", itemName);
      FilteredWords.check("description", tradeDesc);
    }
    form.put("TradeDesc", tradeDesc).put("ItemName", itemName);
  }

  private void putCardTerms(FormFields form, String notifyUrl) {
    if (form.has("PeriodType")) {
      form.put("PeriodAmount", form.text("TotalAmount"));
      if (!form.has("PeriodReturnURL")) {
        form.put("PeriodReturnURL", notifyUrl);
      }
    }
    if (form.has("MerchantMemberID")) {
      String member = merchant.merchantId() + form.text("MerchantMemberID");
      if (member.length() > 30) {
        throw new InvalidRequestException(
            "option bindingCard", "at most 30 characters, merchant number and member id together");
      }
      form.put("MerchantMemberID", member);
    }
  }

  private static Instant putExpiry(FormFields form, EcpayMethod method, PaymentRequest<?> request) {
    Instant payBefore = request.payBefore().orElseThrow();
    Instant created = request.id().createdAt();
    if (method.equals(EcpayMethod.ATM)) {
      form.put("ExpireDate", Integer.toString(Validity.accountDays(created, payBefore)));
    } else if (method.equals(EcpayMethod.CVS)) {
      form.put("StoreExpireDate", Integer.toString(Validity.codeMinutes(created, payBefore)));
    } else if (method.equals(EcpayMethod.BARCODE)) {
      form.put("StoreExpireDate", Integer.toString(Validity.barcodeDays(created, payBefore)));
    } else {
      throw new InvalidRequestException(
          "payBefore",
          "none with "
              + method.word()
              + ": ECPay ends only bank accounts, store codes and barcodes, so name one of them with"
              + " EcpayOption.choosePayment(…) or use Scene.voucher(…)");
    }
    return payBefore;
  }

  /** Where ECPay posts what becomes of it. */
  String notifyUrl(PaymentRequest<?> request) {
    Optional<URI> notifyUrl =
        request.notifyUrl().isPresent() ? request.notifyUrl() : merchant.notifyUrl();
    if (notifyUrl.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return OrderRules.address("notifyUrl", notifyUrl.get());
  }

  /** The payer's address is not asked for. */
  private static Optional<String> returnUrl(Scene<?> scene) {
    Optional<URI> returnUrl =
        scene instanceof Scene.WebPage page
            ? Optional.of(page.returnUrl())
            : scene instanceof Scene.MobilePage page ? page.returnUrl() : Optional.empty();
    return returnUrl.map(address -> OrderRules.address("returnUrl", address));
  }
}
