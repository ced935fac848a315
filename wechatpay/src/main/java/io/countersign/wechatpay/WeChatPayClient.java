// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.NotificationHandler;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.SignedCall;
import io.countersign.TransactionFinder;
import io.countersign.UnavailableException;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.AesGcm;
import io.countersign.spi.CallLoop;
import io.countersign.spi.FieldRules;
import io.countersign.spi.FollowUpSchedule;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.PaymentCodePolling;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.RsaOaep;
import io.countersign.spi.RsaSha256;
import io.countersign.spi.Signals;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One WeChat Pay merchant. Immutable and safe for use by many threads; building one does no network
 * input or output, and thousands of them share one transport.
 *
 * <p>Scenes: QR code (Native), in the wallet (JSAPI and mini program), mobile page (H5), in the
 * shop's app (APP) and payment code (付款码). Orders and closes are repeated after an unclear answer,
 * because WeChat Pay makes them idempotent by the order's number; payment codes, refunds, reversals
 * and raw writes are not: they end as unknown and are asked about.
 */
public final class WeChatPayClient
    implements PaymentClient, PaymentCloser, PaymentReverser, RefundFinder, TransactionFinder {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = "wechatpay";

  private static final Duration PREPAY_VALIDITY = Duration.ofHours(2);
  private static final Duration H5_VALIDITY = Duration.ofMinutes(5);
  private static final Duration ASK_SOON = Duration.ofSeconds(5);
  private static final FollowUpSchedule SCHEDULE =
      new FollowUpSchedule(Duration.ofDays(7), Duration.ofMinutes(5), Duration.ofSeconds(45));

  private final WeChatPayConfig config;
  private final Merchant merchant;
  private final PlatformKeys keys;
  private final Signals signals;
  private final RequestSigning signing;
  private final CallLoop loop;
  private final RsaSha256 rsa;
  private final AesGcm gcm;
  private final ReplayGuard guard;
  private final NotificationHandler notifications;
  private final CertificateList certificates;
  private final Proof proof;

  private WeChatPayClient(WeChatPayConfig config) {
    this.config = config;
    this.merchant = new Merchant(config.mchid);
    this.signals = new Signals(config.observer);
    this.keys = new PlatformKeys(config, signals);
    SecureRandom random = new SecureRandom();
    this.signing = new RequestSigning(config, random);
    this.rsa = new RsaSha256(config.securityProvider);
    this.gcm = new AesGcm(config.securityProvider);
    this.loop =
        new CallLoop(
            PROVIDER,
            config.transport == null ? new SharedTransport() : config.transport,
            config.retryPolicy,
            config.timeout,
            config.clock,
            config.sleeper,
            random,
            signals);
    this.guard = ReplayGuard.inMemory(config.clock);
    this.certificates = new CertificateList(loop, signing, rsa, gcm, config.apiV3Keys);
    this.proof = new Proof(rsa, new HeldKeys(keys, certificates));
    this.notifications = handler();
  }

  private WeChatPayClient(WeChatPayClient whole, CallLoop loop) {
    this.config = whole.config;
    this.merchant = whole.merchant;
    this.signals = whole.signals;
    this.keys = whole.keys;
    this.signing = whole.signing;
    this.rsa = whole.rsa;
    this.gcm = whole.gcm;
    this.guard = whole.guard;
    this.loop = loop;
    this.certificates = new CertificateList(loop, signing, rsa, gcm, config.apiV3Keys);
    this.proof = new Proof(rsa, new HeldKeys(keys, certificates));
    this.notifications = handler();
  }

  /** A client for a configuration. */
  public static WeChatPayClient of(WeChatPayConfig config) {
    return new WeChatPayClient(config);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see WeChatPayConfig#fromEnvironment
   */
  public static WeChatPayClient fromEnvironment(Map<String, String> environment) {
    return of(WeChatPayConfig.fromEnvironment(environment));
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return new OrderFields(config, merchant).order(request).ref();
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    OrderFields.Draft draft = new OrderFields(config, merchant).order(request);
    SealedBody body = sensitive().seal(draft.body(), draft.encrypted());
    String path = merchant.orderPath(draft.product().path());
    boolean byCode = draft.product() == Product.PAYMENT_CODE;
    return exchange()
        .write(
            byCode ? Operation.PAYMENT_CODE : Operation.ORDER,
            draft.ref().number(),
            "POST",
            path,
            body,
            answer -> created(request.scene(), draft, answer),
            rejection -> alreadyThere(request.scene(), draft.ref(), rejection),
            () ->
                byCode
                    ? new FollowUp.Ask(loop.now().plus(ASK_SOON))
                    : new FollowUp.RepeatSame(loop.now().plus(ASK_SOON)));
  }

  /**
   * Charges a payment code to its end: asks every five seconds while the payer types a password,
   * and reverses what is not settled when patience ends. It sleeps in the calling thread.
   *
   * @param request for {@link Scene#paymentCode}
   * @param patience how long the payer may take; WeChat Pay suggests 30 to 45 s
   * @return accepted with a final payment (paid, failed or closed), rejected, or unknown with what
   *     is left to do
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if the charge provably did not reach WeChat Pay
   */
  public Outcome<Payment> charge(PaymentRequest<Payment> request, Duration patience) {
    return new PaymentCodePolling(loop, this, this).charge(request, patience);
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    OrderFields.requireOurs(payment);
    String number = OrderFields.number(payment.number());
    Optional<Payment> found =
        exchange()
            .find(
                Operation.FIND,
                merchant.queryPath(number),
                keys.preferredId().orElse(null),
                answer -> {
                  PaymentReport report =
                      new PaymentReport(merchant, answer.fields(), answer.evidence());
                  return report.isComplete()
                      ? Verdict.accepted(report.about(payment))
                      : Verdict.open("the answer lacks number, state or amount");
                });
    Optional<PaymentState> state =
        found.isPresent() ? Optional.of(found.get().state()) : Optional.empty();
    signals.tell(
        new Signal.PaymentAsked(
            PROVIDER, number, state, Duration.between(payment.id().createdAt(), loop.now())));
    return found;
  }

  @Override
  public Optional<Payment> findTransaction(String transactionId) {
    String id = FieldRules.token("transaction id", transactionId, 1, 32, "");
    return exchange()
        .find(
            Operation.FIND,
            merchant.transactionPath(id),
            keys.preferredId().orElse(null),
            answer -> {
              PaymentReport report =
                  new PaymentReport(merchant, answer.fields(), answer.evidence());
              if (!report.isComplete()) {
                return Verdict.open("the answer lacks number, state or amount");
              }
              Payment payment = report.unasked(loop.now());
              return payment.ref().transactionId().orElse("").equals(id)
                  ? Verdict.accepted(payment)
                  : Verdict.open("the answer is about another transaction");
            });
  }

  @Override
  public Outcome<PaymentState> close(PaymentRef payment) {
    OrderFields.requireOurs(payment);
    if (isByCode(payment)) {
      throw new InvalidRequestException(
          "payment", "one that is not by payment code; that kind is reversed");
    }
    String number = OrderFields.number(payment.number());
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameMerchant(body);
    return exchange()
        .write(
            Operation.CLOSE,
            number,
            "POST",
            merchant.closePath(number),
            sensitive().seal(body, Map.of()),
            answer ->
                answer.status() == 204
                    ? new Verdict.Accepted<>(PaymentState.CLOSED, Optional.of(payment))
                    : Verdict.open("HTTP " + answer.status() + ": not closed yet"),
            rejection -> closedAlready(payment, rejection),
            () -> new FollowUp.Close(loop.now().plus(ASK_SOON)));
  }

  @Override
  public Outcome<Payment> reverse(PaymentRef payment) {
    OrderFields.requireOurs(payment);
    String number = OrderFields.number(payment.number());
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameApp(body, config.appIdFor(null, Product.PAYMENT_CODE.appKinds()));
    merchant.nameMerchant(body);
    Outcome<Boolean> reversed =
        exchange()
            .write(
                Operation.REVERSE,
                number,
                "POST",
                merchant.reversePath(number),
                sensitive().seal(body, Map.of()),
                answer ->
                    answer.status() == 202
                        ? Verdict.open("HTTP 202: not reversed yet")
                        : Verdict.accepted(true),
                rejection ->
                    new Outcome.Unknown<>(
                        rejection.toString(), new FollowUp.Reverse(loop.now().plus(ASK_SOON))),
                () -> new FollowUp.Reverse(loop.now().plus(ASK_SOON)));
    return reversed.fold(
        accepted -> settledAfterReverse(payment),
        rejected -> new Outcome.Rejected<>(rejected.rejection()),
        unknown -> new Outcome.Unknown<>(unknown.cause(), unknown.followUp()));
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    Map<String, Object> body = new OrderFields(config, merchant).refund(request, encrypted);
    PaymentRef payment = request.payment();
    return exchange()
        .write(
            Operation.REFUND,
            payment.number(),
            "POST",
            merchant.refundPath(),
            sensitive().seal(body, encrypted),
            answer -> refunded(request, answer),
            rejection -> refundedAlready(request, rejection),
            () -> new FollowUp.Ask(loop.now().plus(ASK_SOON)));
  }

  @Override
  public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    OrderFields.requireOurs(payment);
    String id = OrderFields.refundId(refundId);
    return exchange()
        .find(
            Operation.FIND_REFUND,
            merchant.refundPath(id),
            keys.preferredId().orElse(null),
            answer -> {
              RefundReport report = RefundReport.answered(answer.fields(), answer.evidence());
              return report.isComplete()
                  ? Verdict.accepted(report.about(payment.number(), id, payment.total()))
                  : Verdict.open("the answer lacks number, state or amount");
            });
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return SCHEDULE.next(payment, last, now, isByCode(payment));
  }

  @Override
  public NotificationHandler notifications() {
    return notifications;
  }

  @Override
  public WeChatPayClient before(Instant deadline) {
    return new WeChatPayClient(this, loop.before(deadline));
  }

  /**
   * Asks any endpoint; repeated like every read.
   *
   * @throws RejectedException if WeChat Pay refuses the question, "not found" included
   * @throws UnavailableException if no proven answer was to be had
   */
  public Answer read(SignedCall call) {
    return exchange()
        .read(
            Operation.RAW_READ,
            call.method(),
            target(call),
            sensitive().seal(tree(call), call.encrypted()),
            Verdict::accepted);
  }

  /**
   * Writes to any endpoint, once: whether the identical call may be repeated is for you to know.
   *
   * @return accepted with the proven answer (HTTP 202 means: accepted but not done, repeat it);
   *     rejected; or unknown
   * @throws UnavailableException if it provably did not reach WeChat Pay
   */
  public Outcome<Answer> write(SignedCall call) {
    String target = target(call);
    return exchange()
        .write(
            Operation.RAW_WRITE,
            call.target(),
            call.method(),
            target,
            sensitive().seal(tree(call), call.encrypted()),
            Verdict::accepted,
            rejection ->
                new Outcome.Unknown<>(
                    rejection.toString(), new FollowUp.Ask(loop.now().plus(ASK_SOON))),
            () -> new FollowUp.Ask(loop.now().plus(ASK_SOON)));
  }

  /**
   * The text of an encrypted field in an answer or notification.
   *
   * @throws InvalidRequestException if it was not encrypted for this merchant's key
   */
  public PersonalText decrypt(String ciphertext) {
    return sensitive().open(ciphertext);
  }

  /** Every key in use and when it ends; fetched certificates are listed once fetched. */
  public List<KeyExpiry> keyExpiries() {
    List<KeyExpiry> all = new ArrayList<>(keys.expiries());
    if (config.merchantCertificate != null) {
      all.add(
          new KeyExpiry(
              config.merchantSerial,
              "merchant certificate",
              Optional.of(config.merchantCertificate.getNotAfter().toInstant())));
    }
    return List.copyOf(all);
  }

  /**
   * Does once, without network, what a first call would pay for: signing, verifying, reading JSON
   * and building the transport. Call it before a snapshot is taken.
   */
  public void warmUp() {
    signing.sign("GET", "/v3/certificates", null, null, false, loop.now(), Duration.ofSeconds(1));
    if (config.publicKey != null) {
      rsa.verifies(config.publicKey, new byte[] {1}, "AAAA");
    }
    try {
      JsonText.fields("{\"warm\":[1,true,\"up\"]}".getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException impossible) {
      throw new IllegalStateException("the text above is JSON", impossible);
    }
    if (config.transport == null) {
      OkHttpTransport.shared();
    }
  }

  /** Merchant number and endpoint. */
  @Override
  public String toString() {
    return "WeChatPayClient[" + config + "]";
  }

  private <R> Verdict<R> created(Scene<R> scene, OrderFields.Draft draft, Answer answer) {
    if (scene instanceof Scene.PaymentCode) {
      return typed(charged(draft.ref(), answer));
    }
    String field =
        switch (draft.product()) {
          case NATIVE -> "code_url";
          case H5 -> "h5_url";
          default -> "prepay_id";
        };
    Optional<String> token = answer.fields().text(field);
    if (token.isEmpty() || token.get().isBlank()) {
      return Verdict.open("the answer lacks " + field);
    }
    Object result = payerAction(scene, draft, token.get());
    return result == null
        ? Verdict.open("the answer's " + field + " is not an address")
        : typed(new Verdict.Accepted<>(result, Optional.of(draft.ref())));
  }

  private @Nullable Object payerAction(Scene<?> scene, OrderFields.Draft draft, String token) {
    Instant now = loop.now();
    WalletParameters wallet = new WalletParameters(signing);
    if (scene instanceof Scene.QrCode) {
      return new ShowQrCode(token, validUntil(draft.ref(), PREPAY_VALIDITY));
    }
    if (scene instanceof Scene.MobilePage page) {
      String address =
          page.returnUrl().isPresent()
              ? token
                  + (token.indexOf('?') < 0 ? "?" : "&")
                  + "redirect_url="
                  + PercentEncoding.encode(page.returnUrl().get().toString())
              : token;
      try {
        return new OpenPage.Redirect(URI.create(address), validUntil(draft.ref(), H5_VALIDITY));
      } catch (IllegalArgumentException malformed) {
        return null;
      }
    }
    if (scene instanceof Scene.InApp) {
      return wallet.mobileApp(draft.appId(), merchant.mchid(), token, now);
    }
    return config.kindOf(draft.appId()).orElse(WeChatPayAppKind.MINI_PROGRAM)
            == WeChatPayAppKind.MINI_PROGRAM
        ? wallet.miniProgram(draft.appId(), token, now)
        : wallet.officialAccount(draft.appId(), token, now);
  }

  private Instant validUntil(PaymentRef ref, Duration validity) {
    Instant end = loop.now().plus(validity);
    Instant payBefore = ref.payBefore().orElse(end);
    return payBefore.isBefore(end) ? payBefore : end;
  }

  private Verdict<Payment> charged(PaymentRef ref, Answer answer) {
    if (answer.status() == 202) {
      Payment waiting =
          Payment.of(ref, PaymentState.PROCESSING, "USERPAYING", answer.fields(), answer.evidence())
              .build();
      return new Verdict.Accepted<>(waiting, Optional.of(ref));
    }
    PaymentReport report = new PaymentReport(merchant, answer.fields(), answer.evidence());
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    Payment payment = report.about(ref);
    return new Verdict.Accepted<>(payment, Optional.of(payment.ref()));
  }

  /** After "paid" or "number used": how things stand tells whether it was us. */
  private <R> Outcome<R> alreadyThere(Scene<R> scene, PaymentRef ref, Rejection rejection) {
    Optional<Payment> found;
    try {
      found = find(ref);
    } catch (UnavailableException | RejectedException notNow) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking failed", new FollowUp.Ask(loop.now().plus(ASK_SOON)));
    }
    if (found.isEmpty()) {
      return new Outcome.Unknown<>(
          rejection.code() + ", but the order is not known now",
          new FollowUp.Ask(loop.now().plus(ASK_SOON)));
    }
    Payment payment = found.get();
    if (scene instanceof Scene.PaymentCode && payment.isPaid()) {
      return typedOutcome(new Outcome.Accepted<>(payment, Optional.of(payment.ref())));
    }
    if (payment.state().isFinal()) {
      return new Outcome.Rejected<>(rejection.alreadyDone(payment));
    }
    return scene instanceof Scene.PaymentCode
        ? new Outcome.Unknown<>(
            rejection.code() + ", and the charge is not final",
            new FollowUp.Ask(loop.now().plus(ASK_SOON)))
        : new Outcome.Rejected<>(rejection);
  }

  private Outcome<PaymentState> closedAlready(PaymentRef ref, Rejection rejection) {
    Optional<Payment> found;
    try {
      found = find(ref);
    } catch (UnavailableException | RejectedException notNow) {
      found = Optional.empty();
    }
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(PaymentState.CLOSED, Optional.of(found.get().ref()));
    }
    if (found.isPresent() && found.get().isPaid()) {
      return new Outcome.Rejected<>(rejection.alreadyDone(found.get()));
    }
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking does not settle it",
        new FollowUp.Ask(loop.now().plus(ASK_SOON)));
  }

  private Outcome<Payment> settledAfterReverse(PaymentRef ref) {
    Optional<Payment> found;
    try {
      found = find(ref);
    } catch (UnavailableException | RejectedException notNow) {
      found = Optional.empty();
    }
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(found.get(), Optional.of(found.get().ref()));
    }
    return new Outcome.Unknown<>(
        "reversed, but asking does not show it yet",
        new FollowUp.Reverse(loop.now().plus(ASK_SOON)));
  }

  private Verdict<Refund> refunded(RefundRequest request, Answer answer) {
    RefundReport report = RefundReport.answered(answer.fields(), answer.evidence());
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    PaymentRef payment = request.payment();
    Refund refund = report.about(payment.number(), request.refundId(), payment.total());
    if (!refund.amount().equals(request.amount())) {
      return Verdict.open("the refund id is in use for another amount: " + refund.amount());
    }
    return new Verdict.Accepted<>(refund, Optional.of(payment));
  }

  private Outcome<Refund> refundedAlready(RefundRequest request, Rejection rejection) {
    Optional<Refund> found;
    try {
      found = findRefund(request.payment(), request.refundId());
    } catch (UnavailableException | RejectedException notNow) {
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking does not settle it",
          new FollowUp.Ask(loop.now().plus(ASK_SOON)));
    }
    return found.get().amount().equals(request.amount())
        ? new Outcome.Accepted<>(found.get(), Optional.of(request.payment()))
        : new Outcome.Rejected<>(rejection.alreadyDone(found.get()));
  }

  private boolean isByCode(PaymentRef payment) {
    return payment.product().orElse("").equals(Product.PAYMENT_CODE.path());
  }

  private NotificationHandler handler() {
    return new NotificationProtocol(
        new WeChatPayNotifications(config, merchant, proof, gcm), guard, signals);
  }

  private Exchange exchange() {
    return new Exchange(loop, signing, proof);
  }

  private SensitiveFields sensitive() {
    return new SensitiveFields(
        new RsaOaep(config.securityProvider), keys, certificates, config.merchantKey);
  }

  private static String target(SignedCall call) {
    String path = call.target();
    if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw new InvalidRequestException(
          "path", "an absolute path such as /v3/… without query; add that with with(name, value)");
    }
    StringBuilder target = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : call.query().entrySet()) {
      target
          .append(separator)
          .append(PercentEncoding.encode(parameter.getKey()))
          .append('=')
          .append(PercentEncoding.encode(parameter.getValue()));
      separator = '&';
    }
    return target.toString();
  }

  private static @Nullable Map<String, Object> tree(SignedCall call) {
    if (call.json().isEmpty()) {
      return null;
    }
    try {
      return JsonText.object(call.json().get().getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException("json", "a JSON object: " + malformed.getMessage());
    }
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Verdict<R> typed(Verdict<?> verdict) {
    return (Verdict<R>) verdict;
  }

  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typedOutcome(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }

  /** Keys held or fetched by the calls of this client. */
  private static final class HeldKeys implements Proof.KeyById {
    private final PlatformKeys keys;
    private final PlatformKeys.Source source;

    HeldKeys(PlatformKeys keys, PlatformKeys.Source source) {
      this.keys = keys;
      this.source = source;
    }

    @Override
    public Optional<PlatformKey> find(String id) {
      return keys.find(id, source);
    }
  }

  /** The JVM's shared transport, built when something is first sent. */
  private static final class SharedTransport implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      return OkHttpTransport.shared().send(call);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      return OkHttpTransport.shared().download(call);
    }
  }
}
