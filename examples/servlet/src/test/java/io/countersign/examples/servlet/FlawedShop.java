// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Delivery;
import io.countersign.Evidence;
import io.countersign.Expectations;
import io.countersign.FollowUp;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.ProviderOption;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.ShowVoucher;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shop with one flaw, which shows during some steps of one scene only. */
final class FlawedShop implements SmokeTable.Watcher {

  private final Flaw flaw;
  private final String provider;
  private final String scene;
  private final Set<String> steps;
  private final List<Orders> orders = new CopyOnWriteArrayList<>();
  private volatile boolean active;

  FlawedShop(Flaw flaw, String provider, String scene, String... steps) {
    this.flaw = flaw;
    this.provider = provider;
    this.scene = scene;
    this.steps = Set.of(steps);
  }

  @Override
  public void begins(String where, String begun, String step) {
    active = provider.equals(where) && scene.equals(begun) && steps.contains(step);
  }

  @Override
  public void ended(SmokeTable.Line line) {
    active = false;
  }

  SmokeTable.Parts parts() {
    Prices sound = Prices.ofTheShop();
    return new SmokeTable.Parts(
        name ->
            shows(Flaw.WRONG_PRICE)
                ? Optional.of(
                    new Item(
                        "One pot of tea", List.of(Money.of("0.02", "CNY"), Money.of("40", "TWD"))))
                : sound.of(name),
        clock -> {
          FlawedOrders made = new FlawedOrders(clock);
          orders.add(made);
          return made;
        },
        this::wrapped);
  }

  /** What a client can do beside the rest, the one around it can do, too. */
  private PaymentClient wrapped(PaymentClient client) {
    if (!(client instanceof PaymentReverser reverser)
        || !(client instanceof RefundFinder refunds)) {
      return new FlawedClient(client);
    }
    return client instanceof PaymentCloser closer
        ? new FlawedWallet(client, closer, reverser, refunds)
        : new FlawedReverser(client, reverser, refunds);
  }

  private boolean shows(Flaw asked) {
    return active && flaw == asked;
  }

  @Override
  public String toString() {
    return flaw + " during " + provider + " " + scene + " " + steps;
  }

  /** A payment that nobody has proven. */
  private static Payment invented(PaymentRef ref, PaymentState state) {
    return Payment.of(
            ref,
            state,
            "INVENTED",
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.TRANSPORT_ONLY, Instant.EPOCH))
        .orderTotal(ref.total())
        .build();
  }

  private final class FlawedOrders extends Orders {
    private final List<String> more = new ArrayList<>();
    private int charges;

    FlawedOrders(Clock clock) {
      super(clock);
    }

    @Override
    synchronized Optional<Order> find(String id) {
      if (shows(Flaw.BELIEVES_THE_RETURN)) {
        for (Attempt attempt : attemptsOf(id)) {
          super.payment(invented(attempt.payment(), PaymentState.PAID), new FollowUp.Done());
        }
      }
      return super.find(id);
    }

    @Override
    synchronized void payment(Payment payment, FollowUp next) {
      if (shows(Flaw.ACTS_TWICE) && payment.isPaid()) {
        more.add(payment.ref().number());
      }
      super.payment(payment, next);
    }

    @Override
    synchronized void voucher(String number, ShowVoucher voucher) {
      super.voucher(number, voucher);
      if (shows(Flaw.CODE_IS_PAID)) {
        believe(number);
      }
    }

    @Override
    synchronized void simulated(String number) {
      super.simulated(number);
      if (shows(Flaw.SHIPS_SIMULATED)) {
        believe(number);
      }
    }

    private void believe(String number) {
      attemptsOf(ofNumber(number).orElseThrow().id())
          .forEach(
              attempt ->
                  super.payment(
                      invented(attempt.payment(), PaymentState.PAID), new FollowUp.Done()));
    }

    @Override
    synchronized void charged(String number, String charge) {
      if (shows(Flaw.LATER_CHARGE_IS_THE_FIRST)) {
        return;
      }
      charges++;
      super.charged(number, shows(Flaw.ACTS_TWICE) ? charge + "-" + charges : charge);
    }

    @Override
    synchronized List<PaymentRef> dueSubscriptions(Instant now) {
      return shows(Flaw.NEVER_ASKS_AGAIN) ? List.of() : super.dueSubscriptions(now);
    }

    @Override
    synchronized long parcelsOf(String orderId) {
      long packed =
          attemptsOf(orderId).stream()
              .map(attempt -> attempt.payment().number())
              .mapToLong(number -> more.stream().filter(number::equals).count())
              .sum();
      return Math.max(packed, super.parcelsOf(orderId));
    }
  }

  /** Closes orders besides. */
  private final class FlawedWallet extends FlawedReverser implements PaymentCloser {
    private final PaymentCloser closer;

    FlawedWallet(
        PaymentClient sound, PaymentCloser closer, PaymentReverser reverser, RefundFinder refunds) {
      super(sound, reverser, refunds);
      this.closer = closer;
    }

    @Override
    public Outcome<PaymentState> close(PaymentRef payment) {
      return closer.close(payment);
    }
  }

  /** What the clients of wallets can do beside the rest. */
  private class FlawedReverser extends FlawedClient implements PaymentReverser, RefundFinder {
    private final PaymentReverser reverser;
    private final RefundFinder refunds;

    FlawedReverser(PaymentClient sound, PaymentReverser reverser, RefundFinder refunds) {
      super(sound);
      this.reverser = reverser;
      this.refunds = refunds;
    }

    @Override
    public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
      if (shows(Flaw.NEVER_ASKS_AGAIN)) {
        throw new UnavailableException("never asked");
      }
      return refunds.findRefund(payment, refundId);
    }

    @Override
    public Outcome<Payment> reverse(PaymentRef payment) {
      if (shows(Flaw.NEVER_ASKS_AGAIN)) {
        throw new UnavailableException("never asked");
      }
      return reverser.reverse(payment);
    }
  }

  private class FlawedClient implements PaymentClient {
    private final PaymentClient sound;

    FlawedClient(PaymentClient sound) {
      this.sound = sound;
    }

    @Override
    public String provider() {
      return sound.provider();
    }

    @Override
    public PaymentRef ref(PaymentRequest<?> request) {
      return sound.ref(request);
    }

    @Override
    public <R> Outcome<R> create(PaymentRequest<R> request) {
      Outcome<R> outcome = sound.create(request);
      if (shows(Flaw.NEW_NUMBER)) {
        Outcome<R> second = sound.create(underAnotherNumber(request));
        return outcome instanceof Outcome.Unknown ? outcome : second;
      }
      if (shows(Flaw.WRONG_ANSWER_TO_PAYER) && outcome instanceof Outcome.Accepted<R> accepted) {
        return new Outcome.Accepted<>(wrong(accepted.value()), accepted.payment());
      }
      return judged(outcome);
    }

    @Override
    public Optional<Payment> find(PaymentRef payment) {
      if (shows(Flaw.NEVER_ASKS_AGAIN)) {
        throw new UnavailableException("never asked");
      }
      return shows(Flaw.BLIND) ? Optional.empty() : sound.find(payment);
    }

    @Override
    public Outcome<Refund> refund(RefundRequest request) {
      PaymentRef payment = request.payment();
      if (shows(Flaw.LOSES_REFUND)) {
        Refund invented =
            Refund.of(
                    payment.number(),
                    request.refundId(),
                    RefundState.PROCESSING,
                    request.amount(),
                    payment.total())
                .build();
        return new Outcome.Accepted<>(invented, Optional.of(payment));
      }
      if (shows(Flaw.HALF_REFUND)) {
        String currency = request.amount().currency().getCurrencyCode();
        Money half = Money.ofMinor(request.amount().minorUnits() / 200 * 100, currency);
        RefundRequest other = RefundRequest.of(payment, request.refundId(), half);
        for (ProviderOption option : request.options()) {
          other = other.with(option);
        }
        return sound.refund(other);
      }
      if (shows(Flaw.FORGETS_WHAT_IS_REFUNDED)) {
        return sound.refund(
            RefundRequest.of(payment, request.refundId(), request.amount())
                .with(EcpayRefundedBefore.nothing()));
      }
      return judged(sound.refund(request));
    }

    @Override
    public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
      return sound.followUp(payment, last, now);
    }

    @Override
    public NotificationHandler notifications() {
      return new FlawedHandler(sound.notifications());
    }

    @Override
    public PaymentClient before(Instant deadline) {
      return new FlawedClient(sound.before(deadline));
    }

    private <T> Outcome<T> judged(Outcome<T> outcome) {
      return shows(Flaw.TIMEOUT_IS_NO) && outcome instanceof Outcome.Unknown
          ? new Outcome.Rejected<>(
              Rejection.of(provider(), Rejection.Reason.NOT_ALLOWED, "TIMEOUT").build())
          : outcome;
    }

    private <R> PaymentRequest<R> underAnotherNumber(PaymentRequest<R> request) {
      PaymentRequest.Builder<R> other =
          PaymentRequest.in(anotherCode(request.scene()))
              .id(new PaymentId(PaymentId.next().number(), request.id().createdAt()))
              .amount(request.amount())
              .description(request.description());
      request.payBefore().ifPresent(other::payBefore);
      request.options().forEach(other::with);
      return other.build();
    }

    /** A payer whose code was not taken shows the next one. */
    @SuppressWarnings("unchecked")
    private <R> Scene<R> anotherCode(Scene<R> scene) {
      if (!(scene instanceof Scene.PaymentCode shown)) {
        return scene;
      }
      String code = shown.code().reveal();
      char last = code.charAt(code.length() - 1);
      String next = code.substring(0, code.length() - 1) + (last == '7' ? '3' : '7');
      return (Scene<R>) Scene.paymentCode(next);
    }

    /** Of the same type, and of no use. */
    @SuppressWarnings("unchecked")
    private <R> R wrong(R right) {
      Object wrong = right;
      if (right instanceof ShowQrCode code) {
        wrong = new ShowQrCode(code.content() + "0", code.validUntil());
      } else if (right instanceof OpenPage.Redirect page) {
        URI elsewhere = URI.create(page.uri().toString().replace("prepay_id=", "prepay_id=0"));
        wrong = new OpenPage.Redirect(elsewhere, page.validUntil());
      } else if (right instanceof OpenPage.PostForm form) {
        List<OpenPage.PostForm.Field> fields = new ArrayList<>(form.fields());
        fields.remove(0);
        wrong = new OpenPage.PostForm(form.action(), fields, form.charset());
      } else if (right instanceof ShowVoucher.BankAccount it) {
        wrong = new ShowVoucher.BankAccount(it.bankCode(), it.account() + "0", it.payBefore());
      } else if (right instanceof ShowVoucher.StoreCode it) {
        wrong = new ShowVoucher.StoreCode(it.code() + "0", it.page(), it.payBefore());
      } else if (right instanceof ShowVoucher.StoreBarcode it) {
        wrong = new ShowVoucher.StoreBarcode(List.of("1", "2", "3"), it.payBefore());
      } else if (right instanceof InvokeWallet wallet) {
        Map<String, String> parameters = new LinkedHashMap<>(wallet.parameters());
        parameters.replaceAll((name, value) -> value + "0");
        wrong = new InvokeWallet(wallet.content() + "0", parameters);
      } else if (right instanceof Payment payment) {
        wrong = invented(payment.ref(), PaymentState.AWAITING_PAYER);
      }
      return (R) wrong;
    }
  }

  private final class FlawedHandler implements NotificationHandler {
    private final NotificationHandler sound;

    FlawedHandler(NotificationHandler sound) {
      this.sound = sound;
    }

    @Override
    public Notification verify(ReceivedRequest raw) {
      return sound.verify(raw);
    }

    @Override
    public NotificationHandler guardedBy(ReplayGuard guard) {
      return new FlawedHandler(sound.guardedBy(guard));
    }

    @Override
    public ReceivedReply handle(ReceivedRequest raw, Expectations shop, NotificationAction action) {
      if (shows(Flaw.FORGETS)) {
        return sound.handle(raw, shop, (payment, delivery) -> {});
      }
      if (shows(Flaw.FAILS_TO_ACT)) {
        return sound.handle(raw, shop, new Failing());
      }
      if (shows(Flaw.TIMELESS)) {
        ReceivedRequest then = ReceivedRequest.of(raw.headers(), raw.body(), signedAt(raw));
        return sound.handle(then, shop, action);
      }
      ReceivedReply reply = sound.handle(raw, shop, action);
      if (shows(Flaw.BELIEVES_ANYTHING) && !reply.acknowledged()) {
        orders.stream()
            .flatMap(made -> made.dueAttempts(Instant.MAX).stream())
            .forEach(attempt -> believe(attempt, action));
        return new ReceivedReply(204, Map.of(), "", ReceivedReply.Result.HANDLED, "");
      }
      return reply;
    }

    private Instant signedAt(ReceivedRequest raw) {
      return raw.headers()
          .first("Wechatpay-Timestamp")
          .map(text -> Instant.ofEpochSecond(Long.parseLong(text)))
          .orElseGet(() -> noticed(new String(raw.body(), StandardCharsets.UTF_8)));
    }

    private Instant noticed(String form) {
      String text = FormText.read(form).orElseThrow().get("notify_time");
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.ofHours(8));
    }

    private void believe(Attempt attempt, NotificationAction action) {
      try {
        action.payment(
            invented(attempt.payment(), PaymentState.PAID),
            new Delivery("invented", Instant.EPOCH, false));
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private static final class Failing implements NotificationAction {
    @Override
    public void payment(Payment payment, Delivery delivery) {
      throw new IllegalStateException("the database is down");
    }

    @Override
    public void refund(Refund refund, Delivery delivery) {
      throw new IllegalStateException("the database is down");
    }
  }
}
