// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.spi.PercentEncoding;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who collects, in the words of the wire: the one place that knows how an ordinary merchant (普通商户),
 * or a service provider (服务商) and its sub-merchant, are named in paths, queries and bodies. A field
 * of the ordinary form appears in the partner form twice, for provider ({@code sp_…}) and
 * sub-merchant ({@code sub_…}).
 */
final class Merchant {

  private final WeChatPayConfig config;
  private final @Nullable WeChatPaySubMerchant sub;
  private final String orders;
  private final String account;

  private Merchant(
      WeChatPayConfig config, @Nullable WeChatPaySubMerchant sub, String orders, String account) {
    this.config = config;
    this.sub = sub;
    this.orders = orders;
    this.account = account;
  }

  /** The merchant whose keys these are. */
  static Merchant of(WeChatPayConfig config) {
    return new Merchant(config, null, "/v3/pay/transactions/", config.mchid);
  }

  /** The merchant whose keys these are, as a service provider for a sub-merchant. */
  static Merchant of(WeChatPayConfig config, WeChatPaySubMerchant sub) {
    if (sub.mchid.equals(config.mchid)) {
      throw new InvalidRequestException(
          "sub-merchant", "another merchant than the service provider itself");
    }
    for (String appId : sub.appIds.all()) {
      if (config.appIds.kindOf(appId).isPresent()) {
        throw new InvalidRequestException(
            "sub-merchant's app id", "one that is not among the service provider's own as well");
      }
    }
    return new Merchant(
        config, sub, "/v3/pay/partner/transactions/", config.mchid + "/" + sub.mchid);
  }

  /** The number that signs: the service provider's, if there is one. */
  String mchid() {
    return config.mchid;
  }

  /** The sub-merchant's number; empty for an ordinary merchant. */
  Optional<String> subMchid() {
    return sub == null ? Optional.empty() : Optional.of(sub.mchid);
  }

  /** Who collects, for keys that must differ between any two of them. */
  String account() {
    return account;
  }

  String orderPath(String product) {
    return orders + product;
  }

  String queryPath(String number) {
    return numbered(number) + "?" + parties();
  }

  String transactionPath(String transactionId) {
    return orders + "id/" + PercentEncoding.encode(transactionId) + "?" + parties();
  }

  String closePath(String number) {
    return numbered(number) + "/close";
  }

  String reversePath(String number) {
    return numbered(number) + "/reverse";
  }

  String refundPath() {
    return "/v3/refund/domestic/refunds";
  }

  String refundPath(String refundId) {
    String path = refundPath() + "/" + PercentEncoding.encode(refundId);
    return sub == null ? path : path + "?sub_mchid=" + sub.mchid;
  }

  /** What narrows a bill down to the sub-merchant, if there is one; begins with an ampersand. */
  String billQuery() {
    return sub == null ? "" : "&sub_mchid=" + sub.mchid;
  }

  String abnormalRefundPath(String wechatRefundId) {
    return refundPath() + "/" + PercentEncoding.encode(wechatRefundId) + "/apply-abnormal-refund";
  }

  /** Where notifications go unless a request says otherwise. */
  Optional<URI> notifyUrl() {
    return Optional.ofNullable(
        sub == null || sub.notifyUrl == null ? config.notifyUrl : sub.notifyUrl);
  }

  /** The merchant's own number of the shop where payment codes are scanned. */
  Optional<String> outStoreId() {
    // The provider's own shops are not the sub-merchant's.
    return Optional.ofNullable(sub == null ? config.outStoreId : sub.outStoreId);
  }

  /**
   * The app of a request, whose openid the payer's is: the chosen one, else the sub-merchant's own
   * that fits the scene, else the signing merchant's.
   */
  String appFor(@Nullable String chosen, List<WeChatPayAppKind> fitting) {
    boolean ofSub =
        sub != null && (chosen == null ? sub.appIds.hasOneOf(fitting) : isOfSubMerchant(chosen));
    return ofSub && sub != null
        ? sub.appIds.forScene(chosen, fitting)
        : config.appIds.forScene(chosen, fitting);
  }

  /** The kind of an app of either; empty if it is not known. */
  Optional<WeChatPayAppKind> kindOf(String appId) {
    return sub != null && isOfSubMerchant(appId)
        ? sub.appIds.kindOf(appId)
        : config.appIds.kindOf(appId);
  }

  void nameApp(Map<String, Object> body, String appId) {
    if (sub == null) {
      body.put("appid", appId);
    } else if (isOfSubMerchant(appId)) {
      body.put("sp_appid", config.appIds.first(sub.appIds.kindOf(appId)));
      body.put("sub_appid", appId);
    } else {
      body.put("sp_appid", appId);
    }
  }

  void nameMerchant(Map<String, Object> body) {
    if (sub == null) {
      body.put("mchid", config.mchid);
    } else {
      body.put("sp_mchid", config.mchid);
      body.put("sub_mchid", sub.mchid);
    }
  }

  /** Names the sub-merchant, if there is one, where the signing merchant goes without saying. */
  void nameSubMerchant(Map<String, Object> body) {
    if (sub != null) {
      body.put("sub_mchid", sub.mchid);
    }
  }

  /** The options that orders take beside the common ones. */
  WeChatPayOption.Target[] alsoTakenByOrders() {
    return sub == null
        ? new WeChatPayOption.Target[0]
        : new WeChatPayOption.Target[] {WeChatPayOption.Target.ORDER_ON_BEHALF};
  }

  /** Where in an order the openid goes that belongs to an app. */
  String payerPointer(String appId) {
    if (sub == null) {
      return "/payer/openid";
    }
    return isOfSubMerchant(appId) ? "/payer/sub_openid" : "/payer/sp_openid";
  }

  /** The reference of an attempt that this merchant makes or made. */
  PaymentRef own(PaymentRef ref) {
    return sub == null ? ref : ref.withOnBehalfOf(sub.mchid);
  }

  /**
   * Checks that a reference is WeChat Pay's and this merchant's.
   *
   * @throws InvalidRequestException if another provider made it, or another sub-merchant's view
   */
  void mustOwn(PaymentRef payment) {
    if (!payment.provider().equals(WeChatPayClient.PROVIDER)) {
      throw new InvalidRequestException(
          "payment reference", "one of WeChat Pay, but this is of " + payment.provider());
    }
    if (!payment.onBehalfOf().equals(subMchid())) {
      throw new InvalidRequestException(
          "payment reference",
          "one made "
              + onBehalf(subMchid())
              + ", but this was made "
              + onBehalf(payment.onBehalfOf())
              + ": use the client for whom it was made");
    }
  }

  /**
   * Checks that a report is about this merchant.
   *
   * @throws MismatchException if it names another, or none, or a sub-merchant where there is none
   */
  void mustBeNamedBy(ProviderFields report) {
    if (sub == null) {
      same(report, "mchid", config.mchid);
      mustNotBeNamed(report, "sp_mchid");
      mustNotBeNamed(report, "sub_mchid");
    } else {
      same(report, "sp_mchid", config.mchid);
      same(report, "sub_mchid", sub.mchid);
    }
  }

  /**
   * Checks that a report which may leave its merchant out names no other. A service provider's own
   * client hears about all its sub-merchants.
   *
   * @throws MismatchException if it names another
   */
  void mustNotBeContradictedBy(ProviderFields report) {
    if (report.has("sp_mchid")) {
      same(report, "sp_mchid", config.mchid);
    }
    if (report.has("mchid")) {
      same(report, "mchid", sub == null ? config.mchid : sub.mchid);
    }
    if (sub == null && report.has("mch_id")) {
      same(report, "mch_id", config.mchid);
    }
    if (sub != null && report.has("sub_mchid")) {
      same(report, "sub_mchid", sub.mchid);
    }
  }

  /**
   * Checks that an answer which may leave its merchant out names no other, and no sub-merchant
   * where there is none.
   *
   * @throws MismatchException if it does
   */
  void mustBeAnsweredBy(ProviderFields answer) {
    mustNotBeContradictedBy(answer);
    if (sub == null) {
      mustNotBeNamed(answer, "sub_mchid");
    }
  }

  /**
   * Checks the apps that a report names.
   *
   * @throws MismatchException if one is not known
   */
  void mustKnowAppsOf(ProviderFields report) {
    if (sub == null) {
      mustKnow("appid", config.appIds, report.text("appid").orElse("none"));
      return;
    }
    mustKnow("sp_appid", config.appIds, report.text("sp_appid").orElse("none"));
    if (report.has("sub_appid")) {
      mustKnow("sub_appid", sub.appIds, report.text("sub_appid").orElse("none"));
    }
  }

  /** The app that a report names, as {@link PaymentRef#appId()} names it. */
  Optional<String> appNamedBy(ProviderFields report) {
    if (sub == null) {
      return report.text("appid");
    }
    Optional<String> ofSub = report.text("sub_appid");
    return ofSub.isPresent() ? ofSub : report.text("sp_appid");
  }

  private String numbered(String number) {
    return orders + "out-trade-no/" + PercentEncoding.encode(number);
  }

  private String parties() {
    return sub == null
        ? "mchid=" + config.mchid
        : "sp_mchid=" + config.mchid + "&sub_mchid=" + sub.mchid;
  }

  boolean isOfSubMerchant(String appId) {
    return sub != null && sub.appIds.kindOf(appId).isPresent();
  }

  private static void mustKnow(String field, AppIds known, String appId) {
    if (known.kindOf(appId).isEmpty()) {
      throw new MismatchException(field, "an app id of this client", appId);
    }
  }

  private static void same(ProviderFields report, String field, String expected) {
    String named = report.text(field).orElse("none");
    if (!named.equals(expected)) {
      throw new MismatchException(field, expected, named);
    }
  }

  private static void mustNotBeNamed(ProviderFields report, String field) {
    if (report.has(field)) {
      throw new MismatchException(field, "none", report.text(field).orElse("some"));
    }
  }

  private static String onBehalf(Optional<String> subMchid) {
    return subMchid.isPresent() ? "on behalf of " + subMchid.get() : "on behalf of nobody";
  }
}
