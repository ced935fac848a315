// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.KeyHolder;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
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
import io.countersign.TransactionFinder;
import io.countersign.UnavailableException;
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
 * One application (应用) of an Alipay merchant. Immutable and safe for use by many threads; building
 * one does no network input or output, and thousands of them share one transport.
 */
public final class AlipayClient
    implements PaymentClient,
        PaymentCloser,
        PaymentReverser,
        RefundFinder,
        TransactionFinder,
        StatementReader,
        KeyHolder {

  /** The provider's short name, as in {@link PaymentRef#provider()}. */
  public static final String PROVIDER = Merchant.PROVIDER;

  private final AlipayConfig config;
  private final Merchant merchant;
  private final AlipayKeys keys;
  private final Signals signals;
  private final ReplayGuard guard;
  private final @Nullable Instant deadline;

  private AlipayClient(
      AlipayConfig config,
      Merchant merchant,
      AlipayKeys keys,
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
  public static AlipayClient of(AlipayConfig config) {
    Signals signals = config.terms.signals();
    return new AlipayClient(
        config,
        Merchant.of(config),
        new AlipayKeys(config, signals),
        signals,
        ReplayGuard.inMemory(config.terms.clock()),
        null);
  }

  /**
   * A client from {@code System.getenv()} or another map.
   *
   * @see AlipayConfig#fromEnvironment
   */
  public static AlipayClient fromEnvironment(Map<String, String> environment) {
    return of(AlipayConfig.fromEnvironment(environment));
  }

  /**
   * This client as a third-party application (第三方应用) for a merchant who has authorised it: the
   * application's key signs, the merchant collects, and the authorisation's token goes with every
   * call, page and order string. The view shares keys, transport, replay guard and deadline with
   * this one: make one whenever it is needed, thousands side by side.
   *
   * <p>Only the merchant's own payments are believed: a notification that names another application
   * is a {@link io.countersign.MismatchException}, and a {@link PaymentRef} made for another is
   * refused before anything is sent. So give each merchant a notify path of its own ({@link
   * AlipaySubMerchant#withNotifyUrl}), and let its view handle what comes there.
   *
   * @throws InvalidRequestException if it is the third party itself
   */
  public AlipayClient onBehalfOf(AlipaySubMerchant subMerchant) {
    return new AlipayClient(
        config, Merchant.of(config, subMerchant), keys, signals, guard, deadline);
  }

  /**
   * Payments to users (转账, 现金红包), with this client's keys and deadline. On behalf of a merchant
   * they are paid from that merchant's account.
   *
   * @throws InvalidRequestException if the application is not in certificate mode, which Alipay
   *     demands for them
   */
  public AlipayTransfers transfers() {
    if (!config.isCertificateMode()) {
      throw new InvalidRequestException(
          "application certificate",
          "certificate mode (公钥证书), which Alipay demands for payments to users; this application"
              + " is configured with a public key");
    }
    return new AlipayTransfers(gateway());
  }

  /** Pre-authorisations (预授权), with this client's keys and deadline. */
  public AlipayPreAuthorisations preAuthorisations() {
    return new AlipayPreAuthorisations(gateway());
  }

  /** Payments by agreement (商家扣款), with this client's keys and deadline. */
  public AlipayAgreements agreements() {
    return new AlipayAgreements(gateway());
  }

  /** Profit sharing (分账), with this client's keys and deadline. */
  public AlipayProfitSharing profitSharing() {
    return new AlipayProfitSharing(gateway());
  }

  /** Who a visitor is (用户授权), with this client's keys and deadline. */
  public AlipayLogin login() {
    return new AlipayLogin(gateway());
  }

  /**
   * How merchants allow this application to act for them (第三方应用授权), with its keys and deadline; of
   * a view for a merchant, too, it is the application's own.
   */
  public AlipayAuthorisations authorisations() {
    return new AlipayAuthorisations(
        new GatewayCalls(config, Merchant.of(config), keys, signals, deadline));
  }

  /** The provider's short name. */
  @Override
  public String provider() {
    return PROVIDER;
  }

  /**
   * What {@link #create} will be about; nothing is sent, and the same request gives the same
   * answer.
   *
   * @throws InvalidRequestException if Alipay would refuse the request unseen
   */
  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return new OrderFields(merchant).order(request).ref();
  }

  /**
   * Makes a way to pay. For {@code Scene.webPage} (电脑网站支付) and {@code Scene.mobilePage} (手机网站支付)
   * that is a signed form that the payer's browser posts, or with {@link AlipayOption#asLink} a
   * link; for {@code Scene.inApp} (APP 支付) an order string, which the app hands to Alipay's SDK
   * verbatim. Those three are signed here: nothing is sent, and Alipay does not know the attempt
   * before the payer has gone there, so asking about it finds nothing until then. They are dated by
   * the configuration's clock; make them when they are needed, the same request gives a fresh one
   * for the same order. A mobile page takes the scene's return address for {@code quit_url}, too,
   * and does not tell Alipay the payer's address unless {@link AlipayOption#payerIp} does.
   *
   * <p>The other three are calls. {@code Scene.qrCode} (当面付, 扫码) gives a code that works for two
   * hours at most; Alipay has the order once somebody has scanned it. {@code Scene.inWallet} (JSAPI
   * 支付) gives the {@code tradeNO} for {@code my.tradePay}. An unknown outcome of these two is
   * recovered by the identical request, which makes no second order. {@code Scene.paymentCode}
   * (当面付, 付款码) takes the money at once, or answers {@link PaymentState#PROCESSING} while the payer
   * types a password; it is sent once and never again, so an unknown outcome is asked about: {@link
   * #charge} does all that.
   *
   * <p>A description of 1 to 256 characters; {@code /}, {@code =} and {@code &} are taken with a
   * warning, as Alipay advises against them, and what would read as a signed parameter ({@code
   * &x=}) is refused. {@link PaymentRequest#payBefore} is 1 minute to 15 days after the payment
   * id's time. An attachment comes back among the payment's fields as {@code passback_params},
   * percent-encoded as Alipay wants it: {@code URLDecoder} reads it. So encoded it has at most 512
   * characters.
   *
   * @throws InvalidRequestException if Alipay would refuse the request unseen; nothing was sent
   */
  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return Product.of(request.scene()).isBroughtByPayer()
        ? new SceneCalls(config, merchant, signals).create(request)
        : new OrderCalls(gateway()).create(request);
  }

  /**
   * Charges a payment code to its end: asks every five seconds while the payer types a password,
   * and cancels what is not settled when patience ends, after one more question that keeps a
   * payment which has come meanwhile. It sleeps in the calling thread.
   *
   * @param request for {@code Scene.paymentCode}
   * @param patience how long the payer may take; Alipay suggests 30 to 40 s
   * @return accepted with a final payment (paid, or closed without money kept), rejected, or
   *     unknown with what is left to do
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws io.countersign.UnavailableException if the charge provably did not reach Alipay
   * @throws io.countersign.MismatchException if a proven answer is about something else; the charge
   *     may have been carried out, so stop and look
   */
  public Outcome<Payment> charge(PaymentRequest<Payment> request, Duration patience) {
    GatewayCalls gateway = gateway();
    return ReverseCalls.withoutMoneyGivenBack(
        new PaymentCodePolling(gateway.loop(), this, new ReverseCalls(gateway)::endCharge)
            .charge(request, patience));
  }

  /**
   * Asks how an attempt stands. (统一收单交易查询)
   *
   * <p>Alipay has an order once its payer has opened it: before that, one by page, app or QR code
   * is not known. A payment that was given back in full is paid, with all of it refunded; Alipay
   * does not tell here whether that was by refund or by {@link #reverse}, and says nothing about
   * refunds in part.
   *
   * @return the payment, or empty: not known to Alipay <em>now</em>. Empty is never "unpaid", never
   *     final before the attempt's time is over, and never permission for a new number
   * @throws io.countersign.UnavailableException if no answer was to be had; ask later
   * @throws io.countersign.RejectedException if Alipay refuses the question; fix the configuration
   * @throws io.countersign.MismatchException if the answer is proven but about another order, trade
   *     or amount
   */
  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return new OrderCalls(gateway()).find(payment);
  }

  @Override
  public Optional<Payment> findTransaction(String transactionId) {
    return new OrderCalls(gateway()).findTransaction(transactionId);
  }

  /**
   * {@inheritDoc}
   *
   * <p>An order that its payer has not opened yet cannot be closed: Alipay does not have it, and
   * answers {@link io.countersign.Rejection.Reason#NOT_FOUND}. It may still be paid until its time
   * is over, so give it a {@code payBefore}. (统一收单交易关闭接口)
   */
  @Override
  public Outcome<PaymentState> close(PaymentRef payment) {
    return new OrderCalls(gateway()).close(payment);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Alipay has this for 24 hours, for orders by payment code, QR code or in the wallet. It gives
   * a payment back in full, so never reverse one that the payer was told is paid. Accepted always
   * means {@link PaymentState#CLOSED}; {@link #find} calls the same payment paid and refunded in
   * full, if it was paid before. If Alipay knows no such trade nothing is proven to have ended, and
   * the outcome is unknown. (统一收单交易撤销接口)
   */
  @Override
  public Outcome<Payment> reverse(PaymentRef payment) {
    return new ReverseCalls(gateway()).reverse(payment);
  }

  /**
   * What to do next about an attempt; pure. Orders end after what {@code payBefore} says, else
   * after 15 days, by QR code and payment code after three hours.
   *
   * @param payment the attempt
   * @param last what {@link #find} answered last, empty if it was not known or never asked
   * @param now the present moment
   */
  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return FollowUpTimes.next(payment, last, now);
  }

  /** The same client, whose calls end before a moment. */
  @Override
  public AlipayClient before(Instant newDeadline) {
    return new AlipayClient(config, merchant, keys, signals, guard, newDeadline);
  }

  /**
   * Asks for a refund, in full or in part. (支付宝开放平台, 统一收单交易退款接口, {@code alipay.trade.refund}.)
   *
   * <p>Alipay says of a refund only whether money moved by this very call. If none did, the refund
   * is looked up within the call: found, it is accepted; not found, it failed, still runs or never
   * came, which look alike, so the outcome is unknown. It is never repeated by itself. Then look it
   * up with {@link #findRefund} ten seconds later or more, and if it is still not there ask again
   * <em>with the same refund id</em>: one id moves money once. A refund that Alipay takes and fails
   * later is never told of; only looking it up shows it.
   *
   * <p>Alipay wants three seconds between two refunds of one payment and refuses those in haste;
   * that too ends as unknown. How long a payment can be refunded is agreed in the contract, three
   * to twelve months. Notifications of a refund go where those of its payment go. Asynchronous
   * refunds ({@code alipay.trade.refund.apply}) are reached by a raw call, those on a page ({@code
   * alipay.trade.page.refund}) are not.
   *
   * @param request with {@link AlipayRefundOption}s if wanted; its refund id is of ASCII letters,
   *     digits and {@code _-|*@.}, unique for its payment
   * @return accepted: the payer has the money; rejected: by this request nothing happened, such as
   *     when the merchant's balance does not suffice (top up, then the same refund id); or unknown
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws io.countersign.UnavailableException if it provably did not reach Alipay
   * @throws io.countersign.MismatchException if a proven answer is about another payment or refund
   */
  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return new RefundCalls(gateway()).refund(request);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Alipay shows a refund that is done, ten seconds after it was asked for or later. Of one that
   * failed, still runs or never came it shows nothing, so those are all empty here: look it up
   * again, then ask for it again with the same refund id. Where the money went on to a bank card,
   * {@code fields()} has {@code deposit_back_info/dback_status} (S done, P on its way, F failed),
   * {@code deposit_back_info/dback_amount} in yuan, and {@code deposit_back_info/bank_ack_time} and
   * {@code deposit_back_info/est_bank_receipt_time} in Beijing time; from which of the payer's
   * means it came is in {@code refund_detail_item_list}. (支付宝开放平台, 统一收单交易退款查询.)
   *
   * @throws InvalidRequestException if the reference is not this client's; nothing was sent
   * @throws io.countersign.RejectedException if Alipay refuses the question; fix the configuration
   */
  @Override
  public Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    return new RefundCalls(gateway()).findRefund(payment, refundId);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of Alipay this is the bill of trades (业务明细, {@code trade}) of a day, written from about
   * 09:00 and due at 10:00 Beijing time on the next day. Until a day after that a bill that is not
   * there is not ready; later, signed, it says that there was nothing. Alipay signs where the file
   * lies, not the file, and tells no hash of it: a row's evidence is {@link
   * io.countersign.Evidence.Kind#TRANSPORT_ONLY}. It shows what to look at, and a question about
   * the order proves it. The file is compared with the account, the counts and the sums that it
   * names itself. A refund's row has the refund id; one that was made without it, Alipay's number
   * of the payment as the provider's number of the refund. (支付宝开放平台, 查询对账单下载地址.)
   */
  @Override
  public Statement<StatementTotals> readStatement(
      LocalDate day, Consumer<? super StatementRow> rows) {
    return readStatement(AlipayStatement.of(day), rows);
  }

  /**
   * Reads the bill of trades of a day or month, as {@link #readStatement(LocalDate, Consumer)}
   * does. Where other bills lie ({@code merchant_act}, {@code zft_acc}, {@code settlementMerge}) a
   * raw call to {@code alipay.data.dataservice.bill.downloadurl.query} tells.
   */
  public Statement<StatementTotals> readStatement(
      AlipayStatement statement, Consumer<? super StatementRow> rows) {
    return new BillCalls(gateway()).trade(statement, rows);
  }

  /**
   * Reads the movements of the merchant's account in a day or month (账务明细, {@code signcustomer}),
   * under the same rules and with the same exceptions as {@link #readStatement(LocalDate,
   * Consumer)}: every row is provisional until this returns {@link Statement.Read}.
   *
   * @throws InvalidRequestException also if a merchant of the second level is named, whose account
   *     has no such bill; nothing was sent
   */
  public Statement<FundFlowTotals> readFundFlow(
      AlipayStatement statement, Consumer<? super FundFlowRow> rows) {
    return new BillCalls(gateway()).fundFlow(statement, rows);
  }

  /**
   * Proves what Alipay posts to {@code notify_url} and to the application's own address (应用网关), and
   * answers it; one address may serve both. Give it the raw bytes of the body.
   *
   * <ul>
   *   <li>A payment's result is a {@link io.countersign.PaymentChanged}. Alipay tells that one was
   *       paid, that an order begun by a payer was closed, and that the time for refunds has ended
   *       ({@code TRADE_FINISHED}: once more paid, which the replay guard knows). That a payer
   *       tried and failed, or that an order waits, is never told.
   *   <li>A refund comes to the payment's address, with the status of the payment and the sum of
   *       all refunds. So it makes this client ask Alipay for the refund by its number and hand on
   *       a {@link io.countersign.RefundChanged}; where Alipay cannot be asked, or shows no end
   *       yet, it is refused for now and comes again. A refund without a number of the shop's, such
   *       as one made by hand, is an {@link AlipayEvent}: ask for the payment.
   *   <li>A payment to a user is told by {@link AlipayTransferChanged}, a refund's way to a bank by
   *       {@link AlipayDepositBack}, an asynchronous share by {@link AlipayShareEnded}, frozen
   *       money by {@link AlipayFreezeChanged}, an agreement to later charges by {@link
   *       AlipayAgreementChanged}.
   *   <li>Anything else authentic is an {@link AlipayEvent}.
   * </ul>
   *
   * <p>In certificate mode a notification names no certificate, so it is tried against those that
   * are configured and those that an answer has made this client fetch since. Once Alipay has
   * changed its certificate, a process that never calls Alipay refuses what comes until it is
   * configured anew: let one that asks handle notifications, or watch {@link #keyExpiries}.
   *
   * <p>A notification of another merchant's is a {@link io.countersign.MismatchException}; the
   * accounts are compared only if the configuration names them ({@link
   * AlipayConfig.Builder#sellerId}).
   *
   * <p>A notification names the time of its first sending at the earliest 25 hours ago; what is
   * older than 26 hours, or more than 5 minutes ahead, is refused as a replay. A payment is not
   * lost by that, because the follow-up finds it.
   *
   * <p>Taken is status 200 and the seven bytes {@code success}. Anything else makes Alipay post it
   * again after 4, 10 and 10 minutes, 1, 2, 6 and 15 hours, <em>eight posts in all</em>, in no
   * certain order. So keep {@link io.countersign.PaymentClient#followUp} running. (支付宝开放平台,
   * 异步通知说明.)
   */
  @Override
  public NotificationHandler notifications() {
    return new NotificationProtocol(
        new AlipayNotifications(config, merchant, keys, this), guard, signals);
  }

  /**
   * Which order a payer's browser came back from, by the query that Alipay appends to {@code
   * return_url}. It proves nothing about payment, and is empty for whatever is not this merchant's.
   * Parameters of the shop's own in that address are not signed and make it empty, so give it none.
   *
   * @param query the raw query of the request, not decoded
   */
  public Optional<AlipayPayerReturn> payerReturn(String query) {
    return AlipayPayerReturn.read(config, merchant, keys, query);
  }

  /**
   * What Alipay's SDK told the merchant's app when the payer came back to it. It proves nothing
   * about payment.
   *
   * @param resultStatus as the app received it
   * @param result the text of the same name, unchanged
   */
  public AlipayAppResult appResult(String resultStatus, String result) {
    return AlipayAppResult.read(config, merchant, keys, resultStatus, result);
  }

  /**
   * Asks by any method: {@code SignedCall.named("alipay.trade.query").json("{…}")} at the classic
   * gateway, {@code SignedCall.get("/v3/…")} by OpenAPI v3. Only methods that ask, as their names
   * say (…query, …get, …download; a GET), are asked, and repeated like every read.
   *
   * @return the proven answer, HTTP 202 or code 10003 excepted: "not yet" is no answer
   * @throws InvalidRequestException if it is no question, or not in a form that Alipay has; nothing
   *     was sent
   * @throws RejectedException if Alipay refuses the question, "not found" included
   * @throws UnavailableException if no proven answer was to be had
   */
  public Answer read(SignedCall call) {
    return new RawCalls(gateway()).read(call);
  }

  /**
   * Writes by any method, once: whether the identical call may be repeated is for you to know.
   * Files cannot be uploaded.
   *
   * @return accepted with the proven answer (code 10003 or HTTP 202 means: taken, but not done
   *     yet); rejected; or unknown
   * @throws InvalidRequestException if it is not in a form that Alipay has; nothing was sent
   * @throws UnavailableException if it provably did not reach Alipay
   */
  public Outcome<Answer> write(SignedCall call) {
    return new RawCalls(gateway()).write(call);
  }

  /**
   * Proves and opens what a mini program (小程序) got for the shop and handed over, such as a
   * telephone number ({@code my.getPhoneNumber}): the fields {@code code}, {@code msg}, {@code
   * mobile}. It says nothing of who handed it over: whoever has seen it can hand it over again.
   * (支付宝开放平台, 小程序, 获取会员手机号.)
   *
   * @param json the whole text: {@code {"response":…,"sign":…}}
   * @throws InvalidNotificationException if Alipay did not sign it for this application
   * @throws RejectedException if it is Alipay's refusal to the mini program
   * @throws InvalidRequestException if no content key is configured
   */
  public ProviderFields openPayerData(String json) {
    return new PayerData(config, new Proof(keys)).open(json);
  }

  /**
   * Every key in use and when it ends; downloaded certificates are listed once downloaded. Thirty
   * days before the end of the last one a {@link io.countersign.Signal.KeyNearExpiry} tells, once a
   * day while the client is used.
   */
  @Override
  public List<KeyExpiry> keyExpiries() {
    return keys.expiries();
  }

  /**
   * Does once, without network, what a first call would pay for: signing, verifying, reading JSON
   * and building the transport. Call it before a snapshot is taken.
   */
  public void warmUp() {
    WarmUp.of(config, gateway());
  }

  /** Application, the merchant's if it acts for one, and place. */
  @Override
  public String toString() {
    String behalf =
        merchant.authAppId().equals(config.appId) ? "" : ", on behalf of " + merchant.authAppId();
    return "AlipayClient[" + config + behalf + "]";
  }

  GatewayCalls gateway() {
    return new GatewayCalls(config, merchant, keys, signals, deadline);
  }
}
