// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something that goes wrong with a call. Immutable.
 *
 * <p>Each fault either lets the gateway do the work first, or keeps the call from it; {@link
 * #afterProcessing()} and {@link #beforeProcessing()} change that where both make sense.
 */
public final class Fault {
  private static final String HTML =
      "<html><head><title>%s</title></head><body><h1>%s</h1></body></html>";

  private final String name;
  private final boolean processed;
  private final Consumer<Answer> change;

  private Fault(String name, boolean processed, Consumer<Answer> change) {
    this.name = name;
    this.processed = processed;
    this.change = change;
  }

  /** The work is done, then the connection ends without an answer. */
  public static Fault answerDropped() {
    return new Fault("answer dropped", true, answer -> answer.transport = Answer.Transport.DROPPED);
  }

  /** The connection ends before any work. */
  public static Fault requestDropped() {
    return answerDropped().beforeProcessing().named("request dropped");
  }

  /** Nothing is done and no answer comes until the sandbox is closed; see {@link #forAtMost}. */
  public static Fault hanging() {
    return hangingAfterProcessing().beforeProcessing().named("hanging");
  }

  /** The work is done, and no answer comes until the sandbox is closed; see {@link #forAtMost}. */
  public static Fault hangingAfterProcessing() {
    return new Fault(
        "hanging after processing",
        true,
        answer -> {
          answer.hangs = true;
          answer.transport = Answer.Transport.DROPPED;
        });
  }

  /** 502 with an HTML page, before any work. */
  public static Fault badGateway() {
    return literal(502, "text/html", HTML.formatted("502 Bad Gateway", "502 Bad Gateway"))
        .named("502");
  }

  /** 500 {@code SYSTEM_ERROR}, signed, before any work. */
  public static Fault systemError() {
    return answer(500, "SYSTEM_ERROR", "system error, try again with the same parameters");
  }

  /** 500 {@code SYSTEM_ERROR}, signed, although the work is done. */
  public static Fault systemErrorAfterProcessing() {
    return systemError().afterProcessing();
  }

  /** 503 {@code SERVICE_UNAVAILABLE}, unsigned, before any work. */
  public static Fault serviceUnavailable() {
    return answer(503, "SERVICE_UNAVAILABLE", "service unavailable").unsigned();
  }

  /** 429 {@code FREQUENCY_LIMITED}, signed, before any work. */
  public static Fault frequencyLimited() {
    Fault fault = answer(429, "FREQUENCY_LIMITED", "too many calls, slow down");
    return fault.and(fault.name, answer -> answer.number = ErrorCode.FREQUENCY_LIMITED.number);
  }

  /** 429 {@code FREQUENCY_LIMITED} with a {@code Retry-After} header. */
  public static Fault frequencyLimited(Duration retryAfter) {
    return frequencyLimited().withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  /** Headers announce the whole body, half of it comes, the connection ends. */
  public static Fault truncatedBody() {
    return new Fault(
        "truncated body", true, answer -> answer.transport = Answer.Transport.TRUNCATED);
  }

  /** A signature of the right form over something else. */
  public static Fault wrongSignature() {
    return new Fault("wrong signature", true, answer -> answer.signing = Answer.Signing.WRONG);
  }

  /** A signature probe: the value begins with {@code WECHATPAY/SIGNTEST/}. */
  public static Fault probeSignature() {
    return new Fault("probe signature", true, answer -> answer.signing = Answer.Signing.PROBE);
  }

  /** A right signature of another time. */
  public static Fault staleSignature(Duration age) {
    return new Fault("stale signature", true, answer -> answer.signatureAge = age);
  }

  /** No signature headers at all. */
  public static Fault missingSignature() {
    return new Fault("missing signature", true, answer -> answer.signing = Answer.Signing.NONE);
  }

  /** One header is missing. */
  public static Fault withoutHeader(String header) {
    return new Fault("without " + header, true, answer -> answer.omitted.add(header));
  }

  /** Signed by a key that the merchant does not have. */
  public static Fault unknownKeyId() {
    return new Fault("unknown key id", true, answer -> answer.signing = Answer.Signing.UNKNOWN_KEY);
  }

  /** 200 with an HTML page, unsigned, although the work is done. */
  public static Fault htmlWithStatus200() {
    return literal(200, "text/html", HTML.formatted("Welcome", "Please log in")).afterProcessing();
  }

  /** A signed 204, although the work is done and its result is due. */
  public static Fault noContent() {
    return new Fault("204 without a body", true, answer -> answer.say(Answer.empty()));
  }

  /** 307 to another place, before any work. */
  public static Fault redirect(URI target) {
    return literal(307, "text/html", HTML.formatted("307", "Moved"))
        .withHeader("Location", target.toString())
        .named("redirect");
  }

  /** The body {@code {"code":null}}, unsigned, before any work. */
  public static Fault nullCode(int status) {
    return literal(status, "application/json", "{\"code\":null}");
  }

  /** A signed 200 whose body is a JSON array, although the work is done. */
  public static Fault jsonArray() {
    return literal(200, "application/json", "[{}]").signed().afterProcessing();
  }

  /** A signed 200 with an empty body, although the work is done and its result is due. */
  public static Fault emptyBody() {
    return literal(200, "application/json", "").signed().afterProcessing();
  }

  /** A signed 200 with a huge JSON body, streamed. */
  public static Fault hugeBody(long bytes) {
    return new Fault("huge body", true, answer -> answer.filler = bytes);
  }

  /** Any error body, signed, before any work. */
  public static Fault answer(int status, String code, String message) {
    return new Fault(
        status + " " + code,
        false,
        answer -> {
          answer.say(Answer.error(status, code, message, null));
          answer.signing = Answer.Signing.RIGHT;
        });
  }

  /** Any body at all, unsigned, before any work. */
  public static Fault literal(int status, String contentType, String body) {
    return new Fault(
        "literal " + status,
        false,
        answer -> {
          answer.say(Answer.text(status, contentType, body));
          answer.code = "LITERAL";
          answer.signing = Answer.Signing.NONE;
        });
  }

  /** The amount in the answer is one fen more than it was. */
  public static Fault wrongAmount() {
    return edit(
        "wrong amount",
        body -> {
          for (String amount :
              List.of(
                  "/amount/total",
                  "/amount/payer_total",
                  "/amount/refund",
                  "/amount/payer_refund",
                  "/transfer_amount",
                  "/receivers/0/amount",
                  "/unsplit_amount",
                  "/amount",
                  "/sub_orders/0/amount/total_amount",
                  "/sub_orders/0/amount/payer_amount")) {
            JsonNode before = body.at(amount);
            if (before.isIntegralNumber()) {
              StrictJson.set(body, amount, LongNode.valueOf(before.longValue() + 1));
            }
          }
        });
  }

  /** The answer speaks of another order of the same merchant. */
  public static Fault otherOrder() {
    return edit("other order", Fault::renumber);
  }

  /** The answer speaks of another merchant's order. */
  public static Fault otherMerchant() {
    return edit(
        "other merchant",
        body -> {
          renumber(body);
          for (String side : List.of("", "sp_", "sub_")) {
            if (body.has(side + "mchid")) {
              body.put(side + "mchid", Tokens.mchid());
            }
            if (body.has(side + "appid")) {
              body.put(side + "appid", Tokens.appid());
            }
          }
          if (body.has("mch_id")) {
            body.put("mch_id", Tokens.mchid());
          }
          if (body.has("combine_mchid")) {
            body.put("combine_mchid", Tokens.mchid());
            body.put("combine_appid", Tokens.appid());
          }
        });
  }

  /** The answer speaks of another sub-merchant of the same service provider. */
  public static Fault otherSubMerchant(SubMerchant other) {
    return edit("other sub-merchant", body -> body.put("sub_mchid", other.mchid()));
  }

  /** One field of the answer is another. */
  public static Fault withField(String pointer, String json) {
    JsonNode value = StrictJson.value(json);
    return edit("with " + pointer, body -> StrictJson.set(body, pointer, value));
  }

  /** One field of the answer is missing. */
  public static Fault withoutField(String pointer) {
    return edit("without " + pointer, body -> StrictJson.remove(body, pointer));
  }

  /** The right answer, late by the real time. */
  public static Fault delayed(Duration pause) {
    return new Fault("delayed", true, answer -> answer.pause = pause);
  }

  /** The same, but the gateway does the work first. */
  public Fault afterProcessing() {
    return new Fault(name, true, change);
  }

  /** The same, but the gateway does no work. */
  public Fault beforeProcessing() {
    return new Fault(name, false, change);
  }

  /** The same with a right signature. */
  public Fault signed() {
    return and(name + ", signed", answer -> answer.signing = Answer.Signing.RIGHT);
  }

  /** The same without a signature. */
  public Fault unsigned() {
    return and(name + ", unsigned", answer -> answer.signing = Answer.Signing.NONE);
  }

  /** The same with one more answer header. */
  public Fault withHeader(String header, String value) {
    return and(name, answer -> answer.headers.put(header, value));
  }

  /** The same, but a hanging call ends after some real time. */
  public Fault forAtMost(Duration longest) {
    return and(
        name,
        answer -> {
          answer.hangs = false;
          answer.pause = longest;
        });
  }

  @Override
  public String toString() {
    return name;
  }

  boolean processed() {
    return processed;
  }

  void apply(Answer answer) {
    change.accept(answer);
  }

  static Fault of(String name, Consumer<Answer> change) {
    return new Fault(name, true, change);
  }

  private Fault named(String other) {
    return new Fault(other, processed, change);
  }

  private Fault and(String newName, Consumer<Answer> more) {
    return new Fault(newName, processed, change.andThen(more));
  }

  private static void renumber(ObjectNode body) {
    for (String field :
        List.of(
            "out_trade_no",
            "transaction_id",
            "out_refund_no",
            "refund_id",
            "combine_out_trade_no",
            "combine_transaction_id",
            "out_bill_no",
            "transfer_bill_no",
            "out_order_no",
            "order_id",
            "out_return_no",
            "return_id")) {
      if (body.path(field) instanceof TextNode number) {
        String text = number.textValue();
        char last = text.charAt(text.length() - 1);
        body.put(field, text.substring(0, text.length() - 1) + (last == '7' ? '3' : '7'));
      }
    }
  }

  /** Applies to successful JSON objects only: an error stays what it is. */
  static Fault edit(String name, Consumer<ObjectNode> edit) {
    return new Fault(
        name,
        true,
        answer -> {
          if (answer.status < 300 && answer.body.length > 0) {
            ObjectNode body =
                StrictJson.objectValue(new String(answer.body, StandardCharsets.UTF_8));
            edit.accept(body);
            answer.body = StrictJson.bytes(body);
          }
        });
  }
}
