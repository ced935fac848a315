// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that is neither a payment nor a refund of this merchant's orders and
 * has no type of its own, as {@link TransferFinished} and {@link ProfitShared} are: complaints and
 * the rest. Which it is, is said by the event type <em>and</em> the original type.
 *
 * @param id WeChat Pay's id of the notification
 * @param createdAt when WeChat Pay made it
 * @param merchantId the merchant whose client proved it; for a view on behalf of a sub-merchant
 *     both numbers, the service provider's first, with a slash between
 * @param type the event type, such as {@code COMPLAINT.CREATE}
 * @param originalType what the content is, such as {@code complaint}
 * @param fields the decrypted content
 * @param evidence why it may be believed
 */
public record WeChatPayEvent(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    String originalType,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  @Override
  public String provider() {
    return WeChatPayClient.PROVIDER;
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/event/" + id;
  }
}
