// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Choice;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Use;
import io.countersign.sandbox.ecpay.Order.Door;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The calls that come in an encrypted envelope. */
final class SealedCalls {
  private static final List<String> CARD_FIELDS =
      List.of(
          "OrderResultURL",
          "CreditInstallment",
          "PeriodAmount",
          "PeriodType",
          "Frequency",
          "ExecTimes",
          "PeriodReturnURL");

  private final Map<String, Account> accounts;
  private final String base;
  private final BindingCalls bindings;

  SealedCalls(Map<String, Account> accounts, String base) {
    this.accounts = accounts;
    this.base = base;
    this.bindings = new BindingCalls(base);
  }

  Answer answer(Operation operation, String contentType, byte[] body, Instant now) {
    Envelope call;
    try {
      if (!contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
        throw Refusal.field("Content-Type", "must be application/json");
      }
      call = Envelope.open(operation, body, accounts, now);
    } catch (Refusal refusal) {
      return Answer.json(Envelope.refusal(refusal.text())).because(refusal);
    }
    Answer answer = opened(operation, call, now);
    answer.proven = true;
    return answer;
  }

  private Answer opened(Operation operation, Envelope call, Instant now) {
    try {
      synchronized (call.account()) {
        if (operation == Operation.SEALED_STATEMENT) {
          return StatementFile.sealed(call, now);
        }
        ObjectNode data =
            operation.aboutInvoices()
                ? InvoiceCalls.work(operation, call)
                : work(operation, call, now);
        return Answer.sealed(data, call.keys());
      }
    } catch (Refusal refusal) {
      ObjectNode data =
          operation.aboutInvoices()
              ? InvoiceCalls.result(refusal.code, refusal.text())
              : SealedTerms.result(call, refusal.code, refusal.text());
      return Answer.sealed(data, call.keys()).because(refusal);
    }
  }

  private ObjectNode work(Operation operation, Envelope call, Instant now) throws Refusal {
    Account account = call.account();
    Optional<Order> order = account.find(call.text("/MerchantTradeNo"));
    return switch (operation) {
      case TOKEN -> token(call, now);
      case PAYMENT -> payment(call, now);
      case NUMBER -> number(call);
      case BACK_AUTH -> BackAuthCall.work(call, now, base);
      case SEALED_QUERY -> {
        Order found = CardDesk.known(order);
        ObjectNode data = SealedViews.result(found);
        data.put("RtnCode", 1).put("RtnMsg", "Success");
        if (found.period != null) {
          data.set("PeriodInfo", FormCalls.period(order));
        }
        yield data;
      }
      case SEALED_NUMBER_QUERY -> SealedViews.result(CardDesk.numbered(order));
      case SEALED_CARD_QUERY -> {
        Order found = CardDesk.known(order);
        CardTrade card = found.card;
        if (card == null) {
          throw Refusal.field("MerchantTradeNo", "names an order that was not paid by card");
        }
        ObjectNode data = SealedTerms.result(call, RtnCode.OK, "Success");
        data.set("RtnValue", CardDesk.detail(card));
        yield data;
      }
      case SEALED_CARD_ACTION -> {
        CardDesk.act(order, call.text("/TradeNo"), call.text("/Action"), call.text("/TotalAmount"));
        yield SealedTerms.result(call, RtnCode.OK, "Success").put("TradeNo", call.text("/TradeNo"));
      }
      case SEALED_PERIOD_ACTION ->
          SealedTerms.result(call, RtnCode.OK, CardDesk.periodAction(order, call.text("/Action")));
      default -> bindings.work(operation, call, now);
    };
  }

  private ObjectNode token(Envelope call, Instant now) throws Refusal {
    Map<String, String> terms = SealedTerms.of(call, false, CARD_FIELDS, "/CardInfo");
    SealedTerms.need("RememberCard", call.text("/RememberCard").matches("[01]"), "must be 0 or 1");
    SealedTerms.need(
        "PaymentUIType", call.text("/PaymentUIType").matches("[025]"), "must be 0, 2 or 5");
    SealedTerms.need(
        "ChoosePaymentList",
        call.text("/ChoosePaymentList").matches("[0-8](,[0-8])*"),
        "must be a list of the numbers 0 to 8");
    boolean reachable =
        !call.text("/ConsumerInfo/Email").isEmpty() || !call.text("/ConsumerInfo/Phone").isEmpty();
    SealedTerms.need("ConsumerInfo", reachable, "must have an Email or a Phone");
    SealedTerms.need(
        "ConsumerInfo.MerchantMemberID",
        !call.text("/RememberCard").equals("1")
            || !call.text("/ConsumerInfo/MerchantMemberID").isEmpty(),
        "is missing with RememberCard=1");
    SealedTerms.need(
        "CardInfo.Redeem", call.text("/CardInfo/Redeem").isEmpty(), "must be left out");
    terms.put("ExpireDate", call.text("/ATMInfo/ExpireDate"));
    String minutes = call.text("/CVSInfo/StoreExpireDate");
    terms.put(
        "StoreExpireDate", minutes.isEmpty() ? call.text("/BarcodeInfo/StoreExpireDate") : minutes);
    SealedTerms.check(terms, call.account(), "Credit");
    SealedTerms.unused(call, terms);
    if (call.text("/RememberCard").equals("1")) {
      terms.put(Order.REMEMBERS_FOR, call.text("/ConsumerInfo/MerchantMemberID"));
    }
    return SealedTerms.token(call, Use.PAYMENT, terms, now);
  }

  private ObjectNode payment(Envelope call, Instant now) throws Refusal {
    Account account = call.account();
    Choice choice =
        account
            .tokens
            .take(Use.PAYMENT, call.text("/PayToken"))
            .orElseThrow(() -> Refusal.field("PayToken", "is unknown or was used before"));
    Map<String, String> terms = choice.form().terms();
    if (!call.text("/MerchantTradeNo").equals(terms.get("MerchantTradeNo"))) {
      throw Refusal.field("MerchantTradeNo", "is another than the token's");
    }
    if (now.isAfter(choice.form().until())) {
      throw Refusal.field("PayToken", "has expired");
    }
    Order order = account.orders.make(call.sender(), Door.EMBEDDED, terms);
    Card card = choice.card();
    if (card == null) {
      account.orders.issue(order, choice.method(), choice.method().subs().get(0));
      return SealedViews.result(order);
    }
    return SealedViews.waiting(order, card, base);
  }

  private static ObjectNode number(Envelope call) throws Refusal {
    Method method =
        Method.of(call.text("/ChoosePayment"))
            .filter(Method::givesNumber)
            .orElseThrow(() -> Refusal.field("ChoosePayment", "must be ATM, CVS or BARCODE"));
    Map<String, String> terms = SealedTerms.of(call, false);
    String sub = method.subs().get(0);
    switch (method) {
      case ATM -> {
        terms.put("ExpireDate", call.text("/ATMInfo/ExpireDate"));
        sub = or(call.text("/ATMInfo/ATMBankCode"), sub);
      }
      case CVS -> {
        terms.put("StoreExpireDate", expiry(call, "/CVSInfo"));
        sub = or(call.text("/CVSInfo/CVSCode"), sub);
      }
      default -> terms.put("StoreExpireDate", expiry(call, "/BarcodeInfo"));
    }
    SealedTerms.need(
        "CVSInfo or ATMInfo", method.subs().contains(sub), "names no bank or shop of this method");
    SealedTerms.check(terms, call.account(), method.wire);
    Account account = call.account();
    Order order = account.orders.make(call.sender(), Door.NUMBER, terms);
    account.orders.issue(order, method, sub);
    return SealedViews.result(order);
  }

  /** Documented under two names. */
  private static String expiry(Envelope call, String where) {
    return or(call.text(where + "/ExpireDate"), call.text(where + "/StoreExpireDate"));
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
