// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Someone with whom payments may be shared: account, relation to the merchant, name. Immutable.
 * (支付宝开放平台, 分账关系绑定.)
 *
 * @param account who
 * @param memo what the receiver is to the merchant, at most 64 characters
 * @param name the receiver's name, at most 64 characters; required with a login name
 */
public record ShareReceiver(ShareAccount account, String memo, Optional<PersonalText> name) {

  /**
   * Checks the receiver.
   *
   * @throws InvalidRequestException if a text is too long, or a login name has no name
   */
  public ShareReceiver {
    OrderRules.text("memo", memo, 64);
    if (name.isPresent()) {
      OrderRules.text("receiver name", name.get().reveal(), 64);
    } else if (account.isLoginName()) {
      throw new InvalidRequestException("receiver name", "the name that belongs to the login name");
    }
  }

  /** A receiver whose name Alipay compares. */
  public static ShareReceiver of(ShareAccount account, String memo, PersonalText name) {
    return new ShareReceiver(account, memo, Optional.of(name));
  }

  /** A receiver without a name to be compared; not by login name. */
  public static ShareReceiver of(ShareAccount account, String memo) {
    return new ShareReceiver(account, memo, Optional.empty());
  }

  /** The kind of account; nothing personal. */
  @Override
  public String toString() {
    return "ShareReceiver[" + account + "]";
  }

  Map<String, Object> content() {
    Map<String, Object> content = content(account, name.orElse(null));
    content.put("memo", memo);
    return content;
  }

  static Map<String, Object> content(ShareAccount account, @Nullable PersonalText name) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("type", account.type());
    content.put("account", account.account().reveal());
    if (name != null) {
      content.put("name", name.reveal());
    }
    return content;
  }
}
