// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives money back. The buyer, by session: {@code POST /orders/{order}/refund}, all that is left,
 * within half an hour of paying. The administrator, by a secret that no session replaces: {@code
 * POST /admin/orders/{order}/refunds} with {@code {"amount":"5.00"}}, any part of what is left.
 */
public final class RefundFunction extends HttpFunction {

  private static final Duration REGRET = Duration.ofMinutes(30);
  private static final int LEAST_SECRET = 24;

  /** For Lambda: configured by the environment. */
  public RefundFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  RefundFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  FunctionReply answer(HttpEvent request, List<String> path, Instant deadline) throws IOException {
    int orders = path.lastIndexOf("orders");
    List<String> rest = path.subList(orders + 1, path.size());
    boolean admin = orders > 0 && path.get(orders - 1).equals("admin");
    if (orders < 0 || rest.size() != 2 || !request.method().equals("POST")) {
      throw noSuchPath();
    }
    if (admin && rest.get(1).equals("refunds")) {
      return byAdministrator(request, rest.get(0), deadline);
    }
    if (!admin && rest.get(1).equals("refund")) {
      return byBuyer(visitor(request), rest.get(0), deadline);
    }
    throw noSuchPath();
  }

  private FunctionReply byAdministrator(HttpEvent request, String number, Instant deadline)
      throws IOException {
    byte[] secret = shop().settings().secret("ADMIN_SECRET", LEAST_SECRET);
    byte[] shown = bearer(request).orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(secret, shown)) {
      throw new Refused(401, "ADMIN", "the administrator's secret, as a bearer token");
    }
    String key = idempotencyKey(request);
    String amount = field(fields(request), "amount");
    Order order = shop().orders().find(number).orElseThrow(Paybacks::unknownOrder);
    Money money;
    try {
      money = Money.of(amount, order.amount().currency().getCurrencyCode());
    } catch (InvalidRequestException notMoney) {
      throw new Refused(422, "AMOUNT", "a decimal amount such as 5.00, with quotation marks");
    }
    return told(number, "admin/" + key, Optional.of(money), deadline);
  }

  private FunctionReply byBuyer(String visitor, String number, Instant deadline) {
    Order order = shop().orders().find(number).orElseThrow(Paybacks::unknownOrder);
    order.ownedBy(visitor);
    Instant end = order.paidAt().map(at -> at.plus(REGRET)).orElse(Instant.EPOCH);
    // A second click on what was given back already is answered with what became of it.
    boolean asked = shop().paybacks().find(Paybacks.refundId(number, "buyer")).isPresent();
    if (!asked && (order.paidAt().isEmpty() || !shop().clock().instant().isBefore(end))) {
      throw new Refused(409, "TOO_LATE", "within 30 minutes of paying; after that ask the shop");
    }
    return told(number, "buyer", Optional.empty(), deadline);
  }

  private FunctionReply told(String number, String key, Optional<Money> amount, Instant deadline) {
    Paybacks.Decided decided = shop().paybacks().decide(number, key, amount);
    Payback payback = decided.payback();
    if (decided.now()) {
      try {
        shop().desk().send(payback, deadline);
      } catch (RuntimeException later) {
        // It is decided and stored: the timer sends it.
        shop().metrics().log("refund waits for the timer: " + later.getClass().getName());
      }
      payback = shop().paybacks().find(payback.refundId()).orElse(payback);
    }
    boolean open = payback.state() == Payback.State.OWED;
    int status = payback.state() == Payback.State.REFUSED ? 409 : open ? 202 : 200;
    return Replies.json(status, payback.told());
  }
}
