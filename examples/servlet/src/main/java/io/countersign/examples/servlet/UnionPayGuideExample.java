// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Answer;
import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.ShowQrCode;
import io.countersign.SignedCall;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.http.Headers;
import io.countersign.unionpay.UnionPayAppResult;
import io.countersign.unionpay.UnionPayCardOpening;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.unionpay.UnionPayCustomer;
import io.countersign.unionpay.UnionPayEncryptionCertificate;
import io.countersign.unionpay.UnionPayEndpoints;
import io.countersign.unionpay.UnionPayOption;
import io.countersign.unionpay.UnionPayPayerReturn;
import io.countersign.unionpay.UnionPayPayout;
import io.countersign.unionpay.UnionPayPayoutChanged;
import io.countersign.unionpay.UnionPayPayoutRequest;
import io.countersign.unionpay.UnionPayPreAuthorisationChanged.Step;
import io.countersign.unionpay.UnionPayPreAuthorisationStep;
import io.countersign.unionpay.UnionPaySubMerchant;
import io.countersign.unionpay.UnionPayTokenCharge;
import io.countersign.unionpay.UnionPayTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the guide to UnionPay shows, in one class; the maps stand for a shop's tables. */
final class UnionPayGuideExample {

  private static final System.Logger LOG = System.getLogger(UnionPayGuideExample.class.getName());
  private static final URI HOME = URI.create("https://shop.example.com/");

  private final UnionPayClient unionPay;
  private final Clock clock;
  final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  final Map<String, Payment> shipped = new ConcurrentHashMap<>();
  final Map<String, Money> payouts = new ConcurrentHashMap<>();
  final Map<String, String> refunds = new ConcurrentHashMap<>();
  final Map<String, String> due = new ConcurrentHashMap<>();

  UnionPayGuideExample(UnionPayConfig config, Clock clock) {
    this.unionPay = UnionPayClient.of(config);
    this.clock = clock;
  }

  static UnionPayConfig configured(Path pfxFile, String password) throws IOException {
    // snippet: unionpay-guide-config
    UnionPayConfig config =
        UnionPayConfig.builder()
            .merId("777290058110048") // 商户号
            .pfx(Files.readAllBytes(pfxFile), Secret.of(password)) // 商户私钥证书
            .notifyUrl(URI.create("https://shop.example.com/unionpay/notify"))
            .endpoints(UnionPayEndpoints.test()) // production() once you go live
            .build();
    // end snippet
    return config;
  }

  OpenPage page(PaymentId id, Money price) {
    // snippet: unionpay-guide-page
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(HOME.resolve("/unionpay/back")))
            .id(id) // PaymentId.next(), made just now
            .amount(price) // Money.of("88.00", "CNY")
            .description("龙井茶 100 克")
            .payBefore(id.createdAt().plus(Duration.ofMinutes(30)))
            .build();
    orders.put(id.number(), unionPay.ref(tea)); // PaymentRef.toString() and parse(…): one column
    OpenPage page = unionPay.create(tea).orElseThrow();
    // end snippet
    return page;
  }

  OpenPage companyPage(PaymentId id, Money price, PersonalText account) {
    // snippet: unionpay-guide-b2b
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(HOME.resolve("/unionpay/back")))
            .id(id)
            .amount(price)
            .description("龙井茶 50 箱")
            .with(UnionPayOption.b2b("110001", PersonalText.of("杭州某茶业有限公司"), account, "中国工商银行"))
            .build();
    // end snippet
    orders.put(id.number(), unionPay.ref(tea));
    return unionPay.create(tea).orElseThrow();
  }

  OpenPage mobilePage(PaymentId id, Money price, String payerIp) {
    // snippet: unionpay-guide-mobile
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.mobilePage(HOME.resolve("/unionpay/back"), payerIp))
            .id(id)
            .amount(price)
            .description("龙井茶 100 克")
            .with(
                UnionPayOption.payerIp(PersonalText.of(payerIp))) // only if UnionPay shall know it
            .build();
    // end snippet
    orders.put(id.number(), unionPay.ref(tea));
    return unionPay.create(tea).orElseThrow();
  }

  String inApp(PaymentRequest<InvokeWallet> tea) {
    // snippet: unionpay-guide-app
    orders.put(tea.id().number(), unionPay.ref(tea)); // made by Scene.inApp()
    String tn = unionPay.create(tea).orElseThrow().content(); // for UnionPay's control in the app
    // end snippet
    return tn;
  }

  Optional<ShowQrCode> qrCode(PaymentRequest<ShowQrCode> tea) {
    // snippet: unionpay-guide-qr
    orders.put(tea.id().number(), unionPay.ref(tea)); // made by Scene.qrCode()
    return unionPay
        .create(tea)
        .fold(
            accepted -> Optional.of(accepted.value()), // content() to draw, until validUntil()
            rejected -> {
              LOG.log(Level.WARNING, rejected.rejection().remedy());
              return Optional.empty();
            },
            // The code cannot be had again: follow up to its end, then a new attempt.
            unknown -> {
              due.put(tea.id().number(), unknown.followUp().toText());
              return Optional.empty();
            });
    // end snippet
  }

  String atTheTill(PaymentId id, Money price, String scanned, Locale payer) {
    // snippet: unionpay-guide-code
    PaymentRequest<Payment> tea =
        PaymentRequest.in(Scene.paymentCode(scanned))
            .id(id)
            .amount(price)
            .description("龙井茶 100 克")
            .with(UnionPayOption.terminal("HZ000001"))
            .build();
    orders.put(id.number(), unionPay.ref(tea));
    Outcome<Payment> end = unionPay.charge(tea, Duration.ofSeconds(60));
    if (end instanceof Outcome.Accepted<Payment> accepted && accepted.value().isPaid()) {
      ship(accepted.value());
      return "paid";
    }
    if (end instanceof Outcome.Unknown<Payment> unknown) {
      due.put(id.number(), unknown.followUp().toText());
      return PayerAdvice.WAIT.text(payer); // ask for no other code before it is known
    }
    return end instanceof Outcome.Rejected<Payment> rejected
        ? rejected.rejection().payerAdvice().text(payer)
        : "ended, no money kept";
    // end snippet
  }

  // snippet: unionpay-guide-ask
  Optional<Payment> ask(PaymentRef ref) {
    Optional<Payment> found = unionPay.find(ref);
    due.put(ref.number(), unionPay.followUp(ref, found, clock.instant()).toText());
    if (found.isPresent() && found.get().isPaid()) {
      ship(found.get());
    }
    return found;
  }

  private void ship(Payment paid) {
    // UPDATE orders SET status = 'PAID' WHERE number = ? AND status = 'OPEN'
    shipped.putIfAbsent(paid.ref().number(), paid);
    orders.put(paid.ref().number(), paid.ref()); // has UnionPay's number (queryId) for refunds
  }

  // end snippet

  // snippet: unionpay-guide-end
  /** Whether the payer may get a new attempt for what a page, an app or a QR code asked for. */
  boolean mayTryAnew(PaymentRef ref) {
    Instant end = ref.payBefore().orElseThrow().plus(Duration.ofMinutes(10));
    Optional<Payment> last = ask(ref);
    return last.isPresent()
        ? last.get().state() == PaymentState.CLOSED
        : clock.instant().isAfter(end); // nobody has opened it, and nobody can any more
  }

  // end snippet

  String takeBack(PaymentRef charge) {
    // snippet: unionpay-guide-reverse
    return unionPay
        .reverse(charge) // by payment code or token, of today
        .fold(
            accepted -> "no money kept",
            rejected -> "still paid: " + rejected.rejection().remedy(),
            unknown -> unknown.followUp().toText());
    // end snippet
  }

  // snippet: unionpay-guide-refund
  /**
   * @param refundId of {@code PaymentId.next().number()}, made just now: it tells its time
   */
  String giveBack(PaymentRef paid, String refundId, Money amount) {
    refunds.putIfAbsent(refundId, "asked for " + amount + " of " + paid.number()); // before sending
    Outcome<Refund> outcome = unionPay.refund(RefundRequest.of(paid, refundId, amount));
    if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      return "not refunded: " + rejected.rejection().remedy();
    }
    return "taken, or unknown: ask"; // findRefund and the notification tell the end
  }

  /** When it is due: a few seconds later, minutes later, in the end by the settlement file. */
  RefundState settle(PaymentRef paid, String refundId) {
    RefundState state =
        unionPay
            .findRefund(paid, refundId)
            .map(Refund::state)
            .orElse(RefundState.PROCESSING); // not known now proves nothing
    refunds.put(refundId, state.toString());
    return state;
  }

  // end snippet

  String undo(PaymentRef paid, String undoId, String refundId) {
    // snippet: unionpay-guide-undo
    refunds.putIfAbsent(undoId, "undo of " + paid.number());
    Outcome<Refund> undo = unionPay.undo(RefundRequest.of(paid, undoId, paid.total()));
    return undo instanceof Outcome.Rejected<Refund> late && late.rejection().code().equals("39")
        ? giveBack(paid, refundId, paid.total()) // another clearing day: a refund does it
        : "taken, or unknown: ask";
    // end snippet
  }

  // snippet: unionpay-guide-servlet
  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ReceivedReply reply;
    try {
      // No getParameter(): it would mix in the address's parameters and decode by itself.
      reply = told(ReceivedRequest.read(Headers.none(), request.getInputStream(), clock.instant()));
    } catch (InvalidNotificationException tooLarge) {
      response.setStatus(413);
      return;
    }
    response.setStatus(reply.status());
    response.setContentType("text/plain");
    response.getOutputStream().write(reply.bodyBytes());
  }

  ReceivedReply told(ReceivedRequest received) {
    ReceivedReply reply = unionPay.notifications().handle(received, this::expected, new Action());
    LOG.log(Level.INFO, () -> reply.result() + ": " + reply.detail());
    return reply;
  }

  // end snippet

  // snippet: unionpay-guide-action
  /** Your order's own number, time and total, never the notification's. */
  private Optional<ExpectedPayment> expected(String number) {
    return orders.containsKey(number)
        ? Optional.of(ExpectedPayment.of(orders.get(number)))
        : Optional.empty();
  }

  private final class Action implements NotificationAction {
    @Override
    public void payment(Payment payment, Delivery delivery) {
      if (payment.isPaid()) {
        ship(payment);
      }
    }

    @Override
    public void refund(Refund refund, Delivery delivery) {
      refunds.put(refund.refundId(), refund.state().toString());
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) {
      if (event instanceof UnionPayPayoutChanged changed && payouts.containsKey(changed.number())) {
        UnionPayPayout payout = changed.confirm(payouts.get(changed.number()));
        due.put(payout.number(), payout.state().toString());
      } else {
        LOG.log(Level.INFO, event.type()); // a reason to ask, never a payment
      }
    }
  }

  // end snippet

  // snippet: unionpay-guide-back
  void back(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<UnionPayPayerReturn> hint =
        unionPay.payerReturn(
            ReceivedRequest.read(Headers.none(), request.getInputStream(), clock.instant()));
    response.setStatus(303);
    response.setHeader(
        "Location", hint.map(order -> "/orders/" + order.number()).orElse("/orders"));
  }

  // end snippet

  Optional<Payment> appSaid(PaymentRef own, String json) {
    // snippet: unionpay-guide-app-result
    UnionPayAppResult hint = unionPay.appResult(json);
    LOG.log(Level.DEBUG, "the app says " + hint.said());
    return ask(own); // whatever it said: only UnionPay knows
    // end snippet
  }

  boolean readDay(LocalDate clearingDay) {
    // snippet: unionpay-guide-statement
    Statement<StatementTotals> statement =
        unionPay.readStatement(
            clearingDay,
            row -> {
              if (row.kind() == StatementRow.Kind.PAYMENT && !shipped.containsKey(row.number())) {
                Optional.ofNullable(orders.get(row.number())).ifPresent(this::ask);
              }
            });
    return !(statement instanceof Statement.NotReady); // then come again later
    // end snippet
  }

  UnionPayClient merchantOf(UnionPaySubMerchant bakery) {
    // snippet: unionpay-guide-provider
    // UnionPaySubMerchant.ofPlatform("BAKERY01", "某某面包店", "面包店"), or ofAcquirer(…)
    UnionPayClient view =
        unionPay.onBehalfOf(
            bakery.withNotifyUrl(HOME.resolve("/unionpay/notify/" + bakery.number())));
    // end snippet
    return view;
  }

  // snippet: unionpay-guide-deposit
  ShowQrCode hold(PaymentRequest<ShowQrCode> deposit) {
    orders.put(deposit.id().number(), unionPay.preAuthorisations().ref(deposit));
    return unionPay.preAuthorisations().create(deposit).orElseThrow();
  }

  Optional<PaymentRef> held(PaymentRef deposit) {
    return unionPay
        .preAuthorisations()
        .find(deposit)
        .filter(found -> found.state() == PaymentState.AUTHORIZED)
        .map(Payment::ref);
  }

  UnionPayPreAuthorisationStep.State collect(PaymentRef held, String number, Money rent) {
    refunds.put(number, "collect " + rent); // stored first, like every number
    if (unionPay.preAuthorisations().complete(held, number, rent) instanceof Outcome.Rejected) {
      return UnionPayPreAuthorisationStep.State.FAILED; // nothing was collected
    }
    return unionPay
        .preAuthorisations()
        .find(held, Step.COLLECTED, number) // now, and again when followUp(…) says so
        .map(UnionPayPreAuthorisationStep::state)
        .orElse(UnionPayPreAuthorisationStep.State.PROCESSING);
  }

  void letGo(PaymentRef held, String number) {
    unionPay.preAuthorisations().undo(held, number).orElseThrow(); // all of it
  }

  // end snippet

  // snippet: unionpay-guide-token
  PersonalText open(String trId, PaymentId opening, PersonalText card, UnionPayCustomer holder) {
    // Before it: tokens(trId).sendOpeningCode(…), whose code the holder then names.
    UnionPayCardOpening opened = unionPay.tokens(trId).open(opening, card, holder).orElseThrow();
    return opened.token().filter(token -> opened.isOpen()).orElseThrow(); // keep it encrypted
  }

  String chargeAgain(String trId, PersonalText token, PaymentId id, Money price) {
    UnionPayTokens tokens = unionPay.tokens(trId);
    UnionPayTokenCharge charge = UnionPayTokenCharge.of(token, id, price);
    orders.put(id.number(), tokens.ref(charge)); // found, refunded, notified like any payment
    return tokens
        .charge(charge)
        .fold(
            accepted -> accepted.value().state().toString(), // PAID, or PROCESSING: ask
            rejected -> "not charged: " + rejected.rejection().remedy(),
            unknown -> "unknown: ask, and charge under no other number");
  }

  // end snippet

  // snippet: unionpay-guide-payout
  String payOut(String number, PersonalText card, PersonalText name, Money amount) {
    payouts.put(number, amount); // stored with the payee, before it is sent
    UnionPayPayoutRequest request =
        UnionPayPayoutRequest.toCard(card)
            .number(number) // PaymentId.next().number(), made just now
            .amount(amount)
            .payee(UnionPayCustomer.builder().name(name).build())
            .build();
    Outcome<UnionPayPayout> outcome = unionPay.payouts().send(request);
    return outcome instanceof Outcome.Rejected<UnionPayPayout> rejected
        ? rejected.rejection().remedy() // mend it; a new number is harmless
        : paidOut(number, amount);
  }

  /** Now, and again when {@code payouts().followUp(…)} says so. */
  String paidOut(String number, Money amount) {
    Optional<UnionPayPayout> payout = unionPay.payouts().find(number, amount);
    if (payout.isPresent() && payout.get().allowsNewNumber()) {
      return "failed: the payee may be paid under a new number";
    }
    return payout.map(known -> known.state().toString()).orElse("unknown: no new number");
  }

  // end snippet

  String renewEncryption() {
    // snippet: unionpay-guide-encryption
    UnionPayEncryptionCertificate current = unionPay.encryptionCertificate(); // once a day
    String forTheNextStart = current.pem(); // store it as UNIONPAY_ENC_CERT
    // end snippet
    return forTheNextStart;
  }

  Answer raw(String number, String txnTime) {
    // snippet: unionpay-guide-raw
    Answer answer =
        unionPay.read(
            SignedCall.post("/gateway/api/queryTrans.do")
                .field("txnType", "00")
                .field("txnSubType", "00")
                .field("bizType", "000000")
                .field("orderId", number)
                .field("txnTime", txnTime)); // what every message has is filled in
    LOG.log(Level.INFO, answer.evidence().kind() + " " + answer.fields().text("origRespCode"));
    // end snippet
    return answer;
  }
}
