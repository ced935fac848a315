// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The combined orders that one merchant has opened, and the sub-orders that are its own.
 *
 * <p>The first are touched only while this book is locked, the second only while the merchant is. A
 * book is locked before any merchant, never the other way round.
 */
final class CombinedOrderBook implements Checkout {
  private final Account account;
  private final Map<String, CombinedOrder> orders = new LinkedHashMap<>();
  private final Map<String, Order> parts = new LinkedHashMap<>();
  private final Set<String> boundAppids = ConcurrentHashMap.newKeySet();

  CombinedOrderBook(Account account) {
    this.account = account;
  }

  @Override
  public Object monitor() {
    return this;
  }

  @Override
  public Optional<Order> find(String number) {
    return combined(number).map(order -> order.whole);
  }

  Optional<CombinedOrder> combined(String number) {
    CombinedOrder order = orders.get(number);
    if (order != null) {
      order.locked(() -> order.passTime(account.agenda.now()));
    }
    return Optional.ofNullable(order);
  }

  /** A sub-order of this merchant, in whosever combined order. */
  Optional<Order> part(String outTradeNo) {
    return Optional.ofNullable(parts.get(outTradeNo));
  }

  Optional<Order> paidPart(String transactionId) {
    return parts.values().stream()
        .filter(order -> transactionId.equals(order.transactionId))
        .findFirst();
  }

  void bind(String appid) {
    boundAppids.add(appid);
  }

  private boolean bound(String appid) {
    return account.kindOf(appid).isPresent() || boundAppids.contains(appid);
  }

  Tickets.Ticket place(Product product, ObjectNode terms, Instant now) throws Refusal {
    String number = terms.path("combine_out_trade_no").asText();
    CombinedOrder order = combined(number).orElse(null);
    if (order == null) {
      order = new CombinedOrder(product, terms, sellers(terms), now, OrderBook.expiry(terms, now));
      CombinedOrder fresh = order;
      fresh.locked(
          () -> {
            enter(fresh);
            return fresh;
          });
      orders.put(number, fresh);
    } else {
      OrderBook.admitAgain("combine_out_trade_no", order.whole, product, terms);
    }
    return account.tickets.issue(account, this, order.whole, now);
  }

  private List<Account> sellers(ObjectNode terms) throws Refusal {
    String appid = terms.path("combine_appid").asText();
    List<Account> sellers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < terms.path("sub_orders").size(); i++) {
      JsonNode sub = terms.path("sub_orders").get(i);
      String mchid = sub.path("mchid").asText();
      Account seller = account.everyone.get(mchid);
      if (seller == null) {
        throw Refusal.of(
            ErrorCode.MCH_NOT_EXISTS, "there is no merchant with the mchid of sub_orders/" + i);
      }
      if (!seller.combined.bound(appid)) {
        throw Refusal.of(
            ErrorCode.APPID_MCHID_NOT_MATCH,
            "the mchid of sub_orders/" + i + " is not bound to combine_appid");
      }
      if (account.serviceProvider) {
        checkSubMerchant(sub, i);
      }
      if (!seen.add(mchid + "/" + sub.path("out_trade_no").asText())) {
        throw Refusal.field(
            "body", "/sub_orders/" + i + "/out_trade_no", null, "is there twice for one mchid");
      }
      sellers.add(seller);
    }
    return sellers;
  }

  /** A number is a service provider's, across all its sub-merchants. */
  private void checkSubMerchant(JsonNode sub, int index) throws Refusal {
    if (!sub.path("mchid").asText().equals(account.mchid)) {
      throw Refusal.field(
          "body", "/sub_orders/" + index + "/mchid", null, "is not the service provider's mchid");
    }
    SubAccount seller = Acceptance.accepted(account, sub.path("sub_mchid").asText());
    if (sub.has("sub_appid") && seller.apps.kindOf(sub.path("sub_appid").asText()).isEmpty()) {
      throw Refusal.of(
          ErrorCode.APPID_MCHID_NOT_MATCH, "the sub_appid is not bound to this sub_mchid");
    }
  }

  private static String key(JsonNode sub) {
    return Stream.of("mchid", "out_trade_no", "sub_mchid", "sub_appid")
        .map(name -> sub.path(name).asText())
        .collect(Collectors.joining("/"));
  }

  private static void enter(CombinedOrder order) throws Refusal {
    for (CombinedOrder.Part part : order.parts) {
      Account seller = part.account();
      String number = part.order().outTradeNo;
      if (seller.orders.find(number).isPresent() || seller.combined.part(number).isPresent()) {
        throw Refusal.of(
            ErrorCode.OUT_TRADE_NO_USED,
            "the out_trade_no of a sub-order was used for another order of its merchant");
      }
    }
    for (CombinedOrder.Part part : order.parts) {
      part.account().combined.parts.put(part.order().outTradeNo, part.order());
    }
  }

  @Override
  public Order payable(String number) {
    return open(number).whole;
  }

  @Override
  public void pay(String number) {
    CombinedOrder order = open(number);
    Instant now = account.agenda.now();
    ObjectNode content = order.locked(() -> charge(order, now));
    NotificationEvent event =
        NotificationEvent.of("TRANSACTION.SUCCESS", "transaction", "支付成功", content, now);
    order.whole.paymentEvent = event;
    account.notifications.queue(
        SignedNotification.of(account, event), order.whole.terms.path("notify_url").asText());
  }

  private ObjectNode charge(CombinedOrder order, Instant now) {
    Order whole = order.whole;
    whole.markPaid(now, account);
    for (CombinedOrder.Part part : order.parts) {
      Order own = part.order();
      own.openid = whole.openid;
      boolean sameApp =
          own.parties.subAppid().equals(order.parts.get(0).order().parties.subAppid());
      own.subOpenid = sameApp ? whole.subOpenid : null;
      own.markPaid(now, part.account());
      part.account()
          .ledgerOf(own)
          .enter(now, Kind.CHARGE, own.outTradeNo, own.outTradeNo, own.total);
    }
    return order.json();
  }

  @Override
  public void startPassword(String number) {
    open(number).whole.payerIsTyping = true;
  }

  @Override
  public void failPayment(String number) {
    open(number).whole.payerIsTyping = false;
  }

  private CombinedOrder open(String number) {
    CombinedOrder order =
        combined(number)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no combined order with this combine_out_trade_no"));
    OrderBook.checkPayable(order.whole, account.agenda.now());
    return order;
  }

  void close(String number, JsonNode body) throws Refusal {
    CombinedOrder order = combined(number).orElseThrow(OrderBook::unknown);
    if (!body.path("combine_appid").asText().equals(order.whole.parties.appid())) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "combine_appid is not the order's");
    }
    Set<String> ordered = new HashSet<>();
    order.parts.forEach(part -> ordered.add(key(part.order().terms)));
    Set<String> named = new HashSet<>();
    for (JsonNode sub : body.path("sub_orders")) {
      named.add(key(sub));
    }
    if (!named.equals(ordered) || body.path("sub_orders").size() != ordered.size()) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "sub_orders must list exactly the ordered sub-orders");
    }
    OrderBook.checkClosable(order.whole);
    order.locked(order::close);
  }
}
