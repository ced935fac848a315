// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A merchant for whom a service provider (服务商) collects: its number ({@code sub_mchid}, 特约商户号 or
 * 子商户号) and what it has of its own. Immutable; safe for use by many threads. (WeChat Pay API v3,
 * partner mode, "服务商下单".)
 *
 * @see WeChatPayClient#onBehalfOf
 */
public final class WeChatPaySubMerchant {

  final String mchid;
  final AppIds appIds;
  final @Nullable URI notifyUrl;
  final @Nullable String outStoreId;

  private WeChatPaySubMerchant(
      String mchid, AppIds appIds, @Nullable URI notifyUrl, @Nullable String outStoreId) {
    this.mchid = mchid;
    this.appIds = appIds;
    this.notifyUrl = notifyUrl;
    this.outStoreId = outStoreId;
  }

  /**
   * The sub-merchant with this number, paid for through the service provider's apps.
   *
   * @param mchid at most 32 letters and digits, such as {@code 1900000109}
   * @throws InvalidRequestException if it cannot be a merchant's number
   */
  public static WeChatPaySubMerchant of(String mchid) {
    return new WeChatPaySubMerchant(
        FieldRules.token("sub-merchant", mchid, 1, 32, ""), AppIds.none(), null, null);
  }

  /**
   * Reads a sub-merchant from a map: {@code System.getenv()}, or one parsed from a single secret.
   *
   * <table>
   *   <caption>Variables</caption>
   *   <tr><td>{@code WECHATPAY_SUB_MCHID}</td><td>required: its number</td></tr>
   *   <tr><td>{@code WECHATPAY_SUB_APPID}, {@code WECHATPAY_SUB_APPID_MINI_PROGRAM}, {@code
   *     WECHATPAY_SUB_APPID_APP}</td><td>its own official account, mini program, mobile
   *     app</td></tr>
   *   <tr><td>{@code WECHATPAY_SUB_OUT_STORE_ID}</td><td>its own number of its shop, for payment
   *     codes</td></tr>
   *   <tr><td>{@code WECHATPAY_SUB_NOTIFY_URL}</td><td>where its notifications go</td></tr>
   * </table>
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static WeChatPaySubMerchant fromEnvironment(Map<String, String> environment) {
    return WeChatPayEnvironment.readSubMerchant(environment);
  }

  /**
   * The same with an app of its own ({@code sub_appid}). A scene that such an app fits is paid in
   * it, and the payer id must be the payer's in that app ({@code sub_openid}); {@link
   * WeChatPayOption#appId} names one of the service provider's instead. Several may be given, and
   * notifications may name any; an app that is not given is refused there.
   */
  public WeChatPaySubMerchant withAppId(WeChatPayAppKind kind, String appId) {
    return new WeChatPaySubMerchant(
        mchid,
        appIds.with(kind, FieldRules.token("app id", appId, 1, 32, "_-")),
        notifyUrl,
        outStoreId);
  }

  /**
   * The same with an address of its own for notifications, unless a request says otherwise ({@link
   * PaymentRequest#notifyUrl}). A path per sub-merchant tells whose notification comes before it is
   * read; without it the service provider's address is used.
   */
  public WeChatPaySubMerchant withNotifyUrl(URI address) {
    FieldRules.notifyUrl("notifyUrl", address, 255);
    return new WeChatPaySubMerchant(mchid, appIds, address, outStoreId);
  }

  /**
   * The same with its own number of the shop where payment codes are scanned, for requests that
   * name no store. The service provider's configured store is never used for a sub-merchant.
   */
  public WeChatPaySubMerchant withOutStoreId(String id) {
    return new WeChatPaySubMerchant(
        mchid, appIds, notifyUrl, FieldRules.text("outStoreId", id, 1, 256));
  }

  /** Its number. */
  public String mchid() {
    return mchid;
  }

  /** Its number. */
  @Override
  public String toString() {
    return "WeChatPaySubMerchant[" + mchid + "]";
  }
}
