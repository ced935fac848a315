// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Answer;
import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentException;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.ShowVoucher;
import io.countersign.SignedCall;
import io.countersign.StatementRow;
import io.countersign.VoucherKind;
import io.countersign.ecpay.EcpayCardDetail;
import io.countersign.ecpay.EcpayCardPlan;
import io.countersign.ecpay.EcpayChargeResult;
import io.countersign.ecpay.EcpayCheckMac;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.ecpay.EcpayEmbeddedOrder;
import io.countersign.ecpay.EcpayEndpoints;
import io.countersign.ecpay.EcpayFormToken;
import io.countersign.ecpay.EcpayMethod;
import io.countersign.ecpay.EcpayOption;
import io.countersign.ecpay.EcpayPeriodCharge;
import io.countersign.ecpay.EcpayPeriodCharged;
import io.countersign.ecpay.EcpayPeriodOrder;
import io.countersign.ecpay.EcpayRefundedBefore;
import io.countersign.ecpay.EcpaySchedule;
import io.countersign.ecpay.EcpaySimulatedPayment;
import io.countersign.ecpay.EcpaySubMerchant;
import io.countersign.ecpay.EcpayVoucherIssued;
import io.countersign.function.FunctionEvent;
import io.countersign.function.HttpEvent;
import io.countersign.http.Headers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the guide to ECPay shows, in one class; the maps stand for a shop's tables. */
final class EcpayGuideExample {

  private static final System.Logger LOG = System.getLogger(EcpayGuideExample.class.getName());
  private static final ZoneOffset TAIPEI = ZoneOffset.ofHours(8);
  private static final URI HOME = URI.create("https://shop.example.com/");

  private final EcpayClient ecpay;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final Map<String, Payment> shipped = new ConcurrentHashMap<>();
  private final Map<String, ShowVoucher> vouchers = new ConcurrentHashMap<>();
  private final Map<String, EcpayPeriodCharge> charges = new ConcurrentHashMap<>();
  private final Map<String, Money> refunded = new ConcurrentHashMap<>();
  private final Map<String, String> due = new ConcurrentHashMap<>();

  EcpayGuideExample(EcpayConfig config, Clock clock) {
    this.ecpay = EcpayClient.of(config);
    this.clock = clock;
  }

  static EcpayConfig configured(Secret hashKey, Secret hashIv, Secret checkCode) {
    // snippet: ecpay-guide-config
    EcpayConfig config =
        EcpayConfig.builder()
            .merchantId("1234567")
            .keys(hashKey, hashIv)
            .creditCheckCode(checkCode)
            .notifyUrl(URI.create("https://shop.example.com/ecpay/return"))
            .endpoints(EcpayEndpoints.production())
            .build();
    // end snippet
    return config;
  }

  OpenPage page(PaymentId id, Money price) {
    // snippet: ecpay-guide-page
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(HOME.resolve("/orders/" + id.number())))
            .id(id) // PaymentId.next()
            .amount(price) // Money.of("250", "TWD")
            .description("高山烏龍茶 150 公克")
            .with(EcpayOption.choosePayment(EcpayMethod.CREDIT))
            .with(EcpayOption.orderResultUrl(HOME.resolve("/ecpay/back")))
            .build();
    orders.put(id.number(), ecpay.ref(tea)); // PaymentRef.toString() and parse(…) for one column
    OpenPage page = ecpay.create(tea).orElseThrow();
    // end snippet
    return page;
  }

  // snippet: ecpay-guide-serve
  void send(OpenPage.PostForm form, HttpServletResponse response) throws IOException {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().encodeToString(bytes);
    URI action = form.action();
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Security-Policy",
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'nonce-" + nonce + "'",
            // Any https host, because the provider's page may send the browser on to others.
            "form-action https: " + action.getScheme() + "://" + action.getRawAuthority(),
            "base-uri 'none'",
            "frame-ancestors 'none'"));
    response.setContentType("text/html");
    response.setCharacterEncoding(form.charset().name());
    response.getOutputStream().write(form.toHtml(nonce).getBytes(form.charset()));
  }

  // end snippet

  String voucher(PaymentId id, Money price, Locale payer) {
    // snippet: ecpay-guide-voucher
    LocalDate lastDay = id.createdAt().atOffset(TAIPEI).toLocalDate().plusDays(3);
    PaymentRequest<ShowVoucher> tea =
        PaymentRequest.in(Scene.voucher(VoucherKind.BANK_ACCOUNT))
            .id(id)
            .amount(price)
            .description("高山烏龍茶 150 公克")
            .payBefore(lastDay.atTime(23, 59, 59).toInstant(TAIPEI))
            .build();
    orders.put(id.number(), ecpay.ref(tea));
    return ecpay
        .create(tea)
        .fold(
            accepted -> shown(accepted.value()),
            rejected -> {
              LOG.log(Level.WARNING, rejected.rejection().remedy());
              return rejected.rejection().payerAdvice().text(payer);
            },
            // Nobody knows: the same number again later, or ask; never another number.
            unknown -> {
              due.put(id.number(), unknown.followUp().toText());
              return PayerAdvice.WAIT.text(payer);
            });
    // end snippet
  }

  // snippet: ecpay-guide-show
  static String shown(ShowVoucher voucher) {
    if (voucher instanceof ShowVoucher.BankAccount account) {
      return "銀行代碼 " + account.bankCode() + "，帳號 " + account.account();
    }
    if (voucher instanceof ShowVoucher.StoreCode code) {
      return "超商代碼 " + code.code();
    }
    return "超商條碼 " + String.join(" ", ((ShowVoucher.StoreBarcode) voucher).segments());
  }

  // end snippet

  // snippet: ecpay-guide-servlet
  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ReceivedRequest received;
    try {
      // No getParameter() and no filter before this: it would take the bytes away.
      received = ReceivedRequest.read(Headers.none(), request.getInputStream(), clock.instant());
    } catch (InvalidNotificationException tooLarge) {
      response.setStatus(413);
      return;
    }
    ReceivedReply reply = ecpay.notifications().handle(received, this::expected, new Action());
    if (!reply.acknowledged()) {
      LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
    }
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    response.getOutputStream().write(reply.bodyBytes());
  }

  // end snippet

  // snippet: ecpay-guide-lambda
  public void receive(InputStream event, OutputStream answer) throws IOException {
    if (FunctionEvent.read(event) instanceof HttpEvent http) {
      ReceivedReply reply =
          ecpay
              .notifications()
              .handle(http.received(clock.instant()), this::expected, new Action());
      if (!reply.acknowledged()) {
        LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
      }
      answer.write(http.answer(reply));
    }
  }

  // end snippet

  // snippet: ecpay-guide-action
  private Optional<ExpectedPayment> expected(String number) {
    return Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of);
  }

  private final class Action implements NotificationAction {
    @Override
    public void payment(Payment payment, Delivery delivery) {
      // Failed and pending results come here, too, and are acknowledged like paid ones.
      if (payment.isPaid()) {
        // UPDATE orders SET status = 'PAID' WHERE number = ? AND status = 'OPEN'
        shipped.putIfAbsent(payment.ref().number(), payment);
      }
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) {
      if (event instanceof EcpayVoucherIssued issued) {
        issued
            .confirm(expected(issued.number()).orElseThrow())
            .ifPresent(voucher -> vouchers.put(issued.number(), voucher)); // not paid
      } else if (event instanceof EcpayPeriodCharged charged) {
        EcpayPeriodCharge charge = charged.confirm(expected(charged.number()).orElseThrow());
        if (charge.isPaid()) {
          charges.putIfAbsent(charge.gwsr().orElseThrow(), charge);
        }
      } else if (event instanceof EcpaySimulatedPayment simulated) {
        LOG.log(Level.WARNING, "模擬付款，請勿出貨：" + simulated.number());
      }
    }
  }

  // end snippet

  // snippet: ecpay-guide-back
  void back(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<String> number;
    try {
      number =
          ecpay
              .payerReturn(
                  ReceivedRequest.read(Headers.none(), request.getInputStream(), clock.instant()))
              .map(hint -> hint.number());
    } catch (InvalidNotificationException tooLarge) {
      number = Optional.empty();
    }
    response.setStatus(303);
    response.setHeader("Location", number.map(known -> "/orders/" + known).orElse("/orders"));
  }

  // end snippet

  // snippet: ecpay-guide-ask
  Optional<Payment> ask(PaymentRef ref) {
    Optional<Payment> payment = ecpay.find(ref);
    payment.filter(Payment::isPaid).ifPresent(paid -> shipped.putIfAbsent(ref.number(), paid));
    FollowUp next = ecpay.followUp(ref, payment, clock.instant());
    due.put(ref.number(), next.toText()); // "ask 2026-01-02T03:04:05Z", or "done"
    return payment;
  }

  // end snippet

  // snippet: ecpay-guide-refund
  String giveBack(PaymentRef paid, String refundId, Money before, Money amount) {
    RefundRequest request =
        RefundRequest.of(paid, refundId, amount).with(EcpayRefundedBefore.of(before));
    EcpayCardPlan<Refund> plan = ecpay.cards().planRefund(request); // reads, sends nothing
    if (plan.byHand().isPresent()) {
      return "只能人工處理：" + plan.byHand().get();
    }
    if (clock.instant().isBefore(plan.notBefore())) {
      due.put(refundId, new FollowUp.Ask(plan.notBefore()).toText());
      return "20:30 後再執行";
    }
    Money after = before.plus(amount);
    // UPDATE payments SET refunded = :after WHERE number = :number AND refunded = :before
    if (!refunded.replace(paid.number(), before, after)) {
      return "另一筆退款正在進行";
    }
    Outcome<Refund> outcome;
    try {
      outcome = ecpay.cards().carryOut(plan);
    } catch (PaymentException nothingWasSent) {
      refunded.replace(paid.number(), after, before);
      throw nothingWasSent;
    }
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      return "已受理：" + accepted.value().state();
    }
    if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      refunded.replace(paid.number(), after, before);
      return "未退款：" + rejected.rejection().remedy();
    }
    Outcome.Unknown<Refund> unknown = (Outcome.Unknown<Refund>) outcome;
    due.put(refundId, unknown.followUp().toText());
    return "尚不確定：" + unknown.cause();
  }

  // end snippet

  // snippet: ecpay-guide-refund-settle
  String settle(PaymentRef paid, Money before, Money amount) {
    EcpayCardDetail detail = ecpay.cards().detail(paid).orElseThrow();
    if (detail.refunded().equals(before.plus(amount))) {
      return "已退款";
    }
    if (detail.refunded().equals(before)) {
      refunded.replace(paid.number(), before.plus(amount), before);
      return "未退款，可以重新規劃";
    }
    return "金額不符，請到廠商後台查明"; // somebody refunds elsewhere
  }

  // end snippet

  OpenPage subscribe(PaymentId id, Money price) {
    // snippet: ecpay-guide-period
    PaymentRequest<OpenPage> box =
        PaymentRequest.in(Scene.webPage(HOME))
            .id(id)
            .amount(price) // charged each month
            .description("每月茶箱")
            .with(EcpayOption.choosePayment(EcpayMethod.CREDIT))
            .with(EcpayOption.period(new EcpaySchedule(EcpaySchedule.Unit.MONTH, 1, 12)))
            .build();
    // end snippet
    orders.put(id.number(), ecpay.ref(box));
    return ecpay.create(box).orElseThrow();
  }

  // snippet: ecpay-guide-period-ask
  /** After each period; answers whether it still runs. */
  boolean askPeriods(PaymentRef first) {
    Optional<EcpayPeriodOrder> order = ecpay.periods().find(first);
    if (order.isEmpty()) {
      return true; // not known now
    }
    Set<String> recorded = charges.keySet(); // gwsr of what was delivered for
    for (EcpayPeriodCharge charge : order.get().paidChargesBeyond(recorded)) {
      charges.putIfAbsent(charge.gwsr().orElseThrow(), charge);
    }
    return !order.get().state().hasStopped();
  }

  // end snippet

  // snippet: ecpay-guide-embedded
  String formToken(EcpayEmbeddedOrder order) {
    orders.put(order.id().number(), ecpay.embedded().ref(order));
    EcpayFormToken token = ecpay.embedded().tokenByTrade(order).orElseThrow();
    return token.forPage(); // for ECPay.createPayment(token, 'zh-TW', …, 'V2')
  }

  URI charge(PaymentRef ref, String payToken) {
    Outcome<EcpayChargeResult> outcome =
        ecpay.embedded().createPayment(ref, Secret.of(payToken)); // once
    if (outcome instanceof Outcome.Accepted<EcpayChargeResult> accepted) {
      EcpayChargeResult result = accepted.value();
      if (result instanceof EcpayChargeResult.Redirect3D bank) {
        return bank.page(); // the whole window goes there; nothing is paid yet
      }
      if (result instanceof EcpayChargeResult.Paid paid) {
        shipped.putIfAbsent(ref.number(), paid.payment());
      } else if (result instanceof EcpayChargeResult.NumberIssued issued) {
        vouchers.put(ref.number(), issued.voucher()); // not paid
      }
    }
    if (outcome instanceof Outcome.Unknown<EcpayChargeResult> unknown) {
      due.put(ref.number(), unknown.followUp().toText());
    }
    return HOME.resolve("/orders/" + ref.number()); // which shows what the shop knows
  }

  // end snippet

  void readDay(LocalDate day) {
    // snippet: ecpay-guide-statement
    ecpay.readStatement(
        day,
        row -> {
          boolean unaware =
              row.kind() == StatementRow.Kind.PAYMENT && !shipped.containsKey(row.number());
          if (unaware && orders.containsKey(row.number())) {
            ask(orders.get(row.number())); // the row is a reason to ask, no proof
          }
        });
    // end snippet
  }

  OpenPage forShop(String subMerchantId, PaymentRequest<OpenPage> tea) {
    // snippet: ecpay-guide-platform
    EcpayClient bakery =
        ecpay.onBehalfOf(
            EcpaySubMerchant.of(subMerchantId)
                .withNotifyUrl(HOME.resolve("/ecpay/return/" + subMerchantId)));
    orders.put(tea.id().number(), bakery.ref(tea));
    return bakery.create(tea).orElseThrow();
    // end snippet
  }

  Answer raw(String number) {
    // snippet: ecpay-guide-raw
    Answer answer =
        ecpay.read(SignedCall.post("/Cashier/QueryTradeInfo/V5").field("MerchantTradeNo", number));
    LOG.log(Level.INFO, answer.evidence().kind() + " " + answer.fields().text("TradeStatus"));
    // end snippet
    return answer;
  }

  String diagnose(byte[] body, Instant now) {
    // snippet: ecpay-guide-checkmac
    EcpayCheckMac mac = ecpay.explainCheckMac(ReceivedRequest.of(Headers.none(), body, now));
    return mac.fits() ? "相符" : mac.cause();
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

  /** What the payer was given to pay with, by number. */
  Map<String, ShowVoucher> vouchers() {
    return vouchers;
  }

  /** What period orders were delivered for, by authorisation. */
  Map<String, EcpayPeriodCharge> charges() {
    return charges;
  }

  /** What was refunded or is on its way, by number; begins with nothing when paid. */
  Map<String, Money> refunded() {
    return refunded;
  }

  /** What is to be done next. */
  Map<String, String> due() {
    return due;
  }
}
