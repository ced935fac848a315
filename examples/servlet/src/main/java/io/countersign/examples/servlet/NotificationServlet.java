// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Delivery;
import io.countersign.InvalidNotificationException;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.ReplayGuard;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code POST /notify/{provider}}: what the provider is told as the notify URL. */
final class NotificationServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(NotificationServlet.class.getName());

  private final transient Tills tills;
  private final transient Orders orders;
  private final transient Clock clock;

  NotificationServlet(Tills tills, Orders orders, Clock clock) {
    this.tills = tills;
    this.orders = orders;
    this.clock = clock;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    Optional<Till> till = path == null ? Optional.empty() : tills.find(path.substring(1));
    if (till.isEmpty()) {
      response.setStatus(404);
      return;
    }
    receive(new RecordedClient(till.get().client(), orders.timeline()), request, response);
  }

  // snippet: notification
  private void receive(
      PaymentClient client, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ReceivedRequest received;
    try {
      // The raw bytes and every header, before anything has parsed them.
      received = ReceivedRequest.read(headers(request), request.getInputStream(), clock.instant());
    } catch (InvalidNotificationException tooLarge) {
      response.setStatus(413);
      return;
    }
    ReceivedReply reply =
        client
            .notifications()
            // The orders act once by themselves: UPDATE … WHERE status = 'OPEN'.
            .guardedBy(ReplayGuard.byShop())
            .handle(received, orders, action(client));
    if (!reply.acknowledged()) {
      LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
    }
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    response.getOutputStream().write(reply.bodyBytes());
  }

  // end snippet

  private NotificationAction action(PaymentClient client) {
    return new NotificationAction() {
      @Override
      public void payment(Payment payment, Delivery delivery) {
        orders.payment(
            payment, client.followUp(payment.ref(), Optional.of(payment), clock.instant()));
      }

      @Override
      public void refund(Refund refund, Delivery delivery) {
        orders.refunded(refund);
      }

      /** A voucher issued, a later charge of a subscription, a simulation: none is a payment. */
      @Override
      public void event(ProviderEvent event, Delivery delivery) {
        tills.find(client.provider()).ifPresent(till -> till.particulars().event(event, orders));
      }
    };
  }

  static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return headers;
  }
}
