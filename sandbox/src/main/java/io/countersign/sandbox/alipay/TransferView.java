// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;

/**
 * A transfer as it stands now.
 *
 * @param outBizNo the shop's number
 * @param orderId Alipay's number
 * @param fen how much
 * @param state how it went
 * @param at when it was asked for
 */
public record TransferView(String outBizNo, String orderId, long fen, State state, Instant at) {
  /** How a transfer goes; the names are those on the wire. */
  public enum State {
    /** The person has the money. */
    SUCCESS,
    /** It is under way. */
    DEALING,
    /** No money has moved. */
    FAIL,
    /** The money came back. */
    REFUND
  }
}
