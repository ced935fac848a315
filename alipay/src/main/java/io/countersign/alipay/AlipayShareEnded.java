// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic message that an asynchronous share of a payment has ended. Ended is not paid: ask
 * {@link AlipayProfitSharing#find} how it went for each receiver. It comes to the application's own
 * address (应用网关). (支付宝开放平台, 交易分账结果通知.)
 *
 * @param id Alipay's id of the message
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it, {@code third-party/merchant} for a view
 * @param number your own number of the share ({@code out_request_no})
 * @param settleNo Alipay's number of it
 * @param fields everything, as received; receivers' accounts are among it
 * @param evidence why it may be believed
 */
public record AlipayShareEnded(
    String id,
    Instant createdAt,
    String merchantId,
    String number,
    String settleNo,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  static final String TYPE = "alipay.trade.order.settle.notify";

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/share/" + settleNo + "/" + number + "/" + id;
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "AlipayShareEnded[" + number + ", " + id + "]";
  }
}
