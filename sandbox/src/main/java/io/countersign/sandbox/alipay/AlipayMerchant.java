// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.alipay.TransferBook.Transfer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One merchant with one application: its credentials, its payers, its money, and what Alipay tells
 * it.
 *
 * <p>Actions that are impossible, like paying a paid order, throw {@link IllegalStateException}
 * with the reason.
 */
public final class AlipayMerchant {
  private final Account account;
  private final GatewayDesk desk;
  private final URI endpoint;

  AlipayMerchant(Account account, GatewayDesk desk, URI endpoint) {
    this.account = account;
    this.desk = desk;
    this.endpoint = endpoint;
  }

  Account account() {
    return account;
  }

  /** The application. */
  public String appId() {
    return account.appId;
  }

  /** How keys are known. */
  public KeyMode keyMode() {
    return account.keys.mode();
  }

  /** The merchant's own number: 16 digits that begin with 2088. */
  public String sellerId() {
    return account.sellerId;
  }

  /** The application's private key: PKCS#8 in one line of Base64, as the key tool exports it. */
  public String appPrivateKey() {
    return Certificates.bare(account.keys.app().getPrivate().getEncoded());
  }

  /** The same as PEM. */
  public String appPrivateKeyPem() {
    return Certificates.pem(account.keys.app().getPrivate());
  }

  /** The application's own public key, which is not the one to verify with: Base64. */
  public String appPublicKey() {
    return Certificates.bare(account.keys.appPublicKey().getEncoded());
  }

  /** Alipay's public key for this application: one line of Base64, as the console shows it. */
  public String alipayPublicKey() {
    return Certificates.bare(account.keys.current().pair().getPublic().getEncoded());
  }

  /** Alipay's private key for this application, with which a test can forge what it likes. */
  public String alipayPrivateKeyPem() {
    return Certificates.pem(account.keys.current().pair().getPrivate());
  }

  /** The text of {@code appCertPublicKey_….crt}; certificate mode only. */
  public String appCertificatePem() {
    return Certificates.pem(account.keys.appCertificate());
  }

  /** The text of {@code alipayCertPublicKey_RSA2.crt}, leaf and intermediate. */
  public String alipayCertificatePem() {
    return account.keys.alipayCertificateFile(account.keys.current());
  }

  /** The text of {@code alipayRootCert.crt}; JDK 17 cannot read every certificate in it. */
  public String rootCertificatesPem() {
    return Certificates.rootFile();
  }

  /** What requests name as {@code app_cert_sn}; certificate mode only. */
  public String appCertificateNumber() {
    return account.keys.appCertificateNumber();
  }

  /** What answers name as {@code alipay_cert_sn} now; empty in public key mode. */
  public String alipayCertificateNumber() {
    return account.keys.current().number();
  }

  /** What requests name as {@code alipay_root_cert_sn}. */
  public String rootCertificateNumber() {
    return Certificates.rootNumber(account.keys.signType());
  }

  /** The key for content: 16 bytes in Base64. */
  public String contentKey() {
    return account.keys.contentKey;
  }

  /** From now on Alipay signs with a new certificate; the older ones can be downloaded still. */
  public void rotateAlipayCertificate() {
    account.keys.rotate();
  }

  /**
   * From now on Alipay signs with a new certificate that nobody may believe; it can be downloaded
   * by its number as true ones can.
   */
  public void rotateAlipayCertificate(CertificateFlaw flaw) {
    account.keys.rotate(flaw);
  }

  /** The credentials as environment variables: names and values. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ALIPAY_APP_ID", appId());
    variables.put("ALIPAY_SELLER_ID", sellerId());
    variables.put("ALIPAY_PRIVATE_KEY", appPrivateKey());
    variables.put("ALIPAY_SIGN_TYPE", account.keys.signType().name());
    if (account.keys.mode() == KeyMode.PUBLIC_KEY) {
      variables.put("ALIPAY_PUBLIC_KEY", alipayPublicKey());
    } else {
      variables.put("ALIPAY_APP_CERT", appCertificatePem());
      variables.put("ALIPAY_CERT", alipayCertificatePem());
      variables.put("ALIPAY_ROOT_CERT", rootCertificatesPem());
    }
    variables.put("ALIPAY_ENCRYPT_KEY", contentKey());
    variables.put("ALIPAY_NOTIFY_URL", account.setup.notifyUrl());
    variables.put("ALIPAY_ENDPOINT", endpoint.toString());
    return variables;
  }

  /** Lets a third-party application act for this merchant; gives its {@code app_auth_token}. */
  public String authorise(AlipayMerchant thirdParty) {
    String token = Numbers.token(40);
    thirdParty.account.tokens.put(token, account);
    return token;
  }

  /** Lets a third-party application ask for its {@code app_auth_token} with this code, once. */
  public String authorisationCode(AlipayMerchant thirdParty) {
    return thirdParty.account.logins.merchantCode(account, account.agenda.now());
  }

  /**
   * The payer logs in.
   *
   * @param scope {@code auth_base} or {@code auth_user}
   * @return the {@code auth_code} that the payer's browser brings, good for one exchange
   */
  public String loginCode(String scope) {
    return account.logins.userCode(scope, account.agenda.now());
  }

  /** The payer's user id: 16 digits. */
  public String payerUserId() {
    return account.payerUserId;
  }

  /** The payer's open id for this application. */
  public String payerOpenId() {
    return account.payerOpenId;
  }

  /** A fresh payment code of a payer who behaves so. */
  public String paymentCode(PayerBehaviour behaviour) {
    return behaviour.code();
  }

  /**
   * Opens an order string as an app does, and checks it.
   *
   * @param orderString as the shop gave it to its app
   * @return the cashier's page
   * @throws IllegalStateException if Alipay refuses it, with the reason
   */
  public URI openInApp(String orderString) {
    try {
      return endpoint.resolve(desk.openInApp(orderString));
    } catch (Refusal refusal) {
      throw new IllegalStateException(refusal.subCode + ": " + refusal.text());
    }
  }

  /** The page on which a person pays an order: an http address of this gateway. */
  public URI cashierPage(String outTradeNo) {
    synchronized (account) {
      return endpoint.resolve(Cashier.PAY + account.orders.known(outTradeNo).ticket);
    }
  }

  /** The payer scans the code or logs in, and pays nothing yet: now the trade exists. */
  public void begin(String outTradeNo) {
    synchronized (account) {
      account.orders.start(account.orders.known(outTradeNo));
    }
  }

  /** The payer pays; also types the password for a scanned payment code. */
  public void pay(String outTradeNo) {
    synchronized (account) {
      account.orders.pay(account.orders.known(outTradeNo));
    }
  }

  /** The window for refunds ends: the order is finished, and the shop is told. */
  public void endRefundWindow(String outTradeNo) {
    synchronized (account) {
      account.orders.finish(account.orders.known(outTradeNo));
    }
  }

  /** How the next refund that is asked for goes; the one after it goes as usual. */
  public void nextRefund(RefundCourse course) {
    synchronized (account) {
      account.nextRefund = course;
    }
  }

  /** How the next transfer goes; the one after it succeeds. */
  public void nextTransfer(TransferView.State state) {
    synchronized (account) {
      account.transfers.next = state;
    }
  }

  /** A transfer that was under way ends. */
  public void endTransfer(String outBizNo, TransferView.State state) {
    synchronized (account) {
      TransferCalls.end(account, outBizNo, state);
    }
  }

  /** Names an account, by its user id, that may get shares of this merchant's payments. */
  public void bindReceiver(String userId) {
    synchronized (account) {
      account.royalties.bind(new Share.Receiver("userId", userId, "", "sandbox"));
    }
  }

  /** The first receiver of the next asynchronous sharing gets nothing. */
  public void nextSharingFails() {
    synchronized (account) {
      account.royalties.nextFails = true;
    }
  }

  /** Who got what of an order, and gave it back: oldest first within each call that shared. */
  public List<ShareView> shares(String outTradeNo) {
    synchronized (account) {
      return account.royalties.of(account.orders.known(outTradeNo)).stream()
          .flatMap(one -> one.shares.stream().map(share -> share.view(one)))
          .toList();
    }
  }

  /** What of an order's payment is frozen still, to be shared: in fen. */
  public long held(String outTradeNo) {
    synchronized (account) {
      return account.orders.known(outTradeNo).held;
    }
  }

  /** What {@code alipay.trade.orderinfo.sync} said of an order: its numbers and their statuses. */
  public Map<String, String> synced(String outTradeNo) {
    synchronized (account) {
      return Map.copyOf(account.orders.known(outTradeNo).synced);
    }
  }

  /** The payer lets money be frozen. */
  public void approveFreeze(String outOrderNo) {
    synchronized (account) {
      account.freezes.authorise(freeze(outOrderNo));
    }
  }

  /** How a pre-authorisation stands: {@code INIT}, {@code AUTHORIZED}, {@code FINISH}, … */
  public String freezeState(String outOrderNo) {
    synchronized (account) {
      return freeze(outOrderNo).state;
    }
  }

  /** What is frozen still: in fen. */
  public long frozen(String outOrderNo) {
    synchronized (account) {
      return freeze(outOrderNo).rest();
    }
  }

  /** An order: how it stands now. */
  public Optional<OrderView> order(String outTradeNo) {
    synchronized (account) {
      return account.orders.find(outTradeNo).map(Order::view);
    }
  }

  /** A transfer: how it stands now. */
  public Optional<TransferView> transfer(String outBizNo) {
    synchronized (account) {
      return account.transfers.find(outBizNo).map(Transfer::view);
    }
  }

  /** All movements of money so far: oldest first. */
  public List<LedgerEntry> ledger() {
    return List.copyOf(account.ledger.entries);
  }

  /** How often an order was paid: 1 is what a shop wants. */
  public long paymentsOf(String outTradeNo) {
    return entries(outTradeNo, LedgerEntry.Kind.PAYMENT).count();
  }

  /** How much of an order went back: in fen. */
  public long refundedOf(String outTradeNo) {
    return entries(outTradeNo, LedgerEntry.Kind.REFUND).mapToLong(LedgerEntry::fen).sum();
  }

  /** What the merchant can spend: in fen, without what is frozen to be shared. */
  public long balance() {
    return account.ledger.balance.get();
  }

  /** Sets what the merchant has: in fen. */
  public void balance(long fen) {
    account.ledger.balance.set(fen);
  }

  /** Faults for this application's calls. */
  public FaultPlan faults() {
    return account.faults;
  }

  /** The notification of an order's state as it is now. */
  public SignedForm notification(String outTradeNo) {
    synchronized (account) {
      return Notices.payment(account.orders.known(outTradeNo));
    }
  }

  /** The notification of a refund, which looks like that of the payment. */
  public SignedForm refundNotification(String outTradeNo, String outRequestNo) {
    synchronized (account) {
      Order order = account.orders.known(outTradeNo);
      Refund refund = order.refunds.get(outRequestNo);
      if (refund == null) {
        throw new IllegalStateException("there is no refund " + outRequestNo);
      }
      return Notices.refund(order, refund);
    }
  }

  /** What the payer's browser brings to {@code return_url}. */
  public SignedForm returnForm(String outTradeNo) {
    synchronized (account) {
      return Notices.returned(account.orders.known(outTradeNo));
    }
  }

  /** A message to the application gateway: {@code alipay.fund.trans.order.changed}. */
  public SignedForm transferMessage(String outBizNo) {
    synchronized (account) {
      Transfer transfer =
          account
              .transfers
              .find(outBizNo)
              .orElseThrow(() -> new IllegalStateException("there is no transfer " + outBizNo));
      return message(TransferCalls.CHANGED, JsonText.of(TransferCalls.event(transfer)));
    }
  }

  /** Any message to the application gateway; the content is JSON text. */
  public SignedForm message(String msgMethod, String content) {
    return Notices.message(account, msgMethod, content);
  }

  /** The same with its content encrypted by {@link #contentKey()}, which is then signed. */
  public SignedForm encryptedMessage(String msgMethod, String content) {
    String sealed = ContentCipher.AES.seal(content, contentKey(), StandardCharsets.UTF_8);
    return Notices.message(account, msgMethod, sealed).with("encrypt_type", "AES");
  }

  /** Any fields, signed by Alipay for this application. */
  public SignedForm form(Map<String, String> fields) {
    return SignedForm.of(account.keys, StandardCharsets.UTF_8, fields);
  }

  /** Delivers a notification now, once, exactly as it is. */
  public Delivery deliverOnce(SignedForm notification, URI loopback) {
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

  private Stream<LedgerEntry> entries(String number, LedgerEntry.Kind kind) {
    return ledger().stream().filter(entry -> entry.kind() == kind && entry.number().equals(number));
  }

  private Freeze freeze(String outOrderNo) {
    return account
        .freezes
        .find(outOrderNo)
        .orElseThrow(() -> new IllegalStateException("there is no freeze " + outOrderNo));
  }
}
