// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.VoucherKind;
import io.countersign.ecpay.EcpayCardPlan;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayMethod;
import io.countersign.ecpay.EcpayOption;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** ECPay's own ways in one class, as the README shows them. */
final class EcpayReadmeExample {

  private static final System.Logger LOG = System.getLogger(EcpayReadmeExample.class.getName());

  private final EcpayClient ecpay;
  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final Map<String, Payment> shipped = new ConcurrentHashMap<>();
  private final Map<String, String> events = new ConcurrentHashMap<>();

  EcpayReadmeExample(EcpayClient ecpay) {
    this.ecpay = ecpay;
  }

  /** A page that posts the payer to ECPay's; the nonce also stands in the page's CSP. */
  String page(URI backToTheShop, String nonce) {
    // snippet: ecpay-page
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(backToTheShop))
            .id(PaymentId.next())
            .amount(Money.of("120", "TWD")) // whole dollars
            .description("烏龍茶一壺")
            .with(EcpayOption.choosePayment(EcpayMethod.CREDIT))
            .build();
    orders.put(tea.id().number(), ecpay.ref(tea)); // nothing is sent: the form is signed
    OpenPage page = ecpay.create(tea).orElseThrow();
    return page instanceof OpenPage.PostForm form ? form.toHtml(nonce) : "";
    // end snippet
  }

  /** An account at a bank, made for this order alone. */
  ShowVoucher.BankAccount account() {
    // snippet: ecpay-voucher
    PaymentId id = PaymentId.next();
    PaymentRequest<ShowVoucher> tea =
        PaymentRequest.in(Scene.voucher(VoucherKind.BANK_ACCOUNT))
            .id(id)
            .amount(Money.of("120", "TWD"))
            .description("烏龍茶一壺")
            .payBefore(id.createdAt().plus(Duration.ofDays(3)))
            .build();
    orders.put(id.number(), ecpay.ref(tea));
    ShowVoucher voucher = ecpay.create(tea).orElseThrow(); // issued is not paid
    // end snippet
    return (ShowVoucher.BankAccount) voucher;
  }

  ReceivedReply notified(ReceivedRequest received) {
    return ecpay
        .notifications()
        .handle(
            received,
            number -> Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of),
            new NotificationAction() {
              @Override
              public void payment(Payment payment, Delivery delivery) {
                if (payment.isPaid()) {
                  shipped.put(payment.ref().number(), payment);
                }
              }

              @Override
              public void event(ProviderEvent event, Delivery delivery) {
                events.put(event.replayKey(), event.type());
              }
            });
  }

  /** Gives part of a card payment back. */
  Outcome<Refund> giveBack(PaymentRef ref, Money amount, Money before) {
    // snippet: ecpay-refund
    RefundRequest request =
        RefundRequest.of(ref, ref.number() + "-1", amount)
            .with(EcpayRefundedBefore.of(before)); // by your own books; ECPay's must say the same
    EcpayCardPlan<Refund> plan = ecpay.cards().planRefund(request);
    LOG.log(Level.INFO, plan.toString()); // steps and earliest moment, or why only by hand
    return ecpay.cards().carryOut(plan); // accepted, rejected or unknown; never repeated by itself
    // end snippet
  }

  /** What was ordered, by number. */
  Map<String, PaymentRef> orders() {
    return orders;
  }

  /** What was paid and sent, by number. */
  Map<String, Payment> shipped() {
    return shipped;
  }

  /** What else happened, by replay key. */
  Map<String, String> events() {
    return events;
  }
}
