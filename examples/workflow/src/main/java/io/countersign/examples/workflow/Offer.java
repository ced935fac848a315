// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A method that a merchant offers: one line of its data.
 *
 * @param method its name on this platform, such as {@code weixin}
 * @param name what the payer reads
 * @param kind who takes the money
 * @param account the provider's account in {@link io.countersign.Merchants}; only for {@link
 *     Kind#PROVIDER}
 * @param scene how the provider shows it: {@code qr} or {@code page}
 * @param rule the price
 */
record Offer(
    String method, Label name, Kind kind, Optional<String> account, String scene, PriceRule rule) {

  private static final String PERCENT = "percent";
  private static final String POINTS = "pointsPerYuan";
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  Offer {
    if (!NAME.matcher(method).matches()) {
      throw new IllegalArgumentException("method: 1 to 32 of a-z 0-9 - expected");
    }
    if ((kind == Kind.PROVIDER) != account.isPresent()) {
      throw new IllegalArgumentException(
          "account: expected for kind provider and for no other, in method " + method);
    }
    if (!scene.equals("qr") && !scene.equals("page")) {
      throw new IllegalArgumentException("scene: qr or page expected, in method " + method);
    }
    if ((kind == Kind.POINTS) != (rule instanceof PriceRule.PointsPerYuan)) {
      throw new IllegalArgumentException(
          "pointsPerYuan: expected for kind points and for no other, in method " + method);
    }
  }

  /**
   * Reads a line of a merchant's data. Without {@code percent} the price is the whole total.
   *
   * @throws IllegalArgumentException if something is missing or odd; says which field
   */
  static Offer of(JsonNode line) {
    // A field that nobody reads is a mistyped one: without its price rule it would cost all of it.
    onlyHas(line, "method", "name", "kind", "account", "scene", PERCENT, POINTS);
    String method = text(line, "method");
    JsonNode name = line.path("name");
    onlyHas(name, "en", "zh");
    if (line.has(PERCENT) && line.has(POINTS)) {
      throw new IllegalArgumentException(
          PERCENT + ": or " + POINTS + ", not both, in method " + method);
    }
    PriceRule rule = PriceRule.full();
    if (line.has(POINTS)) {
      rule = new PriceRule.PointsPerYuan(Restaurant.decimal(line, POINTS));
    } else if (line.has(PERCENT)) {
      rule = new PriceRule.Percent(Restaurant.decimal(line, PERCENT));
    }
    return new Offer(
        method,
        new Label(text(name, "en"), text(name, "zh")),
        Kind.of(text(line, "kind")),
        line.has("account") ? Optional.of(text(line, "account")) : Optional.empty(),
        line.has("scene") ? text(line, "scene") : "qr",
        rule);
  }

  /** Refuses what nobody reads. */
  static void onlyHas(JsonNode object, String... fields) {
    Set<String> known = Set.of(fields);
    object
        .properties()
        .forEach(
            field -> {
              if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException(
                    "unknown field: one of " + new TreeSet<>(known) + " expected");
              }
            });
  }

  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new IllegalArgumentException(field + ": a text expected");
    }
    return value.textValue();
  }
}
