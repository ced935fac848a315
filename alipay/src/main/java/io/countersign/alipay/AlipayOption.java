// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alipay's typed extras for orders; each names the field it fills. What has no method of its own
 * goes through {@link #field} and {@link #jsonField}. Immutable. (支付宝开放平台, 统一收单.)
 */
public final class AlipayOption implements ProviderOption {

  /** What a request may be, by the scene. */
  enum Target {
    WEB_PAGE,
    MOBILE_PAGE,
    IN_APP,
    QR_CODE,
    IN_WALLET,
    PAYMENT_CODE
  }

  private static final long MOST_MINUTES = 15 * 24 * 60;
  private static final long MOST_COUNTER_MINUTES = 3 * 60;
  private static final long MOST_CODE_MINUTES = 2 * 60;

  private final String name;
  private final Set<Target> targets;
  private final Map<String, Object> fields;

  private AlipayOption(String name, Set<Target> targets, Map<String, Object> fields) {
    this.name = name;
    this.targets = targets;
    this.fields = fields;
  }

  /**
   * The page as a link ({@link io.countersign.OpenPage.Redirect}) in place of a form to post, for a
   * web page or mobile page. Everything in it stands in the browser's history and in the logs of
   * what is between; use the form unless something can only follow links.
   */
  public static AlipayOption asLink() {
    return new AlipayOption("asLink", pages(), Map.of());
  }

  /** {@code body}: more about the order than the description, at most 128 characters. */
  public static AlipayOption body(String text) {
    return text("body", orders(), "body", text, 128);
  }

  /**
   * {@code product_code}: the product of another contract than the usual one, such as {@code
   * QR_CODE_OFFLINE} for a QR code, {@code OFFLINE_PAYMENT} for a payment code or {@code
   * CYCLE_PAY_AUTH} in an app. Pages have one only.
   */
  public static AlipayOption productCode(String code) {
    return one(
        "productCode",
        EnumSet.of(Target.IN_APP, Target.QR_CODE, Target.IN_WALLET, Target.PAYMENT_CODE),
        "product_code",
        FieldRules.token("product_code", code, 1, 64, "_"));
  }

  /**
   * {@code timeout_express}: how long the payer may pay, counted by Alipay and not from the payment
   * id's time; for a web page from the payer's first visit, for a mobile page or an app from the
   * payer's confirmation, otherwise from the order. Prefer {@link
   * io.countersign.PaymentRequest.Builder#payBefore}, which the reference remembers; both together
   * are refused.
   *
   * @param validity whole minutes: 1 minute to 15 days, for a mobile page or an app at least 5
   *     minutes, for a QR code or a payment code at most 3 hours
   */
  public static AlipayOption timeoutExpress(Duration validity) {
    long minutes = minutes("timeout_express", validity, MOST_MINUTES);
    EnumSet<Target> targets = orders();
    if (minutes < 5) {
      targets.removeAll(EnumSet.of(Target.MOBILE_PAGE, Target.IN_APP));
    }
    if (minutes > MOST_COUNTER_MINUTES) {
      // Follow-ups take these for over after three hours, unless a last moment is known.
      targets.removeAll(EnumSet.of(Target.QR_CODE, Target.PAYMENT_CODE));
    }
    return one("timeoutExpress", targets, "timeout_express", minutes + "m");
  }

  /**
   * {@code timeout_express} of {@code 1c}: until Beijing's midnight, whenever the order is made.
   */
  public static AlipayOption untilMidnight() {
    EnumSet<Target> targets = orders();
    targets.removeAll(EnumSet.of(Target.QR_CODE, Target.PAYMENT_CODE));
    return one("untilMidnight", targets, "timeout_express", "1c");
  }

  /**
   * {@code qr_code_timeout_express}: how long a QR code works, from when it is made; two hours
   * unless given.
   *
   * @param validity whole minutes, 1 minute to 2 hours
   */
  public static AlipayOption qrCodeTimeout(Duration validity) {
    return one(
        "qrCodeTimeout",
        EnumSet.of(Target.QR_CODE),
        "qr_code_timeout_express",
        minutes("qr_code_timeout_express", validity, MOST_CODE_MINUTES) + "m");
  }

  /**
   * {@code seller_id}: the account (2088…) that collects, in place of the contract's own. It must
   * be one of the configuration's, if that names any.
   */
  public static AlipayOption sellerId(String account) {
    EnumSet<Target> targets = orders();
    targets.remove(Target.WEB_PAGE);
    return one("sellerId", targets, "seller_id", AlipayConfig.seller(account));
  }

  /** {@code goods_detail}: what is sold. */
  public static AlipayOption goods(List<AlipayGoods> lines) {
    List<Object> wire = new ArrayList<>();
    for (AlipayGoods line : lines) {
      wire.add(line.fields());
    }
    if (wire.isEmpty()) {
      throw new InvalidRequestException("goods_detail", "at least one line");
    }
    return one("goods", orders(), "goods_detail", wire);
  }

  /**
   * {@code goods_type}: goods that are not things ({@code 0}), which Huabei (花呗) may not pay for.
   */
  public static AlipayOption virtualGoods() {
    return one("virtualGoods", handedOver(), "goods_type", "0");
  }

  /** {@code goods_type}: goods that are things ({@code 1}). */
  public static AlipayOption physicalGoods() {
    return one("physicalGoods", handedOver(), "goods_type", "1");
  }

  /** {@code extend_params.sys_service_provider_id}: the account (2088…) of the system's vendor. */
  public static AlipayOption serviceProvider(String account) {
    String value = FieldRules.token("sys_service_provider_id", account, 1, 64, "");
    return in("serviceProvider", "extend_params", "sys_service_provider_id", value);
  }

  /**
   * {@code extend_params.hb_fq_num} and {@code hb_fq_seller_percent}: payment by instalments with
   * Huabei (花呗分期).
   *
   * @param months how many, such as 3, 6 or 12
   * @param sellerPaysFee whether the shop pays the fee, otherwise the payer
   */
  public static AlipayOption huabeiInstalments(int months, boolean sellerPaysFee) {
    if (months < 1 || months > 99) {
      throw new InvalidRequestException("hb_fq_num", "a number of months such as 3, 6 or 12");
    }
    return new AlipayOption(
        "huabeiInstalments",
        orders(),
        Map.of(
            "extend_params",
            Map.of(
                "hb_fq_num",
                Integer.toString(months),
                "hb_fq_seller_percent",
                sellerPaysFee ? "100" : "0")));
  }

  /** {@code extend_params.royalty_freeze}: freezes the money until it is split (分账). */
  public static AlipayOption royaltyFreeze() {
    return in("royaltyFreeze", "extend_params", "royalty_freeze", "true");
  }

  /** {@code business_params.mc_create_trade_ip}: the payer's address, for risk control. */
  public static AlipayOption payerIp(PersonalText address) {
    return in(
        "payerIp",
        "business_params",
        "mc_create_trade_ip",
        FieldRules.token("payer ip", address.reveal(), 2, 45, ".:"));
  }

  /**
   * {@code discountable_amount}: the part that discounts may apply to. Together with {@link
   * #undiscountableAmount} it must be the whole amount.
   */
  public static AlipayOption discountableAmount(Money part) {
    String yuan = Yuan.text("discountable_amount", part);
    return one("discountableAmount", counter(), "discountable_amount", yuan);
  }

  /** {@code undiscountable_amount}: the part that discounts may not apply to. */
  public static AlipayOption undiscountableAmount(Money part) {
    String yuan = Yuan.text("undiscountable_amount", part);
    return one("undiscountableAmount", counter(), "undiscountable_amount", yuan);
  }

  /** {@code operator_id}: who serves, at most 28 characters. */
  public static AlipayOption operatorId(String id) {
    return text("operatorId", counter(), "operator_id", id, 28);
  }

  /** {@code terminal_id}: the till, at most 32 characters. */
  public static AlipayOption terminalId(String id) {
    return text("terminalId", counter(), "terminal_id", id, 32);
  }

  /** {@code store_id}: the shop's own number of the branch, at most 32 characters. */
  public static AlipayOption storeId(String id) {
    return text("storeId", orders(), "store_id", id, 32);
  }

  /** {@code alipay_store_id}: Alipay's number of the branch, at most 32 characters. */
  public static AlipayOption alipayStoreId(String id) {
    return text("alipayStoreId", counter(), "alipay_store_id", id, 32);
  }

  /** {@code merchant_order_no}: the shop's order behind the attempt, at most 32 characters. */
  public static AlipayOption merchantOrderNo(String number) {
    return text("merchantOrderNo", orders(), "merchant_order_no", number, 32);
  }

  /**
   * {@code enable_pay_channels}: only what may pay, such as {@code balance}, {@code moneyFund},
   * {@code debitCardExpress}. Excludes {@link #disablePayChannels}; not for payment codes.
   */
  public static AlipayOption enablePayChannels(String... channels) {
    String list = channels("enable_pay_channels", channels);
    EnumSet<Target> targets = orders();
    targets.remove(Target.PAYMENT_CODE);
    return one("enablePayChannels", targets, "enable_pay_channels", list);
  }

  /**
   * {@code disable_pay_channels}: what may not pay, such as {@code pcredit}, {@code creditCard}.
   */
  public static AlipayOption disablePayChannels(String... channels) {
    String list = channels("disable_pay_channels", channels);
    return one("disablePayChannels", orders(), "disable_pay_channels", list);
  }

  /** {@code specified_channel}: the one that pays; Alipay knows {@code pcredit} (花呗) only. */
  public static AlipayOption specifiedChannel(String channel) {
    String word = channels("specified_channel", channel);
    return one("specifiedChannel", handedOver(), "specified_channel", word);
  }

  /** {@code ext_user_info}: who must pay. */
  public static AlipayOption payerIdentity(AlipayPayerIdentity identity) {
    return one("payerIdentity", orders(), "ext_user_info", identity.fields());
  }

  /** {@code query_options}: what answers and notifications tell more, such as fund_bill_list. */
  public static AlipayOption queryOptions(String... words) {
    List<Object> wire = new ArrayList<>();
    for (String word : words) {
      wire.add(FieldRules.token("query_options", word, 1, 64, "_"));
    }
    return one("queryOptions", orders(), "query_options", wire);
  }

  /**
   * {@code sub_merchant}: the sub-merchant (直付通) that sells. Alipay wants {@code settle_info}
   * beside it: the whole amount goes to the sub-merchant's own settlement account, unless {@code
   * jsonField("settle_info", …)} says otherwise.
   *
   * @param merchantId its number, at most 16 characters
   */
  public static AlipayOption subMerchant(String merchantId) {
    return one(
        "subMerchant",
        orders(),
        "sub_merchant",
        Map.of("merchant_id", FieldRules.token("merchant_id", merchantId, 1, 16, "")));
  }

  /**
   * {@code invoice_info.key_info}: an invoice (发票) can be had. Its {@code details} go through
   * {@code field("invoice_info/details", …)}.
   *
   * @param merchantName the seller's short name, at most 80 characters
   * @param taxNumber the seller's, at most 30 characters
   */
  public static AlipayOption invoice(String merchantName, String taxNumber) {
    return one(
        "invoice",
        EnumSet.of(Target.WEB_PAGE, Target.MOBILE_PAGE, Target.IN_APP),
        "invoice_info",
        Map.of(
            "key_info",
            Map.of(
                "is_support_invoice",
                true,
                "invoice_merchant_name",
                FieldRules.text("invoice_merchant_name", merchantName, 1, 80),
                "tax_num",
                FieldRules.token("tax_num", taxNumber, 1, 30, ""))));
  }

  /**
   * {@code op_app_id}: the mini program that the payer is in; unless given, the application of the
   * merchant who collects.
   */
  public static AlipayOption miniProgram(String appId) {
    return one(
        "miniProgram",
        EnumSet.of(Target.IN_WALLET),
        "op_app_id",
        FieldRules.token("op_app_id", appId, 1, 32, ""));
  }

  /** {@code buyer_logon_id}: the login, an address or a telephone number, of who must pay. */
  public static AlipayOption buyerLogonId(PersonalText login) {
    return one(
        "buyerLogonId",
        EnumSet.of(Target.QR_CODE, Target.IN_WALLET),
        "buyer_logon_id",
        FieldRules.text("buyer_logon_id", login.reveal(), 1, 100));
  }

  /** How Alipay shows the QR code of a web page; see {@link #qrPayMode}. */
  public enum QrPayMode {
    /** Framed in the shop's page, at least 600 by 300 pixels. */
    FRAME_WIDE("0"),
    /** Framed in the shop's page, at least 300 by 600 pixels. */
    FRAME_TALL("1"),
    /** A page of Alipay's own; the usual one. */
    REDIRECT("2"),
    /** Framed in the shop's page, at least 75 by 75 pixels. */
    FRAME_SMALL("3");

    private final String wire;

    QrPayMode(String wire) {
      this.wire = wire;
    }
  }

  /** {@code qr_pay_mode}. */
  public static AlipayOption qrPayMode(QrPayMode mode) {
    return one("qrPayMode", EnumSet.of(Target.WEB_PAGE), "qr_pay_mode", mode.wire);
  }

  /** {@code qr_pay_mode} 4 and {@code qrcode_width}: a framed code so many pixels wide. */
  public static AlipayOption qrCodeOfWidth(int pixels) {
    if (pixels < 1 || pixels > 10_000) {
      throw new InvalidRequestException("qrcode_width", "1 to 10000 pixels");
    }
    return new AlipayOption(
        "qrCodeOfWidth",
        EnumSet.of(Target.WEB_PAGE),
        Map.of("qr_pay_mode", "4", "qrcode_width", (long) pixels));
  }

  /**
   * {@code quit_url}: where a mobile page goes when the payer gives up; the scene's return address
   * unless given. At most 400 characters.
   */
  public static AlipayOption quitUrl(URI address) {
    String text = OrderRules.address("quit_url", address, 400);
    return one("quitUrl", EnumSet.of(Target.MOBILE_PAGE), "quit_url", text);
  }

  /**
   * Any other documented field with a text for a value, such as {@code field("request_from_url",
   * "https://…")}; a field inside a group as {@code field("extend_params/card_type", "…")}. It is
   * sent as it is. Fields that the request or another option fills are refused.
   *
   * @param path as Alipay writes it
   * @param text 1 to 4000 characters
   */
  public static AlipayOption field(String path, String text) {
    return new AlipayOption(
        "field", orders(), BusinessFields.placed(path, BusinessFields.sentAsItIs(path, text)));
  }

  /**
   * Any other documented field whose value is a group, a list, a number or a boolean, such as
   * {@code jsonField("royalty_info", "{…}")}. Where Alipay wants a group as text ({@code
   * promo_params} and {@code business_params} of pages and apps), it is written so.
   *
   * @param path as Alipay writes it
   * @param json one JSON value
   */
  public static AlipayOption jsonField(String path, String json) {
    return new AlipayOption(
        "jsonField", orders(), BusinessFields.placed(path, BusinessFields.jsonValue(path, json)));
  }

  /** The options of a request, checked to be ours and to fit. */
  static List<AlipayOption> of(List<ProviderOption> options, Target target) {
    List<AlipayOption> ours = new ArrayList<>();
    for (ProviderOption option : options) {
      if (!(option instanceof AlipayOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "an AlipayOption; this payment goes to Alipay");
      }
      if (!own.targets.contains(target)) {
        throw new InvalidRequestException(
            "option " + own.name, "one that fits " + target + "; this is for " + own.targets);
      }
      ours.add(own);
    }
    return ours;
  }

  Map<String, Object> fields() {
    return fields;
  }

  String name() {
    return name;
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "AlipayOption." + name;
  }

  private static AlipayOption one(String name, Set<Target> targets, String field, Object value) {
    return new AlipayOption(name, targets, Collections.singletonMap(field, value));
  }

  private static AlipayOption text(
      String name, Set<Target> targets, String field, String value, int most) {
    return one(name, targets, field, OrderRules.text(field, value, most));
  }

  private static AlipayOption in(String name, String group, String field, String value) {
    return new AlipayOption(name, orders(), Map.of(group, Map.of(field, value)));
  }

  private static EnumSet<Target> orders() {
    return EnumSet.allOf(Target.class);
  }

  private static EnumSet<Target> pages() {
    return EnumSet.of(Target.WEB_PAGE, Target.MOBILE_PAGE);
  }

  private static EnumSet<Target> handedOver() {
    return EnumSet.of(Target.MOBILE_PAGE, Target.IN_APP);
  }

  private static EnumSet<Target> counter() {
    return EnumSet.of(Target.QR_CODE, Target.IN_WALLET, Target.PAYMENT_CODE);
  }

  private static String channels(String field, String... channels) {
    for (String channel : channels) {
      FieldRules.token(field, channel, 1, 64, "_");
    }
    return FieldRules.text(field, String.join(",", channels), 1, 128);
  }

  private static long minutes(String field, Duration validity, long most) {
    long minutes = validity.toMinutes();
    if (minutes < 1 || minutes > most || !validity.equals(Duration.ofMinutes(minutes))) {
      throw new InvalidRequestException(field, "1 to " + most + " whole minutes");
    }
    return minutes;
  }
}
