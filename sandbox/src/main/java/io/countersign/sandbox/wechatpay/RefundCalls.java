// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Refunding and asking for refunds. */
final class RefundCalls {
  private RefundCalls() {}

  static Answer refund(Call call) throws Refusal {
    ObjectNode terms = call.body(OrderShapes.refund());
    Optional<SubAccount> acting = Acceptance.ofBody(call, terms);
    NotifyUrl.check(terms, call.account().setup.loopbackNotifyUrls());
    synchronized (call.account()) {
      return Answer.json(200, call.account().refunds.accept(terms, acting, call.now()).json());
    }
  }

  static Answer query(Call call) throws Refusal {
    Optional<String> given = Optional.ofNullable(call.query(List.of("sub_mchid")).get("sub_mchid"));
    Optional<SubAccount> acting = Acceptance.ofEither(call, "query", "sub_mchid", given);
    String number = call.value("out_refund_no");
    if (!number.matches(OrderShapes.REFUND_NUMBER)) {
      throw Refusal.field(
          "uri", "out_refund_no", null, "must be 1 to 64 characters of 0-9 a-z A-Z _ - | * @");
    }
    synchronized (call.account()) {
      Refund refund = call.account().refunds.find(number).orElseThrow(RefundCalls::unknown);
      Acceptance.sameSubMerchant(refund.order, acting);
      return Answer.json(200, refund.json());
    }
  }

  static Answer abnormal(Call call) throws Refusal {
    ObjectNode body = call.body(OrderShapes.abnormalRefund());
    Optional<SubAccount> acting = Acceptance.ofBody(call, body);
    if (body.path("type").asText().equals("USER_BANK_CARD")) {
      for (String field : List.of("bank_type", "bank_account", "real_name")) {
        if (!body.has(field)) {
          throw Refusal.field("body", "/" + field, null, "is missing, USER_BANK_CARD needs it");
        }
      }
    }
    opened(call, body, "/bank_account", "[0-9]{8,32}", "an account number of 8 to 32 digits");
    opened(
        call,
        body,
        "/real_name",
        "[^0-9\\p{Cntrl}]*[^0-9\\p{Cntrl}\\s][^0-9\\p{Cntrl}]*",
        "a name");
    synchronized (call.account()) {
      Refund refund =
          call.account()
              .refunds
              .findById(call.value("refund_id"))
              .orElseThrow(RefundCalls::unknown);
      Acceptance.sameSubMerchant(refund.order, acting);
      if (!refund.outRefundNo.equals(body.path("out_refund_no").asText())) {
        throw Refusal.of(
            ErrorCode.INVALID_REQUEST,
            "out_refund_no does not belong to the refund_id in the path");
      }
      call.account().refunds.retry(refund, body);
      return Answer.json(200, refund.json());
    }
  }

  /** Puts the plain text in the place of the encrypted one, so that equal requests are equal. */
  private static void opened(
      Call call, ObjectNode body, String pointer, String pattern, String meaning) throws Refusal {
    Optional<String> plain = call.decrypted(body, pointer);
    if (plain.isPresent()) {
      if (!plain.get().matches(pattern)) {
        throw Refusal.field("body", pointer, null, "is not " + meaning + " once decrypted");
      }
      StrictJson.set(body, pointer, body.textNode(plain.get()));
    }
  }

  private static Refusal unknown() {
    return Refusal.of(ErrorCode.RESOURCE_NOT_EXISTS, "there is no such refund");
  }
}
