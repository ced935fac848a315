// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that has no type of its own here. It never proves a payment.
 *
 * @param id Alipay's id of the notification ({@code notify_id}), the same for every delivery
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it; for a view on behalf of a merchant both
 *     applications, the third party's first, with a slash between
 * @param type Alipay's name of it: {@code msg_method} of a message to the application, or {@code
 *     method}, {@code service} or {@code notify_type} of others
 * @param fields everything that was signed, as received; of a message with {@code biz_content} that
 *     content, decrypted if it was encrypted. Personal data may be among it.
 * @param evidence why it may be believed
 */
public record AlipayEvent(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/event/" + id;
  }

  /** Type and id; fields may be personal. */
  @Override
  public String toString() {
    return "AlipayEvent[" + type + ", " + id + "]";
  }
}
