// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.SignedCall;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Calls to endpoints that this library has no method for: forms and envelopes. */
final class RawCalls {

  private final GatewayCalls gateway;

  RawCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Answer read(SignedCall call) {
    RawPath path = path(call);
    if (!path.isQuestion()) {
      throw new InvalidRequestException(
          "call",
          "a question, whose path names Query…, Get… or Check…; what may change something is"
              + " written, once");
    }
    if (call.json().isPresent()) {
      Map<String, Object> data = data(call, path);
      return gateway
          .envelopes()
          .read(
              Operation.RAW_READ,
              new SealedExchange.Envelope(path.service(), path.text(), data),
              opened -> RawAnswer.of(path, Operation.RAW_READ, data, opened));
    }
    FormFields fields = fields(call, path);
    return gateway
        .forms()
        .read(
            Operation.RAW_READ,
            form(path, fields),
            answer -> answer(path, Operation.RAW_READ, fields).of(answer));
  }

  Outcome<Answer> write(SignedCall call) {
    RawPath path = path(call);
    if (call.json().isPresent()) {
      Map<String, Object> data = data(call, path);
      return gateway
          .envelopes()
          .write(
              Operation.RAW_WRITE,
              call.toString(),
              new SealedExchange.Envelope(path.service(), path.text(), data),
              opened -> RawAnswer.of(path, Operation.RAW_WRITE, data, opened),
              rejection -> new Outcome.Unknown<>(rejection.toString(), gateway.askSoon()),
              gateway::askSoon);
    }
    FormFields fields = fields(call, path);
    return gateway
        .forms()
        .write(
            Operation.RAW_WRITE,
            call.toString(),
            form(path, fields),
            answer -> answer(path, Operation.RAW_WRITE, fields).of(answer),
            rejection -> new Outcome.Unknown<>(rejection.toString(), gateway.askSoon()),
            gateway::askSoon);
  }

  private RawAnswer answer(RawPath path, Operation operation, FormFields sent) {
    return new RawAnswer(
        path,
        operation,
        sent,
        gateway.config().keysOf(path.service()),
        hash(path),
        Evidence.of(Evidence.Kind.SIGNED_ANSWER, gateway.loop().now()));
  }

  private static FormExchange.Form form(RawPath path, FormFields fields) {
    boolean stamped = path.isStamped() && !fields.has("TimeStamp");
    return new FormExchange.Form(path.service(), path.text(), fields, stamped, hash(path));
  }

  private static CheckMacValue.Hash hash(RawPath path) {
    return path.service() == Service.LOGISTICS ? CheckMacValue.Hash.MD5 : CheckMacValue.Hash.SHA256;
  }

  private static RawPath path(SignedCall call) {
    if (!call.method().equals("POST") || !call.query().isEmpty()) {
      throw new InvalidRequestException(
          "call",
          "POST to a path, without a query; ECPay takes forms (field) and envelopes (json)");
    }
    if (!call.encrypted().isEmpty()) {
      throw new InvalidRequestException(
          "encrypted", "none: ECPay encrypts whole envelopes, json(…), and no single fields");
    }
    if (call.json().isPresent() == !call.form().isEmpty()) {
      throw new InvalidRequestException("call", "either a form, field(…), or an envelope, json(…)");
    }
    return RawPath.of(call.target());
  }

  private FormFields fields(SignedCall call, RawPath path) {
    FormFields fields = new FormFields();
    String own = merchantId(path);
    for (Map.Entry<String, String> field : call.form().entrySet()) {
      String name = field.getKey();
      mustBeWhole("field", name);
      if (name.isEmpty()
          || name.equalsIgnoreCase(CheckMacValue.FIELD)
          || name.equalsIgnoreCase("HashKey")
          || name.equalsIgnoreCase("HashIV")) {
        throw new InvalidRequestException(
            "field", "no HashKey, HashIV or CheckMacValue: the form is signed here");
      }
      mustBeWhole(name, field.getValue());
      fields.put(name, field.getValue());
    }
    mustBeOwn("MerchantID", own, fields.has("MerchantID") ? fields.text("MerchantID") : own);
    fields.put("MerchantID", own);
    Optional<String> platform = gateway.merchant().platformId();
    String platformId = platform.orElse("");
    mustBeOwn(
        "PlatformID",
        platformId,
        fields.has("PlatformID") ? fields.text("PlatformID") : platformId);
    fields.put("PlatformID", platform);
    return fields;
  }

  private Map<String, Object> data(SignedCall call, RawPath path) {
    String json = call.json().orElse("");
    mustBeWhole("json", json);
    Map<String, Object> data;
    try {
      data = JsonText.objectWithoutNulls(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException("json", "a JSON object: " + malformed.getMessage());
    }
    String own = merchantId(path);
    Object named = data.getOrDefault("MerchantID", own);
    mustBeOwn("MerchantID", own, named.toString());
    data.put("MerchantID", own);
    Optional<String> platform = gateway.merchant().platformId();
    mustBeOwn(
        "PlatformID",
        platform.orElse(""),
        data.getOrDefault("PlatformID", platform.orElse("")).toString());
    if (platform.isPresent()) {
      data.put("PlatformID", platform.get());
    }
    return data;
  }

  private String merchantId(RawPath path) {
    boolean ownProduct = path.service() == Service.INVOICE || path.service() == Service.LOGISTICS;
    if (!ownProduct) {
      return gateway.merchant().merchantId();
    }
    if (gateway.merchant().platformId().isPresent()) {
      throw new InvalidRequestException(
          "path", "one for payments; a sub-merchant's invoices and shipments need its own client");
    }
    return gateway.config().merchantIdAt(path.service());
  }

  private static void mustBeOwn(String field, String own, String given) {
    if (!given.equals(own)) {
      throw new InvalidRequestException(field, "this client's own, or none: it is filled in here");
    }
  }

  /** Half an emoji would be signed and sent as a question mark. */
  private static void mustBeWhole(String field, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidRequestException(field, "whole characters, not half an emoji");
    }
  }
}
