// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.unionpay.UnionPayClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** UnionPay's own ways in one class, as the README shows them. */
final class UnionPayReadmeExample {

  private final UnionPayClient unionPay;
  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final Map<String, PaymentRef> refunds = new ConcurrentHashMap<>();

  UnionPayReadmeExample(UnionPayClient unionPay) {
    this.unionPay = unionPay;
  }

  /** A page that posts the payer to UnionPay's; the nonce also stands in the page's CSP. */
  String page(URI backToTheShop, String nonce) {
    // snippet: unionpay-page
    PaymentId id = PaymentId.next(); // number and second: UnionPay knows the order by both
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(backToTheShop))
            .id(id)
            .amount(Money.of("25.00", "CNY"))
            .description("龙井茶一壶")
            .payBefore(id.createdAt().plus(Duration.ofMinutes(15))) // its end: none can be closed
            .build();
    orders.put(id.number(), unionPay.ref(tea)); // nothing is sent: the form is signed
    OpenPage page = unionPay.create(tea).orElseThrow();
    return page instanceof OpenPage.PostForm form ? form.toHtml(nonce) : "";
    // end snippet
  }

  /** Charges the code that a payer shows at the till. */
  Outcome<Payment> till(String code) {
    // snippet: unionpay-charge
    PaymentRequest<Payment> tea =
        PaymentRequest.in(Scene.paymentCode(code))
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("龙井茶一壶")
            .build();
    orders.put(tea.id().number(), unionPay.ref(tea)); // stored first; sent once, then asked about
    return unionPay.charge(tea, Duration.ofSeconds(45)); // paid, or reversed and proven so
    // end snippet
  }

  /** Gives part of a payment back. */
  Outcome<Refund> giveBack(PaymentRef ref, Money amount) {
    // snippet: unionpay-refund
    String refundId = PaymentId.next().number(); // tells its second, as UnionPay needs to find it
    refunds.put(refundId, ref); // stored before it is sent
    // Accepted is not given back yet: findRefund(ref, refundId) or a notification tells the end.
    // Unknown: the same question. A new number only after this one is proven to have failed.
    return unionPay.refund(RefundRequest.of(ref, refundId, amount));
    // end snippet
  }

  /** What was ordered, by number. */
  Map<String, PaymentRef> orders() {
    return orders;
  }

  /** What was asked to be given back, by the refund's number. */
  Map<String, PaymentRef> refunds() {
    return refunds;
  }
}
