// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayOption;
import io.countersign.alipay.AlipayPayerReturn;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Alipay's own ways in one class, as the README shows them. */
final class AlipayReadmeExample {

  private final AlipayClient alipay;
  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();

  AlipayReadmeExample(AlipayClient alipay) {
    this.alipay = alipay;
  }

  /** A page that posts the payer to Alipay's; the nonce also stands in the page's CSP. */
  String page(URI backToTheShop, String nonce) {
    // snippet: alipay-page
    PaymentId id = PaymentId.next();
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(backToTheShop))
            .id(id)
            .amount(Money.of("25.00", "CNY"))
            .description("龙井茶一壶")
            .payBefore(id.createdAt().plus(Duration.ofMinutes(15)))
            .with(AlipayOption.disablePayChannels("pcredit")) // not on credit (花呗)
            .build();
    orders.put(id.number(), alipay.ref(tea)); // nothing is sent: the form is signed
    OpenPage page = alipay.create(tea).orElseThrow();
    return page instanceof OpenPage.PostForm form ? form.toHtml(nonce) : "";
    // end snippet
  }

  /** What the mini program hands to {@code my.tradePay}. */
  Map<String, String> wallet(String payer) {
    // snippet: alipay-wallet
    PaymentId id = PaymentId.next();
    var tea =
        PaymentRequest.in(Scene.inWallet(payer)) // the user id or open id of alipay.login()
            .id(id)
            .amount(Money.of("25.00", "CNY"))
            .description("龙井茶一壶")
            .build();
    orders.put(id.number(), alipay.ref(tea)); // stored first; then asked for, once or again
    return alipay.create(tea).orElseThrow().parameters(); // for my.tradePay
    // end snippet
  }

  /** Which order a browser came back from; it says nothing about money. */
  Optional<PaymentRef> back(String query) {
    // snippet: alipay-return
    Optional<AlipayPayerReturn> back = alipay.payerReturn(query); // not decoded, as it came
    return back.map(AlipayPayerReturn::number).map(orders::get); // a hint which order to show
    // end snippet
  }

  /** Gives part of a payment back. */
  Outcome<Refund> giveBack(PaymentRef ref, Money amount) {
    // snippet: alipay-refund
    RefundRequest request = RefundRequest.of(ref, ref.number() + "-1", amount);
    // Accepted: the payer has the money. Unknown: findRefund(ref, request.refundId()) when its
    // follow-up says so; if it is empty then, the identical request again. It moves money once.
    return alipay.refund(request);
    // end snippet
  }

  /** What was ordered, by number. */
  Map<String, PaymentRef> orders() {
    return orders;
  }
}
