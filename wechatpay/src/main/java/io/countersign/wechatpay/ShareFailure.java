// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.util.Optional;

/** What to do about a share, or a return, that failed. (WeChat Pay, 分账, 失败原因.) */
final class ShareFailure {

  private ShareFailure() {}

  /** The remedy, if the reason is a known one; the list is open. */
  static Optional<String> remedy(String reason) {
    return Optional.ofNullable(
        switch (reason) {
          case "ACCOUNT_ABNORMAL" -> "the receiver's account cannot receive: ask the receiver";
          case "NO_RELATION" -> "add the receiver first, then share under a new number";
          case "RECEIVER_HIGH_RISK" -> "risk control stopped it: choose another receiver";
          case "RECEIVER_REAL_NAME_NOT_VERIFIED" ->
              "the receiver must verify the own name in WeChat first";
          case "NO_AUTH" -> "open profit sharing for the merchant in the portal";
          case "RECEIVER_RECEIPT_LIMIT" -> "the receiver has received as much as is allowed";
          case "PAYER_ACCOUNT_ABNORMAL" -> "the merchant's account is restricted: see the portal";
          case "INVALID_REQUEST" -> "the request breaks a rule: check amounts and receivers";
          case "BALANCE_NOT_ENOUGH" -> "the receiver's balance is too low: ask it to top up";
          case "TIME_OUT_CLOSED" -> "it was not settled in time: take back under a new number";
          default -> null;
        });
  }
}
