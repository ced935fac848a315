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
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.SignedCall;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.alipay.AlipayAppResult;
import io.countersign.alipay.AlipayAuthorisation;
import io.countersign.alipay.AlipayCharge;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.alipay.AlipayEndpoints;
import io.countersign.alipay.AlipayLogin;
import io.countersign.alipay.AlipayOption;
import io.countersign.alipay.AlipayPayerReturn;
import io.countersign.alipay.AlipaySession;
import io.countersign.alipay.AlipayTransferChanged;
import io.countersign.alipay.FreezeOperation;
import io.countersign.alipay.FreezeRequest;
import io.countersign.alipay.ProfitShare;
import io.countersign.alipay.ShareAccount;
import io.countersign.alipay.ShareLine;
import io.countersign.alipay.ShareReceiver;
import io.countersign.alipay.ShareRequest;
import io.countersign.alipay.Transfer;
import io.countersign.alipay.TransferAccount;
import io.countersign.alipay.TransferRequest;
import io.countersign.alipay.UnfreezeRequest;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the guide to Alipay shows, in one class; the maps stand for a shop's tables. */
final class AlipayGuideExample {

  private static final System.Logger LOG = System.getLogger(AlipayGuideExample.class.getName());
  private static final URI HOME = URI.create("https://shop.example.com/");

  private final AlipayClient alipay;
  private final Clock clock;
  final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  final Map<String, Payment> shipped = new ConcurrentHashMap<>();
  private final Map<String, Money> payouts = new ConcurrentHashMap<>();
  final Map<String, String> refunds = new ConcurrentHashMap<>();
  final Map<String, String> due = new ConcurrentHashMap<>();

  AlipayGuideExample(AlipayConfig config, Clock clock) {
    this.alipay = AlipayClient.of(config);
    this.clock = clock;
  }

  static AlipayConfig configured(String appPrivateKey, String alipayPublicKey) {
    // snippet: alipay-guide-config
    AlipayConfig config =
        AlipayConfig.builder()
            .appId("2021000000000001")
            .sellerId("2088000000000001")
            .appPrivateKey(Pem.text(appPrivateKey)) // 应用私钥
            .alipayPublicKey(Pem.text(alipayPublicKey)) // 支付宝公钥, not 应用公钥
            .notifyUrl(URI.create("https://shop.example.com/alipay/notify"))
            .endpoints(AlipayEndpoints.production())
            .build();
    // end snippet
    return config;
  }

  static AlipayConfig certified(Path keys, String appId) {
    // snippet: alipay-guide-certificates
    AlipayConfig config =
        AlipayConfig.builder()
            .appId(appId)
            .appPrivateKey(Pem.file(keys.resolve("app_private_key.pem")))
            .appCertificate(Pem.file(keys.resolve("appCertPublicKey.crt")))
            .alipayCertificate(Pem.file(keys.resolve("alipayCertPublicKey_RSA2.crt")))
            .alipayRootCertificates(Pem.file(keys.resolve("alipayRootCert.crt")))
            .build();
    // end snippet
    return config;
  }

  OpenPage page(PaymentId id, Money price) {
    // snippet: alipay-guide-page
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.webPage(HOME.resolve("/alipay/back")))
            .id(id) // PaymentId.next()
            .amount(price) // Money.of("88.00", "CNY")
            .description("龙井茶 100 克")
            .payBefore(id.createdAt().plus(Duration.ofMinutes(30)))
            .build();
    orders.put(id.number(), alipay.ref(tea)); // PaymentRef.toString() and parse(…) for one column
    OpenPage page = alipay.create(tea).orElseThrow();
    // end snippet
    return page;
  }

  OpenPage mobilePage(PaymentId id, Money price, String payerIp) {
    // snippet: alipay-guide-mobile
    PaymentRequest<OpenPage> tea =
        PaymentRequest.in(Scene.mobilePage(HOME.resolve("/alipay/back"), payerIp))
            .id(id)
            .amount(price)
            .description("龙井茶 100 克")
            .with(AlipayOption.payerIp(PersonalText.of(payerIp))) // only if Alipay shall know it
            .build();
    // end snippet
    orders.put(id.number(), alipay.ref(tea));
    return alipay.create(tea).orElseThrow();
  }

  String inApp(PaymentId id, Money price) {
    // snippet: alipay-guide-app
    PaymentRequest<InvokeWallet> tea =
        PaymentRequest.in(Scene.inApp()).id(id).amount(price).description("龙井茶 100 克").build();
    orders.put(id.number(), alipay.ref(tea));
    String orderString = alipay.create(tea).orElseThrow().content(); // verbatim to the app
    // end snippet
    return orderString;
  }

  String inMiniProgram(PaymentId id, Money price, String authCode) {
    // snippet: alipay-guide-mini-program
    AlipaySession visitor = alipay.login().miniProgramSession(authCode); // of my.getAuthCode
    PaymentRequest<InvokeWallet> tea =
        PaymentRequest.in(Scene.inWallet(visitor.payerId().reveal()))
            .id(id)
            .amount(price)
            .description("龙井茶 100 克")
            .build();
    orders.put(id.number(), alipay.ref(tea));
    String parameters = alipay.create(tea).orElseThrow().content(); // {"tradeNO":"…"}
    // end snippet
    return parameters;
  }

  Optional<ShowQrCode> qrCode(PaymentRequest<ShowQrCode> tea) {
    // snippet: alipay-guide-qr
    orders.put(tea.id().number(), alipay.ref(tea)); // made by Scene.qrCode()
    Outcome<ShowQrCode> outcome = alipay.create(tea);
    if (outcome instanceof Outcome.Unknown<ShowQrCode>) {
      outcome = alipay.create(tea); // the identical request makes no second order
    }
    if (outcome instanceof Outcome.Rejected<ShowQrCode> rejected) {
      LOG.log(Level.WARNING, rejected.rejection().remedy());
    }
    return outcome instanceof Outcome.Accepted<ShowQrCode> accepted
        ? Optional.of(accepted.value()) // content() to draw, until validUntil()
        : Optional.empty();
    // end snippet
  }

  String atTheTill(PaymentId id, Money price, String scanned, Locale payer) {
    // snippet: alipay-guide-code
    PaymentRequest<Payment> tea =
        PaymentRequest.in(Scene.paymentCode(scanned))
            .id(id)
            .amount(price)
            .description("龙井茶 100 克")
            .with(AlipayOption.storeId("HZ01"))
            .build();
    orders.put(id.number(), alipay.ref(tea));
    return alipay
        .charge(tea, Duration.ofSeconds(40))
        .fold(
            accepted -> {
              if (!accepted.value().isPaid()) {
                return "closed, no money kept";
              }
              ship(accepted.value());
              return "paid";
            },
            rejected -> rejected.rejection().payerAdvice().text(payer),
            // Nobody knows: ask for no other code before it is known.
            unknown -> {
              due.put(id.number(), unknown.followUp().toText());
              return PayerAdvice.WAIT.text(payer);
            });
    // end snippet
  }

  // snippet: alipay-guide-ask
  Optional<Payment> ask(PaymentRef ref) {
    Optional<Payment> payment = alipay.find(ref);
    payment.filter(Payment::isPaid).ifPresent(this::ship);
    due.put(ref.number(), alipay.followUp(ref, payment, clock.instant()).toText());
    return payment;
  }

  private void ship(Payment paid) {
    if (paid.isRefundedInFull()) {
      return; // nothing to deliver for
    }
    // UPDATE orders SET status = 'PAID' WHERE number = ? AND status = 'OPEN'
    shipped.putIfAbsent(paid.ref().number(), paid);
  }

  // end snippet

  // snippet: alipay-guide-end
  String giveUp(PaymentRef ref) {
    Outcome<PaymentState> closed = alipay.close(ref);
    if (closed instanceof Outcome.Accepted<PaymentState>) {
      return "closed: a new attempt may take a new number";
    }
    if (closed instanceof Outcome.Rejected<PaymentState> rejected) {
      return ask(ref).map(Payment::isPaid).orElse(false)
          ? "paid after all"
          : "not closed: " + rejected.rejection().remedy();
    }
    due.put(ref.number(), ((Outcome.Unknown<PaymentState>) closed).followUp().toText());
    return "unknown: ask, and let nobody pay twice";
  }

  // end snippet

  // snippet: alipay-guide-refund
  String giveBack(PaymentRef paid, String refundId, Money amount) {
    refunds.putIfAbsent(refundId, paid + " " + amount); // stored before it is asked for
    RefundRequest request = RefundRequest.of(paid, refundId, amount).withReason("少发一件");
    return alipay
        .refund(request)
        .fold(
            accepted -> "refunded",
            rejected -> "not refunded: " + rejected.rejection().remedy(),
            unknown -> {
              due.put(refundId, unknown.followUp().toText());
              return "unknown";
            });
  }

  /** When it is due, ten seconds later or more. */
  String settle(PaymentRef paid, String refundId, Money amount) {
    Optional<Refund> refund = alipay.findRefund(paid, refundId);
    return refund.isPresent() ? "refunded" : giveBack(paid, refundId, amount); // the same number
  }

  // end snippet

  // snippet: alipay-guide-servlet
  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      // No getParameter() and no filter before this: it would decode in a charset of its own.
      ReceivedReply reply =
          told(ReceivedRequest.read(Headers.none(), request.getInputStream(), clock.instant()));
      response.setStatus(reply.status());
      reply.headers().forEach(response::setHeader);
      response.getOutputStream().write(reply.bodyBytes());
    } catch (InvalidNotificationException tooLarge) {
      response.setStatus(413);
    }
  }

  private ReceivedReply told(ReceivedRequest received) {
    ReceivedReply reply = alipay.notifications().handle(received, this::expected, new Action());
    if (!reply.acknowledged()) {
      LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
    }
    return reply;
  }

  // end snippet

  // snippet: alipay-guide-gateway
  public void receive(InputStream event, OutputStream answer) throws IOException {
    if (FunctionEvent.read(event) instanceof HttpEvent http) {
      answer.write(http.answer(told(http.received(clock.instant()))));
    }
  }

  // end snippet

  // snippet: alipay-guide-action
  /** Your order's own number and total, never the notification's. */
  private Optional<ExpectedPayment> expected(String number) {
    return Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of);
  }

  private final class Action implements NotificationAction {
    @Override
    public void refund(Refund refund, Delivery delivery) {
      refunds.put(refund.refundId(), refund.state() + " " + refund.amount());
    }

    @Override
    public void payment(Payment payment, Delivery delivery) {
      if (payment.isPaid()) {
        ship(payment);
      }
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) {
      if (event instanceof AlipayTransferChanged changed && payouts.containsKey(changed.number())) {
        LOG.log(Level.INFO, changed.confirm(payouts.get(changed.number())).toString());
      } else {
        LOG.log(Level.INFO, event.type()); // a reason to ask, never a payment
      }
    }
  }

  // end snippet

  // snippet: alipay-guide-back
  void back(HttpServletRequest request, HttpServletResponse response) {
    Optional<AlipayPayerReturn> hint =
        Optional.ofNullable(request.getQueryString()).flatMap(alipay::payerReturn);
    response.setStatus(303);
    response.setHeader(
        "Location", hint.map(known -> "/orders/" + known.number()).orElse("/orders"));
  }

  // end snippet

  Optional<Payment> appSaid(String resultStatus, String result) {
    // snippet: alipay-guide-app-result
    AlipayAppResult hint = alipay.appResult(resultStatus, result);
    return hint.number()
        .flatMap(number -> Optional.ofNullable(orders.get(number)))
        .flatMap(this::ask); // whatever it said: only Alipay knows
    // end snippet
  }

  boolean readDay(LocalDate day) {
    // snippet: alipay-guide-statement
    Statement<StatementTotals> statement =
        alipay.readStatement(
            day,
            row -> {
              PaymentRef order = orders.get(row.number());
              boolean unaware =
                  row.kind() == StatementRow.Kind.PAYMENT && !shipped.containsKey(row.number());
              if (unaware && order != null) {
                ask(order); // the row is a reason to ask, no proof
              }
            });
    return statement instanceof Statement.Read<StatementTotals>; // otherwise come again later
    // end snippet
  }

  // snippet: alipay-guide-third-party
  AlipayClient clientOf(String appAuthCode, String returnedState, String expectedState) {
    AlipayAuthorisation permission =
        alipay.authorisations().authorisation(appAuthCode, returnedState, expectedState);
    String shop = permission.merchant().authAppId(); // store it with appAuthToken(), encrypted
    return alipay.onBehalfOf(
        permission.merchant().withNotifyUrl(HOME.resolve("/alipay/notify/" + shop)));
  }

  // end snippet

  // snippet: alipay-guide-transfer
  String payOut(String number, PersonalText userId, Money amount) {
    payouts.put(number, amount); // stored with the moment and the payee, before it is sent
    TransferRequest request =
        TransferRequest.to(TransferAccount.userId(userId))
            .number(number)
            .amount(amount)
            .title("三月佣金")
            .scene("佣金报酬")
            .report("佣金报酬说明", "三月推广")
            .build();
    Outcome<Transfer> outcome = alipay.transfers().send(request);
    if (outcome instanceof Outcome.Accepted<Transfer> accepted) {
      return accepted.value().state().toString(); // SUCCEEDED only: the user has the money
    }
    if (outcome instanceof Outcome.Rejected<Transfer> rejected) {
      return rejected.rejection().remedy(); // mend it, then the same number
    }
    due.put(number, ((Outcome.Unknown<Transfer>) outcome).followUp().toText());
    return "unknown";
  }

  // end snippet

  // snippet: alipay-guide-deposit
  ShowQrCode deposit(String orderNumber, String number, Money amount) {
    FreezeRequest request =
        FreezeRequest.of(orderNumber, number).amount(amount).title("充电宝押金").build();
    return alipay.preAuthorisations().showQrCode(request).orElseThrow();
  }

  Optional<FreezeOperation> frozen(String orderNumber, String number, Money amount) {
    return alipay
        .preAuthorisations()
        .find(FreezeOperation.Kind.FREEZE, orderNumber, number, amount)
        .filter(found -> found.state() == FreezeOperation.State.SUCCEEDED);
  }

  Payment rent(FreezeOperation deposit, PaymentId id, Money rent) {
    AlipayCharge charge =
        AlipayCharge.fromFrozen(deposit.authNo().orElseThrow(), "PRE_AUTH")
            .id(id)
            .amount(rent)
            .description("充电宝租金")
            .payerUserId(deposit.payerUserId().orElseThrow())
            .build(); // completing() as well would let the rest go
    orders.put(id.number(), alipay.preAuthorisations().ref(charge));
    return alipay.preAuthorisations().pay(charge).orElseThrow();
  }

  FreezeOperation letGo(FreezeOperation deposit, String number, Money rest) {
    UnfreezeRequest request =
        UnfreezeRequest.of(
            deposit.orderNumber(), deposit.authNo().orElseThrow(), number, rest, "归还充电宝");
    return alipay.preAuthorisations().unfreeze(request).orElseThrow();
  }

  // end snippet

  Optional<ProfitShare> share(PaymentRef paid, PersonalText partner, Money part) {
    // snippet: alipay-guide-share
    String tradeNo = paid.transactionId().orElseThrow();
    ShareAccount receiver = ShareAccount.userId(partner);
    alipay
        .profitSharing()
        .addReceivers("B" + paid.number(), List.of(ShareReceiver.of(receiver, "推广伙伴")))
        .orElseThrow(); // once for each partner
    ShareRequest request =
        ShareRequest.of(tradeNo, "S" + paid.number())
            .to(ShareLine.of(receiver, part).description("推广佣金").scene("其他"))
            .unfreezeRest();
    alipay.profitSharing().share(request).orElseThrow(); // taken, which is not paid
    return alipay.profitSharing().find(request.number(), tradeNo);
    // end snippet
  }

  // snippet: alipay-guide-login
  URI toAlipay(String state) { // 16 to 100 random letters and digits, kept in the session
    return alipay.login().authorizeUrl(AlipayLogin.Scope.BASE, HOME.resolve("/alipay/in"), state);
  }

  PersonalText visitor(String authCode, String returnedState, String expectedState) {
    return alipay.login().session(authCode, returnedState, expectedState).payerId();
  }

  // end snippet

  Answer raw(String number) {
    // snippet: alipay-guide-raw
    Answer answer =
        alipay.read(
            SignedCall.named("alipay.trade.query").json("{\"out_trade_no\":\"" + number + "\"}"));
    LOG.log(Level.INFO, answer.evidence().kind() + " " + answer.fields().text("trade_status"));
    // end snippet
    return answer;
  }
}
