// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Several merchants' orders that are paid together or not at all. The whole is what the payer sees;
 * each part belongs to its own merchant. Changed only while {@link #locked}.
 */
final class CombinedOrder {
  /** One sub-order and whose it is. */
  record Part(Account account, Order order) {}

  /** What is done while all merchants concerned are locked. */
  interface Work<T, X extends Exception> {
    T run() throws X;
  }

  final Order whole;
  final List<Part> parts;
  private final List<Account> locks;

  CombinedOrder(
      Product product, ObjectNode terms, List<Account> sellers, Instant now, Instant expiresAt) {
    List<Part> built = new ArrayList<>();
    List<String> descriptions = new ArrayList<>();
    String appid = terms.path("combine_appid").asText();
    long total = 0;
    for (int i = 0; i < sellers.size(); i++) {
      Order order = part(product, appid, terms.path("sub_orders").path(i), now, expiresAt);
      built.add(new Part(sellers.get(i), order));
      descriptions.add(order.description);
      total = Math.addExact(total, order.total);
    }
    this.parts = List.copyOf(built);
    this.whole =
        new Order(
            product,
            terms,
            parties(terms.path("combine_mchid"), appid, MissingNode.getInstance()),
            terms.path("combine_out_trade_no").asText(),
            total,
            String.join("; ", descriptions),
            now,
            expiresAt);
    JsonNode payer = terms.path("combine_payer_info");
    whole.openid = payer.has("openid") ? payer.path("openid").asText() : null;
    whole.subOpenid = payer.has("sub_openid") ? payer.path("sub_openid").asText() : null;
    Set<Account> distinct = new TreeSet<>(Comparator.comparing(account -> account.mchid));
    distinct.addAll(sellers);
    this.locks = List.copyOf(distinct);
  }

  private static Order part(
      Product product, String appid, JsonNode terms, Instant now, Instant expiresAt) {
    return new Order(
        product,
        (ObjectNode) terms,
        parties(terms.path("mchid"), appid, terms),
        terms.path("out_trade_no").asText(),
        terms.at("/amount/total_amount").longValue(),
        terms.path("description").asText(),
        now,
        expiresAt);
  }

  private static Parties parties(JsonNode mchid, String appid, JsonNode terms) {
    return new Parties(
        mchid.asText(),
        appid,
        Optional.ofNullable(terms.get("sub_mchid")).map(JsonNode::asText),
        Optional.ofNullable(terms.get("sub_appid")).map(JsonNode::asText));
  }

  /** Locks every merchant concerned, always in the order of their numbers. */
  <T, X extends Exception> T locked(Work<T, X> work) throws X {
    return locked(0, work);
  }

  private <T, X extends Exception> T locked(int from, Work<T, X> work) throws X {
    if (from == locks.size()) {
      return work.run();
    }
    synchronized (locks.get(from)) {
      return locked(from + 1, work);
    }
  }

  CombinedOrder passTime(Instant now) {
    whole.passTime(now);
    parts.forEach(part -> part.order().passTime(now));
    return this;
  }

  CombinedOrder close() {
    whole.state = TradeState.CLOSED;
    parts.forEach(part -> part.order().state = TradeState.CLOSED);
    return this;
  }

  /** The answer of a query, and the content of a notification. */
  ObjectNode json() {
    ObjectNode json = StrictJson.object();
    json.put("combine_appid", whole.parties.appid());
    json.put("combine_mchid", whole.parties.mchid());
    json.put("combine_out_trade_no", whole.outTradeNo);
    String device = whole.terms.at("/scene_info/device_id").asText();
    if (!device.isEmpty()) {
      json.putObject("scene_info").put("device_id", device);
    }
    if (whole.paid()) {
      json.put("combine_transaction_id", whole.transactionId);
      json.putObject("combine_payer_info").put("openid", whole.openid);
    }
    ArrayNode list = json.putArray("sub_orders");
    parts.forEach(part -> list.add(json(part.order())));
    return json;
  }

  private static ObjectNode json(Order order) {
    ObjectNode json = StrictJson.object();
    order.parties.subMchid().ifPresent(sub -> json.put("sub_mchid", sub));
    order.parties.subAppid().ifPresent(sub -> json.put("sub_appid", sub));
    json.put("mchid", order.parties.mchid());
    json.put("out_trade_no", order.outTradeNo);
    json.put("trade_state", order.state.name());
    json.put("attach", order.terms.path("attach").asText());
    ObjectNode amount = json.putObject("amount");
    amount.put("total_amount", order.total);
    amount.put("currency", "CNY");
    Instant paidAt = order.paidAt;
    if (paidAt != null) {
      if (order.subOpenid != null) {
        json.put("sub_openid", order.subOpenid);
      }
      json.put("transaction_id", order.transactionId);
      json.put("trade_type", order.product.tradeType);
      json.put("bank_type", "OTHERS");
      json.put("success_time", Tokens.time(paidAt));
      amount.put("payer_amount", order.total);
      amount.put("payer_currency", "CNY");
    }
    return json;
  }
}
