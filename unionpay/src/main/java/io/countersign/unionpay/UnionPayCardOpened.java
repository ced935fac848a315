// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification about a card that a holder opened on UnionPay's page. It proves no
 * payment. Authentic is not yet yours: look the opening's number up among your own. (全渠道, 开通,
 * 后台通知.)
 *
 * @param id your own number of the opening with its time
 * @param createdAt when it began
 * @param merchantId the merchant whose client proved it
 * @param opening the card as reported, which is open only if it says so
 */
public record UnionPayCardOpened(
    String id, Instant createdAt, String merchantId, UnionPayCardOpening opening)
    implements ProviderEvent {

  static UnionPayCardOpened of(BackNotice notice) {
    return new UnionPayCardOpened(
        notice.number() + "/" + BeijingTime.text(notice.txnTime()),
        notice.bookedAt(),
        notice.merchant().account(),
        new UnionPayCardOpening(notice.number(), notice.fields(), notice.evidence()));
  }

  @Override
  public String provider() {
    return UnionPayClient.PROVIDER;
  }

  /** {@code txnType/txnSubType}, such as {@code 79/00}. */
  @Override
  public String type() {
    return fields().text("txnType").orElse("") + "/" + fields().text("txnSubType").orElse("");
  }

  /** Your own number of the opening. */
  public String number() {
    return opening.number();
  }

  @Override
  public ProviderFields fields() {
    return opening.fields();
  }

  @Override
  public Evidence evidence() {
    return opening.evidence();
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/card/"
        + id
        + "/"
        + fields().text("respCode").orElse("")
        + (opening.isOpen() ? "/open" : "/not-open");
  }
}
