// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What leads a payer to an order: prepay ids and code URLs, each with its own end. */
final class Tickets {
  /** One such lead. */
  record Ticket(
      Account account,
      Checkout checkout,
      String outTradeNo,
      String prepayId,
      String codeUrl,
      Instant until) {
    boolean validAt(Instant now) {
      return !now.isAfter(until);
    }
  }

  private final Map<String, Ticket> byPrepayId = new ConcurrentHashMap<>();
  private final Map<String, Ticket> byCodeUrl = new ConcurrentHashMap<>();
  private volatile URI base = URI.create("http://127.0.0.1");

  void base(URI gateway) {
    base = gateway;
  }

  /** A fresh lead to an order; it ends with its own life or the order's, whichever is first. */
  Ticket issue(Account account, Checkout checkout, Order order, Instant now) {
    Instant until = now.plus(order.product.tokenLife);
    if (order.expiresAt.isBefore(until)) {
      until = order.expiresAt;
    }
    String codeUrl = "weixin://wxpay/bizpayurl?pr=" + Tokens.alphanumeric(9) + "zz";
    Ticket ticket =
        new Ticket(account, checkout, order.outTradeNo, Tokens.prepayId(now), codeUrl, until);
    order.ticket = ticket;
    byPrepayId.put(ticket.prepayId(), ticket);
    byCodeUrl.put(codeUrl, ticket);
    return ticket;
  }

  Optional<Ticket> prepay(String prepayId) {
    return Optional.ofNullable(byPrepayId.get(prepayId));
  }

  Optional<Ticket> code(String codeUrl) {
    return Optional.ofNullable(byCodeUrl.get(codeUrl));
  }

  Collection<Ticket> all() {
    return byPrepayId.values();
  }

  /** Shaped like the real one, so that a shop can append its {@code redirect_url}. */
  URI h5Url(Ticket ticket) {
    return base.resolve(
        "/cashier/wechatpay/h5?prepay_id=" + ticket.prepayId() + "&package=" + Tokens.digits(10));
  }

  URI billUrl(String token, boolean gzip) {
    return base.resolve("/v3/billdownload/file?token=" + token + (gzip ? "&tartype=gzip" : ""));
  }

  URI page(Ticket ticket) {
    return base.resolve("/cashier/wechatpay/pay?prepay_id=" + ticket.prepayId());
  }
}
