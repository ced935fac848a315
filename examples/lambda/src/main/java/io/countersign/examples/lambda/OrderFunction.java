// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a visitor does with orders: {@code POST /orders} takes one, {@code GET /orders/{order}}
 * tells how it stands and how to pay, {@code POST /orders/{order}/pay} asks for fresh parameters.
 * It has no key of any provider's: what needs one is done by a worker behind the queue.
 *
 * <p>Another visitor's order is forbidden. Its number holds a random part, so that nobody finds one
 * by trying.
 */
public final class OrderFunction extends HttpFunction {

  /** The wallet refuses parameters that were signed too long ago. */
  private static final Duration PAY_GOOD_FOR = Duration.ofMinutes(5);

  private final Catalogue catalogue = Catalogue.ofTheShop();

  /** For Lambda: configured by the environment. */
  public OrderFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  OrderFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  FunctionReply answer(HttpEvent request, List<String> path, Instant deadline) throws IOException {
    int orders = path.lastIndexOf("orders");
    List<String> rest = path.subList(orders + 1, path.size());
    boolean post = request.method().equals("POST");
    if (orders >= 0 && rest.isEmpty() && post) {
      return place(visitor(request), request);
    }
    if (orders >= 0 && rest.size() == 1 && request.method().equals("GET")) {
      return Replies.json(200, told(own(visitor(request), rest.get(0))));
    }
    if (orders >= 0 && rest.size() == 2 && rest.get(1).equals("pay") && post) {
      return pay(own(visitor(request), rest.get(0)));
    }
    throw noSuchPath();
  }

  private FunctionReply place(String visitor, HttpEvent request) throws IOException {
    String key = idempotencyKey(request);
    Map<String, String> fields = fields(request);
    Catalogue.Item item =
        catalogue
            .find(field(fields, "item"))
            .orElseThrow(() -> new Refused(422, "ITEM", "the shop has no such item"));
    List<Method> offered = shop().settings().methods();
    Method method =
        Method.find(field(fields, "method"))
            .filter(offered::contains)
            .orElseThrow(() -> new Refused(422, "METHOD", "one of: " + ids(offered)));
    // A price that the client sends along is not even read.
    Order order =
        shop().orders().place(new Orders.Wish(visitor, key, item, quantity(fields), method));
    if (order.mark().equals(Optional.of(Orders.TO_SUBMIT))) {
      shop().outbox().submit(order.number());
    }
    return Replies.json(202, told(order));
  }

  private static String ids(List<Method> methods) {
    return methods.stream().map(Method::id).collect(Collectors.joining(", "));
  }

  private static long quantity(Map<String, String> fields) {
    try {
      int quantity = Integer.parseInt(fields.getOrDefault("quantity", "1"));
      if (quantity >= 1 && quantity <= Catalogue.MOST_OF_ONE) {
        return quantity;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new Refused(422, "QUANTITY", "a whole number from 1 to " + Catalogue.MOST_OF_ONE);
  }

  /** Asks the worker to sign anew, unless what there is will do. */
  private FunctionReply pay(Order order) {
    if (order.state() == Order.State.AWAITING_PAYER
        && order.method() == Method.WECHATPAY
        && fresh(order).isEmpty()) {
      shop().outbox().enqueue(Outbox.SIGN, order.number());
    } else if (!order.open()) {
      throw new Refused(409, "ENDED", "the order is " + order.state());
    }
    return Replies.json(202, told(order));
  }

  private Order own(String visitor, String number) {
    return shop().orders().find(number).orElseThrow(Paybacks::unknownOrder).ownedBy(visitor);
  }

  private Optional<String> fresh(Order order) {
    Instant now = shop().clock().instant();
    return order
        .pay()
        .filter(
            pay ->
                order.paySignedAt().filter(at -> now.isBefore(at.plus(PAY_GOOD_FOR))).isPresent());
  }

  private Map<String, Object> told(Order order) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("order", order.number());
    told.put("state", order.state().name());
    told.put("item", order.item());
    told.put("quantity", order.quantity());
    told.put("method", order.method().id());
    told.put("amount", order.amount().toDecimal());
    told.put("currency", order.amount().currency().getCurrencyCode());
    long refunded = order.refunded();
    if (refunded > 0) {
      told.put("refundedMinorUnits", refunded);
    }
    if (order.state() == Order.State.AWAITING_PAYER) {
      fresh(order).ifPresent(pay -> told.put("pay", pay));
      if (order.method() == Method.ECPAY) {
        told.put("checkout", checkout(order));
      }
    }
    return told;
  }

  /**
   * Opened by a browser, which shows no session; so the address itself is good for minutes only.
   */
  private String checkout(Order order) {
    return shop().settings().shopUrl()
        + "/checkout/"
        + order.number()
        + "?ticket="
        + shop().tickets().sign(order.number()).token();
  }
}
