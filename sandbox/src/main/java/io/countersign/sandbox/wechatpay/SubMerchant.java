// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A merchant that trades through a service provider: its number, its apps and payers, its money.
 * Its orders and refunds are the provider's, and so are keys and notifications.
 */
public final class SubMerchant {
  private final WeChatPayMerchant provider;
  private final SubAccount account;

  SubMerchant(WeChatPayMerchant provider, SubAccount account) {
    this.provider = provider;
    this.account = account;
  }

  /** The sub-merchant's number ({@code sub_mchid}): ten digits. */
  public String mchid() {
    return account.mchid;
  }

  /** The service provider through which it trades. */
  public WeChatPayMerchant provider() {
    return provider;
  }

  /** Its own official account ({@code sub_appid}): {@code wx…}; empty without apps. */
  public Optional<String> appId() {
    return account.apps.of(Apps.Kind.OFFICIAL_ACCOUNT);
  }

  /** Its own mini program ({@code sub_appid}): {@code wx…}; empty without apps. */
  public Optional<String> miniProgramAppId() {
    return account.apps.of(Apps.Kind.MINI_PROGRAM);
  }

  /** Its own mobile app ({@code sub_appid}): {@code wx…}; empty without apps. */
  public Optional<String> mobileAppId() {
    return account.apps.of(Apps.Kind.MOBILE_APP);
  }

  /** A new payer of its own official account ({@code sub_openid}): an openid. */
  public String openId() {
    return provider.openIdOf(
        appId().orElseThrow(() -> new IllegalStateException("this sub-merchant has no apps")));
  }

  /** All movements of its money so far: oldest first. */
  public List<LedgerEntry> ledger() {
    return account.ledger.entries();
  }

  /** How often an order was charged for it: the number of charges. */
  public long chargesOf(String outTradeNo) {
    return account.ledger.chargesOf(outTradeNo);
  }

  /** What it can refund from: in fen. */
  public long balance() {
    return account.ledger.balance();
  }

  /** Sets what it can refund from: in fen. */
  public void balance(long fen) {
    account.ledger.balance(fen);
  }

  /** Takes all money away, so that a refund is answered with {@code NOT_ENOUGH}. */
  public void drainBalance() {
    balance(0);
  }

  /**
   * Ends the relation with the service provider: calls for this sub-merchant are refused from now
   * on.
   */
  public void leave() {
    provider.account().accepted.remove(account.mchid);
  }

  /**
   * The provider's environment variables, with this sub-merchant's number and apps: names and
   * values; PEM texts with real line ends.
   */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>(provider.environment());
    variables.put("WECHATPAY_SUB_MCHID", mchid());
    appId().ifPresent(id -> variables.put("WECHATPAY_SUB_APPID", id));
    miniProgramAppId().ifPresent(id -> variables.put("WECHATPAY_SUB_APPID_MINI_PROGRAM", id));
    mobileAppId().ifPresent(id -> variables.put("WECHATPAY_SUB_APPID_APP", id));
    return variables;
  }
}
