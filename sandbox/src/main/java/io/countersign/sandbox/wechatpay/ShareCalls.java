// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static io.countersign.sandbox.wechatpay.Shape.bool;
import static io.countersign.sandbox.wechatpay.Shape.integer;
import static io.countersign.sandbox.wechatpay.Shape.list;
import static io.countersign.sandbox.wechatpay.Shape.matching;
import static io.countersign.sandbox.wechatpay.Shape.oneOf;
import static io.countersign.sandbox.wechatpay.Shape.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sharing the money of payments: receivers, shares, returns and what is left. */
final class ShareCalls {
  private static final String NUMBER = "[0-9a-zA-Z_\\-|*@]{1,64}";
  private static final Shape FEN = integer(1, Long.MAX_VALUE);
  private static final Shape TYPE =
      oneOf(ReceiverBook.MERCHANT, "PERSONAL_OPENID", "PERSONAL_SUB_OPENID");

  private ShareCalls() {}

  static void serve(Routes routes) {
    String root = "/v3/profitsharing/";
    routes.add("POST", root + "receivers/add", Operation.RECEIVER_ADD, ShareCalls::addReceiver);
    routes.add(
        "POST", root + "receivers/delete", Operation.RECEIVER_DELETE, ShareCalls::deleteReceiver);
    routes.add("POST", root + "orders", Operation.SHARE, ShareCalls::share);
    routes.add("POST", root + "orders/unfreeze", Operation.UNFREEZE, ShareCalls::unfreeze);
    routes.add("GET", root + "orders/{out_order_no}", Operation.SHARE_QUERY, ShareCalls::query);
    routes.add("POST", root + "return-orders", Operation.SHARE_RETURN, ShareCalls::giveBack);
    routes.add(
        "GET",
        root + "return-orders/{out_return_no}",
        Operation.SHARE_RETURN_QUERY,
        ShareCalls::queryReturn);
    routes.add(
        "GET",
        root + "transactions/{transaction_id}/amounts",
        Operation.SHARE_AMOUNTS,
        ShareCalls::amounts);
    routes.add(
        "GET",
        root + "merchant-configs/{sub_mchid}",
        Operation.SHARE_CONFIG,
        ShareCalls::merchantConfig);
  }

  private static Answer addReceiver(Call call) throws Refusal {
    ObjectNode body =
        call.body(
            receiver()
                .may("name", text(1, 1024))
                .needs(
                    "relation_type",
                    oneOf(
                        "SERVICE_PROVIDER",
                        "STORE",
                        "STAFF",
                        "STORE_OWNER",
                        "PARTNER",
                        "HEADQUARTER",
                        "BRAND",
                        "DISTRIBUTOR",
                        "USER",
                        "SUPPLIER",
                        "CUSTOM"))
                .may("custom_relation", text(1, 10)));
    ReceiverBook.Key key = checkedReceiver(call, body);
    boolean custom = body.path("relation_type").asText().equals("CUSTOM");
    if (custom != body.has("custom_relation")) {
      throw Refusal.field(
          "body", "/custom_relation", null, "is needed with CUSTOM, and with nothing else");
    }
    Optional<String> name = call.decrypted(body, "/name");
    if (name.isEmpty() && key.type().equals(ReceiverBook.MERCHANT)) {
      throw Refusal.field("body", "/name", null, "is missing, a merchant's name is needed");
    }
    name.ifPresent(
        plain -> body.put("name", Rsa.encrypt(call.account().keys.merchantPublicKey(), plain)));
    synchronized (call.account()) {
      call.account().shares.receivers.add(key, name.orElse(""));
    }
    body.remove(List.of("appid", "sub_appid"));
    return Answer.json(200, body);
  }

  private static Answer deleteReceiver(Call call) throws Refusal {
    ObjectNode body = call.body(receiver());
    ReceiverBook.Key key = checkedReceiver(call, body);
    synchronized (call.account()) {
      call.account().shares.receivers.remove(key);
    }
    body.remove(List.of("appid", "sub_appid"));
    return Answer.json(200, body);
  }

  private static Answer share(Call call) throws Refusal {
    ObjectShape line =
        new ObjectShape()
            .needs("type", TYPE)
            .needs("account", text(1, 64))
            .may("name", text(1, 1024))
            .needs("amount", FEN)
            .needs("description", text(1, 80));
    ObjectNode terms =
        call.body(
            request()
                .needs("appid", text(1, 32))
                .may("sub_appid", text(1, 32))
                .may("receivers", list(line, 1, 50))
                .needs("unfreeze_unsplit", bool()));
    if (!terms.has("receivers") && !terms.path("unfreeze_unsplit").asBoolean()) {
      throw Refusal.field(
          "body", "/receivers", null, "is missing, only unfreeze_unsplit does without");
    }
    Optional<SubAccount> sub = Acceptance.ofBody(call, terms);
    checkApps(call, terms, sub);
    for (int i = 0; i < terms.path("receivers").size(); i++) {
      Optional<String> name = call.decrypted(terms, "/receivers/" + i + "/name");
      if (name.isPresent()) {
        StrictJson.set(terms, "/receivers/" + i + "/name", terms.textNode(name.get()));
      }
    }
    return accept(call, terms, sub);
  }

  private static Answer unfreeze(Call call) throws Refusal {
    ObjectNode terms = call.body(request().needs("description", text(1, 80)));
    return accept(call, terms, Acceptance.ofBody(call, terms));
  }

  private static Answer accept(Call call, ObjectNode terms, Optional<SubAccount> sub)
      throws Refusal {
    synchronized (call.account()) {
      ShareBook shares = call.account().shares;
      Order order = shares.paid(terms.path("transaction_id").asText(), sub);
      return Answer.json(200, shares.accept(terms, order, call.now()).json());
    }
  }

  private static Answer query(Call call) throws Refusal {
    Map<String, String> query = call.query(List.of("transaction_id", "sub_mchid"));
    String transaction = needed(query, "transaction_id");
    Optional<SubAccount> sub = queriedSub(call, query);
    synchronized (call.account()) {
      Share share =
          call.account()
              .shares
              .find(call.value("out_order_no"))
              .filter(found -> transaction.equals(found.order.transactionId))
              .orElseThrow(ShareCalls::unknown);
      Acceptance.sameSubMerchant(share.order, sub);
      return Answer.json(200, share.json());
    }
  }

  private static Answer giveBack(Call call) throws Refusal {
    ObjectNode terms =
        call.body(
            new ObjectShape()
                .may("sub_mchid", text(1, 32))
                .may("order_id", text(1, 64))
                .may("out_order_no", number())
                .needs("out_return_no", number())
                .needs("return_mchid", text(1, 32))
                .needs("amount", FEN)
                .needs("description", text(1, 80)));
    Optional<SubAccount> sub = Acceptance.ofBody(call, terms);
    synchronized (call.account()) {
      return Answer.json(200, call.account().shares.returns.accept(terms, sub, call.now()).json());
    }
  }

  private static Answer queryReturn(Call call) throws Refusal {
    Map<String, String> query = call.query(List.of("out_order_no", "sub_mchid"));
    String outOrderNo = needed(query, "out_order_no");
    Optional<SubAccount> sub = queriedSub(call, query);
    synchronized (call.account()) {
      ShareReturn found =
          call.account()
              .shares
              .returns
              .find(call.value("out_return_no"))
              .filter(one -> one.share.outOrderNo.equals(outOrderNo))
              .orElseThrow(ShareCalls::unknown);
      Acceptance.sameSubMerchant(found.share.order, sub);
      return Answer.json(200, found.json());
    }
  }

  private static Answer amounts(Call call) throws Refusal {
    call.noQuery();
    String transaction = call.value("transaction_id");
    synchronized (call.account()) {
      ShareBook shares = call.account().shares;
      Order order =
          call.account()
              .orders
              .findPaid(transaction)
              .or(() -> call.account().combined.paidPart(transaction))
              .orElseThrow(ShareCalls::unknown);
      ObjectNode answer = StrictJson.object();
      answer.put("transaction_id", transaction);
      answer.put("unsplit_amount", shares.unsplit(order));
      return Answer.json(200, answer);
    }
  }

  private static Answer merchantConfig(Call call) throws Refusal {
    Acceptance.provider(call);
    call.noQuery();
    SubAccount sub = Acceptance.accepted(call.account(), call.value("sub_mchid"));
    synchronized (call.account()) {
      ObjectNode answer = StrictJson.object();
      answer.put("sub_mchid", sub.mchid);
      answer.put("max_ratio", call.account().shares.ratioPerTenThousand);
      return Answer.json(200, answer);
    }
  }

  private static ReceiverBook.Key checkedReceiver(Call call, ObjectNode body) throws Refusal {
    Optional<SubAccount> sub = Acceptance.ofBody(call, body);
    checkApps(call, body, sub);
    String type = body.path("type").asText();
    String receiver = body.path("account").asText();
    boolean bySub = type.equals("PERSONAL_SUB_OPENID");
    if (bySub && !body.has("sub_appid")) {
      throw Refusal.field("body", "/sub_appid", null, "is missing, PERSONAL_SUB_OPENID needs it");
    }
    if (type.equals(ReceiverBook.MERCHANT)) {
      if (!receiver.matches("[0-9]{1,32}")) {
        throw Refusal.field("body", "/account", null, "must be a mchid");
      }
    } else {
      String appid = body.path(bySub ? "sub_appid" : "appid").asText();
      if (!call.account().mayBelong(receiver, appid)) {
        throw Refusal.field("body", "/account", null, "is an openid of another appid");
      }
    }
    return new ReceiverBook.Key(sub.map(merchant -> merchant.mchid), type, receiver);
  }

  private static void checkApps(Call call, ObjectNode body, Optional<SubAccount> sub)
      throws Refusal {
    if (call.account().kindOf(body.path("appid").asText()).isEmpty()) {
      throw Refusal.of(ErrorCode.APPID_MCHID_NOT_MATCH, "the appid is not bound to this mchid");
    }
    if (body.has("sub_appid")) {
      String appid = body.path("sub_appid").asText();
      if (sub.flatMap(merchant -> merchant.apps.kindOf(appid)).isEmpty()) {
        throw Refusal.of(
            ErrorCode.APPID_MCHID_NOT_MATCH, "the sub_appid is not bound to a sub_mchid");
      }
    }
  }

  private static Optional<SubAccount> queriedSub(Call call, Map<String, String> query)
      throws Refusal {
    return Acceptance.ofEither(
        call, "query", "sub_mchid", Optional.ofNullable(query.get("sub_mchid")));
  }

  private static String needed(Map<String, String> query, String name) throws Refusal {
    String value = query.get(name);
    if (value == null) {
      throw Refusal.field("query", name, null, "is missing, it is required");
    }
    return value;
  }

  private static ObjectShape request() {
    return new ObjectShape()
        .may("sub_mchid", text(1, 32))
        .needs("transaction_id", text(1, 32))
        .needs("out_order_no", number());
  }

  private static ObjectShape receiver() {
    return new ObjectShape()
        .may("sub_mchid", text(1, 32))
        .needs("appid", text(1, 32))
        .may("sub_appid", text(1, 32))
        .needs("type", TYPE)
        .needs("account", text(1, 64));
  }

  private static Shape number() {
    return matching(NUMBER, "1 to 64 characters of 0-9 a-z A-Z _ - | * @");
  }

  private static Refusal unknown() {
    return Refusal.of(ErrorCode.RESOURCE_NOT_EXISTS, "there is no such request or payment");
  }
}
