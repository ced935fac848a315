// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import org.jspecify.annotations.Nullable;

/** An account with which payments may be shared. Immutable; it prints nothing personal. */
public final class ShareAccount {

  private final String type;
  private final PersonalText account;

  private ShareAccount(String type, PersonalText account) {
    this.type = type;
    this.account = account;
  }

  /** The account of a user id (2088…, 16 digits), be it a merchant's or a person's. */
  public static ShareAccount userId(PersonalText userId) {
    AlipayConfig.account("user id", userId.reveal());
    return new ShareAccount("userId", userId);
  }

  /** The account of an open id, which belongs to this application. */
  public static ShareAccount openId(PersonalText openId) {
    FieldRules.token("open id", openId.reveal(), 1, 64, "_-");
    return new ShareAccount("openId", openId);
  }

  /** The account of an e-mail address or mobile number; the receiver must be named. */
  public static ShareAccount loginName(PersonalText loginName) {
    OrderRules.text("login name", loginName.reveal(), 64);
    return new ShareAccount("loginName", loginName);
  }

  /** What it is called. */
  public PersonalText account() {
    return account;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShareAccount that
        && type.equals(that.type)
        && account.equals(that.account);
  }

  @Override
  public int hashCode() {
    return account.hashCode();
  }

  /** The kind of account; nothing personal. */
  @Override
  public String toString() {
    return "ShareAccount[" + type + "]";
  }

  /** {@code userId}, {@code openId} or {@code loginName}. */
  String type() {
    return type;
  }

  boolean isLoginName() {
    return type.equals("loginName");
  }
}
