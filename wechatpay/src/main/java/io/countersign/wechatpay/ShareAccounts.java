// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How receivers of shares, and the apps of their openids, are named in one request. */
final class ShareAccounts {

  private final Merchant merchant;
  private final AppIds own;
  private @Nullable String appId;
  private @Nullable String subAppId;

  ShareAccounts(Merchant merchant, AppIds own) {
    this.merchant = merchant;
    this.own = own;
  }

  /** A name that fits into its ciphertext: 214 bytes. */
  static PersonalText checked(PersonalText name) {
    FieldRules.text("receiver's name", name.reveal(), 1, 71);
    return name;
  }

  /** Names one account; all persons of a request must be known in the same app. */
  void put(Map<String, Object> receiver, ShareAccount account) {
    receiver.put("type", type(account));
    receiver.put("account", account.account().reveal());
    if (account.appId().isEmpty()) {
      return;
    }
    String app = account.appId().get();
    boolean ofSub = merchant.isOfSubMerchant(app);
    if (!ofSub && own.kindOf(app).isEmpty()) {
      throw new InvalidRequestException(
          "appId", "one of the client's app ids, the one that the openid belongs to");
    }
    String before = ofSub ? subAppId : appId;
    if (before != null && !before.equals(app)) {
      throw new InvalidRequestException(
          "appId", "one app for all persons of a request; share in two requests");
    }
    if (ofSub) {
      subAppId = app;
    } else {
      appId = app;
    }
  }

  /** What the wire calls this kind of account. */
  String type(ShareAccount account) {
    if (account.appId().isEmpty()) {
      return "MERCHANT_ID";
    }
    return merchant.isOfSubMerchant(account.appId().get())
        ? "PERSONAL_SUB_OPENID"
        : "PERSONAL_OPENID";
  }

  /** Names merchant and apps; after all accounts. */
  void nameAll(Map<String, Object> body) {
    merchant.nameSubMerchant(body);
    body.put("appid", appId == null ? own.first(Optional.empty()) : appId);
    if (subAppId != null) {
      body.put("sub_appid", subAppId);
    }
  }
}
