// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.SignedCall;
import io.countersign.spi.FormFields;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Calls that this library has no method for, by path and fields. (全渠道, 交易类型.) */
final class RawCalls {

  /** What the client writes by itself. */
  private static final String OWN =
      " version encoding signMethod signature signPubKeyCert certId accessType merId acqInsCode"
          + " merCatCode merName merAbbr subMerId subMerName subMerAbbr ";

  /**
   * What only asks: query, batch query, balance, bill, binding, settlement file, card opened,
   * encryption certificate.
   */
  private static final String QUESTIONS = " 00 22 71 73 75 76 78 95 ";

  private final GatewayCalls gateway;

  RawCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Answer read(SignedCall call) {
    Call own = call(call);
    if (!isQuestion(own)) {
      throw new InvalidRequestException(
          "txnType", "one of" + QUESTIONS + "to ask; what may change something is written, once");
    }
    return gateway.exchange().read(Operation.RAW_READ, own, Verdict::accepted);
  }

  Outcome<Answer> write(SignedCall call) {
    Call own = call(call);
    if (isQuestion(own)) {
      throw new InvalidRequestException("txnType", "one that changes something; ask by read(…)");
    }
    return gateway
        .exchange()
        .write(
            Operation.RAW_WRITE,
            call.toString(),
            own,
            Verdict::accepted,
            rejection -> new Outcome.Unknown<>(rejection.toString(), gateway.askSoon()),
            gateway::askSoon);
  }

  private static boolean isQuestion(Call call) {
    boolean asks = QUESTIONS.contains(" " + call.fields().text("txnType") + " ");
    // What a message does its codes tell, not where it is sent: nothing else may be repeated.
    if (call.path().isQuery() && !asks) {
      throw new InvalidRequestException("path", "another one; this one takes questions only");
    }
    return asks;
  }

  private Call call(SignedCall call) {
    if (call.isNamed() || !call.method().equals("POST")) {
      throw new InvalidRequestException("call", "SignedCall.post(path); UnionPay knows no other");
    }
    if (!call.query().isEmpty() || call.json().isPresent() || !call.encrypted().isEmpty()) {
      throw new InvalidRequestException(
          "call", "fields by field(name, value), and nothing else; UnionPay takes forms");
    }
    FormFields fields = new FormFields();
    for (Map.Entry<String, String> field : call.form().entrySet()) {
      fields.put(field.getKey(), value(field.getKey(), field.getValue()));
    }
    Call own = new Call(path(call.target()), fields);
    for (String required : new String[] {"txnType", "txnSubType", "bizType"}) {
      if (!fields.has(required)) {
        throw new InvalidRequestException(required, "a code; it is missing");
      }
    }
    SignedText.requireOneReading(gateway.signing().fields(own));
    return own;
  }

  private static Call.Path path(String target) {
    if (target.endsWith("frontTransReq.do")) {
      throw new InvalidRequestException(
          "path", "one that this side calls; a page is opened by the payer's browser");
    }
    return Call.Path.of(target)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "path",
                    "one of UnionPay's, such as /gateway/api/backTransReq.do, without a query"));
  }

  private static String value(String name, String value) {
    if (OWN.contains(" " + name + " ")) {
      throw new InvalidRequestException(
          "field", "one of the call's own, such as txnAmt; what every call has is filled in here");
    }
    if (value.isBlank()) {
      throw new InvalidRequestException(name, "text; what is blank is not sent, so leave it out");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new InvalidRequestException(name, "whole characters, not half an emoji");
    }
    return value;
  }
}
