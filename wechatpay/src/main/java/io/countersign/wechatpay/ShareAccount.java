// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who receives a share: a merchant, or a person by the openid in one app. Immutable. */
public final class ShareAccount {

  private final @Nullable String appId;
  private final PersonalText account;

  private ShareAccount(@Nullable String appId, PersonalText account) {
    this.appId = appId;
    this.account = account;
  }

  /** A merchant, by its number ({@code MERCHANT_ID}). */
  public static ShareAccount merchant(String mchid) {
    return new ShareAccount(
        null, PersonalText.of(FieldRules.token("receiver's mchid", mchid, 1, 64, "")));
  }

  /**
   * A person ({@code PERSONAL_OPENID}, or {@code PERSONAL_SUB_OPENID} in a sub-merchant's app).
   *
   * @param appId the app that the openid belongs to, one of the client's or the sub-merchant's
   * @param openId the person's openid in that app, at most 64 characters
   */
  public static ShareAccount person(String appId, PersonalText openId) {
    FieldRules.token("receiver's openid", openId.reveal(), 1, 64, "_-");
    return new ShareAccount(FieldRules.token("appId", appId, 1, 32, "_-"), openId);
  }

  /** The app that a person's openid belongs to; empty for a merchant. */
  public Optional<String> appId() {
    return Optional.ofNullable(appId);
  }

  /** The merchant's number or the person's openid. */
  public PersonalText account() {
    return account;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShareAccount that
        && Objects.equals(appId, that.appId)
        && account.equals(that.account);
  }

  @Override
  public int hashCode() {
    return Objects.hash(appId, account);
  }

  /** A merchant's number; nothing of a person. */
  @Override
  public String toString() {
    return appId == null ? "merchant " + account.reveal() : "person " + account;
  }
}
