// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a request for a voucher against ECPay's rules and puts it into ECPay's words. (綠界科技 ECPay,
 * 幕後取號, 產生 ATM、CVS、BARCODE 繳費代碼.)
 */
final class VoucherFields {

  /** What options fill, and stands elsewhere than beside the order. */
  private static final List<String> PLACED =
      List.of("ItemName", "TradeDesc", "ChooseSubPayment", "Desc_1", "Desc_2", "Desc_3", "Desc_4");

  private final EcpayConfig config;
  private final Merchant merchant;

  VoucherFields(EcpayConfig config, Merchant merchant) {
    this.config = config;
    this.merchant = merchant;
  }

  /**
   * A checked request in the words of the wire, not sealed yet.
   *
   * @param ref the attempt
   * @param data what goes into the envelope
   * @param doubts what ECPay may refuse although it is not certain, one sentence each
   */
  record Draft(PaymentRef ref, Map<String, Object> data, List<String> doubts) {}

  /** The attempt, which is the same however often it is asked. */
  PaymentRef ref(PaymentRequest<?> request) {
    return draft(request, request.id().createdAt()).ref();
  }

  /**
   * Checks and translates.
   *
   * @param now when ECPay begins to count the time to pay
   * @throws InvalidRequestException if ECPay would refuse it unseen
   */
  Draft draft(PaymentRequest<?> request, Instant now) {
    EcpayOption.Chosen chosen = EcpayOption.of(request.options(), EcpayOption.Target.VOUCHER);
    Scene.Voucher scene = (Scene.Voucher) request.scene();
    EcpayMethod method = method(scene.kind());
    String number = OrderRules.number(request.id().number());
    String dollars = OrderRules.dollars(request.amount());
    FormFields texts = new FormFields().put("TotalAmount", dollars);
    OrderFields.putTexts(texts, request, chosen);

    Map<String, Object> order = new LinkedHashMap<>();
    order.put("MerchantTradeNo", number);
    order.put("MerchantTradeDate", TaipeiTime.text(request.id().createdAt()));
    order.put("TotalAmount", Long.parseLong(dollars));
    order.put("TradeDesc", texts.text("TradeDesc"));
    order.put("ItemName", texts.text("ItemName"));
    order.put("ReturnURL", new OrderFields(config, merchant).notifyUrl(request));

    Map<String, Object> data = new LinkedHashMap<>();
    merchant.name(data);
    data.put("ChoosePayment", method.word());
    data.put("OrderInfo", order);
    data.put(group(scene.kind()), terms(request, scene.kind(), chosen, now));
    if (request.attachment().isPresent()) {
      data.put(
          "CustomField", OrderRules.customField("attachment", request.attachment().orElseThrow()));
    }
    putOthers(data, chosen);
    PaymentRef ref =
        merchant
            .own(PaymentRef.of(Merchant.PROVIDER, request.id(), request.amount()))
            .withProduct(Product.PAYMENT_CODE);
    if (request.payBefore().isPresent()) {
      ref = ref.withPayBefore(request.payBefore().orElseThrow());
    }
    return new Draft(ref, data, MethodRules.doubts(method, texts));
  }

  private static Map<String, Object> terms(
      PaymentRequest<?> request, VoucherKind kind, EcpayOption.Chosen chosen, Instant now) {
    Map<String, Object> terms = new LinkedHashMap<>();
    if (request.payBefore().isPresent()) {
      Instant payBefore = request.payBefore().orElseThrow();
      terms.put(
          "ExpireDate",
          switch (kind) {
            case BANK_ACCOUNT -> Validity.accountDays(now, payBefore);
            case STORE_CODE -> Validity.codeMinutes(now, payBefore);
            case STORE_BARCODE -> Validity.barcodeDays(now, payBefore);
          });
    }
    String sub = chosen.fields().get("ChooseSubPayment");
    if (sub != null) {
      if (kind == VoucherKind.STORE_BARCODE) {
        throw new InvalidRequestException(
            "option chooseSubPayment", "a bank account or a store's code; barcodes have no choice");
      }
      terms.put(kind == VoucherKind.BANK_ACCOUNT ? "ATMBankCode" : "CVSCode", sub);
    }
    for (int i = 1; i <= 4; i++) {
      String line = chosen.fields().get("Desc_" + i);
      if (line != null) {
        if (kind != VoucherKind.STORE_CODE) {
          throw new InvalidRequestException(
              "option desc", "a store's code, whose terminal shows it");
        }
        terms.put("Desc_" + i, line);
      }
    }
    return terms;
  }

  /** Fields without an option of their own. */
  private static void putOthers(Map<String, Object> data, EcpayOption.Chosen chosen) {
    for (Map.Entry<String, String> field : chosen.fields().entrySet()) {
      if (!PLACED.contains(field.getKey())
          && data.putIfAbsent(field.getKey(), field.getValue()) != null) {
        throw new InvalidRequestException(
            "field " + field.getKey(), "another one; this is filled by the request");
      }
    }
  }

  static EcpayMethod method(VoucherKind kind) {
    return switch (kind) {
      case BANK_ACCOUNT -> EcpayMethod.ATM;
      case STORE_CODE -> EcpayMethod.CVS;
      case STORE_BARCODE -> EcpayMethod.BARCODE;
    };
  }

  private static String group(VoucherKind kind) {
    return switch (kind) {
      case BANK_ACCOUNT -> "ATMInfo";
      case STORE_CODE -> "CVSInfo";
      case STORE_BARCODE -> "BarcodeInfo";
    };
  }
}
