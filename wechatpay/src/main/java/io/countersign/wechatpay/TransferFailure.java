// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.util.Optional;

/** What to do about a failed payment to a user. (WeChat Pay, 商家转账, 失败原因.) */
final class TransferFailure {

  private TransferFailure() {}

  /** The remedy, if the reason is a known one; the list is open. */
  static Optional<String> remedy(String reason) {
    return Optional.ofNullable(
        switch (reason) {
          case "ACCOUNT_FROZEN", "ACCOUNT_NOT_EXIST", "PAYEE_ACCOUNT_ABNORMAL" ->
              "the user's account cannot receive: ask the user to settle that in WeChat";
          case "REAL_NAME_CHECK_FAIL" -> "the user must verify the own name in WeChat first";
          case "NAME_NOT_CORRECT" -> "the name is not that of the openid's owner: ask the user";
          case "OPENID_INVALID" -> "use the openid that belongs to the request's app id";
          case "TRANSFER_QUOTA_EXCEED" -> "pay less, or raise the scene's limit in the portal";
          case "DAY_RECEIVED_COUNT_EXCEED", "DAY_RECEIVED_QUOTA_EXCEED" ->
              "the user has received as much as one day allows: pay tomorrow, under a new number";
          case "MCH_CANCEL" -> "you cancelled it";
          case "MERCHANT_REJECT", "MERCHANT_NOT_CONFIRM" ->
              "an approver in the portal refused it or did not answer";
          case "OVERDUE_CLOSE" ->
              "the user did not confirm within 24 hours: pay under a new number, then ask the user";
          case "PAYER_ACCOUNT_ABNORMAL" -> "the merchant's account is restricted: see the portal";
          case "TRANSFER_RISK" -> "risk control stopped it; do not split it into smaller ones";
          case "TRANSFER_SCENE_INVALID", "TRANSFER_SCENE_UNAVAILABLE" ->
              "open the scene in the portal, or use one that is open";
          case "PRODUCT_AUTH_CHECK_FAIL" -> "open the product for the merchant in the portal";
          case "BUDGET_NOT_ENOUGH" -> "raise the budget in the portal";
          default -> null;
        });
  }
}
