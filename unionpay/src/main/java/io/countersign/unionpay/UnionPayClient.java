// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.KeyHolder;
import io.countersign.MismatchException;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PersonalText;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.ReplayGuard;
import io.countersign.SignedCall;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.spi.FormFields;
import io.countersign.spi.NotificationProtocol;
import io.countersign.spi.PaymentCodePolling;
import io.countersign.spi.Signals;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One merchant of UnionPay (商户号). Immutable and safe for use by many threads; building one does no
 * network input or output, and thousands of them share one transport.
 */
public final class UnionPayClient
    implements PaymentClient, PaymentReverser, RefundFinder, StatementReader, KeyHolder {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = Merchant.PROVIDER;

  private final UnionPayConfig config;
  private final Merchant merchant;
  private final KeysInUse keys;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private UnionPayClient(
      UnionPayConfig config,
      Merchant merchant,
      KeysInUse keys,
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
  public static UnionPayClient of(UnionPayConfig config) {
    Signals signals = config.terms.signals();
    return new UnionPayClient(
        config,
        Merchant.of(config),
        new KeysInUse(config, signals),
        signals,
        ReplayGuard.inMemory(config.terms.clock()),
        null);
  }

  /** A client from {@code System.getenv()}: {@link UnionPayConfig#fromEnvironment}. */
  public static UnionPayClient fromEnvironment(Map<String, String> environment) {
    return of(UnionPayConfig.fromEnvironment(environment));
  }

  /**
   * This client as an acquirer (收单机构) or platform (平台商户) for one of its merchants. The view shares
   * keys, transport, replay guard and deadline with this one: make one whenever it is needed,
   * thousands side by side. A {@link PaymentRef} made for another merchant is refused before
   * anything is sent.
   *
   * <p>Notifications of a platform's merchants name the platform; whose order it is, the order's
   * number tells. So give each merchant a notify path of its own ({@link
   * UnionPaySubMerchant#withNotifyUrl}), and let its view handle what comes there.
   *
   * @throws io.countersign.InvalidRequestException if the configuration is neither an acquirer's
   *     nor a platform's, or not the one that this merchant belongs to
   */
  public UnionPayClient onBehalfOf(UnionPaySubMerchant subMerchant) {
    return new UnionPayClient(
        config, Merchant.of(config, subMerchant), keys, signals, guard, deadline);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  /**
   * What {@link #create} will be about; nothing is sent, and the same request gives the same
   * answer. Its {@code payBefore} is the request's, or 15 minutes after the payment id's time.
   *
   * @throws io.countersign.InvalidRequestException if UnionPay would refuse the request unseen
   */
  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return orderFields().order(request).ref();
  }

  /**
   * Makes a way to pay. For {@code Scene.webPage} (网关支付; with {@link UnionPayOption#b2b()} B2B
   * 网关支付) and {@code Scene.mobilePage} (手机网页支付) that is a signed form that the payer's browser
   * posts. Nothing is sent, and UnionPay does not know the attempt before the payer has gone there.
   * A page needs a return address, with one query parameter at most.
   *
   * <p>The other three are calls. {@code Scene.inApp} (手机支付控件) gives the {@code tn} for UnionPay's
   * control, {@code Scene.qrCode} (二维码主扫) a code for the payer to scan; whatever the control
   * reports is a hint. {@code Scene.paymentCode} (二维码被扫) charges the code that the payer shows;
   * what UnionPay answers to that is never more than "taken", so it is asked once how it stands:
   * paid, or {@link io.countersign.PaymentState#PROCESSING} while the payer types a password.
   * {@link #charge} does all that is left.
   *
   * <p>Nothing is ever sent twice, and an order whose answer was lost cannot be shown again: ask
   * until its time is over. There is no call that closes an order. So every order has a last moment
   * to pay, {@code payTimeout}: the request's {@code payBefore}, 1 minute to 30 days after the
   * payment id's time, or 15 minutes after it; a charge by payment code has none on the wire.
   * UnionPay gives back by itself what is debited later.
   *
   * <p>UnionPay knows an attempt by number and time together, and takes no time but the present
   * one: an id dated more than 10 minutes from now, either way, is refused unsent. A number has 8
   * to 32 letters and digits. The description is sent in an app only ({@code orderDesc}), and there
   * only if UnionPay can show it: 32 bytes of GBK without {@code & = { } [ ] " '}; other orders
   * have no field for it. An attachment comes back among the payment's fields as {@code
   * reqReserved}: at most 1024 bytes in GBK, of which statements keep 32, without {@code & = { } [
   * ] " '}.
   *
   * @throws io.countersign.InvalidRequestException if UnionPay would refuse the request unseen
   */
  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return Product.of(request).isPage()
        ? new SceneCalls(config, merchant).create(orderFields().order(request))
        : new OrderCalls(gateway()).create(request);
  }

  /**
   * Charges a payment code to its end: asks every five seconds while the payer types a password,
   * and reverses what is not settled when patience ends, after one more question that keeps a
   * payment which has come meanwhile. It sleeps in the calling thread.
   *
   * @param request for {@code Scene.paymentCode}
   * @param patience how long the payer may take; a minute is usual
   * @return accepted with a final payment (paid, or failed or closed without money kept), rejected,
   *     or unknown with what is left to do
   * @throws io.countersign.InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws io.countersign.UnavailableException if the charge provably did not reach UnionPay
   * @throws io.countersign.MismatchException if a proven answer is about something else; the charge
   *     may have been carried out, so stop and look
   */
  public Outcome<Payment> charge(PaymentRequest<Payment> request, Duration patience) {
    GatewayCalls gateway = gateway();
    return new PaymentCodePolling(gateway.loop(), this, new ReverseCalls(gateway)::endCharge)
        .charge(request, patience);
  }

  /**
   * Asks how an attempt stands. (交易状态查询, queryTrans.do)
   *
   * <p>UnionPay has an order once its payer has opened it. A card that was refused does not end an
   * order, as another may follow: it waits for its payer until its time is over and ten minutes
   * more, and is {@link io.countersign.PaymentState#CLOSED} when asked after that. A charge by
   * payment code that failed is {@link io.countersign.PaymentState#FAILED}. A pre-authorisation is
   * {@link io.countersign.PaymentState#AUTHORIZED}. {@code paidAt} is UnionPay's {@code traceTime};
   * {@code settleDate}, {@code traceNo} and {@code queryId} are among the fields. Nothing is said
   * about refunds, whose numbers are asked about on their own.
   *
   * @return the payment, or empty: not known to UnionPay <em>now</em>. Empty is never "unpaid",
   *     never final before the attempt's time is over, and never permission for a new number
   * @throws io.countersign.UnavailableException if no proven answer was to be had; ask later
   * @throws io.countersign.RejectedException if UnionPay refuses the question; fix the
   *     configuration
   * @throws io.countersign.MismatchException if the answer is proven but about another merchant,
   *     order, transaction or amount
   */
  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return new OrderCalls(gateway()).find(payment);
  }

  /**
   * Cancels a charge by payment code, or gives its money back, on the day it was made. (冲正)
   *
   * <p>Sent once; accepted once a question, or UnionPay's word that it was reversed before, shows
   * it. A charge that has failed is accepted as it stands.
   *
   * @throws io.countersign.InvalidRequestException if the attempt was made in another way: what is
   *     not paid there ends by itself, and what is paid is undone or refunded
   * @throws io.countersign.UnavailableException if it provably did not reach UnionPay
   */
  @Override
  public Outcome<Payment> reverse(PaymentRef payment) {
    return new ReverseCalls(gateway()).reverse(payment);
  }

  /**
   * Asks for a refund, in full or in part; several are possible up to the payment's total. (退货, 04)
   *
   * <p>Accepted means that UnionPay has taken it: {@link io.countersign.RefundState#PROCESSING}.
   * How it ends tell {@link #findRefund} and a notification. It is sent once and never again by
   * itself; after an unknown outcome ask, under the same refund id. A refused one, such as where
   * the merchant's balance does not suffice, has moved nothing.
   *
   * <p>UnionPay knows a refund by its number and time together, so the refund id must tell its
   * time: one of {@code PaymentId.next().number()}, or 8 to 32 letters and digits that begin with
   * the Beijing time {@code yyyyMMddHHmmss}, made within the last 10 minutes. It wants its own
   * number of the payment ({@code queryId}), which the reference of a payment that was found or
   * notified has; where it is missing it is asked for first, and a payment that is not paid, or not
   * known, is rejected with nothing sent. It also wants to know how the payment was made: the
   * reference's product, or {@link UnionPayRefundOption#madeAs}. A reason is not sent, as there is
   * no field for it. What a payment may be refunded for, 30 to 330 days by product and contract,
   * UnionPay decides.
   *
   * @param request with {@link UnionPayRefundOption}s if wanted; its notifyUrl or the client's
   * @return accepted, with the reference completed; rejected: by this request nothing happened; or
   *     unknown
   * @throws io.countersign.InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws io.countersign.UnavailableException if it provably did not reach UnionPay, or the
   *     payment could not be asked about before
   * @throws io.countersign.MismatchException if a proven answer is about something else; stop and
   *     look
   */
  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return new RefundCalls(gateway()).refund(request);
  }

  /**
   * Undoes a payment as if it had not been, which the payer sees at once. (消费撤销, 31)
   *
   * <p>For the whole amount, once, where nothing was refunded yet, and only on the payment's
   * clearing day, 23:00 to 23:00 Beijing time (in the test environment until about 13:30). Which
   * day it is UnionPay decides; what comes too late it rejects, and {@link #refund} does it then.
   * Everything else is as with {@link #refund}, and {@link #findRefund} finds it by its number.
   */
  public Outcome<Refund> undo(RefundRequest request) {
    return new RefundCalls(gateway()).undo(request);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A refund or an undo, by its own number and the time that the number tells. (交易状态查询) UnionPay
   * tells what it was done to for some products only; as far as it does, it must be this payment.
   * Of one that failed it need not tell the amount, which is then zero.
   *
   * @throws io.countersign.InvalidRequestException if the refund id tells no time, or the reference
   *     is not this client's; nothing was sent
   * @throws io.countersign.RejectedException if UnionPay refuses the question; fix the
   *     configuration
   */
  @Override
  public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    return new RefundCalls(gateway()).findRefund(payment, refundId);
  }

  /** Pre-authorisations (预授权), with this client's keys and deadline. */
  public UnionPayPreAuthorisations preAuthorisations() {
    return new UnionPayPreAuthorisations(config, gateway());
  }

  /**
   * What to do next about an attempt; pure. Orders are asked about 5, 10, 30, 60 and 120 minutes
   * after they were made and when their time is over, charges by payment code after 1, 2, 4, 8, 16
   * and 32 seconds; a charge that is not settled after a minute is reversed.
   */
  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return FollowUpTimes.next(payment, last, now);
  }

  /** The same client, whose calls end before a moment. */
  @Override
  public UnionPayClient before(Instant newDeadline) {
    return new UnionPayClient(config, merchant, keys, signals, guard, newDeadline);
  }

  /**
   * Proves notifications ({@code backUrl}). {@link NotificationHandler#verify} and {@link
   * NotificationHandler#handle} need the raw body, in whose own encoding (UTF-8 or GBK) it is read;
   * parameters of the address do not count. A payment reaches the shop as a payment, a refund or an
   * undo that this library made as a refund; anything else is a {@link
   * io.countersign.ProviderEvent}: {@link UnionPayPreAuthorisationChanged}, {@link
   * UnionPayPayoutChanged}, {@link UnionPayCardOpened}, {@link UnionPayUnmatchedRefund}, {@link
   * UnionPayEvent}.
   *
   * <p>UnionPay posts five times within minutes and then never again, and of a payment that fails
   * on a page nothing at all, so keep {@link io.countersign.PaymentClient#followUp} running. Naming
   * no time of sending, a notification is believed for 31 days from its order's time ({@code
   * txnTime}). (全渠道, 后台通知.)
   */
  @Override
  public NotificationHandler notifications() {
    return new NotificationProtocol(new UnionPayNotifications(merchant, this), guard, signals);
  }

  /**
   * Which order a payer's browser came back from, by the form that UnionPay lets it post to the
   * shop's page ({@code frontUrl}). It proves nothing about payment, and is empty for whatever is
   * not this merchant's, also where the payer came back by a link, which brings no data.
   */
  public Optional<UnionPayPayerReturn> payerReturn(ReceivedRequest raw) {
    return UnionPayPayerReturn.read(keys.proof(), merchant, raw);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of UnionPay this is the settlement file of a <em>clearing day</em>, which ends at 23:00
   * Beijing time (in the test environment in the early afternoon of the next day): {@code
   * settleDate} of a notification or an answer names the day in whose file a transaction stands.
   * The file is there from about 09:00 of the next day, in the test environment from 17:00.
   * UnionPay says with one and the same code ({@code 98}) that it is not there yet and that there
   * was nothing: until a day after 09:00 that is not ready, later an empty day, and after thirty
   * days, when the file may be gone, a {@link io.countersign.RejectedException}.
   *
   * <p>The whole file, of at most 32 MiB as sent, is proven by UnionPay's signature before its
   * first row is given out, and so are the rows. Payments are those of type 01 and what was taken
   * from a pre-authorisation (03), under the completion's number; refunds are 04, and the undos 31
   * and 33, under the number of what was undone. In old forms of the file a refund does not name
   * the payment's number; then UnionPay's own takes its place. All else is other:
   * pre-authorisations, payouts, and the corrections of the list ZME, which name no order. So join
   * rows by {@link StatementRow#transactionId()} first. Cells are found by the headings of
   * UnionPay's description, such as {@code fields().text("结算金额")}; amounts there are fen, D debited
   * from the merchant and C credited. A row's own word for its state is the transaction's code
   * ({@code 交易代码}). Its time is in the year nearest to the day, as the file tells none. (全渠道, 文件传输
   * 76/01, 对账文件格式.)
   *
   * @param day the clearing day: before today in Beijing time, less than a year ago
   */
  @Override
  public Statement<StatementTotals> readStatement(
      LocalDate day, Consumer<? super StatementRow> rows) {
    return new StatementCalls(gateway()).read(day, rows);
  }

  /**
   * Cards that holders open once and are charged by afterwards (无跳转, Token). {@code trId} is the
   * number that UnionPay gave the merchant for asking tokens (token requestor).
   */
  public UnionPayTokens tokens(String trId) {
    return new UnionPayTokens(gateway(), new SceneCalls(config, merchant), trId);
  }

  /** Pay-outs to cards and accounts (代付). */
  public UnionPayPayouts payouts() {
    return new UnionPayPayouts(gateway());
  }

  /**
   * Asks by any documented message that only asks (query, balance, bill, binding, card opened,
   * batch query): {@code SignedCall.post("/gateway/api/backTransReq.do").field("txnType", "78")…},
   * all fields but those that every message has. Repeated like every read.
   *
   * @return the proven answer, whose {@code respCode} is a success
   * @throws InvalidRequestException if it is no question, or not in a form that UnionPay has;
   *     nothing was sent
   * @throws RejectedException if UnionPay refuses the question, "not found" included
   * @throws UnavailableException if no proven answer was to be had
   * @throws MismatchException if a proven answer is about something else
   */
  public Answer read(SignedCall call) {
    return new RawCalls(gateway()).read(call);
  }

  /**
   * Sends any documented message that changes something, once: pay-outs by batch, collections,
   * bills and others that this library has no method for. Store {@code orderId} and {@code txnTime}
   * first: by both you ask how it stands. Sensitive fields are for you to encrypt.
   *
   * @return accepted with the proven answer, which for what moves money means taken, not done;
   *     rejected; or unknown
   * @throws InvalidRequestException if it is a question, or not in a form that UnionPay has;
   *     nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   * @throws MismatchException if a proven answer is about something else; it may have been carried
   *     out, so stop and look
   */
  public Outcome<Answer> write(SignedCall call) {
    return new RawCalls(gateway()).write(call);
  }

  /**
   * What UnionPay's control told the merchant's app when the payer came back to it: {@code json} as
   * the app received it, unchanged. It proves nothing about payment.
   */
  public UnionPayAppResult appResult(String json) {
    return UnionPayAppResult.read(config, json);
  }

  /**
   * Asks UnionPay for the certificate by which sensitive fields are encrypted (95/00), and encrypts
   * by it from now on, with this client and all its views. Call it once a day and store what it
   * returns; a replaced certificate stays good for about a month. For merchants of signMethod 01.
   *
   * @throws RejectedException if UnionPay refuses
   * @throws UnavailableException if no certificate was to be had; nothing changes
   */
  public UnionPayEncryptionCertificate encryptionCertificate() {
    return new EncryptionCertificateCalls(gateway(), keys).current();
  }

  /**
   * Opens the card number of a proven message ({@code accNo}), which UnionPay encrypts for a
   * merchant with that permission. What UnionPay sent in the clear is returned as it is; either may
   * be covered in part, such as {@code 6216***********0018}.
   *
   * @throws InvalidRequestException if it is not for this merchant's key; every cause is told alike
   */
  public PersonalText openCardNumber(String accNo) {
    return new OpenedFields(config.keys).cardNumber(accNo);
  }

  /**
   * Opens the customer's data of a proven message ({@code customerInfo}), by the names of the wire:
   * {@code phoneNo}, {@code certifId}, …
   *
   * @throws InvalidRequestException if it is not for this merchant's key; every cause is told alike
   */
  public Map<String, PersonalText> openCustomerInfo(String customerInfo) {
    return new OpenedFields(config.keys).customerInfo(customerInfo);
  }

  /**
   * What to look at when UnionPay finds the signature of these fields wrong ({@code 9100004}), as a
   * payer may see it on UnionPay's page: whose certificate signed, what it must agree with, and the
   * text that was signed with every order's or person's value covered. Refusals of calls carry the
   * same in their remedy.
   *
   * @param fields as they were sent, such as those of a page's form
   */
  public String explainSignature(Map<String, String> fields) {
    FormFields sent = new FormFields();
    fields.forEach(sent::put);
    return new SignatureDiagnosis(config, sent, config.terms.clock().instant()).text();
  }

  /**
   * Every key and certificate in use and when it ends. Thirty days before the end of one, where no
   * later one does its work, a {@link io.countersign.Signal.KeyNearExpiry} tells, once a day while
   * the client is used.
   */
  @Override
  public List<KeyExpiry> keyExpiries() {
    return keys.expiries();
  }

  /**
   * Does once, without network, what a first call would pay for: signing, verifying, and building
   * the transport. Call it before a snapshot is taken.
   */
  public void warmUp() {
    WarmUp.of(config, gateway(), keys);
  }

  /** Merchant, the one it acts for, and place. */
  @Override
  public String toString() {
    String behalf = merchant.onBehalfOf().map(number -> ", on behalf of " + number).orElse("");
    return "UnionPayClient[" + config + behalf + "]";
  }

  OrderFields orderFields() {
    return new OrderFields(merchant, () -> new SensitiveFields(config, keys));
  }

  KeysInUse keys() {
    return keys;
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, keys, signals, deadline);
  }
}
