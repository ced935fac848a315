// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One merchant: its credentials, its payers, its money, and what WeChat Pay tells it.
 *
 * <p>Actions that are impossible, like paying a closed order, throw {@link IllegalStateException}
 * with the reason.
 */
public final class WeChatPayMerchant {
  private final Account account;
  private final URI endpoint;

  WeChatPayMerchant(Account account, URI endpoint) {
    this.account = account;
    this.endpoint = endpoint;
  }

  Account account() {
    return account;
  }

  /** The merchant number: ten digits. */
  public String mchid() {
    return account.mchid;
  }

  /** The serial number of the merchant's API certificate: 40 upper-case hex digits. */
  public String merchantSerial() {
    return account.keys.merchantSerial();
  }

  /** The merchant's private key ({@code apiclient_key.pem}): PKCS#8 PEM. */
  public String merchantPrivateKeyPem() {
    return account.keys.merchantPrivateKeyPem();
  }

  /** The merchant's certificate ({@code apiclient_cert.pem}): X.509 PEM. */
  public String merchantCertificatePem() {
    return account.keys.merchantCertificatePem();
  }

  /** The APIv3 key: 32 letters and digits. */
  public String apiV3Key() {
    return account.keys.apiV3Key();
  }

  /** The id of the WeChat Pay public key: {@code PUB_KEY_ID_…}. */
  public String publicKeyId() {
    return account.keys.publicKey().id();
  }

  /** The WeChat Pay public key ({@code pub_key.pem}): SubjectPublicKeyInfo PEM. */
  public String publicKeyPem() {
    return Pem.of(account.keys.publicKey().pair().getPublic());
  }

  /**
   * The gateway's own side of {@link #publicKeyPem()}, which a real merchant never sees: PKCS#8
   * PEM. Whoever has it can make this merchant's shop believe anything.
   */
  public String gatewayPrivateKeyPem() {
    return Pem.of(account.keys.publicKey().pair().getPrivate());
  }

  /**
   * The platform certificates that are valid now: X.509 PEM, the one that ends first first; empty
   * for a merchant with a public key only.
   */
  public List<String> platformCertificatePems() {
    return account.keys.certificates().stream()
        .flatMap(key -> Optional.ofNullable(key.certificate()).stream())
        .map(Pem::of)
        .toList();
  }

  /** The serial numbers of the platform certificates, in the same order: upper-case hex. */
  public List<String> platformCertificateSerials() {
    return account.keys.certificates().stream().map(PlatformKey::id).toList();
  }

  /** The bound official account: {@code wx…}. */
  public String appId() {
    return appId(Apps.Kind.OFFICIAL_ACCOUNT);
  }

  /** The bound mini program: {@code wx…}. */
  public String miniProgramAppId() {
    return appId(Apps.Kind.MINI_PROGRAM);
  }

  /** The bound mobile app: {@code wx…}. */
  public String mobileAppId() {
    return appId(Apps.Kind.MOBILE_APP);
  }

  /** A new payer of the official account: an openid. */
  public String openId() {
    return openIdOf(appId());
  }

  /** A new payer of an app; under another appid this openid is refused: an openid. */
  public String openIdOf(String appid) {
    return account.newOpenid(appid);
  }

  /** Opens a usual sub-merchant; this merchant must be a service provider. */
  public SubMerchant openSubMerchant() {
    return openSubMerchant(SubMerchantSetup.usual());
  }

  /** Opens a sub-merchant; this merchant must be a service provider. */
  public SubMerchant openSubMerchant(SubMerchantSetup setup) {
    if (!account.serviceProvider) {
      throw new IllegalStateException("only a service provider has sub-merchants");
    }
    return new SubMerchant(this, account.accept(setup));
  }

  /** Encrypts as WeChat Pay does in answers with {@code ENC} fields. */
  public String encryptForMerchant(String plain) {
    return Rsa.encrypt(account.keys.merchantPublicKey(), plain);
  }

  /** The credentials as environment variables: names and values; PEM texts with real line ends. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("WECHATPAY_MCHID", mchid());
    variables.put("WECHATPAY_MERCHANT_SERIAL", merchantSerial());
    variables.put("WECHATPAY_MERCHANT_PRIVATE_KEY", merchantPrivateKeyPem());
    variables.put("WECHATPAY_APIV3_KEY", apiV3Key());
    variables.put("WECHATPAY_PUBLIC_KEY_ID", publicKeyId());
    variables.put("WECHATPAY_PUBLIC_KEY", publicKeyPem());
    variables.put("WECHATPAY_APPID", appId());
    variables.put("WECHATPAY_APPID_MINI_PROGRAM", miniProgramAppId());
    variables.put("WECHATPAY_APPID_APP", mobileAppId());
    variables.put("WECHATPAY_NOTIFY_URL", account.setup.notifyUrl());
    variables.put("WECHATPAY_ENDPOINT", endpoint.toString());
    return variables;
  }

  /** Changes with which keys WeChat Pay signs from now on. */
  public void keyMode(KeyMode mode) {
    account.keys.mode(mode);
  }

  /**
   * Changes how many notifications are signed by the public key while both kinds are in use; spread
   * evenly, not by chance.
   */
  public void notifyByPublicKey(double ratio) {
    account.keys.publicKeyRatio(ratio);
  }

  /** Issues one more platform certificate; the older ones stay valid. */
  public void rotatePlatformCertificate() {
    account.keys.rotate();
  }

  /** Ends the oldest platform certificate. */
  public void retireOldestPlatformCertificate() {
    account.keys.retireOldest();
  }

  /** Changes which certificate signs where the request names no key. */
  public void signAnswersWith(PlatformSigner signer) {
    account.keys.signer(signer);
  }

  /** Changes the APIv3 key, in force at once. */
  public String changeApiV3Key() {
    return account.keys.changeApiV3Key();
  }

  /** Changes whether refusals are signed; a 401 never is. */
  public void signRefusals(boolean sign) {
    account.signsRefusals = sign;
  }

  /** Changes how code pay says that the payer is typing. */
  public void answerUserPayingAsOrder(boolean asOrder) {
    account.answersUserPayingAsOrder = asOrder;
  }

  /** The page on which a person pays an order: an http address of this gateway. */
  public URI cashierPage(String outTradeNo) {
    synchronized (account) {
      Tickets.Ticket ticket = account.orders.payable(outTradeNo).ticket;
      if (ticket == null) {
        throw new IllegalStateException("a code-pay order has no page");
      }
      return account.tickets.page(ticket);
    }
  }

  /** The payer pays. */
  public void pay(String outTradeNo) {
    synchronized (account) {
      account.orders.pay(outTradeNo);
    }
  }

  /** An attempt to pay fails: the order stays open, but a code-pay order has failed for good. */
  public void failPayment(String outTradeNo) {
    synchronized (account) {
      account.orders.failPayment(outTradeNo);
    }
  }

  /** The payer begins to type the password; until the end the order cannot be closed. */
  public void startPassword(String outTradeNo) {
    synchronized (account) {
      account.orders.startPassword(outTradeNo);
    }
  }

  /** The payer has typed the right password and so has paid. */
  public void enterPassword(String outTradeNo) {
    synchronized (account) {
      if (!account.orders.payable(outTradeNo).payerIsTyping) {
        throw new IllegalStateException("nobody is typing a password for this order");
      }
      account.orders.pay(outTradeNo);
    }
  }

  /** The payer gives up: the order stays open, but a code-pay order has failed for good. */
  public void cancel(String outTradeNo) {
    failPayment(outTradeNo);
  }

  /**
   * Opens WeChat with what a page, a mini program or an app hands over, and checks it as WeChat
   * does.
   *
   * @throws IllegalArgumentException if WeChat would not open the payment
   */
  public String openWallet(Map<String, String> invocation) {
    return new Wallet(account).open(invocation);
  }

  /**
   * Scans the QR code of a native order.
   *
   * @throws IllegalArgumentException if WeChat would not open the payment
   */
  public String scan(String codeUrl) {
    Tickets.Ticket ticket =
        account
            .tickets
            .code(codeUrl)
            .filter(found -> found.account() == account && found.validAt(account.agenda.now()))
            .orElseThrow(() -> new IllegalArgumentException("the code is unknown or has expired"));
    synchronized (ticket.checkout().monitor()) {
      Order order = ticket.checkout().payable(ticket.outTradeNo());
      if (order.product != Product.NATIVE) {
        throw new IllegalArgumentException("the code is not of a native order");
      }
      return order.outTradeNo;
    }
  }

  /** Combined orders that this merchant opens, and who may take part. */
  public CombinedOrders combinedOrders() {
    return new CombinedOrders(account);
  }

  /** Transfers of this merchant to users. */
  public Transfers transfers() {
    return new Transfers(account, endpoint);
  }

  /** What this merchant shares of its payments. */
  public ProfitSharing profitSharing() {
    return new ProfitSharing(account);
  }

  /** A payment code on a payer's phone: 18 digits. */
  public String authCode(PayerBehaviour behaviour) {
    return CodePay.authCode(behaviour);
  }

  /** An order, or a sub-order of a combined order: how it stands now. */
  public Optional<OrderView> order(String outTradeNo) {
    synchronized (account) {
      return account
          .orders
          .find(outTradeNo)
          .or(() -> account.combined.part(outTradeNo))
          .map(Order::view);
    }
  }

  /** A refund: how it stands now. */
  public Optional<RefundView> refund(String outRefundNo) {
    synchronized (account) {
      return account.refunds.find(outRefundNo).map(Refund::view);
    }
  }

  /** Ends a refund that is in process. */
  public void completeRefund(String outRefundNo, RefundEnd end) {
    synchronized (account) {
      Refund refund =
          account
              .refunds
              .find(outRefundNo)
              .orElseThrow(
                  () -> new IllegalStateException("there is no refund with this out_refund_no"));
      account.refunds.complete(refund, end);
    }
  }

  /** How the next refund ends that ends by time: each call plans one; otherwise they succeed. */
  public void nextRefundEnds(RefundEnd end) {
    synchronized (account) {
      account.refunds.next(end);
    }
  }

  /** All movements of money so far, of all sub-merchants for a provider: oldest first. */
  public List<LedgerEntry> ledger() {
    return account.ledger.entries();
  }

  /** How often an order was charged: 1 is what a shop wants: the number of charges. */
  public long chargesOf(String outTradeNo) {
    return account.ledger.chargesOf(outTradeNo);
  }

  /** What the merchant can refund from; a sub-merchant has a balance of its own. */
  public long balance() {
    return account.ledger.balance();
  }

  /** Sets what the merchant can refund from. */
  public void balance(long fen) {
    account.ledger.balance(fen);
  }

  /** Takes all money away, so that a refund is answered with {@code NOT_ENOUGH}. */
  public void drainBalance() {
    balance(0);
  }

  /** What stands in this merchant's statements beside the truth. */
  public Statements statements() {
    return account.statements;
  }

  /** Faults for this merchant's calls. */
  public FaultPlan faults() {
    return account.faults;
  }

  /**
   * The notification of a payment, for delivery by the test's own means: the notification, signed
   * now.
   */
  public SignedNotification paymentNotification(String outTradeNo) {
    synchronized (account) {
      return account
          .orders
          .find(outTradeNo)
          .flatMap(
              order ->
                  Optional.ofNullable(order.paymentEvent)
                      .map(event -> signed(event, order.terms.path("notify_url").asText())))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "this order is not paid, or of code pay: no notification"));
    }
  }

  /** The notification of a refund's end: the notification, signed now. */
  public SignedNotification refundNotification(String outRefundNo) {
    synchronized (account) {
      return account
          .refunds
          .find(outRefundNo)
          .flatMap(
              refund ->
                  Optional.ofNullable(refund.event)
                      .map(event -> signed(event, refund.terms.path("notify_url").asText())))
          .orElseThrow(
              () -> new IllegalStateException("this refund is unknown or still in process"));
    }
  }

  /**
   * A profit-sharing event, which comes under the type of a payment: {@code TRANSACTION.SUCCESS}
   * with the original type {@code profitsharing}. Its receiver is who collected.
   */
  public SignedNotification profitSharingNotification(String outTradeNo) {
    var content = StrictJson.object();
    synchronized (account) {
      Order order =
          account
              .orders
              .find(outTradeNo)
              .or(() -> account.combined.part(outTradeNo))
              .orElseThrow(
                  () -> new IllegalStateException("there is no order with this out_trade_no"));
      if (order.transactionId == null) {
        throw new IllegalStateException("the order is not paid");
      }
      order.parties.putMerchants(content);
      content.put("transaction_id", order.transactionId);
      content.put("order_id", Tokens.refundId(account.agenda.now()));
      content.put("out_order_no", "P" + Tokens.digits(20));
      var receiver = content.putObject("receiver");
      receiver.put("type", "MERCHANT_ID");
      receiver.put("account", order.parties.subMchid().orElse(mchid()));
      receiver.put("amount", order.total);
      receiver.put("description", "分账");
      content.put("success_time", Tokens.time(account.agenda.now()));
    }
    return event("TRANSACTION.SUCCESS", "profitsharing", StrictJson.text(content));
  }

  /** The event of the echo call: {@code SECURITY_ECHO.SUCCESS}. */
  public SignedNotification echoNotification(String message) {
    return SignedNotification.of(account, NotificationEvent.echo(message, account.agenda.now()));
  }

  /** Any event. */
  public SignedNotification event(String eventType, String originalType, String json) {
    return SignedNotification.of(
        account,
        NotificationEvent.of(
            eventType,
            originalType,
            eventType,
            StrictJson.objectValue(json),
            account.agenda.now()));
  }

  /** Queues a notification for delivery, with repetitions until it is taken. */
  public void send(SignedNotification notification, String notifyUrl) {
    account.notifications.queue(notification, notifyUrl);
  }

  /** Delivers a notification now, once, exactly as it is. */
  public Delivery deliverOnce(SignedNotification notification, URI loopback) {
    return account.notifications.once(notification, loopback);
  }

  /** Delivers this merchant's notifications to another place than the orders name. */
  public void deliverNotificationsTo(URI loopback) {
    account.notifications.deliverTo(loopback);
  }

  /** All attempts to deliver so far: oldest first. */
  public List<Delivery> deliveries() {
    return account.notifications.deliveries();
  }

  private String appId(Apps.Kind kind) {
    return account.apps.of(kind).orElseThrow();
  }

  private SignedNotification signed(NotificationEvent event, String notifyUrl) {
    SignedNotification notification = SignedNotification.of(account, event);
    return notifyUrl.isEmpty() ? notification : notification.to(URI.create(notifyUrl).getRawPath());
  }
}
