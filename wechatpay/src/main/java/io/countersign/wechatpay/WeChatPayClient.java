// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.KeyHolder;
import io.countersign.MismatchException;
import io.countersign.NotificationHandler;
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
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.SignedCall;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.TransactionFinder;
import io.countersign.UnavailableException;
import io.countersign.spi.AesGcm;
import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.PaymentCodePolling;
import io.countersign.spi.RsaSha256;
import io.countersign.spi.Signals;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
    implements PaymentClient,
        PaymentCloser,
        PaymentReverser,
        RefundFinder,
        TransactionFinder,
        StatementReader,
        KeyHolder {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = "wechatpay";

  private final WeChatPayConfig config;
  private final Merchant merchant;
  private final PlatformKeys keys;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private WeChatPayClient(
      WeChatPayConfig config,
      Merchant merchant,
      PlatformKeys keys,
      Signals signals,
      ReplayGuard guard,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.keys = keys;
    this.signals = signals;
    this.guard = guard;
    this.deadline = deadline;
  }

  /** A client for a configuration. */
  public static WeChatPayClient of(WeChatPayConfig config) {
    Signals signals = config.terms.signals();
    return new WeChatPayClient(
        config,
        Merchant.of(config),
        new PlatformKeys(config, signals),
        signals,
        ReplayGuard.inMemory(config.terms.clock()),
        null);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see WeChatPayConfig#fromEnvironment
   */
  public static WeChatPayClient fromEnvironment(Map<String, String> environment) {
    return of(WeChatPayConfig.fromEnvironment(environment));
  }

  /**
   * This client as a service provider (服务商) for one of its sub-merchants. The view does all that a
   * client does, and shares keys, transport, replay guard and deadline with this one: make one
   * whenever it is needed, thousands side by side.
   *
   * <p>Only the sub-merchant's own payments are believed: an answer or notification that names
   * another sub-merchant, or none, is a {@link MismatchException}, and a {@link PaymentRef} made
   * for another is refused before anything is sent. So notifications must reach the right view:
   * give each sub-merchant a path of its own ({@link WeChatPaySubMerchant#withNotifyUrl}), take the
   * sub-merchant's number from the path, and let its view handle the request; a notification sent
   * to another's path proves nothing there. To name an order that this library did not create, use
   * {@link PaymentRef#withOnBehalfOf}.
   *
   * <p>Payment numbers are unique within the service provider: two sub-merchants cannot use the
   * same one. Refund ids are, too. {@link #keyExpiries} and calls to endpoints without a method
   * ({@link #read}, {@link #write}) are the service provider's; name the sub-merchant in such a
   * call yourself.
   *
   * <p>The payer pays in the sub-merchant's own app where it has one that fits the scene, else in
   * the service provider's; {@link WeChatPayOption#appId} names either.
   *
   * @throws InvalidRequestException if it is the service provider itself, or shares an app id with
   *     it
   */
  public WeChatPayClient onBehalfOf(WeChatPaySubMerchant subMerchant) {
    return new WeChatPayClient(
        config, Merchant.of(config, subMerchant), keys, signals, guard, deadline);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return new OrderFields(merchant).order(request).ref();
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return new OrderCalls(gateway()).create(request);
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
   * @throws MismatchException if a proven answer is about something else; the charge may have been
   *     carried out, so stop and look
   */
  public Outcome<Payment> charge(PaymentRequest<Payment> request, Duration patience) {
    return new PaymentCodePolling(gateway().loop(), this, this).charge(request, patience);
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return new OrderCalls(gateway()).find(payment);
  }

  @Override
  public Optional<Payment> findTransaction(String transactionId) {
    return new OrderCalls(gateway()).findTransaction(transactionId);
  }

  @Override
  public Outcome<PaymentState> close(PaymentRef payment) {
    return new OrderCalls(gateway()).close(payment);
  }

  @Override
  public Outcome<Payment> reverse(PaymentRef payment) {
    return new OrderCalls(gateway()).reverse(payment);
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return new RefundCalls(gateway()).refund(request);
  }

  @Override
  public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    return new RefundCalls(gateway()).findRefund(payment, refundId);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of WeChat Pay this is the trade bill {@code ALL} of a day of the last three months, written
   * from 09:00 and due at 10:00 Beijing time on the next day. (交易账单)
   */
  @Override
  public Statement<StatementTotals> readStatement(
      LocalDate day, Consumer<? super StatementRow> rows) {
    return readStatement(WeChatPayTradeBill.of(day), rows);
  }

  /** Reads a trade bill of another kind, as {@link #readStatement(LocalDate, Consumer)} does. */
  public Statement<StatementTotals> readStatement(
      WeChatPayTradeBill bill, Consumer<? super StatementRow> rows) {
    return new BillCalls(gateway()).trade(bill, rows);
  }

  /**
   * Reads the movements of one of the merchant's accounts on a day (资金账单), under the same rules and
   * with the same exceptions as {@link #readStatement(LocalDate, Consumer)}: every row is
   * provisional until this returns {@link Statement.Read}.
   *
   * @throws InvalidRequestException also if this client acts on behalf of a sub-merchant, whose
   *     account has no such bill; nothing was sent
   */
  public Statement<FundFlowTotals> readFundFlow(
      WeChatPayFundFlowBill bill, Consumer<? super FundFlowRow> rows) {
    return new BillCalls(gateway()).fundFlow(bill, rows);
  }

  /**
   * Sends the money of a stuck refund (异常退款) to another account: only for a refund in state {@link
   * io.countersign.RefundState#NEEDS_ACTION}, known from its notification or {@link #findRefund}.
   * WeChat Pay keeps one such application for a refund, by WeChat Pay's number of it, so a second
   * call gives nothing back twice; it is never repeated by itself, though.
   *
   * @return accepted with the refund as it stands, on its way again; rejected, with the refund if
   *     it was read: in any other state than {@link io.countersign.RefundState#NEEDS_ACTION} an
   *     earlier application was taken ({@code user_received_account} in its fields says where the
   *     money goes); or unknown: read it with {@link #findRefund}, and apply again if it still
   *     needs action
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach WeChat Pay
   * @throws MismatchException if a proven answer is about another refund, amount or merchant
   */
  public Outcome<Refund> applyAbnormalRefund(WeChatPayAbnormalRefund request) {
    return new RefundCalls(gateway()).applyAbnormalRefund(request);
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return FollowUpTimes.SCHEDULE.next(payment, last, now, Product.isPaymentCode(payment));
  }

  @Override
  public NotificationHandler notifications() {
    Proof proof = new Proof(new RsaSha256(config.securityProvider), new HeldKeys());
    return new NotificationProtocol(
        new WeChatPayNotifications(config, merchant, proof, new AesGcm(config.securityProvider)),
        guard,
        signals);
  }

  /**
   * Combined orders (合单): one payer pays several merchants at once, all or nothing. They have their
   * own reference, payment and event; {@link #find}, {@link #close} and {@link #reverse} do not
   * work for them.
   *
   * @throws InvalidRequestException if this is a view on behalf of one sub-merchant: a combined
   *     order is the service provider's, and each sub-order names its own sub-merchant
   */
  public WeChatPayCombinedOrders combinedOrders() {
    if (merchant.subMchid().isPresent()) {
      throw new InvalidRequestException(
          "combined orders", "the service provider's own client; sub-orders name sub-merchants");
    }
    return new WeChatPayCombinedOrders(gateway());
  }

  @Override
  public WeChatPayClient before(Instant newDeadline) {
    return new WeChatPayClient(config, merchant, keys, signals, guard, newDeadline);
  }

  /** Payments to users (商家转账), with this client's keys and deadline. */
  public WeChatPayTransfers transfers() {
    return new WeChatPayTransfers(this);
  }

  /** Profit sharing (分账), with this client's keys and deadline. */
  public WeChatPayProfitSharing profitSharing() {
    return new WeChatPayProfitSharing(this);
  }

  /**
   * Asks any endpoint; repeated like every read.
   *
   * @throws RejectedException if WeChat Pay refuses the question, "not found" included
   * @throws UnavailableException if no proven answer was to be had
   */
  public Answer read(SignedCall call) {
    return new RawCalls(gateway()).read(call);
  }

  /**
   * Writes to any endpoint, once: whether the identical call may be repeated is for you to know.
   *
   * @return accepted with the proven answer (HTTP 202 means: accepted but not done, repeat it);
   *     rejected; or unknown
   * @throws UnavailableException if it provably did not reach WeChat Pay
   */
  public Outcome<Answer> write(SignedCall call) {
    return new RawCalls(gateway()).write(call);
  }

  /**
   * The text of an encrypted field in an answer or notification.
   *
   * @throws InvalidRequestException if it was not encrypted for this merchant's key
   */
  public PersonalText decrypt(String ciphertext) {
    return gateway().sensitive().open(ciphertext);
  }

  /** Every key in use and when it ends; fetched certificates are listed once fetched. */
  @Override
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
    WarmUp.of(config, gateway());
  }

  /** Merchant number, the sub-merchant's if there is one, and endpoint. */
  @Override
  public String toString() {
    String behalf = merchant.subMchid().map(sub -> ", on behalf of " + sub).orElse("");
    return "WeChatPayClient[" + config + behalf + "]";
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, keys, signals, deadline);
  }

  /** Keys held, or fetched if a message names one that is not. */
  private final class HeldKeys implements Proof.KeyById, PlatformKeys.Source {
    @Override
    public Optional<PlatformKey> find(String id) {
      return keys.find(id, this);
    }

    @Override
    public List<X509Certificate> fetch() {
      return gateway().certificates().fetch();
    }
  }
}
