// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/**
 * A part of a payment that went to another account, or came back from there.
 *
 * @param outRequestNo the shop's number of the call that shared
 * @param settleNo Alipay's number of the same
 * @param account the other account
 * @param fen how much
 * @param back whether it came back, with a refund
 * @param state how it went
 */
public record ShareView(
    String outRequestNo, String settleNo, String account, long fen, boolean back, State state) {
  /** How it goes; the names are those on the wire. */
  public enum State {
    /** The money is there. */
    SUCCESS,
    /** It is under way. */
    PROCESSING,
    /** The money has stayed, or come back. */
    FAIL
  }
}
