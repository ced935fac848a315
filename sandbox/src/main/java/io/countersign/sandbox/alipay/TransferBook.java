// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transfers of one merchant. Used while the account is locked. */
final class TransferBook {
  private final Map<String, Transfer> byNumber = new LinkedHashMap<>();

  /** How the next transfer goes. */
  TransferView.State next = TransferView.State.SUCCESS;

  /** One transfer, what was asked, and by which application. */
  record Transfer(TransferView view, ObjectNode terms, String fundOrderId, Account app) {
    Transfer as(TransferView.State state) {
      TransferView changed =
          new TransferView(view.outBizNo(), view.orderId(), view.fen(), state, view.at());
      return new Transfer(changed, terms, fundOrderId, app);
    }
  }

  Optional<Transfer> find(String outBizNo) {
    return Optional.ofNullable(byNumber.get(outBizNo));
  }

  Optional<Transfer> byOrder(String orderId, String fundOrderId) {
    return byNumber.values().stream()
        .filter(
            one ->
                fundOrderId.isEmpty()
                    ? one.view.orderId().equals(orderId)
                    : one.fundOrderId.equals(fundOrderId))
        .findFirst();
  }

  void keep(Transfer transfer) {
    byNumber.put(transfer.view.outBizNo(), transfer);
  }
}
