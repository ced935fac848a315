// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.Apps.Kind;
import java.util.List;
import java.util.Optional;

/** Orders that a service provider makes, asks for and ends for its sub-merchants. */
final class PartnerOrders {
  private PartnerOrders() {}

  static void serve(Routes routes, CodePay codePay) {
    String orders = "/v3/pay/partner/transactions/";
    for (Product product : List.of(Product.NATIVE, Product.JSAPI, Product.H5, Product.APP)) {
      routes.add("POST", orders + product.path, product.operation, place(product));
    }
    ObjectShape shape = OrderShapes.partnerOrder(Product.CODEPAY);
    routes.add(
        "POST",
        orders + "codepay",
        Operation.CODEPAY,
        call -> codePay.charge(call, terms(call, shape, Product.CODEPAY)));
    String numbered = orders + "out-trade-no/{out_trade_no}";
    routes.add(
        "GET",
        orders + "id/{transaction_id}",
        Operation.QUERY_BY_TRANSACTION,
        PartnerOrders::queryByTransaction);
    routes.add("GET", numbered, Operation.QUERY, PartnerOrders::queryByNumber);
    routes.add("POST", numbered + "/close", Operation.CLOSE, PartnerOrders::close);
    routes.add("POST", numbered + "/reverse", Operation.REVERSE, PartnerOrders::reverse);
  }

  private static Call.Handler place(Product product) {
    ObjectShape shape = OrderShapes.partnerOrder(product);
    return call -> OrderCalls.issue(call, terms(call, shape, product), product);
  }

  private static Answer queryByNumber(Call call) throws Refusal {
    String number = OrderCalls.checkedNumber(call);
    Optional<SubAccount> sub = queried(call);
    synchronized (call.account()) {
      Order order = call.account().orders.find(number).orElseThrow(OrderBook::unknown);
      return Answer.json(200, Acceptance.sameSubMerchant(order, sub).json());
    }
  }

  private static Answer queryByTransaction(Call call) throws Refusal {
    Optional<SubAccount> sub = queried(call);
    String transaction = OrderCalls.checkedTransaction(call);
    synchronized (call.account()) {
      Order order = call.account().orders.findPaid(transaction).orElseThrow(OrderBook::unknown);
      return Answer.json(200, Acceptance.sameSubMerchant(order, sub).json());
    }
  }

  private static Answer close(Call call) throws Refusal {
    Acceptance.provider(call);
    String number = OrderCalls.checkedNumber(call);
    SubAccount sub = Acceptance.ofOrder(call, call.body(OrderShapes.partnerClose()));
    synchronized (call.account()) {
      OrderBook orders = call.account().orders;
      Order order = orders.find(number).orElseThrow(OrderBook::unknown);
      Acceptance.sameSubMerchant(order, Optional.of(sub));
      orders.close(number);
    }
    return Answer.empty();
  }

  private static Answer reverse(Call call) throws Refusal {
    Acceptance.provider(call);
    String number = OrderCalls.checkedNumber(call);
    ObjectNode body = call.body(OrderShapes.partnerReverse());
    SubAccount sub = Acceptance.ofOrder(call, body);
    synchronized (call.account()) {
      OrderBook orders = call.account().orders;
      Order order = orders.find(number).orElseThrow(OrderBook::unknown);
      Acceptance.sameSubMerchant(order, Optional.of(sub));
      String subAppid = body.path("sub_appid").asText();
      if (!subAppid.isEmpty() && !order.parties.subAppid().equals(Optional.of(subAppid))) {
        throw Refusal.of(ErrorCode.INVALID_REQUEST, "the sub_appid is not the order's");
      }
      orders.reverse(number, body.path("sp_appid").asText());
    }
    return Answer.empty();
  }

  private static Optional<SubAccount> queried(Call call) throws Refusal {
    Acceptance.provider(call);
    return Optional.of(Acceptance.ofQuery(call, call.query(List.of("sp_mchid", "sub_mchid"))));
  }

  private static ObjectNode terms(Call call, ObjectShape shape, Product product) throws Refusal {
    Acceptance.provider(call);
    ObjectNode terms = call.body(shape);
    SubAccount sub = Acceptance.ofOrder(call, terms);
    Optional<Kind> provider = call.account().kindOf(terms.path("sp_appid").asText());
    if (provider.isEmpty()) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH, "the sp_appid is not bound to this sp_mchid");
    }
    Optional<Kind> own = sub.apps.kindOf(terms.path("sub_appid").asText());
    if (terms.has("sub_appid") && own.isEmpty()) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH, "the sub_appid is not bound to this sub_mchid");
    }
    if (product == Product.JSAPI) {
      checkPayer(call.account(), terms, provider.get(), own);
    }
    boolean mobile = provider.get() == Kind.MOBILE_APP || own.equals(Optional.of(Kind.MOBILE_APP));
    if (product == Product.APP && !mobile) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH, "neither sp_appid nor sub_appid is a mobile app");
    }
    JsonNode settle = terms.path("settle_info");
    if (settle.has("subsidy_amount") && !settle.path("profit_sharing").asBoolean()) {
      String issue = "needs profit_sharing to be true";
      throw Refusal.field("body", "/settle_info/subsidy_amount", null, issue);
    }
    return OrderCalls.comparable(call, terms);
  }

  /** Exactly one openid, of an app in which WeChat can open the payment. */
  private static void checkPayer(
      Account account, ObjectNode terms, Kind provider, Optional<Kind> own) throws Refusal {
    JsonNode payer = terms.path("payer");
    if (payer.has("sp_openid") && payer.has("sub_openid")) {
      throw Refusal.field("body", "/payer", null, "must have one of sp_openid and sub_openid");
    }
    if (!payer.has("sp_openid") && !payer.has("sub_openid")) {
      String issue = "must have sp_openid or sub_openid";
      throw Refusal.field(ErrorCode.OPENID_MISSING, "body", "/payer", null, issue);
    }
    boolean bySub = payer.has("sub_openid");
    if (bySub && own.isEmpty()) {
      throw Refusal.field("body", "/sub_appid", null, "is missing, sub_openid needs it");
    }
    Kind kind = bySub ? own.get() : provider;
    if (kind == Kind.MOBILE_APP) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH,
          "the openid's appid is a " + kind + ", which does not fit JSAPI");
    }
    String side = bySub ? "sub_" : "sp_";
    if (!account.mayBelong(
        payer.path(side + "openid").asText(), terms.path(side + "appid").asText())) {
      throw Refusal.of(
          ErrorCode.OPENID_MISMATCH, "the " + side + "openid belongs to another appid");
    }
  }
}
