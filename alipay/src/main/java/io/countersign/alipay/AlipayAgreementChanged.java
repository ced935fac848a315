// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Optional;

/**
 * An authentic notification that a payer has agreed to later charges (商家扣款), or has ended such an
 * agreement. One that merely runs out is told by nobody. Authentic is not yet yours: compare {@link
 * #number} with the agreement that you asked for. (支付宝开放平台, 商家扣款, 签约通知, 解约通知.)
 *
 * @param id Alipay's id of the notification
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it, {@code third-party/merchant} for a view
 * @param type {@code dut_user_sign} or {@code dut_user_unsign}
 * @param agreementNo Alipay's number of the agreement
 * @param number your own number of it ({@code external_agreement_no}), if there is one
 * @param state how it stands
 * @param fields everything, as received; the payer's account is among it
 * @param evidence why it may be believed
 */
public record AlipayAgreementChanged(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    String agreementNo,
    Optional<String> number,
    State state,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  /** How an agreement stands. */
  public enum State {
    /** In force ({@code NORMAL}). */
    SIGNED,
    /** Ended ({@code UNSIGN}). */
    ENDED,
    /** A word that this version does not know: neither in force nor ended. Ask. */
    UNRECOGNIZED;

    static State of(String status) {
      return switch (status) {
        case "NORMAL" -> SIGNED;
        case "UNSIGN" -> ENDED;
        default -> UNRECOGNIZED;
      };
    }
  }

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/agreement/" + agreementNo + "/" + state + "/" + id;
  }

  /** Number and state; nothing personal. */
  @Override
  public String toString() {
    return "AlipayAgreementChanged[" + agreementNo + " " + state + ", " + id + "]";
  }
}
