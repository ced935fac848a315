// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something that goes wrong with a call. Immutable.
 *
 * <p>Each fault either lets the gateway do the work first, or keeps the call from it; {@link
 * #afterProcessing()} changes that where both make sense. Content is signed after it was changed,
 * so that only the change is wrong, unless a fault says otherwise.
 */
public final class Fault {
  private static final List<String> AMOUNTS =
      List.of("total_amount", "refund_amount", "refund_fee", "amount", "trans_amount");
  private static final List<String> NUMBERS =
      List.of("out_trade_no", "trade_no", "out_biz_no", "order_id", "out_order_no", "auth_no");

  private final String name;
  private final boolean processed;
  private final Change change;

  /** After the content is signed. */
  private final Consumer<Answer> atLast;

  private interface Change {
    void apply(Answer answer, Operation operation, boolean v3);
  }

  private Fault(String name, boolean processed, Change change, Consumer<Answer> atLast) {
    this.name = name;
    this.processed = processed;
    this.change = change;
    this.atLast = atLast;
  }

  private static Fault of(String name, boolean processed, Consumer<Answer> change) {
    return new Fault(
        name, processed, (answer, operation, v3) -> change.accept(answer), answer -> {});
  }

  private static Fault late(String name, Consumer<Answer> atLast) {
    return new Fault(name, true, (answer, operation, v3) -> {}, atLast);
  }

  private static Fault content(String name, Consumer<ObjectNode> change) {
    return of(
        name,
        true,
        answer -> {
          ObjectNode content = answer.content;
          if (content != null) {
            change.accept(content);
          }
        });
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

  /** 502 with an HTML page, before any work. */
  public static Fault badGateway() {
    return literal(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>");
  }

  /** 200 with an HTML page, although the work is done. */
  public static Fault htmlWithStatus200() {
    return literal(200, "text/html", "<html><body>系统繁忙</body></html>").afterProcessing();
  }

  /** 307 to another place, before any work. */
  public static Fault redirect(URI target) {
    Fault moved = literal(307, "text/html", "<html><body>Moved</body></html>");
    return of(
        "redirect",
        false,
        answer -> {
          moved.change.apply(answer, Operation.OTHER, false);
          answer.headers.put("Location", target.toString());
        });
  }

  /** Any answer at all, before any work. */
  public static Fault literal(int status, String contentType, String body) {
    return of(
        "literal " + status,
        false,
        answer -> {
          answer.status = status;
          answer.contentType = contentType;
          answer.content = null;
          answer.code = "LITERAL";
          answer.body = body.getBytes(StandardCharsets.UTF_8);
        });
  }

  /** A failure that Alipay signs, before any work; for example 40004 and ACQ.SYSTEM_ERROR. */
  public static Fault signedFailure(String code, String subCode) {
    return failure("signed failure " + subCode, code, subCode, true, false);
  }

  /**
   * A failure without a signature, before any work: as the gateway itself gives them, or as
   * somebody on the way does.
   */
  public static Fault unsignedFailure(String code, String subCode) {
    return failure("unsigned failure " + subCode, code, subCode, false, false);
  }

  /** The same with {@code sign} there, but empty. */
  public static Fault failureWithEmptySignature(String code, String subCode) {
    return failure("failure with an empty signature " + subCode, code, subCode, true, true);
  }

  /** Somebody on the way says that there is no such trade, although the work is done. */
  public static Fault forgedNotExist() {
    return unsignedFailure("40004", "ACQ.TRADE_NOT_EXIST").afterProcessing();
  }

  /** Unsigned 20000: the outcome is unknown. */
  public static Fault serviceUnavailable() {
    return unsignedFailure("20000", "isp.unknow-error");
  }

  /** Unsigned 40005: nothing was done. */
  public static Fault callLimited() {
    return unsignedFailure("40005", "isv.app-call-limited");
  }

  private static Fault failure(
      String name, String code, String subCode, boolean signed, boolean empty) {
    return new Fault(
        name,
        false,
        (answer, operation, v3) -> {
          answer.status = 200;
          answer.cipher = null;
          answer.signed = signed && answer.keys != null;
          GatewayDesk.refuse(
              answer, operation, v3, new GatewayDesk.Problem(code, subCode, "planned by a test"));
          if (!signed && code.equals("40004") && !v3) {
            answer.node = operation.node();
          }
          answer.code = code;
          answer.explanation = "planned by a test";
        },
        answer -> {
          if (empty) {
            answer.signature = "";
          }
        });
  }

  /** The signature is over something else. */
  public static Fault wrongSignature() {
    return late("wrong signature", answer -> answer.signature = "A".repeat(342) + "==");
  }

  /** The answer comes without its signature. */
  public static Fault missingSignature() {
    return late("missing signature", answer -> answer.signed = false);
  }

  /** The signature is there, but empty. */
  public static Fault emptySignature() {
    return late("empty signature", answer -> answer.signature = "");
  }

  /** Another application's key has signed the answer. */
  public static Fault strangersSignature(AlipayMerchant stranger) {
    AppKeys other = stranger.account().keys;
    return late(
        "stranger's signature",
        answer -> {
          String own = answer.certificate;
          answer.sign(other, other.current());
          answer.certificate = own;
        });
  }

  /** Signed so long ago: of OpenAPI v3, whose answers are dated. */
  public static Fault signedAgo(Duration age) {
    return of("signed " + age + " ago", true, answer -> answer.age = age);
  }

  /** One field is another, under the signature of the right one. */
  public static Fault tamperedField(String field, String value) {
    return late(
        "tampered " + field,
        answer -> {
          ObjectNode content = answer.content;
          if (content != null) {
            String changed = JsonText.of(content.deepCopy().put(field, value));
            answer.afterSigning = text -> changed;
          }
        });
  }

  /** The content comes with blanks that were not there when it was signed. */
  public static Fault reformatted() {
    return late(
        "reformatted", answer -> answer.afterSigning = text -> text.replace("\":\"", "\": \""));
  }

  /**
   * Slashes come as {@code \/}, but were signed as {@code /}, as the real gateway does at times.
   */
  public static Fault slashesEscaped() {
    return late(
        "slashes escaped", answer -> answer.afterSigning = text -> text.replace("/", "\\/"));
  }

  /** The content comes twice under the same name. */
  public static Fault secondNode() {
    return of("second node", true, answer -> answer.secondNode = true);
  }

  /** In certificate mode the answer does not say whose key has signed it. */
  public static Fault missingCertificateNumber() {
    return late("missing certificate number", answer -> answer.certificate = "");
  }

  /** In certificate mode the answer names a certificate that nobody has. */
  public static Fault unknownCertificateNumber() {
    return late("unknown certificate number", answer -> answer.certificate = Numbers.hex(32));
  }

  /** The answer to an encrypted call is not encrypted. */
  public static Fault notEncrypted() {
    return of("not encrypted", true, answer -> answer.cipher = null);
  }

  /** One field of the answer is another. */
  public static Fault withField(String field, String value) {
    return content("with " + field, content -> content.put(field, value));
  }

  /** One field of the answer is missing. */
  public static Fault withoutField(String field) {
    return content("without " + field, content -> content.remove(field));
  }

  /** Every amount in the answer is one yuan more than it was. */
  public static Fault wrongAmount() {
    return content(
        "wrong amount",
        content -> {
          for (String amount : AMOUNTS) {
            if (content.has(amount)) {
              long fen = Numbers.fen(content.path(amount).asText()).orElse(0L);
              content.put(amount, Numbers.yuan(fen + 100));
            }
          }
        });
  }

  /** The answer speaks of another order of the same merchant. */
  public static Fault otherOrder() {
    return content(
        "other order",
        content -> {
          for (String number : NUMBERS) {
            if (content.has(number)) {
              content.put(number, "9" + content.path(number).asText());
            }
          }
        });
  }

  /** Refunds are answered as if nothing had moved: {@code fund_change=N}. */
  public static Fault noFundChange() {
    return withField("fund_change", "N");
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

  void apply(Answer answer, Operation operation, boolean v3) {
    change.apply(answer, operation, v3);
  }

  void applyAtLast(Answer answer) {
    atLast.accept(answer);
  }
}
