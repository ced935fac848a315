// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.ReplayGuard;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.SignedCall;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.Signals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One ECPay merchant (特店). Immutable and safe for use by many threads; building one does no network
 * input or output, and thousands of them share one transport.
 *
 * <p>ECPay has no idempotency key, so nothing that writes is repeated once it may have been sent:
 * it ends as unknown and is asked about.
 */
public final class EcpayClient implements PaymentClient, StatementReader {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = Merchant.PROVIDER;

  private final EcpayConfig config;
  private final Merchant merchant;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private EcpayClient(
      EcpayConfig config,
      Merchant merchant,
      Signals signals,
      ReplayGuard guard,
      @Nullable Instant deadline) {
    this.config = config;
    this.merchant = merchant;
    this.signals = signals;
    this.guard = guard;
    this.deadline = deadline;
  }

  /** A client for a configuration. */
  public static EcpayClient of(EcpayConfig config) {
    return new EcpayClient(
        config,
        Merchant.of(config),
        config.terms.signals(),
        ReplayGuard.inMemory(config.terms.clock()),
        null);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see EcpayConfig#fromEnvironment
   */
  public static EcpayClient fromEnvironment(Map<String, String> environment) {
    return of(EcpayConfig.fromEnvironment(environment));
  }

  /**
   * This client as a platform merchant (平台商) for one of its sub-merchants: the platform's keys
   * sign, the sub-merchant collects. The view shares keys, transport, replay guard and deadline
   * with this one: make one whenever it is needed, thousands side by side.
   *
   * <p>Only the sub-merchant's own payments are believed: an answer or notification that names
   * another merchant is a {@link io.countersign.MismatchException}, and a {@link PaymentRef} made
   * for another is refused before anything is sent. So give each sub-merchant a notify path of its
   * own ({@link EcpaySubMerchant#withNotifyUrl}), and let its view handle what comes there. Payment
   * numbers are unique within the platform.
   *
   * @throws InvalidRequestException if it is the platform itself
   */
  public EcpayClient onBehalfOf(EcpaySubMerchant subMerchant) {
    return new EcpayClient(config, Merchant.of(config, subMerchant), signals, guard, deadline);
  }

  /**
   * Proves what ECPay posts to ReturnURL, PaymentInfoURL and PeriodReturnURL, and answers it; one
   * address may serve all three. Give it the raw bytes of the body.
   *
   * <p>A form is proven by its CheckMacValue. An envelope (站內付 2.0, 幕後授權, 幕後取號) proves nothing, so
   * it makes this client ask ECPay and hand on the answer; where ECPay cannot be asked, the
   * envelope is refused for now and comes again.
   *
   * <ul>
   *   <li>A payment's result is a {@link io.countersign.PaymentChanged}; read its state: failed and
   *       pending ones are told, too, and are acknowledged like any other.
   *   <li>A number to pay with is an {@link EcpayVoucherIssued}, whichever address it comes to.
   *   <li>A period order's charges after the first are {@link EcpayPeriodCharged}.
   *   <li>A simulation is an {@link EcpaySimulatedPayment}.
   *   <li>Anything else authentic is an {@link EcpayEvent}.
   * </ul>
   *
   * <p>ECPay signs no time of sending, so how old a form is cannot be judged, and one that was
   * recorded stays authentic for ever. It does no harm: it names the same order, amount and result
   * as before, is confirmed against the shop's order, and the replay guard and the shop's own
   * conditional write know it. Dates in it (Taipei time) are told as they are and refuse nothing,
   * because late ones are ordinary: a barcode's payment is told two days after it was made.
   *
   * <p>CheckMacValue does not tell capital letters from small ones: a proven form for order {@code
   * aB1} can be posted again as one for {@code Ab1}. So never give two orders numbers that differ
   * in that alone ({@link io.countersign.PaymentId#next} never does).
   *
   * <p>Taken is status 200 and the four bytes {@code 1|OK}. Anything else makes ECPay post a form
   * again every 5 to 15 minutes, <em>five posts in all</em>, and an envelope of 站內付 2.0 or 幕後授權
   * about every two hours; a period charge is posted once. Expired vouchers are never told. So keep
   * {@link io.countersign.PaymentClient#followUp} running. (綠界科技 ECPay, 全方位金流, 付款結果通知.)
   */
  @Override
  public NotificationHandler notifications() {
    return new NotificationProtocol(new EcpayNotifications(config, merchant, this), guard, signals);
  }

  /**
   * Which order a payer's browser came back from, when ECPay lets it post to the shop's page
   * (OrderResultURL, ClientRedirectURL). It proves nothing about payment, and is empty for whatever
   * is not this merchant's.
   */
  public Optional<EcpayPayerReturn> payerReturn(ReceivedRequest raw) {
    return EcpayPayerReturn.read(config, merchant, raw);
  }

  /**
   * Reads the statement (對帳媒體檔) of what was paid on a day.
   *
   * <p>ECPay signs no statement and tells no hash, so a row's evidence is {@link
   * io.countersign.Evidence.Kind#TRANSPORT_ONLY}: it shows what to look at, and a question about
   * the order proves it. One file a minute is given out, and only to addresses named in the back
   * office (系統介接設定). ECPay knows no numbers of refunds: all refunds of an order are one row with
   * their sum, under ECPay's own number of the order.
   *
   * @see io.countersign.StatementReader#readStatement
   */
  @Override
  public Statement<StatementTotals> readStatement(
      LocalDate day, Consumer<? super StatementRow> rows) {
    return readStatement(EcpayStatement.of(day), rows);
  }

  /** Reads a statement by another date, as {@link #readStatement(LocalDate, Consumer)} does. */
  public Statement<StatementTotals> readStatement(
      EcpayStatement statement, Consumer<? super StatementRow> rows) {
    return new StatementCalls(gateway()).read(statement, rows);
  }

  /** The provider's short name. */
  @Override
  public String provider() {
    return PROVIDER;
  }

  /**
   * Asks how an attempt stands: by 查詢訂單 (QueryTradeInfo), and what was made by envelope by
   * envelope. An attempt that this library did not make is asked about in both ways. ECPay asks for
   * few questions: what is answered with 403 is not to be asked again for thirty minutes. (綠界科技
   * ECPay, 全方位金流, 查詢訂單; 站內付 2.0, 查詢訂單.)
   *
   * @return the payment, or empty: not known to ECPay <em>now</em>. Empty is never "unpaid", and
   *     never permission for a new number
   * @throws io.countersign.InvalidRequestException if the reference is not this client's; nothing
   *     was sent
   * @throws io.countersign.UnavailableException if no answer was to be had that proves anything;
   *     ask later
   * @throws io.countersign.RejectedException if ECPay refuses the question; fix the configuration
   * @throws io.countersign.MismatchException if the answer is proven but about another order,
   *     amount or merchant
   */
  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return new OrderCalls(gateway()).find(payment);
  }

  /**
   * What {@link #create} will be about; nothing is sent, and the same request gives the same
   * answer.
   *
   * @throws InvalidRequestException if ECPay would refuse the request unseen
   */
  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return request.scene() instanceof Scene.Voucher
        ? new VoucherFields(config, merchant).ref(request)
        : new SceneCalls(config, merchant, signals).ref(request);
  }

  /**
   * Makes a way to pay. For {@code Scene.webPage} and {@code Scene.mobilePage} that is ECPay's page
   * (全方位金流): a signed form that the payer's browser posts, so nothing is sent, ECPay does not know
   * the attempt before the browser has posted it, and the same request gives the same form. The
   * number is used up then, for ever, even if the payer leaves. Page and form have no end of their
   * own; {@link PaymentRequest#payBefore} is taken only with ATM, CVS or BARCODE chosen and ends
   * what the payer is given to pay with, counted from the payment id's time, so a payer who opens
   * the page later has so much longer: {@code Scene.voucher} ends exactly. In-app browsers often
   * fail with ECPay's page; frames always do.
   *
   * <p>For {@code Scene.voucher} ECPay is called (幕後取號, GenPaymentCode) and issues the voucher at
   * once. A lost answer is unknown and never repeated by itself; called again with the same request
   * while there is time left to pay, this answers the voucher that was issued then, not a second
   * one; {@link #findVoucher} answers it at any time. An end of {@link PaymentRequest#payBefore} is
   * counted in whole days for an account or barcode, in minutes for a store's code, and never
   * exceeded.
   *
   * @return accepted, rejected, or for a voucher unknown; accepted is not paid
   * @throws InvalidRequestException if the request breaks a rule of ECPay's; nothing was sent
   * @throws io.countersign.UnavailableException if it provably did not reach ECPay
   * @throws io.countersign.MismatchException if the answer is about something else; a voucher may
   *     have been issued
   */
  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return request.scene() instanceof Scene.Voucher
        ? new VoucherCalls(gateway()).create(request)
        : new SceneCalls(config, merchant, signals).create(request);
  }

  /**
   * What the payer of an attempt may pay with, while it is unpaid: of a voucher that was made here,
   * and of a number that the payer was given on ECPay's page. (綠界科技 ECPay, 全方位金流, 查詢
   * ATM/CVS/BARCODE 取號結果; 幕後取號, likewise.)
   *
   * @return empty if ECPay has no unpaid voucher for it now, which does not mean that it is unpaid
   * @throws io.countersign.InvalidRequestException if the reference is not this client's
   * @throws io.countersign.UnavailableException if no answer was to be had that proves anything
   * @throws io.countersign.RejectedException if ECPay refuses the question
   * @throws io.countersign.MismatchException if the answer is about another order, amount or
   *     merchant
   */
  public Optional<ShowVoucher> findVoucher(PaymentRef payment) {
    return new VoucherCalls(gateway()).find(payment);
  }

  /**
   * What to do next about an attempt; pure. ECPay closes nothing, so an attempt is asked about ten
   * minutes after it was made, ten later, an hour and six hours old, then daily, and it is done
   * once ECPay, asked after the last moment to pay and three days more, still says unpaid: a
   * barcode that was paid in a store is reported two days late. Without a {@link
   * PaymentRef#payBefore()} the last moment is seven days after the attempt was made. Where the
   * payer opened ECPay's page later than that, as {@code last} tells ({@code TradeDate}), it is as
   * much later. An attempt made elsewhere that may be paid for longer than seven days needs its
   * {@code payBefore}.
   *
   * @param payment the attempt
   * @param last what {@link #find} answered last, empty if it was not known or never asked
   * @param now the present moment
   */
  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return FollowUpTimes.next(payment, last, now);
  }

  /**
   * Gives money of a card payment back: by refund (退刷), or, before its capture, by giving the
   * authorisation up (放棄), whichever ECPay's rules ask for. Plans and carries out at once; see
   * {@link EcpayCards} for looking at the plan first, and for <strong>what keeps a repeated call
   * from being a second refund</strong>, which is {@link EcpayRefundedBefore} and not the refund
   * id.
   *
   * @param request with an {@link EcpayRefundedBefore}
   * @return accepted, with {@link io.countersign.RefundState#PROCESSING} for what the bank gives
   *     back with its next batch, of which ECPay reports no end, or {@link
   *     io.countersign.RefundState#REFUNDED} for what was given up before its capture; rejected, if
   *     nothing happened, or no call can do it (code {@code BY_HAND}, the remedy says why); else
   *     unknown: when the follow-up is due, ask {@link EcpayCards#detail}
   * @throws InvalidRequestException if the request cannot be right; nothing was sent
   * @throws io.countersign.UnavailableException if nothing was sent: it is between 20:15 and 20:30
   *     in Taipei, or ECPay could not be reached
   * @throws io.countersign.MismatchException if ECPay shows another sum refunded before than the
   *     shop believes; nothing was sent
   */
  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return cards().refund(request);
  }

  /** Capture, cancel and refund of card payments, planned before they are carried out. */
  public EcpayCards cards() {
    return new EcpayCards(gateway());
  }

  /** The same client, whose calls end before a moment. */
  @Override
  public EcpayClient before(Instant newDeadline) {
    return new EcpayClient(config, merchant, signals, guard, newDeadline);
  }

  /** Period orders (定期定額): their charges, stopping them, repeating a failed charge. */
  public EcpayPeriods periods() {
    return new EcpayPeriods(this);
  }

  /** ECPay's form inside the shop's own page (站內付 2.0). */
  public EcpayEmbedded embedded() {
    return new EcpayEmbedded(this);
  }

  /** Charging a card whose number passes the shop's server (幕後授權). */
  public EcpayBackOffice backOffice() {
    return new EcpayBackOffice(this);
  }

  /**
   * Asks any endpoint of ECPay's that only asks: its path names {@code Query…}, {@code Get…} or
   * {@code Check…}. Questions are repeated like all others. A form ({@link SignedCall#field}) is
   * completed with merchant and, where ECPay wants it, {@code TimeStamp}, and signed: SHA-256, MD5
   * for logistics. An envelope ({@link SignedCall#json}) is completed with the merchant and sealed
   * with the key pair of its product. The path decides which host and product that is.
   *
   * <pre>{@code
   * client.read(SignedCall.post("/Cashier/QueryPaymentInfo").field("MerchantTradeNo", number));
   * client.read(SignedCall.post("/B2CInvoice/GetIssue").json("{\"RelateNumber\":\"A1\"}"));
   * }</pre>
   *
   * @return the answer; its evidence says whether it was signed, came in an envelope, or is one of
   *     those ECPay never signs ({@link io.countersign.Evidence.Kind#TRANSPORT_ONLY})
   * @throws InvalidRequestException if the call is not one of ECPay's; nothing was sent
   * @throws io.countersign.RejectedException if ECPay refuses the question
   * @throws io.countersign.UnavailableException if no answer was to be had that proves anything
   * @throws io.countersign.MismatchException if the proven answer is about something else
   */
  public Answer read(SignedCall call) {
    return new RawCalls(gateway()).read(call);
  }

  /**
   * Writes to any endpoint of ECPay's, once, completed and sealed or signed as by {@link #read}.
   * ECPay has no idempotency key: after an unknown outcome ask how it stands before doing it again.
   *
   * @return accepted with the answer (its evidence says what that is worth); rejected, if the code
   *     is known to mean that nothing happened; else unknown
   * @throws InvalidRequestException if the call is not one of ECPay's; nothing was sent
   * @throws io.countersign.UnavailableException if it provably did not reach ECPay
   * @throws io.countersign.MismatchException if the proven answer is about something else
   */
  public Outcome<Answer> write(SignedCall call) {
    return new RawCalls(gateway()).write(call);
  }

  /**
   * Tells why a form's CheckMacValue (檢查碼) fits or not, by trying the usual mistakes: to find out
   * what is wrong with one that ECPay or this client refused.
   *
   * @param form a form as it was posted
   * @throws InvalidRequestException if it is no form
   */
  public EcpayCheckMac explainCheckMac(ReceivedRequest form) {
    return EcpayCheckMac.of(form.body(), config);
  }

  /**
   * Does once, without network, what a first call would pay for: signing, sealing, reading JSON and
   * building the transport. Call it before a snapshot is taken.
   */
  public void warmUp() {
    WarmUp.of(config);
  }

  /** Merchant number, the sub-merchant's if there is one, and place. */
  @Override
  public String toString() {
    String behalf = merchant.platformId().isPresent() ? ", for " + merchant.merchantId() : "";
    return "EcpayClient[" + config + behalf + "]";
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, signals, deadline);
  }
}
