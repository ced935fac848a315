// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Booking;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Reconciliation;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.Statement;
import io.countersign.StatementTotals;
import io.countersign.http.Headers;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPaySubMerchant;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The whole job in one class, as the README shows it. */
final class ReadmeExample {

  private static final System.Logger LOG = System.getLogger(ReadmeExample.class.getName());

  private final WeChatPayClient wechat;
  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final Map<String, Payment> shipped = new ConcurrentHashMap<>();
  private final Map<String, String> due = new ConcurrentHashMap<>();

  ReadmeExample(Map<String, String> environment) {
    // snippet: quickstart
    wechat = WeChatPayClient.fromEnvironment(environment); // System.getenv()
    // end snippet
  }

  String order() {
    // snippet: quickstart
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One pot of tea")
            .build();
    orders.put(tea.id().number(), wechat.ref(tea)); // store it before you ask
    String qrCode = wechat.create(tea).orElseThrow().content();
    // end snippet
    return qrCode;
  }

  ReceivedReply notified(Headers headers, InputStream body) {
    // snippet: quickstart
    // under the notify URL: raw bytes and all headers in, the exact answer out
    ReceivedReply reply =
        wechat
            .notifications()
            .handle(
                ReceivedRequest.read(headers, body, Instant.now()),
                number -> Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of),
                (payment, delivery) -> shipped.put(payment.ref().number(), payment));
    // end snippet
    return reply;
  }

  void giveBack(PaymentRef ref) {
    // snippet: quickstart
    // whenever you doubt: ask; and give money back
    if (wechat.find(ref).filter(Payment::isPaid).isPresent()) {
      String refundId = ref.number() + "-1"; // yours, unique per merchant, the same at each try
      wechat.refund(RefundRequest.of(ref, refundId, Money.of("5.00", "CNY"))).orElseThrow();
    }
    // end snippet
  }

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

  /** Compares a day's statement with the shop's own books; both fit into memory here. */
  boolean booksAgree(LocalDate day, List<Booking> shop) {
    // snippet: statement
    List<Booking> provider = new ArrayList<>(); // provisional until the file is proven
    Statement<StatementTotals> statement =
        wechat.readStatement(day, row -> row.booking().ifPresent(provider::add));
    if (statement instanceof Statement.NotReady<?> notYet) {
      due.put("statement " + day, notYet.askAgainAt().toString());
      return false;
    }
    provider.sort(Booking.order());
    shop.sort(Booking.order());
    return Reconciliation.of(
            provider.iterator(),
            shop.iterator(),
            difference -> LOG.log(Level.WARNING, difference.kind() + " " + difference.number()))
        .agrees();
    // end snippet
  }

  /** A service provider's order for one of its sub-merchants. */
  String orderFor(String subMchid, PaymentRequest<ShowQrCode> tea) {
    // snippet: on-behalf
    WeChatPayClient bakery = wechat.onBehalfOf(WeChatPaySubMerchant.of(subMchid));
    orders.put(tea.id().number(), bakery.ref(tea)); // names the sub-merchant, too
    return bakery.create(tea).orElseThrow().content();
    // end snippet
  }

  /** What is to be done next, by number. */
  Map<String, String> due() {
    return due;
  }

  /** What was ordered, by number. */
  Map<String, PaymentRef> orders() {
    return orders;
  }

  /** What was paid and sent, by number. */
  Map<String, Payment> shipped() {
    return shipped;
  }
}
