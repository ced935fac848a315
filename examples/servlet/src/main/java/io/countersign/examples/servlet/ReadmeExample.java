// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static java.util.Collections.list;
import static java.util.stream.Collectors.toMap;

import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.wechatpay.WeChatPayClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The whole job in one class, as the README shows it. */
final class ReadmeExample extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(ReadmeExample.class.getName());

  private final transient WeChatPayClient wechat;
  private final transient Map<String, String> table = new ConcurrentHashMap<>();
  private final transient Map<String, String> due = new ConcurrentHashMap<>();
  private final transient Set<String> shipped = ConcurrentHashMap.newKeySet();

  // snippet: quickstart
  ReadmeExample(Map<String, String> environment) {
    wechat = WeChatPayClient.fromEnvironment(environment); // System.getenv()
  }

  String qrCode() {
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One pot of tea")
            .build();
    table.put(tea.id().number(), wechat.ref(tea).toString()); // store it before you ask
    return wechat.create(tea).orElseThrow().content();
  }

  @Override // what runs under the notify URL
  protected void doPost(HttpServletRequest in, HttpServletResponse out) throws IOException {
    var headers =
        list(in.getHeaderNames()).stream().collect(toMap(n -> n, n -> list(in.getHeaders(n))));
    var received = ReceivedRequest.read(headers, in.getInputStream(), Instant.now());
    ReceivedReply reply =
        wechat.notifications().handle(received, this::expected, (paid, how) -> ship(paid.ref()));
    out.setStatus(reply.status());
    reply.headers().forEach(out::setHeader);
    out.getOutputStream().write(reply.bodyBytes());
  }

  Optional<ExpectedPayment> expected(String number) {
    return Optional.ofNullable(table.get(number)).map(PaymentRef::parse).map(ExpectedPayment::of);
  }

  Optional<Refund> giveBack(PaymentRef tea) {
    RefundRequest all = RefundRequest.of(tea, "R" + tea.number(), tea.total());
    return wechat.find(tea).filter(Payment::isPaid).map(p -> wechat.refund(all).orElseThrow());
  }

  // end snippet

  /** The same with every way a write can end. */
  String qrCodeOrAdvice(PaymentRequest<ShowQrCode> tea, Locale payer) {
    // snippet: outcome
    return wechat
        .create(tea)
        .fold(
            // Show this. Accepted is not paid.
            accepted -> accepted.value().content(),
            // Nothing happened. The remedy is for you, the advice is for the payer.
            rejected -> {
              LOG.log(
                  Level.WARNING,
                  rejected.rejection().code() + ": " + rejected.rejection().remedy());
              return rejected.rejection().payerAdvice().text(payer);
            },
            // Nobody knows. No other number now: store what is due, and let a timer do it.
            unknown -> {
              due.put(tea.id().number(), unknown.followUp().toText()); // "ask 2026-01-02T03:04:05Z"
              return PayerAdvice.WAIT.text(payer);
            });
    // end snippet
  }

  private void ship(PaymentRef paid) {
    table.put(paid.number(), paid.toString());
    shipped.add(paid.number());
  }

  /** What is to be done next, by number. */
  Map<String, String> due() {
    return due;
  }

  /** The stored references, by number. */
  Map<String, String> table() {
    return table;
  }

  /** The numbers of what was paid and sent, each once. */
  Set<String> shipped() {
    return shipped;
  }
}
