// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * WeChat Pay's typed extras for orders, combined orders and refunds; each names the field it fills.
 * What has no method of its own goes through {@link #field(String, String)}. Immutable.
 */
public final class WeChatPayOption implements ProviderOption {

  private static final Set<String> OURS =
      Set.of(
          "appid",
          "mchid",
          "sp_appid",
          "sp_mchid",
          "sub_appid",
          "sub_mchid",
          "description",
          "out_trade_no",
          "time_expire",
          "attach",
          "notify_url",
          "amount",
          "transaction_id",
          "out_refund_no",
          "reason",
          "combine_appid",
          "combine_mchid",
          "combine_out_trade_no",
          "sub_orders");

  private static final long MOST_SUBSIDY_FEN = 500_000;

  /** What a request may be. */
  enum Target {
    ORDER,
    /** An order that a service provider places for a sub-merchant. */
    ORDER_ON_BEHALF,
    COMBINED,
    PAYMENT_CODE,
    REFUND
  }

  private final String name;
  private final Set<Target> targets;
  private final Map<String, Object> values;
  private final Map<String, PersonalText> encrypted;
  private final @Nullable String appId;

  private WeChatPayOption(
      String name,
      Set<Target> targets,
      Map<String, Object> values,
      Map<String, PersonalText> encrypted,
      @Nullable String appId) {
    this.name = name;
    this.targets = targets;
    this.values = values;
    this.encrypted = encrypted;
    this.appId = appId;
  }

  /** Which app the payer id or the scene belongs to, when the client has several. */
  public static WeChatPayOption appId(String appId) {
    return new WeChatPayOption(
        "appId",
        EnumSet.of(Target.ORDER, Target.COMBINED, Target.PAYMENT_CODE),
        Map.of(),
        Map.of(),
        FieldRules.token("appId", appId, 1, 32, "_-"));
  }

  /** {@code goods_tag}: a coupon tag, at most 32 characters. */
  public static WeChatPayOption goodsTag(String tag) {
    return one(
        "goodsTag",
        EnumSet.of(Target.ORDER, Target.PAYMENT_CODE),
        "/goods_tag",
        FieldRules.text("goods_tag", tag, 1, 32));
  }

  /** What the payer may not, or may only, pay with. */
  public enum LimitPay {
    /** No wallet balance. */
    NO_BALANCE("no_balance"),
    /** No credit card. */
    NO_CREDIT("no_credit"),
    /** No debit card. */
    NO_DEBIT("no_debit"),
    /** Wallet balance only. */
    BALANCE_ONLY("balance_only");

    private final String wire;

    LimitPay(String wire) {
      this.wire = wire;
    }
  }

  /** {@code limit_pay}. */
  public static WeChatPayOption limitPay(LimitPay... limits) {
    List<Object> wire = new ArrayList<>();
    for (LimitPay limit : limits) {
      wire.add(limit.wire);
    }
    return one("limitPay", EnumSet.of(Target.ORDER, Target.COMBINED), "/limit_pay", wire);
  }

  /** {@code support_fapiao}: an invoice (发票) entry on the receipt. */
  public static WeChatPayOption supportFapiao() {
    return one(
        "supportFapiao", EnumSet.of(Target.ORDER, Target.PAYMENT_CODE), "/support_fapiao", true);
  }

  /** {@code settle_info.profit_sharing}: freezes the money until it is shared or unfrozen (分账). */
  public static WeChatPayOption profitSharing() {
    return one(
        "profitSharing",
        EnumSet.of(Target.ORDER, Target.PAYMENT_CODE),
        "/settle_info/profit_sharing",
        true);
  }

  /**
   * {@code settle_info.profit_sharing} and {@code settle_info.subsidy_amount}: freezes the money,
   * and the service provider adds a subsidy (补差) to what the sub-merchant gets. Only on behalf of a
   * sub-merchant; in place of {@link #profitSharing()}, which it includes.
   *
   * @param subsidy at least 0.01 and at most 5000 yuan
   */
  public static WeChatPayOption profitSharingWithSubsidy(Money subsidy) {
    if (!subsidy.currency().getCurrencyCode().equals("CNY")
        || subsidy.minorUnits() < 1
        || subsidy.minorUnits() > MOST_SUBSIDY_FEN) {
      throw new InvalidRequestException("subsidy_amount", "0.01 to 5000.00 CNY, not " + subsidy);
    }
    Map<String, Object> settlement = new LinkedHashMap<>();
    settlement.put("profit_sharing", true);
    settlement.put("subsidy_amount", subsidy.minorUnits());
    return one(
        "profitSharingWithSubsidy", EnumSet.of(Target.ORDER_ON_BEHALF), "/settle_info", settlement);
  }

  /**
   * {@code payer.identity}: the payer must be this person; by permission only. Number and name are
   * encrypted.
   *
   * @param type such as {@code IDCARD}
   * @param number the document's number
   * @param holder the name on it
   */
  public static WeChatPayOption payerIdentity(String type, String number, String holder) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("/payer/identity/type", FieldRules.token("identity type", type, 1, 32, "_"));
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    encrypted.put("/payer/identity/number", PersonalText.of(number));
    encrypted.put("/payer/identity/name", PersonalText.of(holder));
    return new WeChatPayOption(
        "payerIdentity", EnumSet.of(Target.ORDER, Target.COMBINED), values, encrypted, null);
  }

  /** {@code scene_info.payer_client_ip}: the payer's address, for scenes other than mobile page. */
  public static WeChatPayOption payerClientIp(String ip) {
    return one(
        "payerClientIp",
        EnumSet.of(Target.ORDER, Target.COMBINED),
        "/scene_info/payer_client_ip",
        FieldRules.token("payer_client_ip", ip, 2, 45, ".:"));
  }

  /**
   * {@code scene_info.device_id}: the till or terminal, at most 32 characters; 7 to 16 for combined
   * orders.
   */
  public static WeChatPayOption deviceId(String id) {
    return one(
        "deviceId",
        EnumSet.of(Target.ORDER, Target.COMBINED, Target.PAYMENT_CODE),
        "/scene_info/device_id",
        FieldRules.text("device_id", id, 1, 32));
  }

  /** {@code scene_info.device_ip}: the till's address, for payment codes. */
  public static WeChatPayOption deviceIp(String ip) {
    return one(
        "deviceIp",
        EnumSet.of(Target.PAYMENT_CODE),
        "/scene_info/device_ip",
        FieldRules.token("device_ip", ip, 2, 45, ".:"));
  }

  /** {@code scene_info.store_info}: the shop where the payer is, for orders. */
  public static WeChatPayOption store(String id, String name, String areaCode, String address) {
    Map<String, Object> store = new LinkedHashMap<>();
    store.put("id", FieldRules.text("store id", id, 1, 32));
    store.put("name", FieldRules.text("store name", name, 1, 256));
    store.put("area_code", FieldRules.text("area_code", areaCode, 1, 32));
    store.put("address", FieldRules.text("store address", address, 1, 512));
    return one("store", EnumSet.of(Target.ORDER), "/scene_info/store_info", store);
  }

  /**
   * {@code scene_info.store_info.id}: WeChat Pay's number of the shop. A payment code needs this or
   * {@link #outStoreId}.
   */
  public static WeChatPayOption storeId(String id) {
    return one(
        "storeId",
        EnumSet.of(Target.PAYMENT_CODE),
        "/scene_info/store_info/id",
        FieldRules.text("store id", id, 1, 32));
  }

  /** {@code scene_info.store_info.out_id}: the merchant's own number of the shop. */
  public static WeChatPayOption outStoreId(String id) {
    return one(
        "outStoreId",
        EnumSet.of(Target.PAYMENT_CODE),
        "/scene_info/store_info/out_id",
        FieldRules.text("store out_id", id, 1, 256));
  }

  /** What the payer's mobile browser runs on. */
  public enum H5Type {
    /** iOS. */
    IOS("iOS"),
    /** Android. */
    ANDROID("Android"),
    /** Any other, or not known. */
    WAP("Wap");

    private final String wire;

    H5Type(String wire) {
      this.wire = wire;
    }
  }

  /** {@code scene_info.h5_info.type}, for a mobile page; {@link H5Type#WAP} unless given. */
  public static WeChatPayOption h5Type(H5Type type) {
    return one(
        "h5Type", EnumSet.of(Target.ORDER, Target.COMBINED), "/scene_info/h5_info/type", type.wire);
  }

  /** {@code scene_info.h5_info.app_name} and {@code app_url}: the site that shows the page. */
  public static WeChatPayOption h5Site(String name, String url) {
    Map<String, Object> site = new LinkedHashMap<>();
    site.put("app_name", FieldRules.text("app_name", name, 1, 64));
    site.put("app_url", FieldRules.text("app_url", url, 1, 128));
    return one("h5Site", EnumSet.of(Target.ORDER, Target.COMBINED), "/scene_info/h5_info", site);
  }

  /** {@code scene_info.h5_info.bundle_id}: the iOS app that shows the page. */
  public static WeChatPayOption h5BundleId(String id) {
    return one(
        "h5BundleId",
        EnumSet.of(Target.ORDER, Target.COMBINED),
        "/scene_info/h5_info/bundle_id",
        FieldRules.text("bundle_id", id, 1, 128));
  }

  /** {@code scene_info.h5_info.package_name}: the Android app that shows the page. */
  public static WeChatPayOption h5PackageName(String name) {
    return one(
        "h5PackageName",
        EnumSet.of(Target.ORDER, Target.COMBINED),
        "/scene_info/h5_info/package_name",
        FieldRules.text("package_name", name, 1, 128));
  }

  /**
   * One line of {@code detail.goods_detail}.
   *
   * @param merchantGoodsId the merchant's number of the goods, at most 32 characters
   * @param name what it is, at most 256 characters
   * @param quantity how many
   * @param unitPriceFen the price of one, in fen
   */
  public record GoodsLine(String merchantGoodsId, String name, long quantity, long unitPriceFen) {}

  /**
   * {@code detail}: what is sold, for single-item coupons. At most 6144 bytes in all.
   *
   * @param costPriceFen the order's price before discounts, in fen
   * @param invoiceId the shop's receipt number
   * @param lines what is sold
   */
  public static WeChatPayOption detail(long costPriceFen, String invoiceId, List<GoodsLine> lines) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("cost_price", costPriceFen);
    detail.put("invoice_id", FieldRules.text("invoice_id", invoiceId, 1, 32));
    return detail("detail", detail, lines);
  }

  /** {@code detail.goods_detail} alone: what is sold. At most 6144 bytes in all. */
  public static WeChatPayOption goods(List<GoodsLine> lines) {
    return detail("goods", new LinkedHashMap<>(), lines);
  }

  private static WeChatPayOption detail(
      String name, Map<String, Object> detail, List<GoodsLine> lines) {
    List<Object> goods = new ArrayList<>();
    for (GoodsLine line : lines) {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("merchant_goods_id", FieldRules.text("goods id", line.merchantGoodsId(), 1, 32));
      wire.put("goods_name", FieldRules.text("goods name", line.name(), 1, 256));
      wire.put("quantity", line.quantity());
      wire.put("unit_price", line.unitPriceFen());
      goods.add(wire);
    }
    detail.put("goods_detail", goods);
    if (JsonText.write(detail).getBytes(StandardCharsets.UTF_8).length > 6144) {
      throw new InvalidRequestException("detail", "at most 6144 bytes of JSON");
    }
    return one(name, EnumSet.of(Target.ORDER, Target.PAYMENT_CODE), "/detail", detail);
  }

  /** Where a refund's money comes from. */
  public enum FundsAccount {
    /** The available balance. */
    AVAILABLE,
    /** Money not yet settled. */
    UNSETTLED
  }

  /** {@code funds_account}, for refunds. */
  public static WeChatPayOption fundsAccount(FundsAccount account) {
    return one("fundsAccount", EnumSet.of(Target.REFUND), "/funds_account", account.name());
  }

  /**
   * One line of a refund's {@code goods_detail}.
   *
   * @param merchantGoodsId the merchant's number of the goods, at most 32 characters
   * @param name what it is, at most 256 characters
   * @param quantity how many come back
   * @param unitPriceFen the price of one, in fen
   * @param refundFen what is given back for the line, in fen
   */
  public record RefundedLine(
      String merchantGoodsId, String name, long quantity, long unitPriceFen, long refundFen) {}

  /** {@code goods_detail} of a refund: which goods come back. */
  public static WeChatPayOption refundedGoods(List<RefundedLine> lines) {
    List<Object> goods = new ArrayList<>();
    for (RefundedLine line : lines) {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("merchant_goods_id", FieldRules.text("goods id", line.merchantGoodsId(), 1, 32));
      wire.put("goods_name", FieldRules.text("goods name", line.name(), 1, 256));
      wire.put("unit_price", line.unitPriceFen());
      wire.put("refund_amount", line.refundFen());
      wire.put("refund_quantity", line.quantity());
      goods.add(wire);
    }
    return one("refundedGoods", EnumSet.of(Target.REFUND), "/goods_detail", goods);
  }

  /**
   * Any other documented field by its pointer and JSON value, such as {@code field("/subsidy_info",
   * "{…}")}. Fields that the request itself fills are refused; a value that must be encrypted
   * belongs to {@link #encryptedField}.
   */
  public static WeChatPayOption field(String pointer, String json) {
    Map<String, Object> wrapped;
    try {
      wrapped = JsonText.object(("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException(pointer, "a JSON value: " + malformed.getMessage());
    }
    Object value = wrapped.get("value");
    if (wrapped.size() != 1 || value == null) {
      throw new InvalidRequestException(pointer, "one JSON value other than null");
    }
    return one("field", EnumSet.allOf(Target.class), notOurs(pointer), value);
  }

  /** Any other documented field whose value WeChat Pay wants encrypted. */
  public static WeChatPayOption encryptedField(String pointer, PersonalText value) {
    return new WeChatPayOption(
        "encryptedField",
        EnumSet.allOf(Target.class),
        Map.of(),
        Map.of(notOurs(pointer), value),
        null);
  }

  /** The options of a request, checked to be ours and to fit. */
  static List<WeChatPayOption> of(
      List<ProviderOption> options, Target target, Target... alsoAllowed) {
    Set<Target> allowed = EnumSet.of(target, alsoAllowed);
    List<WeChatPayOption> ours = new ArrayList<>();
    for (ProviderOption option : options) {
      if (!(option instanceof WeChatPayOption own)) {
        throw new InvalidRequestException(
            "option " + option.getClass().getSimpleName(),
            "a WeChatPayOption; this payment goes to WeChat Pay");
      }
      if (Collections.disjoint(own.targets, allowed)) {
        throw new InvalidRequestException(
            "option " + own.name, "one that fits " + target + "; this is for " + own.targets);
      }
      ours.add(own);
    }
    return ours;
  }

  Map<String, Object> values() {
    return values;
  }

  Map<String, PersonalText> encrypted() {
    return encrypted;
  }

  @Nullable String chosenAppId() {
    return appId;
  }

  /** The option's name only; values may be personal. */
  @Override
  public String toString() {
    return "WeChatPayOption." + name;
  }

  private static WeChatPayOption one(
      String name, Set<Target> targets, String pointer, Object value) {
    return new WeChatPayOption(
        name, targets, Collections.singletonMap(pointer, value), Map.of(), null);
  }

  private static String notOurs(String pointer) {
    String top = pointer.startsWith("/") ? pointer.substring(1) : pointer;
    int slash = top.indexOf('/');
    // A refund may name the accounts its money comes from inside the amount that we fill.
    if (pointer.equals("/amount/from")) {
      return pointer;
    }
    if (!pointer.startsWith("/") || OURS.contains(slash < 0 ? top : top.substring(0, slash))) {
      throw new InvalidRequestException(
          "field " + pointer, "a pointer such as /subsidy_info that the request does not fill");
    }
    return pointer;
  }
}
