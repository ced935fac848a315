// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static io.countersign.sandbox.wechatpay.Shape.bool;
import static io.countersign.sandbox.wechatpay.Shape.integer;
import static io.countersign.sandbox.wechatpay.Shape.ipAddress;
import static io.countersign.sandbox.wechatpay.Shape.list;
import static io.countersign.sandbox.wechatpay.Shape.matching;
import static io.countersign.sandbox.wechatpay.Shape.oneOf;
import static io.countersign.sandbox.wechatpay.Shape.text;
import static io.countersign.sandbox.wechatpay.Shape.time;

/** The fields of every request body. */
final class OrderShapes {
  static final String TRADE_NUMBER = "[0-9a-zA-Z_\\-|*@]{6,32}";
  static final String REFUND_NUMBER = "[0-9a-zA-Z_\\-|*@]{1,64}";
  private static final Shape FEN = integer(1, Long.MAX_VALUE);
  private static final Shape ENCRYPTED = text(1, 1024);

  private OrderShapes() {}

  static ObjectShape order(Product product) {
    ObjectShape parties = new ObjectShape().needs("appid", text(1, 32)).needs("mchid", text(1, 32));
    ObjectShape payer = new ObjectShape().needs("openid", openid());
    return order(product, parties, payer, settleInfo());
  }

  /** Which of the two openids is right depends on other fields, so neither is needed here. */
  static ObjectShape partnerOrder(Product product) {
    ObjectShape payer = new ObjectShape().may("sp_openid", openid()).may("sub_openid", openid());
    ObjectShape settle = settleInfo().may("subsidy_amount", integer(1, 500_000));
    return order(product, partnerReverse(), payer, settle);
  }

  private static ObjectShape order(
      Product product, ObjectShape parties, ObjectShape payer, ObjectShape settleInfo) {
    ObjectShape order =
        parties
            .needs("description", text(1, 127))
            .needs("out_trade_no", tradeNumber())
            .may("attach", text(0, 128))
            .may("goods_tag", text(1, 32))
            .may("support_fapiao", bool())
            .needs("amount", new ObjectShape().needs("total", FEN).may("currency", oneOf("CNY")))
            .may("settle_info", settleInfo);
    if (product == Product.CODEPAY) {
      return order
          .needs("payer", new ObjectShape().needs("auth_code", authCode()))
          .needs("scene_info", shopScene())
          .may("detail", detail("wxpay_goods_id"));
    }
    order
        .may("time_expire", time())
        .needs("notify_url", text(1, 255))
        .may("limit_pay", limitPay())
        .may("detail", detail("wechatpay_goods_id"));
    if (product == Product.JSAPI) {
      order.needs("payer", payer.may("identity", identity()));
    } else {
      order.may("payer", new ObjectShape().may("identity", identity()));
    }
    if (product == Product.H5) {
      order.needs("scene_info", payerScene().needs("h5_info", h5Info()));
    } else {
      order.may("scene_info", payerScene());
    }
    if (product == Product.JSAPI || product == Product.APP) {
      order.may("subsidy_info", subsidyInfo());
    }
    return order;
  }

  static ObjectShape close() {
    return new ObjectShape().needs("mchid", text(1, 32));
  }

  static ObjectShape reverse() {
    return new ObjectShape().needs("appid", text(1, 32)).needs("mchid", text(1, 32));
  }

  static ObjectShape partnerClose() {
    return new ObjectShape().needs("sp_mchid", text(1, 32)).needs("sub_mchid", subMchid());
  }

  /** The document calls sp_appid optional, but the call fails without it. */
  static ObjectShape partnerReverse() {
    return partnerClose().needs("sp_appid", text(1, 32)).may("sub_appid", text(1, 32));
  }

  static ObjectShape refund() {
    ObjectShape from =
        new ObjectShape().needs("account", oneOf("AVAILABLE", "UNAVAILABLE")).needs("amount", FEN);
    ObjectShape goods =
        new ObjectShape()
            .needs("merchant_goods_id", text(1, 32))
            .may("wechatpay_goods_id", text(1, 32))
            .may("goods_name", text(1, 256))
            .needs("unit_price", integer(0, Long.MAX_VALUE))
            .needs("refund_amount", integer(0, Long.MAX_VALUE))
            .needs("refund_quantity", integer(1, Long.MAX_VALUE));
    return new ObjectShape()
        .may("sub_mchid", subMchid())
        .may("transaction_id", text(1, 32))
        .may("out_trade_no", tradeNumber())
        .needs("out_refund_no", refundNumber())
        .may("reason", text(1, 80))
        .may("notify_url", text(1, 256))
        .may("funds_account", oneOf("AVAILABLE", "UNSETTLED"))
        .needs(
            "amount",
            new ObjectShape()
                .needs("refund", FEN)
                .needs("total", FEN)
                .needs("currency", oneOf("CNY"))
                .may("from", list(from, 1, 2)))
        .may("goods_detail", list(goods, 1, 6000));
  }

  static ObjectShape abnormalRefund() {
    return new ObjectShape()
        .may("sub_mchid", subMchid())
        .needs("out_refund_no", refundNumber())
        .needs("type", oneOf("USER_BANK_CARD", "MERCHANT_BANK_CARD"))
        .may(
            "bank_type",
            oneOf(
                "CMB_DEBIT",
                "COMM_DEBIT",
                "ABC_DEBIT",
                "CCB_DEBIT",
                "ICBC_DEBIT",
                "BOC_DEBIT",
                "PAB_DEBIT",
                "SPDB_DEBIT",
                "CITIC_DEBIT",
                "CEB_DEBIT",
                "CMBC_DEBIT",
                "CIB_DEBIT",
                "GDB_DEBIT",
                "PSBC_DEBIT",
                "NBCB_DEBIT"))
        .may("bank_account", ENCRYPTED)
        .may("real_name", ENCRYPTED);
  }

  static ObjectShape echo() {
    return new ObjectShape()
        .needs("echo_message", text(1, 1024))
        .may("notify_url", text(1, 255))
        .may("encrypted_echo_message", ENCRYPTED);
  }

  private static Shape subMchid() {
    return text(1, 32);
  }

  static Shape limitPay() {
    return list(oneOf("no_balance", "no_credit", "no_debit", "balance_only"), 0, 4);
  }

  static Shape openid() {
    return matching("[0-9A-Za-z_\\-]{1,128}", "an openid of this appid");
  }

  private static ObjectShape settleInfo() {
    return new ObjectShape().may("profit_sharing", bool());
  }

  static Shape tradeNumber() {
    return matching(TRADE_NUMBER, "6 to 32 characters of 0-9 a-z A-Z _ - | * @");
  }

  private static Shape refundNumber() {
    return matching(REFUND_NUMBER, "1 to 64 characters of 0-9 a-z A-Z _ - | * @");
  }

  private static Shape authCode() {
    return matching("1[0-5][0-9]{16}", "a payment code: 18 digits beginning with 10 to 15");
  }

  static ObjectShape identity() {
    return new ObjectShape()
        .needs(
            "type",
            oneOf(
                "IDCARD",
                "HONGKONG_MACAO",
                "HONGKONG_MACAO_RESIDENT",
                "TAIWAN_RESIDENT",
                "FOREIGN_RESIDENT",
                "OVERSEA_PASSPORT",
                "PHONE_NUMBER"))
        .needs("number", ENCRYPTED)
        .needs("name", ENCRYPTED);
  }

  private static Shape detail(String platformGoodsId) {
    ObjectShape goods =
        new ObjectShape()
            .needs("merchant_goods_id", text(1, 32))
            .may(platformGoodsId, text(1, 32))
            .may("goods_name", text(1, 256))
            .needs("quantity", integer(1, Long.MAX_VALUE))
            .needs("unit_price", integer(0, Long.MAX_VALUE));
    ObjectShape fields =
        new ObjectShape()
            .may("cost_price", integer(0, Long.MAX_VALUE))
            .may("invoice_id", text(1, 32))
            .may("goods_detail", list(goods, 1, 6000));
    return (pointer, value) -> {
      fields.check(pointer, value);
      int length = StrictJson.bytes(value).length;
      if (length > 6144) {
        throw Refusal.field(
            ErrorCode.OUT_OF_RANGE,
            "body",
            pointer,
            null,
            "has " + length + " bytes, at most 6144");
      }
    };
  }

  private static ObjectShape payerScene() {
    return new ObjectShape()
        .needs("payer_client_ip", ipAddress())
        .may("device_id", text(1, 32))
        .may(
            "store_info",
            new ObjectShape()
                .needs("id", text(1, 32))
                .may("name", text(1, 256))
                .may("area_code", text(1, 32))
                .may("address", text(1, 512)));
  }

  private static ObjectShape shopScene() {
    ObjectShape store = new ObjectShape().may("id", text(1, 32)).may("out_id", text(1, 256));
    Shape exactlyOne =
        (pointer, value) -> {
          store.check(pointer, value);
          if (value.size() != 1) {
            throw Refusal.field("body", pointer, value, "must have exactly one of id and out_id");
          }
        };
    return new ObjectShape()
        .may("device_id", text(1, 32))
        .may("device_ip", ipAddress())
        .needs("store_info", exactlyOne);
  }

  static ObjectShape h5Info() {
    return new ObjectShape()
        .needs("type", oneOf("iOS", "Android", "Wap"))
        .may("app_name", text(1, 64))
        .may("app_url", text(1, 128))
        .may("bundle_id", text(1, 128))
        .may("package_name", text(1, 128));
  }

  static ObjectShape subsidyInfo() {
    Shape number = integer(0, 100);
    Shape instalments =
        (pointer, value) -> {
          number.check(pointer, value);
          long n = value.longValue();
          if (n != 3 && n != 6 && n != 12) {
            throw Refusal.field("body", pointer, value, "must be 3, 6 or 12");
          }
        };
    Shape percent =
        (pointer, value) -> {
          number.check(pointer, value);
          if (value.longValue() != 0 && value.longValue() != 100) {
            throw Refusal.field("body", pointer, value, "must be 0 or 100");
          }
        };
    ObjectShape plan =
        new ObjectShape()
            .needs("subsidy_installment_num", instalments)
            .needs("subsidy_percent", percent);
    ObjectShape each =
        new ObjectShape()
            .needs("subsidy_period_type", oneOf("DAILY", "PERIOD"))
            .needs("subsidy_plan", list(plan, 1, 100));
    return new ObjectShape().may("subsidy_detail", list(each, 1, 100));
  }
}
