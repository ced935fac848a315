// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.Optional;

/**
 * A transfer to a user as the gateway knows it.
 *
 * @param outBillNo the merchant's number
 * @param transferBillNo WeChat Pay's number
 * @param state where it stands now
 * @param amount in fen
 * @param failReason why it failed or was cancelled
 * @param packageInfo what opens the user's confirmation; while the user can still confirm
 */
public record TransferView(
    String outBillNo,
    String transferBillNo,
    TransferState state,
    long amount,
    Optional<String> failReason,
    Optional<String> packageInfo) {}
