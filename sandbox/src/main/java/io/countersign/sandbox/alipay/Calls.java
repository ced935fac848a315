// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who does what is asked. */
final class Calls {
  private final BillDesk bills;

  Calls(BillDesk bills) {
    this.bills = bills;
  }

  /** Does it, and gives the answer's content; without a code it is a plain success. */
  ObjectNode answer(Call call) throws Refusal {
    synchronized (call.owner()) {
      return switch (call.operation()) {
        case PRECREATE -> OrderCalls.precreate(call);
        case PAY -> OrderCalls.pay(call);
        case CREATE -> OrderCalls.create(call);
        case QUERY -> TradeCalls.query(call);
        case CLOSE -> TradeCalls.close(call);
        case CANCEL -> TradeCalls.cancel(call);
        case SYNC -> TradeCalls.sync(call);
        case REFUND -> RefundCalls.refund(call);
        case REFUND_QUERY -> RefundCalls.query(call);
        case SETTLE -> SettleCalls.settle(call);
        case SETTLE_QUERY -> SettleCalls.query(call);
        case ROYALTY_BIND -> RoyaltyCalls.bind(call);
        case ROYALTY_UNBIND -> RoyaltyCalls.unbind(call);
        case ROYALTY_LIST -> RoyaltyCalls.list(call);
        case ROYALTY_RATE -> RoyaltyCalls.rate(call);
        case CERTIFICATE -> certificate(call);
        case OAUTH_TOKEN -> LoginCalls.token(call);
        case USER_INFO -> LoginCalls.user(call);
        case APP_TOKEN -> LoginCalls.appToken(call);
        case FREEZE -> FreezeCalls.freeze(call);
        case FREEZE_VOUCHER -> FreezeCalls.voucher(call);
        case UNFREEZE -> FreezeCalls.unfreeze(call);
        case FREEZE_QUERY -> FreezeCalls.query(call);
        case FREEZE_CANCEL -> FreezeCalls.cancel(call);
        case TRANSFER -> TransferCalls.transfer(call);
        case TRANSFER_QUERY -> TransferCalls.query(call);
        case ACCOUNT_QUERY -> TransferCalls.balance(call);
        case BILL -> bills.url(call);
        default ->
            throw Refusal.invalid("isv.invalid-method", "the gateway does not offer this method");
      };
    }
  }

  /** Makes an order that a page or an app goes on with; gives its ticket with what is paid. */
  String begin(Call call) throws Refusal {
    synchronized (call.owner()) {
      return call.operation() == Operation.FREEZE_APP
          ? Cashier.FREEZE + FreezeCalls.begin(call).ticket
          : Cashier.PAY + OrderCalls.begin(call).ticket;
    }
  }

  private static ObjectNode certificate(Call call) throws Refusal {
    AppKeys keys = call.app().keys;
    AppKeys.AlipayKey found =
        keys.numbered(call.biz().path("alipay_cert_sn").asText(""))
            .orElseThrow(
                () ->
                    Refusal.business(
                        "CERT_NOT_EXIST", "alipay_cert_sn is none of this application's"));
    byte[] pem = keys.alipayCertificateFile(found).getBytes(StandardCharsets.UTF_8);
    return JsonText.object().put("alipay_cert_content", Base64.getEncoder().encodeToString(pem));
  }
}
