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
      Account account, String outTradeNo, String prepayId, String codeUrl, Instant until) {
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

  Ticket issue(Account account, String outTradeNo, Instant now, Instant until) {
    String codeUrl = "weixin://wxpay/bizpayurl?pr=" + Tokens.alphanumeric(9) + "zz";
    Ticket ticket = new Ticket(account, outTradeNo, Tokens.prepayId(now), codeUrl, until);
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

  URI page(Ticket ticket) {
    return base.resolve("/cashier/wechatpay/pay?prepay_id=" + ticket.prepayId());
  }
}
