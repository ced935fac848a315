// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.attack.Attack;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Notifications under a right signature that no reader should take. */
final class BrokenNotices {
  private static final String LOST =
      "The shop says that it has taken what it cannot have read, so it never comes again.";
  private static final String UNSEALED =
      "The second proof, that the content was sealed with the APIv3 key, is not made.";
  private static final String GUESSED =
      "Two readers see two different payments, and the shop ships by the wrong one.";
  private static final String MEMORY =
      "A stranger fills the shop's memory or stack until it stops.";
  private static final int DEPTH = 10_000;
  private static final int TEN_MEGABYTES = 10_000_000;
  private static final int HUGE = 16 * 1024 * 1024;

  private final NoticeMaker maker;
  private final List<Attack> all = new ArrayList<>();

  private BrokenNotices(NoticeMaker maker) {
    this.maker = maker;
  }

  static List<Attack> all(NoticeMaker maker) {
    BrokenNotices notices = new BrokenNotices(maker);
    notices.seals();
    notices.texts();
    notices.sizes();
    notices.requests();
    return List.copyOf(notices.all);
  }

  private void seals() {
    add(
        "other-apiv3-key",
        "The content is sealed with another key.",
        UNSEALED,
        n -> n.sealedWith(Tokens.alphanumeric(32)));
    ciphertext(
        "ciphertext-shorter-than-its-tag",
        "The sealed content is eight bytes long.",
        bytes -> Arrays.copyOf(bytes, 8));
    ciphertext("ciphertext-empty", "The sealed content is empty.", bytes -> new byte[0]);
    ciphertext(
        "tag-cut",
        "The last four bytes of the seal are missing.",
        bytes -> Arrays.copyOf(bytes, bytes.length - 4));
    ciphertext(
        "tag-altered",
        "The last byte of the seal is another.",
        bytes -> {
          bytes[bytes.length - 1] ^= 1;
          return bytes;
        });
    seal(
        "ciphertext-not-base64",
        "The sealed content is not Base64.",
        node -> node.put("ciphertext", "!not*Base64!"));
    seal("ciphertext-missing", "There is no sealed content.", node -> node.remove("ciphertext"));
    add(
        "nonce-too-short",
        "The content is sealed with a nonce of eight bytes.",
        UNSEALED,
        n -> n.sealingNonce(Tokens.alphanumeric(8)));
    add(
        "nonce-too-long",
        "The content is sealed with a nonce of sixteen bytes.",
        UNSEALED,
        n -> n.sealingNonce(Tokens.alphanumeric(16)));
    seal("nonce-empty", "The nonce is empty.", node -> node.put("nonce", ""));
    seal(
        "associated-data-missing",
        "The associated data under the seal are left out.",
        node -> node.remove("associated_data"));
    seal(
        "associated-data-other",
        "The associated data are not those under the seal.",
        node -> node.put("associated_data", "refund"));
    add(
        "algorithm-none",
        "The algorithm is NONE, and the content is in the clear.",
        UNSEALED,
        n -> {
          String plain = n.plain();
          n.resource(
              node ->
                  node.put("algorithm", "NONE")
                      .put("ciphertext", Base64.getEncoder().encodeToString(utf8(plain))));
        });
    seal(
        "algorithm-unknown",
        "The algorithm is one that nobody knows.",
        node -> node.put("algorithm", "AEAD_AES_512_GCM"));
  }

  private void texts() {
    unread("empty-body", "A signed body of no bytes.", body -> "");
    unread("null-body", "A signed body that is JSON null.", body -> "null");
    unread("array-body", "A signed body that is a JSON array.", body -> "[" + body + "]");
    unread("html-body", "A signed body that is a web page.", body -> "<html>" + body + "</html>");
    unread("cut-body", "A signed body that ends in its middle.", body -> body.substring(0, 200));
    unread("empty-object", "A signed body that is an empty JSON object.", body -> "{}");
    guessed("trailing-bytes", "JSON, and behind it more.", n -> n.bodyText(body -> body + "{}"));
    guessed(
        "duplicate-keys",
        "The sealed content says twice, and differently, for which order it is.",
        n -> n.contentText(text -> "{\"out_trade_no\":\"X0000001\"," + text.substring(1)));
    guessed(
        "duplicate-amounts",
        "The amount says twice, and differently, how much.",
        n -> n.contentText(text -> text.replace("\"total\":", "\"total\":1,\"total\":")));
    guessed(
        "not-utf8",
        "The envelope holds bytes that are not UTF-8.",
        n -> n.body(BrokenNotices::withBadBytes));
    number("number-with-nul", "The order's number ends in NUL.", number -> number + '\0');
    number(
        "number-with-lone-surrogate",
        "The order's number ends in half a character.",
        number -> number + '\ud83c');
    number("number-padded", "The order's number has blanks around it.", n -> " " + n + " ");
    amountText("amount-as-text", "The amount is a text.", fen -> "\"" + fen + "\"");
    amountText("amount-as-fraction", "The amount has a fraction.", fen -> fen + ".5");
    amountText("amount-as-array", "The amount is a list.", fen -> "[" + fen + "]");
  }

  private void sizes() {
    add(
        "deep-json",
        "A body of 10,000 nested lists.",
        MEMORY,
        n -> n.bodyText(body -> "[".repeat(DEPTH) + "]".repeat(DEPTH)));
    add(
        "deep-amount",
        "The amount is 10,000 nested lists.",
        MEMORY,
        n -> n.contentText(text -> amount(text, "[".repeat(DEPTH) + "]".repeat(DEPTH))));
    add(
        "ten-megabyte-number",
        "The amount is a number of ten million digits.",
        MEMORY,
        n -> n.contentText(text -> amount(text, "9".repeat(TEN_MEGABYTES))));
    add(
        "huge-body",
        "A body of 16 MB, nearly all of it blanks.",
        MEMORY,
        n -> n.bodyText(body -> "{" + " ".repeat(HUGE) + body.substring(1)));
  }

  private void requests() {
    add(
        "get-instead-of-post",
        "The request is a GET.",
        "A link that somebody follows can act.",
        n -> n.method("GET"));
    add(
        "body-ends-early",
        "The connection ends before the announced body does.",
        LOST,
        n -> n.cutShortBy(100));
  }

  private void ciphertext(String name, String what, UnaryOperator<byte[]> change) {
    seal(
        name,
        what,
        node -> {
          byte[] bytes = Base64.getDecoder().decode(node.path("ciphertext").asText());
          node.put("ciphertext", Base64.getEncoder().encodeToString(change.apply(bytes)));
        });
  }

  private void seal(String name, String what, Consumer<ObjectNode> change) {
    add(name, what, UNSEALED, n -> n.resource(change));
  }

  private void unread(String name, String what, UnaryOperator<String> change) {
    add(name, what, LOST, n -> n.bodyText(change));
  }

  private void guessed(String name, String what, Consumer<Notice> change) {
    add(name, what, GUESSED, change);
  }

  private void number(String name, String what, UnaryOperator<String> change) {
    guessed(
        name, what, n -> n.content(node -> node.put("out_trade_no", change.apply(maker.victim()))));
  }

  private void amountText(String name, String what, UnaryOperator<String> change) {
    String json = change.apply(Long.toString(maker.total()));
    guessed(name, what, n -> n.contentText(text -> amount(text, json)));
  }

  private void add(String name, String what, String cost, Consumer<Notice> change) {
    all.add(maker.hostile(name, what, cost, change));
  }

  private String amount(String content, String json) {
    return content.replace("\"total\":" + maker.total(), "\"total\":" + json);
  }

  private static byte[] withBadBytes(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"note\":\""));
    out.write(0xC3);
    out.write(0x28);
    out.writeBytes(utf8("\","));
    out.write(body, 1, body.length - 1);
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
