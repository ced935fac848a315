// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that has no type of its own here. It never proves a payment.
 *
 * @param id UnionPay's number of the transaction ({@code queryId}), or your own with its time
 * @param createdAt when the transaction was booked, or began
 * @param merchantId the merchant whose client proved it; of a view on behalf of another both
 *     numbers, with a slash between
 * @param type the kind of the transaction, {@code txnType/txnSubType}, such as {@code 13/08}
 * @param fields everything that was signed, as received. Personal data may be among it.
 * @param evidence why it may be believed
 */
public record UnionPayEvent(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  @Override
  public String provider() {
    return UnionPayClient.PROVIDER;
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/event/"
        + type
        + "/"
        + id
        + "/"
        + fields.text("respCode").orElse("");
  }

  /** Type and id; fields may be personal. */
  @Override
  public String toString() {
    return "UnionPayEvent[" + type + ", " + id + "]";
  }
}
