// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.InvalidRequestException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the shop was told by its environment. A deployment feeds the variables from one secret,
 * either each by itself or all of them as one JSON object in {@code SHOP_SECRET}; what stands in
 * that object goes before a variable of the same name.
 */
final class Settings {

  static final String ALL_IN_ONE = "SHOP_SECRET";

  /** The day on which the shop's certificate at WeChat Pay ends. */
  static final String CERTIFICATE_END = "WECHATPAY_MERCHANT_CERTIFICATE_END";

  private static final String METHODS = "PAYMENT_METHODS";

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads an environment.
   *
   * @throws InvalidRequestException if {@code SHOP_SECRET} is no flat JSON object
   */
  static Settings of(Map<String, String> environment) {
    Map<String, String> merged = new LinkedHashMap<>(environment);
    String secret = merged.remove(ALL_IN_ONE);
    if (secret != null) {
      try {
        merged.putAll(FlatJson.read(secret.getBytes(StandardCharsets.UTF_8)));
      } catch (JsonProcessingException unreadable) {
        // Its message would show a part of the secret.
        throw new InvalidRequestException(ALL_IN_ONE, "a JSON object of texts, one per variable");
      }
    }
    return new Settings(merged);
  }

  /** Everything, as the providers' clients read it. */
  Map<String, String> values() {
    return values;
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isBlank());
  }

  boolean has(String name) {
    return optional(name).isPresent();
  }

  /**
   * A variable that must be there.
   *
   * @throws InvalidRequestException if it is missing; it names the variable
   */
  String required(String name) {
    return optional(name)
        .orElseThrow(() -> new InvalidRequestException(name, "a value; it is missing"));
  }

  /**
   * A secret that nobody may guess.
   *
   * @throws InvalidRequestException if it is missing or short
   */
  byte[] secret(String name, int leastCharacters) {
    String value = required(name);
    if (value.length() < leastCharacters) {
      throw new InvalidRequestException(
          name, "at least " + leastCharacters + " random characters; it is shorter");
    }
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The shop's own address as its visitors and the providers see it, without a slash at its end.
   */
  URI shopUrl() {
    String text = required("SHOP_URL");
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException("SHOP_URL", "an absolute address");
    }
  }

  /**
   * When the shop's certificate at WeChat Pay ends: the beginning of that day.
   *
   * @throws InvalidRequestException if what is set is no date
   */
  Optional<Instant> certificateEnd() {
    try {
      return optional(CERTIFICATE_END)
          .map(day -> LocalDate.parse(day).atStartOfDay(Order.ZONE).toInstant());
    } catch (DateTimeException notADay) {
      throw new InvalidRequestException(CERTIFICATE_END, "a date such as 2031-01-02");
    }
  }

  /** How long a visitor's session lives. */
  Duration session() {
    return Duration.ofMinutes(number("SESSION_MINUTES", 120, 1, 43_200));
  }

  /**
   * How the shop is paid, for functions that have no keys to tell it by.
   *
   * @throws InvalidRequestException if it names a method that does not exist
   */
  List<Method> methods() {
    return Stream.of(optional(METHODS).orElse("wechatpay,ecpay").split(","))
        .map(
            id ->
                Method.find(id.strip())
                    .orElseThrow(
                        () -> new InvalidRequestException(METHODS, "wechatpay, ecpay, or both")))
        .toList();
  }

  /** How long a payer may pay, where the provider ends an order in time. */
  Duration toPay() {
    return Duration.ofMinutes(number("PAY_MINUTES", 15, 2, 120));
  }

  /** How long things are kept for a payer, even where the provider ends nothing. */
  Duration hold() {
    return Duration.ofMinutes(number("HOLD_MINUTES", 60, 2, 1_440));
  }

  /** How many orders and refunds one run of the timer looks at, at most. */
  int timerItems() {
    return number("TIMER_ITEMS", 200, 2, 10_000);
  }

  private int number(String name, int unless, int least, int most) {
    Optional<String> text = optional(name);
    try {
      int value = text.isPresent() ? Integer.parseInt(text.get()) : unless;
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new InvalidRequestException(name, "a whole number from " + least + " to " + most);
  }

  /** Names only. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
