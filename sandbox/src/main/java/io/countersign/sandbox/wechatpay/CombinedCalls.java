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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Placing, asking for and closing combined orders. */
final class CombinedCalls {
  private static final String NUMBER = "[0-9a-zA-Z_\\-|*@]{1,32}";
  private static final String NUMBER_IN_WORDS = "1 to 32 characters of 0-9 a-z A-Z _ - | * @";
  private static final long TEN_MILLION_YUAN = 1_000_000_000;
  private static final long FIVE_THOUSAND_YUAN = 500_000;

  private CombinedCalls() {}

  static void serve(Routes routes) {
    String root = "/v3/combine-transactions/";
    routes.add("POST", root + "jsapi", Operation.COMBINED_ORDER, place(Product.JSAPI));
    routes.add("POST", root + "app", Operation.COMBINED_ORDER, place(Product.APP));
    routes.add("POST", root + "h5", Operation.COMBINED_ORDER, place(Product.H5));
    routes.add("POST", root + "native", Operation.COMBINED_ORDER, place(Product.NATIVE));
    String one = root + "out-trade-no/{combine_out_trade_no}";
    routes.add("GET", one, Operation.COMBINED_QUERY, CombinedCalls::query);
    routes.add("POST", one + "/close", Operation.COMBINED_CLOSE, CombinedCalls::close);
  }

  private static Call.Handler place(Product product) {
    ObjectShape direct = order(product, false);
    ObjectShape partner = order(product, true);
    return call -> {
      ObjectNode terms = call.body(call.account().serviceProvider ? partner : direct);
      if (!terms.path("combine_mchid").asText().equals(call.account().mchid)) {
        throw Refusal.field(
            "body",
            "/combine_mchid",
            terms.get("combine_mchid"),
            "is not the mchid of Authorization");
      }
      String appid = terms.path("combine_appid").asText();
      OrderCalls.checkApp(call.account(), appid, product);
      OrderCalls.openIdentity(call, terms, "/combine_payer_info/identity");
      NotifyUrl.check(terms, call.account().setup.loopbackNotifyUrls());
      checkPayer(call.account(), product, terms);
      OrderCalls.checkAddress(product, terms);
      CombinedOrderBook book = call.account().combined;
      synchronized (book.monitor()) {
        return OrderCalls.answer(call.account(), product, book.place(product, terms, call.now()));
      }
    };
  }

  private static Answer query(Call call) throws Refusal {
    String number = checkedNumber(call);
    call.noQuery();
    CombinedOrderBook book = call.account().combined;
    synchronized (book.monitor()) {
      CombinedOrder order = book.combined(number).orElseThrow(OrderBook::unknown);
      return Answer.json(200, order.locked(order::json));
    }
  }

  private static Answer close(Call call) throws Refusal {
    String number = checkedNumber(call);
    ObjectNode body = call.body(closing(call.account().serviceProvider));
    CombinedOrderBook book = call.account().combined;
    synchronized (book.monitor()) {
      book.close(number, body);
    }
    return Answer.empty();
  }

  private static String checkedNumber(Call call) throws Refusal {
    String number = call.value("combine_out_trade_no");
    if (!number.matches(NUMBER)) {
      throw Refusal.field("uri", "combine_out_trade_no", null, "must be " + NUMBER_IN_WORDS);
    }
    return number;
  }

  private static void checkPayer(Account account, Product product, ObjectNode terms)
      throws Refusal {
    JsonNode payer = terms.path("combine_payer_info");
    OrderCalls.checkOpenid(account, terms.path("combine_appid").asText(), payer.path("openid"));
    if (product == Product.JSAPI && !payer.has("openid") && !payer.has("sub_openid")) {
      String issue = "must have openid or sub_openid";
      throw Refusal.field(ErrorCode.OPENID_MISSING, "body", "/combine_payer_info", null, issue);
    }
    if (payer.has("openid") && payer.has("sub_openid")) {
      String issue = "must have one of openid and sub_openid";
      throw Refusal.field("body", "/combine_payer_info", null, issue);
    }
    if (payer.has("sub_openid")) {
      JsonNode subAppid = terms.at("/sub_orders/0/sub_appid");
      if (subAppid.isMissingNode()) {
        String issue = "is missing, sub_openid needs it";
        throw Refusal.field("body", "/sub_orders/0/sub_appid", null, issue);
      }
      OrderCalls.checkOpenid(account, subAppid.asText(), payer.path("sub_openid"));
    }
  }

  private static ObjectShape order(Product product, boolean partner) {
    ObjectShape order =
        new ObjectShape()
            .needs("combine_appid", text(1, 32))
            .needs("combine_mchid", text(1, 32))
            .needs("combine_out_trade_no", matching(NUMBER, NUMBER_IN_WORDS))
            .needs("sub_orders", list(subOrder(partner), partner ? 1 : 2, partner ? 50 : 10))
            .needs("notify_url", text(1, 255))
            .may("time_start", time())
            .may("time_expire", time())
            .may("limit_pay", OrderShapes.limitPay())
            .may("trade_scenario", text(1, 32));
    ObjectShape payer = new ObjectShape().may("identity", OrderShapes.identity());
    if (partner) {
      payer.may("sub_openid", OrderShapes.openid());
    }
    if (product == Product.JSAPI) {
      order.needs(
          "combine_payer_info",
          partner
              ? payer.may("openid", OrderShapes.openid())
              : payer.needs("openid", OrderShapes.openid()));
    } else {
      order.may("combine_payer_info", payer.may("openid", OrderShapes.openid()));
    }
    ObjectShape scene =
        new ObjectShape().may("device_id", text(7, 16)).needs("payer_client_ip", ipAddress());
    if (product == Product.H5) {
      order.needs("scene_info", scene.needs("h5_info", OrderShapes.h5Info()));
    } else {
      order.may("scene_info", scene);
    }
    if (product == Product.JSAPI || product == Product.APP) {
      order.may("subsidy_info", OrderShapes.subsidyInfo());
    }
    return order;
  }

  private static ObjectShape subOrder(boolean partner) {
    ObjectShape amount =
        new ObjectShape()
            .needs("total_amount", integer(1, TEN_MILLION_YUAN))
            .needs("currency", oneOf("CNY"));
    return named(partner)
        .needs("attach", text(1, 128))
        .needs("amount", amount)
        .needs("description", text(1, 127))
        .may("goods_tag", text(1, 32))
        .may("detail", text(1, 6000))
        .may(
            "settle_info",
            new ObjectShape()
                .may("profit_sharing", bool())
                .may("subsidy_amount", integer(1, FIVE_THOUSAND_YUAN)));
  }

  private static ObjectShape named(boolean partner) {
    ObjectShape sub =
        new ObjectShape()
            .needs("mchid", text(1, 32))
            .needs("out_trade_no", OrderShapes.tradeNumber());
    return partner ? sub.needs("sub_mchid", text(1, 32)).may("sub_appid", text(1, 32)) : sub;
  }

  private static ObjectShape closing(boolean partner) {
    return new ObjectShape()
        .needs("combine_appid", text(1, 32))
        .needs("sub_orders", list(named(partner), 1, 50));
  }
}
