// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Placing, asking for, closing and reversing orders. */
final class OrderCalls {
  private OrderCalls() {}

  static Call.Handler place(Product product) {
    ObjectShape shape = OrderShapes.order(product);
    return call -> {
      ObjectNode terms = terms(call, shape, product);
      checkOpenid(call.account(), terms.path("appid").asText(), terms.at("/payer/openid"));
      return issue(call, terms, product);
    };
  }

  static Answer issue(Call call, ObjectNode terms, Product product) throws Refusal {
    NotifyUrl.check(terms, call.account().setup.loopbackNotifyUrls());
    checkAddress(product, terms);
    Tickets.Ticket ticket;
    synchronized (call.account()) {
      ticket = call.account().orders.place(product, terms, call.now());
    }
    return answer(call.account(), product, ticket);
  }

  static Answer answer(Account account, Product product, Tickets.Ticket ticket) {
    ObjectNode answer = StrictJson.object();
    switch (product) {
      case NATIVE -> answer.put("code_url", ticket.codeUrl());
      case H5 -> answer.put("h5_url", account.tickets.h5Url(ticket).toString());
      default -> answer.put("prepay_id", ticket.prepayId());
    }
    return Answer.json(200, answer);
  }

  static Answer queryByNumber(Call call) throws Refusal {
    Acceptance.direct(call);
    String number = checkedNumber(call);
    call.queryMchid();
    synchronized (call.account()) {
      return Answer.json(
          200, call.account().orders.find(number).orElseThrow(OrderBook::unknown).json());
    }
  }

  static Answer queryByTransaction(Call call) throws Refusal {
    Acceptance.direct(call);
    call.queryMchid();
    String transaction = checkedTransaction(call);
    synchronized (call.account()) {
      return Answer.json(
          200, call.account().orders.findPaid(transaction).orElseThrow(OrderBook::unknown).json());
    }
  }

  static Answer close(Call call) throws Refusal {
    Acceptance.direct(call);
    String number = checkedNumber(call);
    call.sameMchid(call.body(OrderShapes.close()));
    synchronized (call.account()) {
      call.account().orders.close(number);
    }
    return Answer.empty();
  }

  static Answer reverse(Call call) throws Refusal {
    Acceptance.direct(call);
    String number = checkedNumber(call);
    ObjectNode body = call.body(OrderShapes.reverse());
    call.sameMchid(body);
    synchronized (call.account()) {
      call.account().orders.reverse(number, body.path("appid").asText());
    }
    return Answer.empty();
  }

  /** The checked body of a merchant's own order. */
  static ObjectNode terms(Call call, ObjectShape shape, Product product) throws Refusal {
    Acceptance.direct(call);
    ObjectNode terms = call.body(shape);
    call.sameMchid(terms);
    checkApp(call.account(), terms.path("appid").asText(), product);
    return comparable(call, terms);
  }

  static void checkApp(Account account, String appid, Product product) throws Refusal {
    Optional<Apps.Kind> kind = account.kindOf(appid);
    if (kind.isEmpty()) {
      throw Refusal.of(ErrorCode.APPID_MCHID_NOT_MATCH, "the appid is not bound to this mchid");
    }
    boolean app = kind.get() == Apps.Kind.MOBILE_APP;
    boolean fits =
        switch (product) {
          case APP -> app;
          case JSAPI -> !app;
          default -> true;
        };
    if (!fits) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH,
          "the appid is a " + kind.get() + ", which does not fit " + product.tradeType);
    }
  }

  /** In a form that is equal for equal orders: defaults filled in, encrypted fields opened. */
  static ObjectNode comparable(Call call, ObjectNode terms) throws Refusal {
    openIdentity(call, terms, "/payer/identity");
    ((ObjectNode) terms.path("amount")).put("currency", "CNY");
    return terms;
  }

  static void openIdentity(Call call, ObjectNode terms, String identity) throws Refusal {
    for (String pointer : List.of(identity + "/number", identity + "/name")) {
      Optional<String> plain = call.decrypted(terms, pointer);
      if (plain.isPresent()) {
        StrictJson.set(terms, pointer, terms.textNode(plain.get()));
      }
    }
  }

  static void checkOpenid(Account account, String appid, JsonNode openid) throws Refusal {
    if (openid.isTextual() && !account.mayBelong(openid.asText(), appid)) {
      throw Refusal.of(ErrorCode.OPENID_MISMATCH, "the openid belongs to another appid");
    }
  }

  static void checkAddress(Product product, ObjectNode terms) throws Refusal {
    JsonNode ip = terms.at("/scene_info/payer_client_ip");
    boolean loopback = ip.asText().startsWith("127.") || ip.asText().equals("::1");
    if (product == Product.H5 && loopback) {
      String issue = "must be the payer's own address, not loopback";
      throw Refusal.field("body", "/scene_info/payer_client_ip", ip, issue);
    }
  }

  static String checkedTransaction(Call call) throws Refusal {
    String transaction = call.value("transaction_id");
    if (!transaction.matches("[0-9]{28}")) {
      throw Refusal.of(
          ErrorCode.INVALID_TRANSACTIONID,
          "the transaction id in the path has not the form of one");
    }
    return transaction;
  }

  static String checkedNumber(Call call) throws Refusal {
    String number = call.value("out_trade_no");
    if (!number.matches(OrderShapes.TRADE_NUMBER)) {
      throw Refusal.field(
          "uri", "out_trade_no", null, "must be 6 to 32 characters of 0-9 a-z A-Z _ - | * @");
    }
    return number;
  }
}
