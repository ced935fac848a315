// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Something that goes wrong with a call. Immutable.
 *
 * <p>Each fault either lets the gateway do the work first, or keeps the call from it; {@link
 * #afterProcessing()} changes that where both make sense. Fields are signed after they were
 * changed, so that only the change is wrong, unless a fault says otherwise.
 */
public final class Fault {
  private static final List<String> AMOUNTS = List.of("txnAmt", "settleAmt");
  private static final List<String> NUMBERS = List.of("orderId", "queryId", "tn", "origQryId");

  private final String name;
  private final boolean processed;
  private final Change change;

  /** After the fields are signed. */
  private final Consumer<Answer> atLast;

  private interface Change {
    void apply(Answer answer, Map<String, String> asked);
  }

  private Fault(String name, boolean processed, Change change, Consumer<Answer> atLast) {
    this.name = name;
    this.processed = processed;
    this.change = change;
    this.atLast = atLast;
  }

  /** To the whole answer, and whether the work is done before. */
  private static Fault whole(String name, boolean processed, Consumer<Answer> change) {
    return new Fault(name, processed, (answer, asked) -> change.accept(answer), answer -> {});
  }

  /** To the fields before they are signed. */
  private static Fault early(String name, Consumer<Map<String, String>> change) {
    return whole(name, true, answer -> edit(answer, change));
  }

  /** To the fields after they were signed. */
  private static Fault late(String name, Consumer<Map<String, String>> change) {
    return new Fault(name, true, (answer, asked) -> {}, answer -> edit(answer, change));
  }

  private static void edit(Answer answer, Consumer<Map<String, String>> change) {
    Map<String, String> fields = answer.fields;
    if (fields != null) {
      change.accept(fields);
    }
  }

  /** By another seal than the right one. */
  private static Fault sealed(String name, Consumer<Answer> change) {
    return whole(name, true, change);
  }

  /** The work is done, then the connection ends without an answer. */
  public static Fault answerDropped() {
    return whole("answer dropped", true, answer -> answer.dropped = true);
  }

  /** The connection ends before any work. */
  public static Fault requestDropped() {
    return whole("request dropped", false, answer -> answer.dropped = true);
  }

  /** Nothing is done and no answer comes until the sandbox is closed. */
  public static Fault hanging() {
    return whole("hanging", false, answer -> answer.hangs = true);
  }

  /** The right answer, late by the real time. */
  public static Fault delayed(Duration pause) {
    return whole("delayed", true, answer -> answer.pause = pause);
  }

  /** Headers announce the whole body, half of it comes, the connection ends. */
  public static Fault truncatedBody() {
    return whole("truncated body", true, answer -> answer.truncated = true);
  }

  /** 502 with a page, before any work. */
  public static Fault badGateway() {
    return literal(502, "text/html", "<html><body>502 Bad Gateway</body></html>");
  }

  /** 200 with a page, although the work is done. */
  public static Fault htmlWithStatus200() {
    return literal(200, "text/html", "<html><body>系统繁忙，请稍后再试</body></html>").afterProcessing();
  }

  /** 307 to another place, before any work. */
  public static Fault redirect(URI target) {
    return whole(
        "redirect",
        false,
        answer -> {
          say(answer, 307, "text/html", "<html><body>Moved</body></html>");
          answer.headers.put("Location", target.toString());
        });
  }

  /** Any answer at all, before any work. */
  public static Fault literal(int status, String contentType, String body) {
    return whole("literal " + status, false, answer -> say(answer, status, contentType, body));
  }

  private static void say(Answer answer, int status, String contentType, String body) {
    answer.status = status;
    answer.contentType = contentType;
    answer.fields = null;
    answer.respCode = "LITERAL";
    answer.body = body.getBytes(StandardCharsets.UTF_8);
  }

  /** Signed, before any work: for example {@code 06}. */
  public static Fault respCode(String respCode) {
    return respCode(respCode, Refusal.message(respCode));
  }

  /** The same in other words. */
  public static Fault respCode(String respCode, String respMsg) {
    return refusal("respCode " + respCode, respCode, respMsg, true);
  }

  /** Not signed, before any work: as somebody on the way may say it. */
  public static Fault unsignedRespCode(String respCode) {
    return refusal("unsigned respCode " + respCode, respCode, Refusal.message(respCode), false);
  }

  private static Fault refusal(String name, String respCode, String respMsg, boolean signed) {
    return new Fault(
        name,
        false,
        (answer, asked) -> {
          Map<String, String> fields = GatewayDesk.refused(asked, respCode);
          fields.put("respMsg", respMsg);
          answer.status = 200;
          answer.fields = fields;
          answer.respCode = respCode;
          answer.explanation = "planned by a test";
          if (!signed) {
            answer.seal = null;
            fields.put("version", asked.getOrDefault("version", ""));
            fields.put("signMethod", asked.getOrDefault("signMethod", ""));
          }
        },
        answer -> {});
  }

  /** A question is answered as if the transaction stood so. */
  public static Fault origRespCode(String respCode) {
    return early(
        "origRespCode " + respCode,
        fields -> {
          fields.put("origRespCode", respCode);
          fields.put("origRespMsg", Refusal.message(respCode));
        });
  }

  /** The signature is over something else. */
  public static Fault wrongSignature() {
    return tamperedField(Pairs.SIGNATURE, "A".repeat(342) + "==");
  }

  /** The answer comes without its signature. */
  public static Fault missingSignature() {
    return late("missing signature", fields -> fields.remove(Pairs.SIGNATURE));
  }

  /** The signature is there, but empty. */
  public static Fault emptySignature() {
    return tamperedField(Pairs.SIGNATURE, "");
  }

  /** Another merchant has signed the answer, whose certificate it brings: the same authority's. */
  public static Fault strangersSignature(UnionPayMerchant stranger) {
    MerchantKeys keys = stranger.account().keys;
    return sealed(
        "stranger's signature",
        answer -> answer.seal = Seal.of(keys.method, keys.version, keys.own()));
  }

  /** Signed with a certificate that must not be believed, which the answer brings. */
  public static Fault certificate(CertificateFlaw flaw) {
    return sealed(
        "certificate " + flaw,
        answer -> {
          MerchantKeys keys = answer.keys;
          answer.seal = keys == null ? answer.seal : keys.flawed(flaw);
        });
  }

  /** Signed with the shared key of every published example, by method 11 or 12. */
  public static Fault sampleKey(SignMethod method) {
    return sealed("sample key", answer -> answer.seal = Seal.keyed(method, SignedForm.SAMPLE_KEY));
  }

  /** Signed by the right key in version 5.0.0, with SHA-1. */
  public static Fault oldVersion() {
    return sealed(
        "old version",
        answer -> {
          Seal right = answer.seal;
          if (right != null) {
            answer.seal = new Seal(right.method(), Proof.OLD, right.holder(), right.secureKey());
          }
        });
  }

  /** The certificate's lines end with LF, under the signature of the right ones. */
  public static Fault lfCertificate() {
    return late(
        "LF certificate",
        fields ->
            fields.computeIfPresent("signPubKeyCert", (field, pem) -> pem.replace("\r\n", "\n")));
  }

  /** One field is another, under the signature of the right one. */
  public static Fault tamperedField(String field, String value) {
    return late("tampered " + field, fields -> fields.put(field, value));
  }

  /** One field comes once more behind the others, with another value. */
  public static Fault duplicatedField(String field, String value) {
    return whole("duplicated " + field, true, answer -> answer.behind = "&" + field + "=" + value);
  }

  /** The answer goes out as a form does, encoded. */
  public static Fault formEncoded() {
    return whole("form encoded", true, answer -> answer.formEncoded = true);
  }

  /** One field of the answer is another. */
  public static Fault withField(String field, String value) {
    return early("with " + field, fields -> fields.put(field, value));
  }

  /** One field of the answer is missing; the certificate, too, can be left out so. */
  public static Fault withoutField(String field) {
    return new Fault(
        "without " + field,
        true,
        (answer, asked) -> edit(answer, fields -> fields.remove(field)),
        answer -> resign(answer, field));
  }

  private static void resign(Answer answer, String without) {
    Map<String, String> fields = answer.fields;
    Seal seal = answer.seal;
    if (fields != null && seal != null && fields.containsKey(without)) {
      Map<String, String> fewer = new LinkedHashMap<>(fields);
      fewer.remove(without);
      answer.fields = without.equals(Pairs.SIGNATURE) ? fewer : seal.sign(fewer, answer.charset);
    }
  }

  /** Every amount in the answer is one yuan more than it was. */
  public static Fault wrongAmount() {
    return early(
        "wrong amount",
        fields ->
            AMOUNTS.forEach(
                amount ->
                    fields.computeIfPresent(
                        amount, (field, fen) -> Long.toString(Long.parseLong(fen) + 100))));
  }

  /** The answer speaks of another transaction of the same merchant. */
  public static Fault otherOrder() {
    return early(
        "other order",
        fields ->
            NUMBERS.forEach(
                number ->
                    fields.computeIfPresent(number, (field, value) -> "9" + value.substring(1))));
  }

  /** The answer speaks to another merchant. */
  public static Fault otherMerchant() {
    return withField("merId", "777000000000001");
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

  void apply(Answer answer, Map<String, String> asked) {
    change.apply(answer, new HashMap<>(asked));
  }

  void applyAtLast(Answer answer) {
    atLast.accept(answer);
  }
}
