// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the money of an abnormal refund (异常退款) goes: WeChat Pay could not give it back the way it
 * came, because the payer's card or account is closed, and keeps it until the merchant names
 * another. Immutable. (WeChat Pay API v3, "发起异常退款".)
 *
 * @see WeChatPayClient#applyAbnormalRefund
 */
public final class WeChatPayAbnormalRefund {

  private final PaymentRef payment;
  private final Refund refund;
  private final String wechatRefundId;
  private final Map<String, Object> target;
  private final Map<String, PersonalText> encrypted;

  private WeChatPayAbnormalRefund(
      PaymentRef payment,
      Refund refund,
      Map<String, Object> target,
      Map<String, PersonalText> encrypted) {
    if (refund.state() != RefundState.NEEDS_ACTION) {
      throw new InvalidRequestException(
          "refund", "one that needs action; this one was " + refund.state() + " when last read");
    }
    if (!refund.paymentNumber().equals(payment.number())
        || !refund.onBehalfOf().equals(payment.onBehalfOf())
        || !refund.orderTotal().equals(payment.total())) {
      throw new InvalidRequestException("refund", "one of this payment");
    }
    this.payment = payment;
    this.refund = refund;
    this.wechatRefundId =
        FieldRules.token("WeChat Pay's refund id", refund.providerRefundId().orElse(""), 1, 32, "");
    this.target = target;
    this.encrypted = encrypted;
  }

  /**
   * To a bank card that the payer names now. Account and name are encrypted under WeChat Pay's key
   * when the call is made.
   *
   * @param payment the payment, as stored
   * @param refund the refund as found or notified, in state {@link RefundState#NEEDS_ACTION}
   * @param bank the card's bank
   * @param account the card's number, at most 64 letters and digits
   * @param holder the name the card is held in, at most 64 characters
   * @throws InvalidRequestException if one of them cannot be right
   */
  public static WeChatPayAbnormalRefund toPayersCard(
      PaymentRef payment,
      Refund refund,
      WeChatPayBank bank,
      PersonalText account,
      PersonalText holder) {
    FieldRules.token("bank account", account.reveal(), 1, 64, "");
    FieldRules.text("account holder", holder.reveal(), 1, 64);
    if (holder.reveal().isBlank()) {
      throw new InvalidRequestException("account holder", "a name");
    }
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("type", "USER_BANK_CARD");
    target.put("bank_type", bank.code());
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    encrypted.put("/bank_account", account);
    encrypted.put("/real_name", holder);
    return new WeChatPayAbnormalRefund(payment, refund, target, encrypted);
  }

  /**
   * To the merchant's own settlement card; the merchant then pays the payer by other means.
   *
   * @param payment the payment, as stored
   * @param refund the refund as found or notified, in state {@link RefundState#NEEDS_ACTION}
   * @throws InvalidRequestException if the refund is not such a one
   */
  public static WeChatPayAbnormalRefund toMerchantsCard(PaymentRef payment, Refund refund) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("type", "MERCHANT_BANK_CARD");
    return new WeChatPayAbnormalRefund(payment, refund, target, Map.of());
  }

  PaymentRef payment() {
    return payment;
  }

  Refund refund() {
    return refund;
  }

  String wechatRefundId() {
    return wechatRefundId;
  }

  Map<String, Object> target() {
    return target;
  }

  Map<String, PersonalText> encrypted() {
    return encrypted;
  }

  /** The refund and the kind of target; no account and no name. */
  @Override
  public String toString() {
    return "WeChatPayAbnormalRefund[" + refund.refundId() + " to " + target.get("type") + "]";
  }
}
