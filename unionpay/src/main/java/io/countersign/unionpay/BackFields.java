// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what is to be done to a transaction against UnionPay's rules and puts it into UnionPay's
 * words. (全渠道, 退货, 消费撤销, 预授权完成, 预授权撤销, 预授权完成撤销.)
 */
final class BackFields {

  private final Merchant merchant;

  BackFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /**
   * A checked request in the words of the wire, which lacks only what it is done to.
   *
   * @param step what is done
   * @param payment to what
   * @param number its own number and time
   * @param amount how much
   * @param call what is to be signed
   */
  record Draft(BackStep step, PaymentRef payment, TimedNumber number, Money amount, Call call) {

    /** The same, done to the transaction that UnionPay knows by this number. */
    Call to(String queryId) {
      return call.with("origQryId", queryId);
    }
  }

  /**
   * Checks and translates.
   *
   * @param field the name of the step's own number in errors
   * @throws InvalidRequestException if UnionPay would refuse it unseen
   */
  Draft draft(
      BackStep step,
      PaymentRef payment,
      String field,
      String number,
      Money amount,
      Optional<URI> ownNotifyUrl,
      List<ProviderOption> options,
      Instant now) {
    merchant.mustOwn(payment);
    TimedNumber timed = TimedNumber.of(field, number).aboutNow(field, now);
    OrderParts parts = new OrderParts();
    parts.put("txnAmt", OrderRules.fen("amount", amount)).put("currencyCode", Fen.CURRENCY);
    parts.put("backUrl", notifyUrl(ownNotifyUrl));
    parts.put("reqReserved", RefundMark.of(payment));
    List<UnionPayRefundOption> ours = UnionPayRefundOption.of(options);
    Optional<Product> product = Product.of(payment);
    if (product.isPresent() && !sameMaking(product.get(), ours)) {
      parts.put("bizType", product.get().bizType());
      parts.put("channelType", product.get().channelType());
    }
    for (UnionPayRefundOption option : ours) {
      for (Map.Entry<String, String> part : option.fields().entrySet()) {
        parts.put(part.getKey(), part.getValue());
      }
    }
    Call call = parts.into(Call.of(Call.Path.BACK, step.txnType(), "00", "").with(timed));
    if (call.fields().filled("bizType").isEmpty()) {
      throw new InvalidRequestException(
          "payment reference",
          "one that tells its product (page, b2b, wap, app, qr, code or token); or say how the payment was"
              + " made with UnionPayRefundOption.madeAs(…)");
    }
    merchant.namingInstitution(call, call.fields().text("bizType"));
    return new Draft(step, payment, timed, amount, call);
  }

  /** The reference tells the product; over which channel an order was made, an option may have. */
  private static boolean sameMaking(Product product, List<UnionPayRefundOption> options) {
    boolean same = false;
    for (UnionPayRefundOption option : options) {
      same |= product.bizType().equals(option.fields().get("bizType"));
    }
    return same;
  }

  private String notifyUrl(Optional<URI> own) {
    Optional<URI> notifyUrl = own.isPresent() ? own : merchant.notifyUrl();
    if (notifyUrl.isEmpty()) {
      throw new InvalidRequestException(
          "notifyUrl", "an address, in the configuration or in the request");
    }
    return OrderRules.notifyUrl("notifyUrl", notifyUrl.get());
  }
}
