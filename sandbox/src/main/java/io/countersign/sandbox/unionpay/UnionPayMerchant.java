// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.OrderView.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One merchant, platform or acquirer: its credentials, its payers, its money, and what UnionPay
 * tells it.
 *
 * <p>Actions that are impossible, like paying a paid order, throw {@link IllegalStateException}
 * with the reason. A number that was used on several days means the latest transaction.
 */
public final class UnionPayMerchant {
  private static final Set<LedgerEntry.Kind> GIVEN_BACK =
      Set.of(
          LedgerEntry.Kind.REFUND,
          LedgerEntry.Kind.UNDO,
          LedgerEntry.Kind.REVERSAL,
          LedgerEntry.Kind.COMPLETION_UNDO);
  private static final Set<LedgerEntry.Kind> PAID =
      Set.of(LedgerEntry.Kind.PAYMENT, LedgerEntry.Kind.COMPLETION);

  private final Account account;
  private final GatewayDesk desk;
  private final URI endpoint;

  UnionPayMerchant(Account account, GatewayDesk desk, URI endpoint) {
    this.account = account;
    this.desk = desk;
    this.endpoint = endpoint;
  }

  Account account() {
    return account;
  }

  /** The merchant's number: 15 digits. */
  public String merId() {
    return account.merId;
  }

  /** The acquirer's number, of an acquirer: 8 digits. */
  public String acqInsCode() {
    return account.acqInsCode;
  }

  /** Another merchant of an acquirer; its own {@link #merId()} is one, too. */
  public String openSubMerchant() {
    return account.openSubMerchant();
  }

  /** How both sides sign. */
  public SignMethod signMethod() {
    return account.keys.method;
  }

  /** {@code 5.1.0}, or the old {@code 5.0.0}. */
  public String version() {
    return account.keys.version;
  }

  /** The decimal number of the merchant's certificate; methods 01 and 21. */
  public String certId() {
    return account.keys.own().certId();
  }

  /** The file with the merchant's key, its certificate and their issuers; method 01. */
  public byte[] pfx() {
    return account.keys.pfx();
  }

  /** The password of {@link #pfx()} and {@link #sm2File()}: six digits. */
  public String pfxPassword() {
    return account.keys.pfxPassword;
  }

  /** The same for method 21: one line of Base64. */
  public String sm2File() {
    return Sm2File.of(account.keys.own(), account.keys.pfxPassword);
  }

  /** The merchant's private key: PEM, PKCS#8. */
  public String privateKeyPem() {
    return Pem.file(account.keys.own().pair().getPrivate());
  }

  /** The merchant's certificate: PEM. */
  public String certificatePem() {
    return Pem.file(account.keys.own().certificate());
  }

  /** The shared key; methods 11 and 12. */
  public String secureKey() {
    return account.keys.secureKey;
  }

  /** The certificate for what is sensitive: PEM. */
  public String encryptionCertificatePem() {
    return Pem.file(account.keys.encryption().certificate());
  }

  /** Its decimal number: {@code encryptCertId}. */
  public String encryptionCertId() {
    return account.keys.encryption().certId();
  }

  /** The root of the authorities that this merchant must trust: PEM. */
  public String rootCertificatePem() {
    return Pem.file(account.keys.chain().rootCertificate());
  }

  /** The middle one of these authorities: PEM. */
  public String middleCertificatePem() {
    return Pem.file(account.keys.chain().middleCertificate());
  }

  /** UnionPay's signing certificate of now, which every message brings but old ones: PEM. */
  public String verifyCertificatePem() {
    return Pem.file(account.keys.signing().certificate());
  }

  /** UnionPay's own key for it, with which a test can forge what it likes: PEM. */
  public String unionPayPrivateKeyPem() {
    return Pem.file(account.keys.signing().pair().getPrivate());
  }

  /** The key of the authority that issued it, with which a test can issue what it likes: PEM. */
  public String authorityPrivateKeyPem() {
    return Pem.file(account.keys.chain().issuer().middle().key());
  }

  /** The certificate with which an app's results are verified: PEM. */
  public String appVerifyCertificatePem() {
    return Pem.file(account.keys.chain().app().certificate());
  }

  /** From now on UnionPay signs with a new certificate for this merchant. */
  public void rotateSigningCertificate() {
    account.keys.rotateSigning();
  }

  /** From now on everything is signed with a certificate that must not be believed. */
  public void rotateSigningCertificate(CertificateFlaw flaw) {
    account.keys.rotateSigning(flaw);
  }

  /** What is sensitive has a new certificate; the old one counts for thirty days more. */
  public void rotateEncryptionCertificate() {
    account.keys.rotateEncryption();
  }

  /** The credentials as environment variables: names and values. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("UNIONPAY_MER_ID", merId());
    variables.put("UNIONPAY_SIGN_METHOD", signMethod().code());
    switch (signMethod()) {
      case RSA -> {
        variables.put("UNIONPAY_PFX", Base64.getEncoder().encodeToString(pfx()));
        variables.put("UNIONPAY_PFX_PASSWORD", pfxPassword());
      }
      case SM2 -> {
        variables.put("UNIONPAY_PRIVATE_KEY", privateKeyPem());
        variables.put("UNIONPAY_CERT", certificatePem());
      }
      case SHA256, SM3 -> variables.put("UNIONPAY_SECURE_KEY", secureKey());
    }
    if (signMethod().certificates()) {
      variables.put("UNIONPAY_ENC_CERT", encryptionCertificatePem());
      variables.put("UNIONPAY_ROOT_CERT", rootCertificatePem());
      variables.put("UNIONPAY_MIDDLE_CERT", middleCertificatePem());
    }
    if (version().equals("5.0.0")) {
      variables.put("UNIONPAY_ALLOW_INSECURE_SHA1", "true");
      variables.put("UNIONPAY_VERIFY_CERT", verifyCertificatePem());
    }
    switch (account.setup.accessType()) {
      case MERCHANT -> {}
      case ACQUIRER -> variables.put("UNIONPAY_ACQ_INS_CODE", acqInsCode());
      case PLATFORM -> variables.put("UNIONPAY_PLATFORM", "true");
    }
    variables.put("UNIONPAY_FRONT_URL", account.setup.frontUrl());
    variables.put("UNIONPAY_NOTIFY_URL", account.setup.notifyUrl());
    variables.put("UNIONPAY_ENDPOINT", endpoint.toString());
    return variables;
  }

  /** A fresh payment code of a payer who behaves so: 19 digits. */
  public String paymentCode(PayerBehaviour behaviour) {
    return behaviour.code();
  }

  /**
   * The payer's browser posts a form that the shop has signed.
   *
   * @param fields all of it
   * @return the cashier's page
   * @throws IllegalStateException if UnionPay shows an error page instead, with the reason
   */
  public URI openPage(Map<String, String> fields) {
    try {
      return endpoint.resolve(desk.openPage(fields));
    } catch (Refusal refusal) {
      throw new IllegalStateException(refusal.respCode + ": " + refusal.explanation());
    }
  }

  /** The payer's app is started with a {@code tn}; gives the cashier's page. */
  public URI startApp(String tn) {
    return begun(one -> one.operation.door == Operation.Door.APP && one.tn.equals(tn), "tn");
  }

  /** The payer scans what a QR code holds; gives the cashier's page. */
  public URI scan(String qrCode) {
    String ticket = qrCode.substring(qrCode.lastIndexOf('/') + 1);
    return begun(one -> one.ticket.equals(ticket), "QR code");
  }

  private URI begun(Predicate<Transaction> wanted, String what) {
    synchronized (account) {
      Transaction order =
          account
              .orders
              .find(wanted)
              .orElseThrow(() -> new IllegalStateException("there is no such " + what));
      account.orders.begin(order);
      return endpoint.resolve(Cashier.PAY + order.ticket);
    }
  }

  /** The page on which a person pays an order: an http address of this gateway. */
  public URI cashierPage(String orderId) {
    synchronized (account) {
      return endpoint.resolve(Cashier.PAY + account.orders.known(orderId).ticket);
    }
  }

  /** The payer opens or scans it, and pays nothing yet: now questions know of it. */
  public void begin(String orderId) {
    synchronized (account) {
      account.orders.begin(account.orders.known(orderId));
    }
  }

  /** The payer pays; also types the password for a scanned code, and binds a card. */
  public void pay(String orderId) {
    synchronized (account) {
      account.orders.pay(account.orders.known(orderId));
    }
  }

  /**
   * The payer's card is refused, and nobody is told. On a page that is no end: the payer may try
   * another until {@code payTimeout}, and a question says {@code 01}. With a scanned code it is the
   * end, and a question says {@code 64}.
   */
  public void decline(String orderId) {
    synchronized (account) {
      Transaction order = account.orders.known(orderId);
      account.orders.decline(order, order.operation.byPayer() ? "01" : "64");
    }
  }

  /** The same with another code. */
  public void decline(String orderId, String respCode) {
    synchronized (account) {
      account.orders.decline(account.orders.known(orderId), respCode);
    }
  }

  /**
   * After {@code payTimeout} the payer's bank takes the money: {@code 42}, given back in 5 days.
   */
  public void payLate(String orderId) {
    synchronized (account) {
      account.orders.payLate(account.orders.known(orderId));
    }
  }

  /** How the next such call goes; the one after it is done at once. */
  public void next(Operation operation, Course course) {
    synchronized (account) {
      account.courses.put(operation, course);
    }
  }

  /** A transaction: how it stands now. */
  public Optional<OrderView> order(String orderId) {
    synchronized (account) {
      return account.orders.all().stream()
          .filter(one -> one.orderId.equals(orderId))
          .reduce((earlier, later) -> later)
          .map(Transaction::view);
    }
  }

  /** Binds one of the published cards at once; gives its token for {@code trId=62000000001}. */
  public String openedToken(String accNo) {
    if (Cards.find(accNo).isEmpty()) {
      throw new IllegalStateException("this is none of the published cards for tests");
    }
    synchronized (account) {
      return account.tokens.issue(accNo, "62000000001").number();
    }
  }

  /** Whether a token counts. */
  public boolean tokenIsOpen(String token) {
    synchronized (account) {
      return account.tokens.find(token).isPresent();
    }
  }

  /** All movements of money so far: oldest first. */
  public List<LedgerEntry> ledger() {
    return List.copyOf(account.ledger.entries);
  }

  /** How often an order was paid: 1 is what a shop wants. */
  public long paymentsOf(String orderId) {
    return ledger().stream()
        .filter(entry -> PAID.contains(entry.kind()) && entry.orderId().equals(orderId))
        .count();
  }

  /** How much of an order went back by refunds, undos and reversals: in fen. */
  public long refundedOf(String orderId) {
    return ledger().stream()
        .filter(entry -> GIVEN_BACK.contains(entry.kind()) && entry.orderId().equals(orderId))
        .mapToLong(LedgerEntry::fen)
        .sum();
  }

  /** What the merchant can give back or pay out: in fen. */
  public long balance() {
    return account.ledger.balance.get();
  }

  /** Sets what the merchant has: in fen. */
  public void balance(long fen) {
    account.ledger.balance.set(fen);
  }

  /** Faults for this merchant's calls. */
  public FaultPlan faults() {
    return account.faults;
  }

  /** The notification of a transaction of any kind as it stands now. */
  public SignedForm notification(String orderId) {
    synchronized (account) {
      return Notices.of(account.orders.known(orderId));
    }
  }

  /** The notification of a refund, by the refund's own number. */
  public SignedForm refundNotification(String refundOrderId) {
    synchronized (account) {
      Transaction refund = account.orders.known(refundOrderId);
      if (refund.operation != Operation.REFUND) {
        throw new IllegalStateException(refundOrderId + " is no refund");
      }
      return Notices.of(refund);
    }
  }

  /** What the payer's browser posts to {@code frontUrl}. */
  public SignedForm returnForm(String orderId) {
    synchronized (account) {
      return Notices.returned(account.orders.known(orderId));
    }
  }

  /** What an app is told when its payment has ended: JSON with {@code sign} and {@code data}. */
  public String appResult(String orderId) {
    synchronized (account) {
      Transaction order = account.orders.known(orderId);
      String result = order.state == State.SUCCESS ? "success" : "fail";
      return AppResult.of(account.keys.chain().app(), result, order.tn);
    }
  }

  /** Any fields, signed by UnionPay for this merchant. */
  public SignedForm form(Map<String, String> fields) {
    return SignedForm.of(account.keys, StandardCharsets.UTF_8, fields);
  }

  /** Delivers a notification now, once, exactly as it is. */
  public Delivery deliverOnce(SignedForm notification, URI loopback) {
    return account.notifications.once(notification, loopback);
  }

  /** Delivers this merchant's notifications to another place than the calls name. */
  public void deliverNotificationsTo(URI loopback) {
    account.notifications.deliverTo(loopback);
  }

  /** All attempts to deliver so far: oldest first. */
  public List<Delivery> deliveries() {
    return account.notifications.deliveries();
  }
}
