// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic message that one of this merchant's payments to users stands otherwise. Changed is
 * not paid: see the state. Authentic is not yet yours: compare number and amount with your own
 * records, as {@link #confirm} does. It comes to the application's own address (应用网关), if that
 * address subscribes to it. (支付宝开放平台, 资金单据状态变更通知.)
 *
 * @param id Alipay's id of the message
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it, {@code third-party/merchant} for a view
 * @param transfer the payment as reported
 */
public record AlipayTransferChanged(
    String id, Instant createdAt, String merchantId, Transfer transfer) implements ProviderEvent {

  static final String TYPE = "alipay.fund.trans.order.changed";

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Your own number of the payment, to look up what you sent. */
  public String number() {
    return transfer.number();
  }

  /**
   * The payment, if it has the amount that you sent under its number.
   *
   * @throws MismatchException if the amount differs
   */
  public Transfer confirm(Money amount) {
    if (!transfer.amount().equals(amount)) {
      throw new MismatchException("trans_amount", amount.toString(), transfer.amount().toString());
    }
    return transfer;
  }

  @Override
  public ProviderFields fields() {
    return transfer.fields();
  }

  @Override
  public Evidence evidence() {
    return transfer.evidence();
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/transfer/" + number() + "/" + transfer.providerState();
  }
}
