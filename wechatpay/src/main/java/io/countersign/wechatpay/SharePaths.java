// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.PercentEncoding;
import java.util.Optional;

/** Where profit sharing is asked for and about, for a merchant or a sub-merchant. */
final class SharePaths {

  static final String SHARE = "/v3/profitsharing/orders";
  static final String UNFREEZE = SHARE + "/unfreeze";
  static final String TAKE_BACK = "/v3/profitsharing/return-orders";
  static final String ADD_RECEIVER = "/v3/profitsharing/receivers/add";
  static final String DELETE_RECEIVER = "/v3/profitsharing/receivers/delete";

  private final Optional<String> sub;

  SharePaths(Merchant merchant) {
    this.sub = merchant.subMchid();
  }

  String share(String number, String transactionId) {
    return SHARE
        + "/"
        + PercentEncoding.encode(number)
        + "?transaction_id="
        + PercentEncoding.encode(transactionId)
        + andSub();
  }

  String taken(String number, String shareNumber) {
    return TAKE_BACK
        + "/"
        + PercentEncoding.encode(number)
        + "?out_order_no="
        + PercentEncoding.encode(shareNumber)
        + andSub();
  }

  String unsplit(String transactionId) {
    return "/v3/profitsharing/transactions/" + PercentEncoding.encode(transactionId) + "/amounts";
  }

  String maxRatio() {
    return "/v3/profitsharing/merchant-configs/" + subMchid();
  }

  String subMchid() {
    return sub.orElseThrow(
        () ->
            new InvalidRequestException(
                "sub-merchant",
                "a client of client.onBehalfOf(…); merchants see it in the portal"));
  }

  private String andSub() {
    return sub.isPresent() ? "&sub_mchid=" + sub.get() : "";
  }
}
