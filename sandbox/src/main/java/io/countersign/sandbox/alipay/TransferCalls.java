// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.TransferBook.Transfer;
import io.countersign.sandbox.alipay.TransferView.State;
import java.util.Optional;
import java.util.Set;

/** Money to persons. Demands certificate mode. */
final class TransferCalls {
  /** What the application gateway is told of a transfer's end. */
  static final String CHANGED = "alipay.fund.trans.order.changed";

  private static final Set<String> PRODUCTS = Set.of("TRANS_ACCOUNT_NO_PWD", "STD_RED_PACKET");
  private static final Set<String> IDENTITIES =
      Set.of("ALIPAY_USER_ID", "ALIPAY_LOGON_ID", "ALIPAY_OPEN_ID");

  private TransferCalls() {}

  static ObjectNode transfer(Call call) throws Refusal {
    if (call.app().keys.mode() != KeyMode.CERTIFICATE) {
      throw Refusal.permission("transfers need an application in certificate mode");
    }
    String number = field(call, "out_biz_no", 64);
    long fen = fen(call);
    String product = field(call, "product_code", 64);
    if (!PRODUCTS.contains(product)) {
      throw invalid("product_code must be TRANS_ACCOUNT_NO_PWD or STD_RED_PACKET");
    }
    if (!field(call, "biz_scene", 64).equals("DIRECT_TRANSFER")) {
      throw invalid("biz_scene must be DIRECT_TRANSFER");
    }
    if (product.equals("TRANS_ACCOUNT_NO_PWD") && fen < 10) {
      throw Refusal.business("EXCEED_LIMIT_SM_MIN_AMOUNT", "trans_amount must be 0.10 at least");
    }
    checkPayee(call.biz().path("payee_info"));
    Account account = call.owner();
    Optional<Transfer> known = account.transfers.find(number);
    if (known.isPresent()) {
      if (!known.get().terms().equals(call.biz())) {
        throw Refusal.business("PAYMENT_INFO_INCONSISTENCY", "out_biz_no was used with other data");
      }
      return answer(known.get());
    }
    if (account.ledger.balance.get() < fen) {
      throw Refusal.business("PAYER_BALANCE_NOT_ENOUGH", "the merchant has not enough money");
    }
    return answer(make(call, number, fen));
  }

  private static Transfer make(Call call, String number, long fen) {
    Account account = call.owner();
    String day = Numbers.day(call.now()).replace("-", "");
    TransferView view =
        new TransferView(
            number, day + "110070" + Numbers.digits(14), fen, account.transfers.next, call.now());
    account.transfers.next = State.SUCCESS;
    Transfer transfer =
        new Transfer(view, call.biz(), day + "110075" + Numbers.digits(14), call.app());
    account.transfers.keep(transfer);
    if (view.state() == State.SUCCESS || view.state() == State.DEALING) {
      // Money under way has left already.
      account.ledger.enter(
          new LedgerEntry(call.now(), LedgerEntry.Kind.TRANSFER, number, view.orderId(), fen));
    }
    tell(transfer);
    return transfer;
  }

  /** Tells the application gateway of its end, if it has ended. */
  private static void tell(Transfer transfer) {
    if (transfer.view().state() != State.DEALING) {
      transfer.app().tell(transfer.view().outBizNo(), CHANGED, event(transfer));
    }
  }

  private static void checkPayee(JsonNode payee) throws Refusal {
    String type = payee.path("identity_type").asText();
    if (payee.path("identity").asText().isEmpty() || !IDENTITIES.contains(type)) {
      throw invalid("payee_info needs identity and identity_type, one of " + IDENTITIES);
    }
    if (type.equals("ALIPAY_LOGON_ID") && payee.path("name").asText().isEmpty()) {
      throw invalid("payee_info.name is missing, ALIPAY_LOGON_ID needs it");
    }
    if (type.equals("ALIPAY_USER_ID")
        && !payee.path("identity").asText().matches("2088[0-9]{12}")) {
      throw Refusal.business("PAYEE_NOT_EXIST", "payee_info.identity is no user id");
    }
  }

  static ObjectNode query(Call call) throws Refusal {
    String fundOrderId = call.text("pay_fund_order_id", 32);
    String orderId = call.text("order_id", 32);
    String number = call.text("out_biz_no", 64);
    TransferBook book = call.owner().transfers;
    Optional<Transfer> found;
    if (!fundOrderId.isEmpty() || !orderId.isEmpty()) {
      found = book.byOrder(orderId, fundOrderId);
    } else if (number.isEmpty()) {
      throw invalid("out_biz_no, order_id or pay_fund_order_id is missing");
    } else {
      field(call, "product_code", 64);
      field(call, "biz_scene", 64);
      found = book.find(number);
    }
    Transfer transfer =
        found.orElseThrow(() -> Refusal.business("ORDER_NOT_EXIST", "there is no such transfer"));
    ObjectNode answer = numbers(transfer);
    answer.put("trans_amount", Numbers.yuan(transfer.view().fen()));
    putEnd(transfer, answer);
    return answer;
  }

  private static void putEnd(Transfer transfer, ObjectNode into) {
    if (transfer.view().state() == State.FAIL) {
      into.put("error_code", "PAYEE_ACCOUNT_STATUS_ERROR")
          .put("fail_reason", "the payee's account is blocked");
    } else {
      into.put("pay_date", Numbers.time(transfer.view().at()));
    }
  }

  static ObjectNode balance(Call call) throws Refusal {
    if (!field(call, "account_type", 32).equals("ACCTRANS_ACCOUNT")) {
      throw invalid("account_type must be ACCTRANS_ACCOUNT");
    }
    String user = call.text("alipay_user_id", 28);
    if (!user.isEmpty() && !user.equals(call.owner().sellerId)) {
      throw Refusal.business("NO_PERMISSION_ACCOUNT", "alipay_user_id is not this merchant's");
    }
    long free = call.owner().ledger.balance.get();
    long held = call.owner().ledger.held.get();
    return JsonText.object()
        .put("available_amount", Numbers.yuan(free))
        .put("freeze_amount", Numbers.yuan(held))
        .put("total_amount", Numbers.yuan(free + held));
  }

  /** Tells the end of a transfer that was under way. */
  static void end(Account account, String outBizNo, State state) {
    Transfer transfer =
        account
            .transfers
            .find(outBizNo)
            .orElseThrow(() -> new IllegalStateException("there is no transfer " + outBizNo));
    if (transfer.view().state() != State.DEALING || state == State.DEALING) {
      throw new IllegalStateException("this transfer is " + transfer.view().state());
    }
    Transfer ended = transfer.as(state);
    account.transfers.keep(ended);
    if (state != State.SUCCESS) {
      account.ledger.balance.addAndGet(transfer.view().fen());
    }
    tell(ended);
  }

  /** What the application gateway is told about it. */
  static ObjectNode event(Transfer transfer) {
    ObjectNode event =
        numbers(transfer)
            .put("product_code", transfer.terms().path("product_code").asText())
            .put("biz_scene", transfer.terms().path("biz_scene").asText())
            .put("origin_interface", Operation.TRANSFER.method)
            .put("action_type", "FINISH")
            .put("trans_amount", Numbers.yuan(transfer.view().fen()));
    putEnd(transfer, event);
    String passback = transfer.terms().path("passback_params").asText();
    return passback.isEmpty() ? event : event.put("passback_params", passback);
  }

  private static ObjectNode answer(Transfer transfer) {
    return numbers(transfer).put("trans_date", Numbers.time(transfer.view().at()));
  }

  private static ObjectNode numbers(Transfer transfer) {
    return JsonText.object()
        .put("out_biz_no", transfer.view().outBizNo())
        .put("order_id", transfer.view().orderId())
        .put("pay_fund_order_id", transfer.fundOrderId())
        .put("status", transfer.view().state().name());
  }

  private static long fen(Call call) throws Refusal {
    try {
      return call.fen("trans_amount");
    } catch (Refusal refusal) {
      throw invalid(refusal.text());
    }
  }

  /** These calls name their refusals without a prefix. */
  private static String field(Call call, String name, int longest) throws Refusal {
    try {
      return call.needed(name, longest);
    } catch (Refusal refusal) {
      throw invalid(refusal.text());
    }
  }

  private static Refusal invalid(String text) {
    return Refusal.business("INVALID_PARAMETER", text);
  }
}
