// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Choice;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Form;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Use;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One merchant: its credentials, its payers, its money, and what ECPay tells it.
 *
 * <p>Actions that are impossible, like paying a paid order, throw {@link IllegalStateException}
 * with the reason.
 */
public final class EcpayMerchant {
  private final Account account;
  private final URI endpoint;

  EcpayMerchant(Account account, URI endpoint) {
    this.account = account;
    this.endpoint = endpoint;
  }

  Account account() {
    return account;
  }

  /** The merchant number: seven digits. */
  public String merchantId() {
    return account.keys.merchantId();
  }

  /** The HashKey: 16 characters. */
  public String hashKey() {
    return account.keys.hashKey();
  }

  /** The HashIV: 16 characters. */
  public String hashIv() {
    return account.keys.hashIv();
  }

  /** The HashKey for e-invoices: 16 characters. */
  public String invoiceHashKey() {
    return account.invoiceKeys.hashKey();
  }

  /** The HashIV for e-invoices: 16 characters. */
  public String invoiceHashIv() {
    return account.invoiceKeys.hashIv();
  }

  /** The merchant's check code (商家檢查碼), which card queries ask for: eight digits. */
  public String creditCheckCode() {
    return account.creditCheckCode;
  }

  /** The credentials as environment variables: names and values. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ECPAY_MERCHANT_ID", merchantId());
    variables.put("ECPAY_HASH_KEY", hashKey());
    variables.put("ECPAY_HASH_IV", hashIv());
    variables.put("ECPAY_CREDIT_CHECK_CODE", creditCheckCode());
    variables.put("ECPAY_INVOICE_MERCHANT_ID", merchantId());
    variables.put("ECPAY_INVOICE_HASH_KEY", invoiceHashKey());
    variables.put("ECPAY_INVOICE_HASH_IV", invoiceHashIv());
    variables.put("ECPAY_RETURN_URL", account.setup.returnUrl());
    variables.put("ECPAY_ENDPOINT", endpoint.toString());
    return variables;
  }

  /** Lets this merchant, a platform, act for another one with its own keys. */
  public void actFor(EcpayMerchant shop) {
    account.shops.put(shop.merchantId(), shop.account);
  }

  /** The page on which a person pays an order: an http address of this gateway. */
  public URI cashierPage(String merchantTradeNo) {
    synchronized (account) {
      return endpoint.resolve(Cashier.PAY + order(account, merchantTradeNo).ticket);
    }
  }

  /** The payer pays by card: in the first of the offered instalments, or in one sum. */
  public void payByCard(String merchantTradeNo) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      account.orders.payByCard(order, TestCards.usual(order));
    }
  }

  /** The payer pays by card in an offered number of instalments; 0 for one sum. */
  public void payByCard(String merchantTradeNo, int instalments) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      Card card =
          TestCards.card(order, TestCards.USUAL, Integer.toString(instalments), false)
              .orElseThrow(() -> new IllegalStateException("these instalments are not offered"));
      account.orders.payByCard(order, card);
    }
  }

  /** The payer pays by card and uses bonus points; the order must allow it. */
  public void payByCardWithBonus(String merchantTradeNo) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      Card card = TestCards.card(order, TestCards.USUAL, "0", true).orElseThrow();
      if (!card.bonus()) {
        throw new IllegalStateException("this order takes no bonus points");
      }
      account.orders.payByCard(order, card);
    }
  }

  /**
   * The payer pays with a wallet or the like.
   *
   * @param method for example {@code TWQR} or {@code WebATM}
   */
  public void payAtOnce(String merchantTradeNo, String method) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      Method chosen = method(order, method);
      if (chosen == Method.CREDIT || chosen.givesNumber()) {
        throw new IllegalStateException("this method is not paid at once");
      }
      account.orders.payAtOnce(order, chosen, chosen.subs().get(0));
    }
  }

  /**
   * The payer takes a number, or applies for instalments without a card.
   *
   * @param method {@code ATM}, {@code CVS}, {@code BARCODE} or {@code BNPL}
   * @return the number; of an application nothing
   */
  public Optional<PaymentNumber> issueNumber(String merchantTradeNo, String method) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      Method chosen = method(order, method);
      if (!chosen.givesNumber() && chosen != Method.BNPL) {
        throw new IllegalStateException("this method gives no number");
      }
      account.orders.issue(order, chosen, chosen.subs().get(0));
      return Optional.ofNullable(order.number);
    }
  }

  /** The payer pays with the number; ECPay hears of a paid barcode two days later. */
  public void payNumber(String merchantTradeNo) {
    synchronized (account) {
      account.orders.payNumber(order(account, merchantTradeNo));
    }
  }

  /** Simulates a payment with the number, as the back office does: no money moves. */
  public void simulatePayment(String merchantTradeNo) {
    synchronized (account) {
      account.orders.simulate(order(account, merchantTradeNo));
    }
  }

  /** The payment is refused for good, and the shop is told. */
  public void failPayment(String merchantTradeNo) {
    failPayment(merchantTradeNo, RtnCode.DECLINED);
  }

  /** The payment is refused for good with a result code of digits, and the shop is told. */
  public void failPayment(String merchantTradeNo, String rtnCode) {
    synchronized (account) {
      account.orders.fail(order(account, merchantTradeNo), rtnCode);
    }
  }

  /** The bank does not decide yet: the shop is told code 10300066; pay or fail it later. */
  public void leavePending(String merchantTradeNo) {
    synchronized (account) {
      account.orders.leavePending(order(account, merchantTradeNo));
    }
  }

  /** The bank refuses the next charges of a period order. */
  public void refusePeriodCharges(String merchantTradeNo, int charges) {
    synchronized (account) {
      PeriodContract period = order(account, merchantTradeNo).period;
      if (period == null) {
        throw new IllegalStateException("this is no running period order");
      }
      period.refusals = charges;
    }
  }

  /**
   * The payer fills in the embedded form with a card.
   *
   * @param token from GetTokenbyTrade
   * @return the PayToken that the form's script would give the shop's page
   */
  public String payToken(String token) {
    synchronized (account) {
      Form form = form(Use.PAYMENT, token);
      Card card = new Card("431195", "2222", first(form), false, false);
      return account.tokens.choice(new Choice(form, Method.CREDIT, card));
    }
  }

  /**
   * The payer chooses a number in the embedded form.
   *
   * @param token from GetTokenbyTrade
   * @param method {@code ATM}, {@code CVS} or {@code BARCODE}
   * @return the PayToken that the form's script would give the shop's page
   */
  public String payToken(String token, String method) {
    synchronized (account) {
      Method chosen =
          Method.of(method)
              .filter(Method::givesNumber)
              .orElseThrow(() -> new IllegalStateException("this method gives no number"));
      return account.tokens.choice(new Choice(form(Use.PAYMENT, token), chosen, null));
    }
  }

  /**
   * A member fills in the form that binds a card, with the usual test card.
   *
   * @param token from GetTokenbyBindingCard
   * @return the BindCardPayToken that the form's script would give the shop's page
   */
  public String bindCardPayToken(String token) {
    return bindCardPayToken(token, TestCards.USUAL);
  }

  /**
   * A member fills in the form that binds a card.
   *
   * @param token from GetTokenbyBindingCard
   * @param cardNumber one of ECPay's published test cards
   * @return the BindCardPayToken that the form's script would give the shop's page
   */
  public String bindCardPayToken(String token, String cardNumber) {
    synchronized (account) {
      Card card =
          TestCards.plain(cardNumber)
              .orElseThrow(
                  () -> new IllegalStateException("only ECPay's published test cards are taken"));
      return account.tokens.choice(new Choice(form(Use.BINDING, token), Method.CREDIT, card));
    }
  }

  /** The cards that a member of the shop let ECPay keep: oldest first. */
  public List<BoundCard> boundCards(String merchantMemberId) {
    synchronized (account) {
      return account.cards.of(merchantMemberId).stream().map(kept -> kept.bound).toList();
    }
  }

  /** The bank refuses every later charge of a bound card with a result code of digits. */
  public void refuseBoundCard(String bindCardId, String rtnCode) {
    synchronized (account) {
      card(bindCardId).refusal = rtnCode;
    }
  }

  /** The bank refuses every later BackAuth with a result code of digits. */
  public void refuseBackAuth(String rtnCode) {
    synchronized (account) {
      account.backAuthRefusal = rtnCode;
    }
  }

  /** The bank asks for a password before every later charge of a bound card. */
  public void askForPassword(String bindCardId) {
    synchronized (account) {
      card(bindCardId).asksForPassword = true;
    }
  }

  /** The payer types the bank's one-time password: for the embedded form, or to bind a card. */
  public void enterPassword(String merchantTradeNo) {
    synchronized (account) {
      Order order = account.orders.open(merchantTradeNo);
      Card card = order.waiting;
      if (card == null) {
        throw new IllegalStateException("no card waits for a password");
      }
      account.orders.payByCard(order, card);
    }
  }

  /** An order: how it stands now. */
  public Optional<OrderView> order(String merchantTradeNo) {
    synchronized (account) {
      return account.find(merchantTradeNo).map(Order::view);
    }
  }

  /** The authorisation number (gwsr) of an order's card payment: digits. */
  public String gwsr(String merchantTradeNo) {
    synchronized (account) {
      CardTrade card = order(account, merchantTradeNo).card;
      if (card == null) {
        throw new IllegalStateException("this order was not paid by card");
      }
      return card.gwsr;
    }
  }

  /** All e-invoices so far: oldest first. */
  public List<InvoiceView> invoices() {
    synchronized (account) {
      return account.invoices.all().stream().map(Invoice::view).toList();
    }
  }

  /** An e-invoice by the shop's number, whose letters may be small or capital. */
  public Optional<InvoiceView> invoice(String relateNumber) {
    synchronized (account) {
      return account.invoices.find(relateNumber).map(Invoice::view);
    }
  }

  /** All movements of payers' money so far: oldest first. */
  public List<LedgerEntry> ledger() {
    return account.ledger.entries();
  }

  /** How often an order was charged: 1 is what a shop wants, but for a period order. */
  public long chargesOf(String merchantTradeNo) {
    return ledger().stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.CHARGE)
        .filter(entry -> entry.merchantTradeNo().equals(merchantTradeNo))
        .count();
  }

  /** What the merchant can refund from: in whole dollars. */
  public long balance() {
    return account.ledger.balance();
  }

  /** Sets what the merchant can refund from, in whole dollars. */
  public void balance(long dollars) {
    account.ledger.balance(dollars);
  }

  /** Faults for this merchant's calls. */
  public FaultPlan faults() {
    return account.faults;
  }

  /** The notification of an order's result as it is posted first. */
  public SignedForm resultNotification(String merchantTradeNo) {
    synchronized (account) {
      Order order = order(account, merchantTradeNo);
      if (order.rtnCode.isEmpty() || order.door != Order.Door.PAGE) {
        throw new IllegalStateException("there is no form that tells this order's result");
      }
      return Notices.result(order, "交易成功");
    }
  }

  /** The notification of a number as it is posted. */
  public SignedForm numberNotification(String merchantTradeNo) {
    synchronized (account) {
      Order order = order(account, merchantTradeNo);
      if (order.number == null) {
        throw new IllegalStateException("this order has no number");
      }
      return Notices.issued(order);
    }
  }

  /** Any form, signed with this merchant's keys. */
  public SignedForm form(Map<String, String> fields) {
    return SignedForm.of(account.keys, fields);
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

  private CardVault.Kept card(String bindCardId) {
    return account
        .cards
        .find(bindCardId)
        .orElseThrow(() -> new IllegalStateException("there is no such bound card"));
  }

  private Form form(Use use, String token) {
    return account
        .tokens
        .form(use, token, account.agenda.now())
        .orElseThrow(() -> new IllegalStateException("the token is unknown or has expired"));
  }

  private static int first(Form form) {
    String offered = form.terms().getOrDefault("CreditInstallment", "0");
    return Integer.parseInt(offered.split(",", -1)[0].replace("N", ""));
  }

  private static Method method(Order order, String name) {
    return Cashier.methods(order).stream()
        .filter(method -> method.wire.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the order does not offer this method"));
  }

  private static Order order(Account account, String merchantTradeNo) {
    return account.orders.known(merchantTradeNo);
  }
}
