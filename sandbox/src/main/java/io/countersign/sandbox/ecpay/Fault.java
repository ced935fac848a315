// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Something that goes wrong with a call. Immutable.
 *
 * <p>Each fault either lets the gateway do the work first, or keeps the call from it; {@link
 * #afterProcessing()} changes that where both make sense. The fields of a signed answer are signed
 * after they were changed, so that only the change is wrong.
 */
public final class Fault {
  private static final List<String> OF_ONE_ORDER =
      List.of(
          "MerchantTradeNo",
          "TradeNo",
          "IIS_Relate_Number",
          "IIS_Number",
          "InvoiceNo",
          "IA_Invoice_No");

  private final String name;
  private final boolean processed;
  private final Consumer<Answer> change;

  /** After the pairs are signed or the data is sealed. */
  private final Consumer<Answer> atLast;

  private Fault(String name, boolean processed, Consumer<Answer> change, Consumer<Answer> atLast) {
    this.name = name;
    this.processed = processed;
    this.change = change;
    this.atLast = atLast;
  }

  private static Fault of(String name, boolean processed, Consumer<Answer> change) {
    return new Fault(name, processed, change, answer -> {});
  }

  private static Fault late(String name, Consumer<Answer> atLast) {
    return new Fault(name, true, answer -> {}, atLast);
  }

  /** The work is done, then the connection ends without an answer. */
  public static Fault answerDropped() {
    return of("answer dropped", true, answer -> answer.dropped = true);
  }

  /** The connection ends before any work. */
  public static Fault requestDropped() {
    return of("request dropped", false, answer -> answer.dropped = true);
  }

  /** Nothing is done and no answer comes until the sandbox is closed. */
  public static Fault hanging() {
    return of("hanging", false, answer -> answer.hangs = true);
  }

  /** The right answer, late by the real time. */
  public static Fault delayed(Duration pause) {
    return of("delayed", true, answer -> answer.pause = pause);
  }

  /** Headers announce the whole body, half of it comes, the connection ends. */
  public static Fault truncatedBody() {
    return of("truncated body", true, answer -> answer.truncated = true);
  }

  /** 403 as after too many calls, before any work; ECPay keeps it up for 30 minutes. */
  public static Fault tooManyCalls() {
    return literal(403, "text/html", "<html><body><h1>403 Forbidden</h1></body></html>");
  }

  /** 502 with an HTML page, before any work. */
  public static Fault badGateway() {
    return literal(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>");
  }

  /** 200 with an HTML page, although the work is done. */
  public static Fault htmlWithStatus200() {
    return literal(200, "text/html", "<html><body>系統維護中</body></html>").afterProcessing();
  }

  /** Any answer at all, before any work. */
  public static Fault literal(int status, String contentType, String body) {
    return of(
        "literal " + status,
        false,
        answer -> {
          answer.status = status;
          answer.contentType = contentType;
          answer.pairs = null;
          answer.data = null;
          answer.code = "LITERAL";
          answer.body = body.getBytes(StandardCharsets.UTF_8);
        });
  }

  /** The signature of a signed answer is over something else. */
  public static Fault wrongCheckMacValue() {
    return late("wrong CheckMacValue", answer -> pairs(answer).put(CheckMac.FIELD, "A".repeat(64)));
  }

  /** A signed answer comes without its signature. */
  public static Fault missingCheckMacValue() {
    return late("missing CheckMacValue", answer -> pairs(answer).remove(CheckMac.FIELD));
  }

  /** The pairs of the answer are form-encoded, a blank as a plus. */
  public static Fault formEncoded() {
    return of("form-encoded", true, answer -> answer.formEncoded = true);
  }

  /** One field of the answer is another; inside an envelope the name is a JSON pointer. */
  public static Fault withField(String name, String value) {
    return of("with " + name, true, answer -> put(answer, name, value));
  }

  /** One field of a signed answer is another, under the signature of the right one. */
  public static Fault tamperedField(String name, String value) {
    return late("tampered " + name, answer -> pairs(answer).put(name, value));
  }

  /** One field of the answer is missing; inside an envelope only a top-level one. */
  public static Fault withoutField(String name) {
    return of(
        "without " + name,
        true,
        answer -> {
          pairs(answer).remove(name);
          if (answer.data != null) {
            answer.data.remove(name);
          }
        });
  }

  /** The amount in the answer is one dollar more than it was. */
  public static Fault wrongAmount() {
    return of(
        "wrong amount",
        true,
        answer -> {
          pairs(answer).computeIfPresent("TradeAmt", (field, old) -> plusOne(old));
          ObjectNode data = answer.data == null ? Json.object() : answer.data;
          if (data.path("OrderInfo") instanceof ObjectNode order) {
            order.put("TradeAmt", order.path("TradeAmt").asLong() + 1);
          }
          if (data.has("IIS_Sales_Amount")) {
            data.put("IIS_Sales_Amount", data.path("IIS_Sales_Amount").asLong() + 1);
          }
        });
  }

  /** The answer speaks of another order or invoice of the same merchant. */
  public static Fault otherOrder() {
    return of(
        "other order",
        true,
        answer -> {
          for (String field : OF_ONE_ORDER) {
            pairs(answer).computeIfPresent(field, (same, old) -> "9" + old);
            if (answer.data != null) {
              ObjectNode holder =
                  answer.data.path("OrderInfo") instanceof ObjectNode order ? order : answer.data;
              if (holder.has(field)) {
                holder.put(field, "9" + holder.path(field).asText());
              }
            }
          }
        });
  }

  /** The answer speaks of another merchant. */
  public static Fault otherMerchant() {
    return of(
        "other merchant",
        true,
        answer -> {
          boolean invoice = answer.data != null && answer.data.has("IIS_Mer_ID");
          put(answer, invoice ? "IIS_Mer_ID" : "MerchantID", "2999999");
        });
  }

  /** The envelope was sealed with other keys. */
  public static Fault strangersEnvelope() {
    return of(
        "stranger's envelope",
        true,
        answer -> answer.keys = new Keys("2999999", "0123456789abcdef", "fedcba9876543210"));
  }

  /** The envelope is refused: {@code TransCode} 0 and no data, before any work. */
  public static Fault envelopeRefused() {
    return literal(200, "application/json", Json.text(Envelope.refusal("Fail")));
  }

  /** The same, but the gateway does the work first. */
  public Fault afterProcessing() {
    return new Fault(name, true, change, atLast);
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

  void applyAtLast(Answer answer) {
    atLast.accept(answer);
  }

  private static void put(Answer answer, String name, String value) {
    ObjectNode data = answer.data;
    if (data == null) {
      pairs(answer).put(name, value);
    } else if (name.startsWith("/")) {
      int last = name.lastIndexOf('/');
      if (data.at(name.substring(0, last)) instanceof ObjectNode holder) {
        holder.put(name.substring(last + 1), value);
      }
    } else {
      data.put(name, value);
    }
  }

  /** An answer without pairs gets changes that nobody sees. */
  private static Map<String, String> pairs(Answer answer) {
    Map<String, String> pairs = answer.pairs;
    return pairs == null ? new HashMap<>() : pairs;
  }

  private static String plusOne(String number) {
    return Long.toString(Long.parseLong(number) + 1);
  }
}
