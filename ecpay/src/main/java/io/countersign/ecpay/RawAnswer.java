// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.ProviderFields;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the answer to a call without a method of its own proves.
 *
 * @param path what was called
 * @param operation whether it asked or wrote
 * @param sent what was sent
 * @param keys one of which must sign
 * @param hash with which it must be signed
 * @param signed the evidence of an answer that is signed
 */
record RawAnswer(
    RawPath path,
    Operation operation,
    FormFields sent,
    List<KeyPair> keys,
    CheckMacValue.Hash hash,
    Evidence signed) {

  /** Where an answer repeats what was asked, and what that was. */
  private static final String[][] ECHOES = {
    {"MerchantID", "MerchantID"},
    {"MerchantTradeNo", "MerchantTradeNo"},
    {"TradeNo", "TradeNo"},
    {"OrderInfo/MerchantTradeNo", "MerchantTradeNo"},
    {"IIS_Mer_ID", "MerchantID"},
    {"IIS_Relate_Number", "RelateNumber"},
    {"IIS_Number", "InvoiceNo"},
    {"IA_Invoice_No", "InvoiceNo"},
    {"InvoiceNo", "InvoiceNo"}
  };

  /** An envelope's content. */
  static Verdict<Answer> of(
      RawPath path, Operation operation, Map<String, Object> sent, SealedExchange.Opened opened) {
    ProviderFields asked = ProviderFields.of("", sent);
    Optional<String> different = different(asked, opened.data());
    if (different.isPresent()) {
      throw mismatch(different.get(), asked, opened.data());
    }
    Answer answer = new Answer(200, opened.data(), Optional.empty(), opened.evidence());
    return judged(path, operation, answer, opened.code(), opened.message());
  }

  /** A form's answer. */
  Verdict<Answer> of(HttpAnswer answer) {
    byte[] body = answer.body();
    if (body.length > 0 && body[0] == '{') {
      return ofJson(body);
    }
    boolean barred = body.length > 1 && (body[0] == '0' || body[0] == '1') && body[1] == '|';
    byte[] pairs = barred ? Arrays.copyOfRange(body, 2, body.length) : body;
    SignedAnswer proven = SignedAnswer.of(pairs, keys, hash);
    if (proven.fields().isPresent()) {
      return ofFields(proven.fields().get(), barred && body[0] == '1', signed);
    }
    SignedAnswer unsigned = SignedAnswer.unsigned(barred && isPairs(pairs) ? pairs : body);
    if (!path.isNeverSigned()
        || unsigned.fields().isEmpty()
        || unsigned.fields().get().has(CheckMacValue.FIELD)) {
      return Verdict.open(proven.failure());
    }
    return ofFields(unsigned.fields().get(), barred && body[0] == '1', transportOnly());
  }

  private static boolean isPairs(byte[] body) {
    return SignedAnswer.unsigned(body).fields().map(fields -> fields.has("RtnCode")).orElse(false);
  }

  private Evidence transportOnly() {
    return Evidence.of(Evidence.Kind.TRANSPORT_ONLY, signed.at());
  }

  private Verdict<Answer> ofJson(byte[] body) {
    if (!path.isNeverSigned()) {
      return Verdict.open("the answer has no CheckMacValue");
    }
    try {
      return ofReported(JsonText.fields(body), false, transportOnly());
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
    }
  }

  /** What may have moved money is believed unsigned only as far as it says what it is about. */
  private boolean mustRepeat(Evidence evidence) {
    return !operation.isRead()
        && path.service() == Service.PAYMENT
        && evidence.kind() == Evidence.Kind.TRANSPORT_ONLY;
  }

  private static boolean repeats(ProviderFields asked, ProviderFields answered) {
    for (String name : List.of("MerchantID", "MerchantTradeNo")) {
      Optional<String> there = answered.text(name);
      if (there.isEmpty() || !there.equals(asked.text(name))) {
        return false;
      }
    }
    return true;
  }

  private Verdict<Answer> ofFields(FormFields fields, boolean taken, Evidence evidence) {
    return ofReported(SignedAnswer.reported(fields), taken, evidence);
  }

  private Verdict<Answer> ofReported(ProviderFields fields, boolean taken, Evidence evidence) {
    ProviderFields asked = SignedAnswer.reported(sent);
    Optional<String> different = different(asked, fields);
    if (different.isPresent()) {
      if (evidence.kind() == Evidence.Kind.TRANSPORT_ONLY) {
        return Verdict.open("the answer is about something else: " + different.get() + " differs");
      }
      throw mismatch(different.get(), asked, fields);
    }
    if (mustRepeat(evidence) && !repeats(asked, fields)) {
      return Verdict.open(
          "the answer, which ECPay never signs, does not repeat merchant and order");
    }
    Answer answer = new Answer(200, fields, Optional.empty(), evidence);
    if (taken) {
      return Verdict.accepted(answer);
    }
    Optional<String> code = fields.text("RtnCode");
    if (code.isEmpty() && operation.isRead()) {
      return ofState(answer);
    }
    return judged(
        path, operation, answer, code.orElse("").trim(), fields.text("RtnMsg").orElse(""));
  }

  /** An order's state is the answer; only what says that nobody looked is a refusal. */
  private Verdict<Answer> ofState(Answer answer) {
    String state = answer.fields().text("TradeStatus").orElse("");
    Optional<ReturnCode> known = ReturnCode.of(state, path.service());
    boolean refused =
        known.isPresent() && known.get().effectOn(operation) == ReturnCode.Effect.BEFORE_PROCESSING;
    return refused
        ? refusal(path, operation, answer, state, "").verdict()
        : Verdict.accepted(answer);
  }

  private static Verdict<Answer> judged(
      RawPath path, Operation operation, Answer answer, String code, String message) {
    Optional<ReturnCode> known = ReturnCode.of(code, path.service());
    if (known.isPresent()) {
      ReturnCode.Effect effect = known.get().effectOn(operation);
      if (effect == ReturnCode.Effect.DONE
          || (effect == ReturnCode.Effect.PENDING && operation.isRead())) {
        return Verdict.accepted(answer);
      }
    }
    return refusal(path, operation, answer, code, message).verdict();
  }

  private static Refusal refusal(
      RawPath path, Operation operation, Answer answer, String code, String message) {
    boolean proven = answer.evidence().kind() != Evidence.Kind.TRANSPORT_ONLY;
    return new Refusal(path.service(), operation, code, message, proven);
  }

  /** The name of what an answer repeats wrongly. ECPay leaves out, or writes 0 for, the unknown. */
  private static Optional<String> different(ProviderFields asked, ProviderFields answered) {
    for (String[] echo : ECHOES) {
      String here = asked.text(echo[1]).orElse("");
      String there = answered.text(echo[0]).orElse("");
      if (!here.isEmpty() && !there.isEmpty() && !there.equals("0") && !here.equals(there)) {
        return Optional.of(echo[0]);
      }
    }
    return Optional.empty();
  }

  private static MismatchException mismatch(
      String field, ProviderFields asked, ProviderFields answered) {
    String name =
        Arrays.stream(ECHOES).filter(echo -> echo[0].equals(field)).findFirst().orElseThrow()[1];
    return new MismatchException(
        field, asked.text(name).orElse(""), answered.text(field).orElse(""));
  }
}
