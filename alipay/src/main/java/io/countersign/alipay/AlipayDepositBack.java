// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * An authentic message that a refund has reached the payer's bank, or has not: then the money is in
 * the payer's Alipay account. The refund itself was done before. It comes to the application's own
 * address (应用网关), for refunds that asked for {@code deposit_back_info}. (支付宝开放平台, 收单退款冲退完成通知.)
 *
 * @param id Alipay's id of the message
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it, {@code third-party/merchant} for a view
 * @param number your number of the payment
 * @param refundId your number of the refund
 * @param arrived whether the bank has it
 * @param amount what the bank has, if reported
 * @param onBehalfOf the merchant for whom a third party acts
 * @param fields everything, as received
 * @param evidence why it may be believed
 */
public record AlipayDepositBack(
    String id,
    Instant createdAt,
    String merchantId,
    String number,
    String refundId,
    boolean arrived,
    Optional<Money> amount,
    Optional<String> onBehalfOf,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  static final String TYPE = "alipay.trade.refund.depositback.completed";

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  @Override
  public String type() {
    return TYPE;
  }

  /**
   * Whether the bank has it, if it is of the expected payment.
   *
   * @throws MismatchException if provider, number or merchant differ, or more came back than was
   *     paid
   */
  public boolean confirm(ExpectedPayment expected) {
    PaymentRef ref = expected.payment();
    same("provider", ref.provider(), provider());
    same("out_trade_no", ref.number(), number);
    same("sub-merchant", ref.onBehalfOf().orElse("none"), onBehalfOf.orElse("none"));
    if (amount.isPresent() && amount.get().compareTo(ref.total()) > 0) {
      throw new MismatchException(
          "dback_amount", "at most " + ref.total(), amount.get().toString());
    }
    return arrived;
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/depositback/"
        + number
        + "/"
        + refundId
        + "/"
        + (arrived ? "S" : "F");
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "AlipayDepositBack[" + number + " " + refundId + ", " + id + "]";
  }
}
