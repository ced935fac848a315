// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.Order.Door;
import io.countersign.sandbox.ecpay.PeriodContract.Charge;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls that come as a form with a CheckMacValue. */
final class FormCalls {
  private static final Duration STAMP_LIFE = Duration.ofMinutes(3);

  private final Map<String, Account> accounts;
  private final String base;

  FormCalls(Map<String, Account> accounts, String base) {
    this.accounts = accounts;
    this.base = base;
  }

  /** A form whose sender is proven, unless it was refused. */
  private static final class Call {
    Map<String, String> fields = Map.of();
    @Nullable Account sender;
    @Nullable Account account;

    String value(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  Answer answer(Operation operation, String contentType, String body, Instant now) {
    Call call = new Call();
    try {
      Account account = prove(call, operation, contentType, body, now);
      synchronized (account) {
        Answer answer = work(operation, call, account, now);
        answer.proven = true;
        return answer;
      }
    } catch (Refusal refusal) {
      Answer answer = refused(operation, call, refusal).because(refusal);
      answer.proven = call.account != null;
      return answer;
    }
  }

  private Account prove(
      Call call, Operation operation, String contentType, String body, Instant now) throws Refusal {
    if (!contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      throw Refusal.field("Content-Type", "must be application/x-www-form-urlencoded");
    }
    try {
      call.fields = FormText.read(body);
    } catch (IllegalArgumentException e) {
      throw Refusal.field("body", "is not a form: " + e.getMessage());
    }
    Account account = accounts.get(call.value("MerchantID"));
    if (account == null) {
      throw new Refusal(RtnCode.UNKNOWN_MERCHANT, "MerchantID names no merchant of this gateway");
    }
    Account sender = account;
    if (!call.value("PlatformID").isEmpty()) {
      sender = accounts.get(call.value("PlatformID"));
      boolean own = sender == account;
      if (sender == null || (!own && !sender.shops.containsKey(account.keys.merchantId()))) {
        throw new Refusal(
            RtnCode.UNKNOWN_MERCHANT, "PlatformID is no platform that acts for this MerchantID");
      }
    }
    call.sender = sender;
    Map<String, String> signed = operation == Operation.ORDER ? asRead(call.fields) : call.fields;
    if (!CheckMac.proves(signed, sender.keys)) {
      throw new Refusal(RtnCode.CHECK_MAC, mistake(call.fields, signed, sender.keys));
    }
    call.account = account;
    if (operation == Operation.QUERY
        || operation == Operation.NUMBER_QUERY
        || operation == Operation.PERIOD_QUERY
        || operation == Operation.PERIOD_ACTION) {
      checkStamp(call.value("TimeStamp"), now);
    }
    return account;
  }

  private String mistake(Map<String, String> posted, Map<String, String> read, Keys keys) {
    if (!posted.equals(read) && CheckMac.proves(posted, keys)) {
      return posted.get("ItemName") != null && !posted.get("ItemName").equals(read.get("ItemName"))
          ? "ItemName is longer than 400 characters, was cut, and so no longer fits CheckMacValue"
          : "an address holds encoded text such as %26 or &amp;, which is decoded before hashing";
    }
    return CheckMac.mistake(
        posted, keys, Stream.of(StageMerchant.values()).map(StageMerchant::keys).toList());
  }

  /** As the order page reads a form: a long ItemName cut, encoded text in addresses decoded. */
  private static Map<String, String> asRead(Map<String, String> posted) {
    Map<String, String> read = new LinkedHashMap<>(posted);
    read.computeIfPresent(
        "ItemName",
        (name, text) ->
            text.codePointCount(0, text.length()) <= OrderChecks.LONGEST_ITEM_NAME
                ? text
                : text.substring(0, text.offsetByCodePoints(0, OrderChecks.LONGEST_ITEM_NAME)));
    read.replaceAll(
        (name, value) -> {
          if (!name.endsWith("URL")) {
            return value;
          }
          String plain =
              value
                  .replace("&lt;", "<")
                  .replace("&gt;", ">")
                  .replace("&quot;", "\"")
                  .replace("&#39;", "'")
                  .replace("&amp;", "&");
          return plain.matches("(?s).*%[0-9A-Fa-f]{2}.*") ? decoded(plain) : plain;
        });
    return read;
  }

  private static String decoded(String text) {
    try {
      return FormText.decoded(text.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static void checkStamp(String stamp, Instant now) throws Refusal {
    if (!stamp.matches("[0-9]{1,11}")) {
      throw Refusal.field("TimeStamp", "must be Unix seconds");
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(stamp)), now).abs();
    if (age.compareTo(STAMP_LIFE) > 0) {
      throw Refusal.field("TimeStamp", "is more than 3 minutes from the gateway's time");
    }
  }

  private Answer work(Operation operation, Call call, Account account, Instant now) throws Refusal {
    Account sender = call.sender == null ? account : call.sender;
    Optional<Order> order = account.find(call.value("MerchantTradeNo"));
    return switch (operation) {
      case ORDER -> order(call, sender, account);
      case QUERY -> query(call, sender, order);
      case NUMBER_QUERY -> {
        Order numbered = CardDesk.numbered(order);
        Map<String, String> fields = Notices.common(numbered);
        fields.putAll(Notices.issuedFields(numbered));
        String code = fields.getOrDefault("PaymentNo", "");
        if (!code.isEmpty()) {
          fields.put("PaymentURL", base + "/PaymentRule/CVSBarCode?PaymentNo=" + code);
          fields.remove("Barcode1");
          fields.remove("Barcode2");
          fields.remove("Barcode3");
        } else {
          fields.remove("PaymentNo");
        }
        yield Answer.signedPairs(fields, sender.keys);
      }
      case PERIOD_QUERY -> Answer.json(period(order));
      case PERIOD_ACTION -> {
        String text = CardDesk.periodAction(order, call.value("Action"));
        yield Answer.signedPairs(result(call, RtnCode.OK, text), sender.keys);
      }
      case CARD_ACTION -> {
        CardDesk.act(order, call.value("TradeNo"), call.value("Action"), call.value("TotalAmount"));
        Map<String, String> fields = result(call, RtnCode.OK, "");
        yield Answer.pairs(fields);
      }
      case CARD_QUERY ->
          Answer.json(
              CardDesk.detail(
                  account,
                  call.value("CreditRefundId"),
                  call.value("CreditAmount"),
                  call.value("CreditCheckCode")));
      case STATEMENT -> StatementFile.answer(call.fields, account, now);
      case CARD_STATEMENT -> FundingFile.answer(call.fields, account, now);
      default -> throw new IllegalStateException("no form call");
    };
  }

  private Answer order(Call call, Account sender, Account account) throws Refusal {
    Map<String, String> terms = asRead(call.fields);
    OrderChecks.check(terms, account.setup.loopbackUrls());
    Order order = account.orders.make(sender, Door.PAGE, terms);
    Optional<Method> chosen = Method.of(order.term("ChoosePayment"));
    String sub = order.term("ChooseSubPayment");
    if (chosen.isPresent() && chosen.get().givesNumber() && !sub.isEmpty()) {
      account.orders.issue(order, chosen.get(), sub);
    }
    return Answer.redirect(base + Cashier.PAY + order.ticket);
  }

  private static Answer query(Call call, Account sender, Optional<Order> found) {
    if (found.isEmpty()) {
      return Answer.signedPairs(nothing(call, RtnCode.UNKNOWN_ORDER), sender.keys);
    }
    Order order = found.get();
    Map<String, String> fields = Notices.common(order);
    fields.put("PaymentDate", Notices.paidAt(order));
    fields.put("HandlingCharge", order.fee());
    fields.put("PaymentTypeChargeFee", order.fee());
    fields.put("ItemName", order.term("ItemName"));
    fields.put("TradeStatus", CardDesk.tradeStatus(order));
    if (order.tellsMore()) {
      fields.putAll(Notices.extras(order));
    }
    return Answer.signedPairs(fields, sender.keys);
  }

  private static Map<String, String> nothing(Call call, String status) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("HandlingCharge", "0");
    fields.put("ItemName", "");
    fields.put("MerchantID", call.value("MerchantID"));
    fields.put("MerchantTradeNo", call.value("MerchantTradeNo"));
    fields.put("PaymentDate", "");
    fields.put("PaymentType", "");
    fields.put("PaymentTypeChargeFee", "0");
    fields.put("TradeAmt", "0");
    fields.put("TradeDate", "");
    fields.put("TradeNo", "");
    fields.put("TradeStatus", status);
    return fields;
  }

  static ObjectNode period(Optional<Order> found) {
    PeriodContract period = found.map(order -> order.period).orElse(null);
    ObjectNode json = Json.object();
    if (found.isEmpty() || period == null) {
      json.put("MerchantID", "0");
      json.put("RtnCode", SealedViews.code(RtnCode.UNKNOWN_ORDER));
      for (String name :
          new String[] {
            "MerchantTradeNo",
            "TradeNo",
            "PeriodType",
            "process_date",
            "auth_code",
            "card4no",
            "card6no",
            "ExecStatus",
            "ExecLog"
          }) {
        json.putNull(name);
      }
      for (String name :
          new String[] {
            "Frequency",
            "ExecTimes",
            "PeriodAmount",
            "amount",
            "gwsr",
            "TotalSuccessTimes",
            "TotalSuccessAmount"
          }) {
        json.put(name, 0);
      }
      return json;
    }
    Order order = found.get();
    json.put("MerchantID", order.account.keys.merchantId());
    json.put("MerchantTradeNo", order.merchantTradeNo);
    json.put("TradeNo", order.tradeNo);
    json.put("RtnCode", 1);
    json.put("PeriodType", order.term("PeriodType"));
    json.put("Frequency", period.frequency());
    json.put("ExecTimes", period.times());
    json.put("PeriodAmount", order.amount);
    CardTrade card = order.card;
    if (card != null) {
      json.put("amount", card.amount);
      json.put("gwsr", Long.parseLong(card.gwsr));
      json.put("process_date", Numbers.time(card.at));
      json.put("auth_code", card.authCode);
      json.put("card4no", card.card.last4());
      json.put("card6no", card.card.first6());
    }
    json.put("TotalSuccessTimes", period.successes());
    json.put("TotalSuccessAmount", period.successes() * order.amount);
    json.put("ExecStatus", period.status.wire);
    ArrayNode log = json.putArray("ExecLog");
    for (Charge charge : period.charges) {
      CardTrade trade = charge.card();
      log.addObject()
          .put("RtnCode", SealedViews.code(charge.rtnCode()))
          .put("RtnMsg", charge.paid() ? "交易成功" : "付款失敗")
          .put("amount", charge.amount())
          .put("gwsr", trade == null ? 0 : Long.parseLong(trade.gwsr))
          .put("process_date", Numbers.time(charge.at()))
          .put("auth_code", trade == null ? "" : trade.authCode)
          .put("TradeNo", charge.tradeNo());
    }
    return json;
  }

  private static Map<String, String> result(Call call, String code, String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", call.value("MerchantID"));
    fields.put("MerchantTradeNo", call.value("MerchantTradeNo"));
    if (!call.value("TradeNo").isEmpty()) {
      fields.put("TradeNo", call.value("TradeNo"));
    }
    fields.put("RtnCode", code);
    fields.put("RtnMsg", text);
    return fields;
  }

  /** A refusal in the shape of the call's own answers; signed where the sender is known. */
  private static Answer refused(Operation operation, Call call, Refusal refusal) {
    Account sender = call.sender;
    if (sender == null && !operation.tellsPlainly()) {
      return Answer.html(200, CashierPage.error(refusal.code, refusal.text()));
    }
    return switch (operation) {
      case QUERY -> signed(nothing(call, refusal.code), sender);
      case NUMBER_QUERY -> signed(result(call, refusal.code, refusal.text()), sender);
      case PERIOD_ACTION ->
          call.account == null || refusal.code.equals(RtnCode.UNNAMED)
              ? signed(unverified(), sender)
              : signed(result(call, refusal.code, refusal.text()), sender);
      case CARD_ACTION -> Answer.pairs(result(call, refusal.code, refusal.text()));
      case PERIOD_QUERY -> Answer.json(period(Optional.empty()));
      case CARD_QUERY -> Answer.json(Json.object().put("RtnMsg", "error").putNull("RtnValue"));
      case STATEMENT, CARD_STATEMENT -> Answer.html(200, refusal.text());
      default -> Answer.html(200, CashierPage.error(refusal.code, refusal.text()));
    };
  }

  private static Map<String, String> unverified() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", "");
    fields.put("MerchantTradeNo", "");
    fields.put("RtnCode", RtnCode.NOT_VERIFIED);
    fields.put("RtnMsg", "");
    return fields;
  }

  private static Answer signed(Map<String, String> fields, @Nullable Account sender) {
    return sender == null ? Answer.pairs(fields) : Answer.signedPairs(fields, sender.keys);
  }
}
