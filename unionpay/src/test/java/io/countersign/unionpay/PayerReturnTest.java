// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a payer's browser brings back is a hint which order to show. */
class PayerReturnTest {
  private final NoticeDesk desk = new NoticeDesk();

  /** The form that UnionPay lets the payer's browser post. */
  static SignedNotice returned() {
    return NoticeDesk.paid()
        .without("settleAmt")
        .without("settleCurrencyCode")
        .without("settleDate")
        .without("traceNo")
        .without("traceTime");
  }

  @Test
  void theNumberIsReadAndNothingElse() {
    assertThat(desk.client.payerReturn(returned().received(ScriptedGateway.NOW)))
        .contains(new UnionPayPayerReturn(NoticeDesk.ID.number()));
    assertThat(
            desk.client.payerReturn(
                returned().with("respCode", "64").received(ScriptedGateway.NOW)))
        .isPresent();
  }

  @Test
  void whateverIsNotThisMerchantsIsEmpty() {
    for (SignedNotice other :
        List.of(
            returned().tampered("orderId", "OTHERS01"),
            returned().removed("signature"),
            returned().with("merId", "777290058110049"),
            returned().with("orderId", "<script>"),
            returned().without("orderId"),
            returned().signedBy(ScriptedGateway.MERCHANT),
            returned().signedBy(new SelfMadeChain().unionPay()))) {
      assertThat(desk.client.payerReturn(other.received(ScriptedGateway.NOW))).isEmpty();
    }
  }

  @Test
  void aPlainLinkBringsNothing() {
    assertThat(
            desk.client.payerReturn(ReceivedRequest.of(Map.of(), new byte[0], ScriptedGateway.NOW)))
        .isEmpty();
  }
}
