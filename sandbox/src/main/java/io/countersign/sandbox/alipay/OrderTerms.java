// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call may say about an order that it makes. */
final class OrderTerms {
  private static final Duration LONGEST = Duration.ofDays(15);
  private static final Duration FACE_TO_FACE = Duration.ofHours(3);
  private static final Duration QR_CODE = Duration.ofHours(2);
  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})([mhd])");

  /** Optional text fields and how many characters they may have. */
  private static final Map<String, Integer> TEXTS =
      Map.ofEntries(
          Map.entry("body", 128),
          Map.entry("product_code", 64),
          Map.entry("seller_id", 28),
          Map.entry("passback_params", 512),
          Map.entry("goods_type", 2),
          Map.entry("operator_id", 28),
          Map.entry("terminal_id", 32),
          Map.entry("store_id", 32),
          Map.entry("alipay_store_id", 32),
          Map.entry("merchant_order_no", 32),
          Map.entry("enable_pay_channels", 128),
          Map.entry("disable_pay_channels", 128),
          Map.entry("specified_channel", 128),
          Map.entry("quit_url", 400),
          Map.entry("request_from_url", 256));

  private OrderTerms() {}

  /** Checks what all scenes share; gives the amount in fen. */
  static long check(Call call) throws Refusal {
    String number = call.needed("out_trade_no", 64);
    if (!number.matches("[0-9A-Za-z_]+")) {
      throw Refusal.field("out_trade_no", "may have letters, digits and _ only");
    }
    long fen = call.fen("total_amount");
    call.needed("subject", 256);
    for (Map.Entry<String, Integer> text : TEXTS.entrySet()) {
      call.text(text.getKey(), text.getValue());
    }
    if (!call.text("enable_pay_channels", 128).isEmpty()
        && !call.text("disable_pay_channels", 128).isEmpty()) {
      throw Refusal.field("enable_pay_channels", "excludes disable_pay_channels");
    }
    String seller = call.text("seller_id", 28);
    if (!seller.isEmpty() && !seller.equals(call.owner().sellerId)) {
      throw Refusal.business("ACQ.SELLER_NOT_EXIST", "seller_id is not this merchant's");
    }
    checkLists(call);
    checkUrl(call, "notify_url");
    checkUrl(call, "return_url");
    checkParts(call, fen);
    return fen;
  }

  /** A field that a scene knows one value of. */
  static void product(Call call, String... allowed) throws Refusal {
    String product = call.text("product_code", 64);
    for (String one : allowed) {
      if (one.equals(product)) {
        return;
      }
    }
    throw Refusal.field("product_code", "must be " + String.join(" or ", allowed));
  }

  private static void checkLists(Call call) throws Refusal {
    for (String name : new String[] {"goods_detail", "query_options"}) {
      JsonNode list = call.biz().path(name);
      if (!list.isMissingNode() && !list.isArray()) {
        throw Refusal.field(name, "must be a list");
      }
    }
    for (JsonNode goods : call.biz().path("goods_detail")) {
      for (String name : new String[] {"goods_id", "goods_name", "quantity", "price"}) {
        if (goods.path(name).asText("").isEmpty()) {
          throw Refusal.field("goods_detail." + name, "is missing");
        }
      }
    }
    JsonNode extend = call.biz().path("extend_params");
    if (!extend.isMissingNode() && !extend.isObject()) {
      throw Refusal.field("extend_params", "must be an object");
    }
  }

  private static void checkParts(Call call, long fen) throws Refusal {
    String with = call.text("discountable_amount", 11);
    String without = call.text("undiscountable_amount", 11);
    if (!with.isEmpty()
        && !without.isEmpty()
        && call.fen("discountable_amount") + call.fen("undiscountable_amount") != fen) {
      throw Refusal.field(
          "total_amount", "is not discountable_amount and undiscountable_amount together");
    }
  }

  private static void checkUrl(Call call, String name) throws Refusal {
    String url = call.parameter(name);
    if (url.length() > 256) {
      throw Refusal.field(name, "is longer than 256 characters");
    }
    if (!url.isEmpty() && !url.matches("https?://[^\\s/]+.*")) {
      throw Refusal.field(name, "must be an http or https address");
    }
  }

  /** When the order ends unpaid. */
  static Instant expires(Call call) throws Refusal {
    boolean counter = call.operation() == Operation.PAY || call.operation() == Operation.PRECREATE;
    Instant now = call.now();
    Instant expires = now.plus(counter ? FACE_TO_FACE : LONGEST);
    String absolute = call.text("time_expire", 32);
    String span = call.text("timeout_express", 6);
    if (!absolute.isEmpty()) {
      expires =
          Numbers.instant(absolute)
              .orElseThrow(
                  () -> Refusal.field("time_expire", "must be like 2026-03-01 10:00:00, Beijing"));
      if (expires.isBefore(now)) {
        throw Refusal.business(
            "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "time_expire has passed already");
      }
      if (expires.isAfter(now.plus(LONGEST))) {
        throw Refusal.field("time_expire", "is more than 15 days ahead");
      }
    } else if (!span.isEmpty()) {
      expires = after(now, "timeout_express", span);
    }
    if (call.operation() == Operation.PRECREATE) {
      String code = call.text("qr_code_timeout_express", 6);
      Instant end =
          code.isEmpty() ? now.plus(QR_CODE) : after(now, "qr_code_timeout_express", code);
      expires = end.isBefore(expires) ? end : expires;
    }
    return expires;
  }

  static Instant after(Instant now, String name, String span) throws Refusal {
    if (span.equals("1c")) {
      return Numbers.date(now).plusDays(1).atStartOfDay().toInstant(Numbers.BEIJING);
    }
    Matcher parts = SPAN.matcher(span);
    if (!parts.matches()) {
      throw Refusal.field(name, "must be a whole number with m, h or d, or 1c");
    }
    long count = Long.parseLong(parts.group(1));
    Duration length =
        switch (parts.group(2)) {
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (length.compareTo(LONGEST) > 0) {
      throw Refusal.field(name, "is more than 15 days");
    }
    return now.plus(length);
  }

  /** Refuses what differs from the order that has this number; a payment code may differ. */
  static void same(Order order, Call call) throws Refusal {
    if (order.scene != call.operation()) {
      throw Refusal.business(
          "ACQ.CONTEXT_INCONSISTENT", "out_trade_no was used by " + order.scene.method);
    }
    ObjectNode before = order.terms.deepCopy();
    ObjectNode now = call.biz().deepCopy();
    before.remove("auth_code");
    now.remove("auth_code");
    if (!before.equals(now)) {
      TreeSet<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      now.fieldNames().forEachRemaining(names::add);
      names.removeIf(name -> before.path(name).equals(now.path(name)));
      throw Refusal.business(
          "ACQ.CONTEXT_INCONSISTENT",
          "out_trade_no was used with other data: " + String.join(", ", names));
    }
  }
}
