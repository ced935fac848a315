// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.OpenPage;
import io.countersign.PayerAdvice;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.VoucherKind;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /checkout} with {@code item}, {@code provider} and {@code scene}: a new order and a
 * way to pay it. With {@code order} instead of {@code item}: another try for that order, because
 * the page was loaded again or the payer wants another way.
 */
final class CheckoutServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(CheckoutServlet.class.getName());

  private final transient Prices prices;
  private final transient Orders orders;
  private final transient Tills tills;
  private final transient Checkout checkout;
  private final transient URI home;

  CheckoutServlet(Prices prices, Orders orders, Tills tills, Checkout checkout, URI home) {
    this.prices = prices;
    this.orders = orders;
    this.tills = tills;
    this.checkout = checkout;
    this.home = home;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    reply(request).send(response);
  }

  private Reply reply(HttpServletRequest request) {
    Optional<Till> till = tills.find(text(request, "provider"));
    if (till.isEmpty()) {
      return Reply.of(400, "error", "no such provider");
    }
    String currency = till.get().currency();
    Optional<Order> found =
        request.getParameter("order") != null
            ? orders.find(text(request, "order"))
            : opened(text(request, "item"), currency);
    if (found.isEmpty()) {
      return Reply.of(400, "error", "no such item or order");
    }
    Order order = found.get();
    if (!order.price().currency().getCurrencyCode().equals(currency)) {
      // The price was fixed with the first way to pay: the same order never has two.
      return Reply.of(400, "error", "this order's price is not in " + currency);
    }
    if (order.status() != Order.Status.OPEN) {
      boolean paid = order.paidBy().isPresent();
      PayerAdvice advice = paid ? PayerAdvice.ALREADY_PAID : PayerAdvice.EXPIRED;
      return advice(409, order, request, advice);
    }
    try {
      return begin(request, order, till.get());
    } catch (Checkout.StillOpen notOver) {
      return advice(409, order, request, PayerAdvice.WAIT);
    } catch (UnavailableException nothingHappened) {
      return advice(503, order, request, PayerAdvice.TRY_AGAIN);
    } catch (InvalidRequestException wrong) {
      return Reply.of(400, "error", String.valueOf(wrong.getMessage()));
    }
  }

  /** A new order, at the price in the currency that the chosen provider collects. */
  private Optional<Order> opened(String name, String currency) {
    return prices
        .of(name)
        .flatMap(item -> item.priceIn(currency).map(price -> orders.open(item, price)));
  }

  private Reply begin(HttpServletRequest request, Order order, Till till) {
    String scene = text(request, "scene");
    Visit visit = new Visit(request, order, till, new Way(till.client().provider(), scene));
    URI back = till.particulars().back(home, order);
    return switch (scene) {
      case "qr" -> visit.open(Scene.qrCode(), CheckoutServlet::code);
      case "mobile-page" ->
          visit.open(
              // The payer's own address: see Shop about the proxy in front.
              Scene.mobilePage(back, request.getRemoteAddr()), page -> page(page, order));
      case "web-page", "card-page", "subscription" ->
          visit.open(Scene.webPage(back), page -> page(page, order));
      case "atm" -> visit.open(Scene.voucher(VoucherKind.BANK_ACCOUNT), VoucherPicture::json);
      case "store-code" -> visit.open(Scene.voucher(VoucherKind.STORE_CODE), VoucherPicture::json);
      case "barcode" -> visit.open(Scene.voucher(VoucherKind.STORE_BARCODE), VoucherPicture::json);
      case "in-app" -> visit.open(Scene.inApp(), CheckoutServlet::wallet);
      case "mini-program", "official-account" ->
          // A real shop gets the payer's id from the wallet's login on its server, not from here.
          visit.open(Scene.inWallet(text(request, "payer")), CheckoutServlet::wallet);
      case "payment-code" ->
          visit.open(
              Scene.paymentCode(text(request, "code")),
              payment -> Map.of("payment", payment.state().name()));
      default -> Reply.of(400, "error", "no such scene");
    };
  }

  /** One customer at the checkout with one order. */
  private final class Visit {
    private final HttpServletRequest request;
    private final Order order;
    private final Till till;
    private final Way way;

    Visit(HttpServletRequest request, Order order, Till till, Way way) {
      this.request = request;
      this.order = order;
      this.till = till;
      this.way = way;
    }

    <R> Reply open(Scene<R> scene, Function<R, Map<String, ?>> shown) {
      return checkout
          .begin(order, till, way, scene)
          .fold(
              // What the payer needs. Accepted is not paid.
              accepted -> answer(200, order, shown.apply(accepted.value())),
              // Nothing happened. The developer reads the remedy, the payer reads the advice.
              rejected -> {
                LOG.log(Level.WARNING, rejected.rejection().toString());
                return advice(402, order, request, rejected.rejection().payerAdvice());
              },
              // Nobody knows. The follow-up is stored; the same order may be tried again.
              unknown -> {
                LOG.log(Level.WARNING, unknown.cause() + ", next: " + unknown.followUp().toText());
                return advice(202, order, request, PayerAdvice.WAIT);
              });
    }
  }

  private static Map<String, ?> code(ShowQrCode code) {
    return Map.of("qr", code.content(), "picture", QrPicture.of(code.content()));
  }

  /** A form is never sent as text for a script to put into a page: the shop has a page for it. */
  private static Map<String, ?> page(OpenPage page, Order order) {
    return Map.of(
        "page",
        page instanceof OpenPage.Redirect redirect
            ? redirect.uri().toString()
            : PayPageServlet.PATH + order.id());
  }

  private static Map<String, ?> wallet(InvokeWallet wallet) {
    return Map.of("wallet", wallet.parameters(), "content", wallet.content());
  }

  private static Reply advice(
      int status, Order order, HttpServletRequest request, PayerAdvice advice) {
    return answer(status, order, Map.of("advice", advice.text(request.getLocale())));
  }

  private static Reply answer(int status, Order order, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("order", order.id());
    body.putAll(more);
    return new Reply(status, body);
  }

  private static String text(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }
}
