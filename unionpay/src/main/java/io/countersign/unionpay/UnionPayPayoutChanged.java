// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification about one of this merchant's pay-outs. Changed is not paid: see the
 * state. Authentic is not yet yours: compare number and amount with your own records, as {@link
 * #confirm} does. (全渠道, 代付, 后台通知.)
 *
 * @param id UnionPay's number of the pay-out ({@code queryId}), or your own with its time
 * @param createdAt when it was booked, or began
 * @param merchantId the merchant whose client proved it
 * @param payout the pay-out as reported
 */
public record UnionPayPayoutChanged(
    String id, Instant createdAt, String merchantId, UnionPayPayout payout)
    implements ProviderEvent {

  static UnionPayPayoutChanged of(BackNotice notice) {
    return new UnionPayPayoutChanged(
        notice.id(),
        notice.bookedAt(),
        notice.merchant().account(),
        new UnionPayPayout(
            notice.number(),
            notice.amount(),
            notice.respCode(),
            notice.fields(),
            notice.evidence()));
  }

  @Override
  public String provider() {
    return UnionPayClient.PROVIDER;
  }

  /** {@code txnType/txnSubType}, {@code 12/00}. */
  @Override
  public String type() {
    return fields().text("txnType").orElse("") + "/" + fields().text("txnSubType").orElse("");
  }

  /** Your own number of the pay-out, to look up what you sent. */
  public String number() {
    return payout.number();
  }

  /**
   * The pay-out, if it has the amount that you sent under its number.
   *
   * @throws MismatchException if the amount differs
   */
  public UnionPayPayout confirm(Money amount) {
    if (!payout.amount().equals(amount)) {
      throw new MismatchException("txnAmt", amount.toString(), payout.amount().toString());
    }
    return payout;
  }

  @Override
  public ProviderFields fields() {
    return payout.fields();
  }

  @Override
  public Evidence evidence() {
    return payout.evidence();
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/payout/"
        + number()
        + "/"
        + fields().text("txnTime").orElse("")
        + "/"
        + payout.providerState();
  }
}
