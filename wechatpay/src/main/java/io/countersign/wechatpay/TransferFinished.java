// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that one of this merchant's payments to users has ended. Ended is not
 * paid: see the state. Authentic is not yet yours: compare number and amount with your own records,
 * as {@link #confirm} does. (WeChat Pay, 商家转账, 商家转账回调通知.)
 *
 * @param id WeChat Pay's id of the notification
 * @param createdAt when WeChat Pay made it
 * @param merchantId the merchant whose client proved it, {@code sp/sub} for a sub-merchant's
 * @param type {@code MCHTRANSFER.BILL.FINISHED}
 * @param transfer the payment as reported
 */
public record TransferFinished(
    String id, Instant createdAt, String merchantId, String type, Transfer transfer)
    implements ProviderEvent {

  @Override
  public String provider() {
    return WeChatPayClient.PROVIDER;
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
      throw new MismatchException(
          "transfer_amount", amount.toString(), transfer.amount().toString());
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
