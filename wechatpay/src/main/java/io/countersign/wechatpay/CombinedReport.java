// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Payment;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what WeChat Pay says about a combined order: the same in answers and notifications. */
final class CombinedReport {

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final List<ProviderFields> subOrders;

  CombinedReport(Merchant merchant, ProviderFields fields, Evidence evidence) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.subOrders = fields.list("sub_orders");
  }

  /** Whether everything is there that a report must have; a paid sub-order must name its amount. */
  boolean isComplete() {
    if (fields.text("combine_out_trade_no").isEmpty() || subOrders.isEmpty()) {
      return false;
    }
    for (ProviderFields subOrder : subOrders) {
      if (!read(subOrder).isComplete()) {
        return false;
      }
    }
    return true;
  }

  String number() {
    return text(fields, "combine_out_trade_no");
  }

  private String appId() {
    return text(fields, "combine_appid");
  }

  /** How the whole stands, as far as the reported sub-orders say. */
  PaymentState state() {
    List<PaymentState> states = new ArrayList<>();
    for (ProviderFields subOrder : subOrders) {
      states.add(read(subOrder).state());
    }
    return CombinedPayment.together(states);
  }

  /**
   * Checks that the client's own merchant ordered, for an app of its own.
   *
   * @throws MismatchException if another did, or none is named, or the client stands for one
   *     sub-merchant only
   */
  void mustBeOurs() {
    same("combine_mchid", merchant.mchid(), text(fields, "combine_mchid"));
    if (merchant.subMchid().isPresent()) {
      throw new MismatchException(
          "order", "one of sub-merchant " + merchant.subMchid().get(), "a combined order");
    }
    if (merchant.kindOf(appId()).isEmpty()) {
      throw new MismatchException("combine_appid", "an app id of this client", appId());
    }
  }

  /**
   * The payment of the order that was asked about.
   *
   * @throws MismatchException if merchant, app, number or any sub-order differs, is missing, is
   *     doubled or was not ordered
   */
  CombinedPayment about(CombinedRef ordered) {
    same("combine_mchid", ordered.merchantId(), text(fields, "combine_mchid"));
    same("combine_appid", ordered.appId(), appId());
    same("combine_out_trade_no", ordered.number(), number());
    Map<String, ProviderFields> reported = byNumber();
    List<SubOrderPayment> payments = new ArrayList<>();
    for (SubOrderRef subOrder : ordered.subOrders()) {
      ProviderFields found = reported.remove(subOrder.number());
      if (found == null) {
        throw new MismatchException(
            "sub_orders", "sub-order " + subOrder.number(), "nothing of it");
      }
      same("mchid", subOrder.merchantId(), text(found, "mchid"));
      same("sub_mchid", subOrder.subMerchantId().orElse("none"), text(found, "sub_mchid"));
      Payment payment = read(found).agreeingWith(ordered.payment(subOrder.number()));
      payments.add(new SubOrderPayment(subOrder, payment));
    }
    if (!reported.isEmpty()) {
      throw new MismatchException(
          "sub_orders",
          ordered.subOrders().size() + " sub-orders",
          "there is also " + reported.keySet());
    }
    return new CombinedPayment(ordered, payments, fields, evidence);
  }

  private Map<String, ProviderFields> byNumber() {
    Map<String, ProviderFields> byNumber = new LinkedHashMap<>();
    for (ProviderFields subOrder : subOrders) {
      String number = text(subOrder, "out_trade_no");
      if (byNumber.put(number, subOrder) != null) {
        throw new MismatchException("sub_orders", "every sub-order once", number + " twice");
      }
    }
    return byNumber;
  }

  private PaymentReport read(ProviderFields subOrder) {
    return PaymentReport.ofSubOrder(merchant, subOrder, evidence);
  }

  private static String text(ProviderFields fields, String name) {
    return fields.text(name).orElse("none");
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
