// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to any endpoint of a provider that this library has no method for. It is signed, sent,
 * verified and classified like every other call; only its fields are the caller's. Immutable.
 *
 * <pre>{@code
 * client.read(SignedCall.get("/v3/merchant/fund/balance/BASIC"));
 * client.write(SignedCall.post("/v3/profitsharing/receivers/add").json(body)
 *     .encrypted("/name", PersonalText.of("张三")));
 * client.write(SignedCall.post("/Cashier/CreditCardPeriodAction")
 *     .field("MerchantTradeNo", number).field("Action", "Cancel"));
 * client.read(SignedCall.named("alipay.trade.query").json(body));
 * }</pre>
 *
 * <p>Each provider takes the parts that its protocol has, and refuses the others unsent.
 */
public final class SignedCall {

  private final String method;
  private final String target;
  private final Map<String, String> query;
  private final @Nullable String json;
  private final Map<String, PersonalText> encrypted;
  private final Map<String, String> form;

  private SignedCall(
      String method,
      String target,
      Map<String, String> query,
      @Nullable String json,
      Map<String, PersonalText> encrypted,
      Map<String, String> form) {
    this.method = method;
    this.target = target;
    this.query = query;
    this.json = json;
    this.encrypted = encrypted;
    this.form = form;
  }

  /** A GET of a path whose variables are already percent-encoded. */
  public static SignedCall get(String path) {
    return new SignedCall("GET", path, Map.of(), null, Map.of(), Map.of());
  }

  /** A POST to a path whose variables are already percent-encoded. */
  public static SignedCall post(String path) {
    return new SignedCall("POST", path, Map.of(), null, Map.of(), Map.of());
  }

  /**
   * A call by the name of its method, for providers whose calls have names instead of paths, such
   * as {@code alipay.trade.query}: business fields as {@link #json}, parameters beside them as
   * {@link #field}. A provider whose calls have paths refuses it unsent.
   */
  public static SignedCall named(String name) {
    return new SignedCall("", name, Map.of(), null, Map.of(), Map.of());
  }

  /** Any other method: PUT, PATCH, DELETE. */
  public static SignedCall of(String method, String path) {
    return new SignedCall(method, path, Map.of(), null, Map.of(), Map.of());
  }

  /** The same with one more query parameter, encoded for you, in the order given. */
  public SignedCall with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(query);
    more.put(name, value);
    return new SignedCall(method, target, Collections.unmodifiableMap(more), json, encrypted, form);
  }

  /** The same with a JSON object as its body. */
  public SignedCall json(String body) {
    return new SignedCall(method, target, query, body, encrypted, form);
  }

  /**
   * The same with one sensitive field, encrypted under the provider's key when the call is sent, so
   * that ciphertext and key id always agree.
   *
   * @param pointer where in the body, such as {@code /payer/identity/name}; an object on the way
   *     must exist in {@link #json}
   * @param value the plain text
   */
  public SignedCall encrypted(String pointer, PersonalText value) {
    Map<String, PersonalText> more = new LinkedHashMap<>(encrypted);
    more.put(pointer, value);
    return new SignedCall(method, target, query, json, Collections.unmodifiableMap(more), form);
  }

  /**
   * The same with one more field of a form as its body, for providers whose calls are forms; what
   * the provider's client adds and signs by itself (merchant, time, signature) is left out.
   */
  public SignedCall field(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(form);
    more.put(name, value);
    return new SignedCall(
        method, target, query, json, encrypted, Collections.unmodifiableMap(more));
  }

  /** Whether it goes by a method's name, and so has neither an HTTP method nor a path. */
  public boolean isNamed() {
    return method.isEmpty();
  }

  /** The HTTP method; empty if the call goes by name. */
  public String method() {
    return method;
  }

  /** The path, or the name. */
  public String target() {
    return target;
  }

  /** The query parameters, not yet encoded. */
  public Map<String, String> query() {
    return query;
  }

  /** The body. */
  public Optional<String> json() {
    return Optional.ofNullable(json);
  }

  /** The sensitive fields by pointer. */
  public Map<String, PersonalText> encrypted() {
    return encrypted;
  }

  /** The form's fields, not yet encoded, in the order given. */
  public Map<String, String> form() {
    return form;
  }

  /**
   * Method or name, the path's first three segments (later ones may name a person), parameter
   * names.
   */
  @Override
  public String toString() {
    int end = 0;
    for (int segments = 0; end >= 0 && segments < 4; segments++) {
      end = target.indexOf('/', end + (segments == 0 ? 0 : 1));
    }
    String shown = end < 0 ? target : target.substring(0, end) + "/…";
    return (isNamed() ? shown : method + " " + shown)
        + (query.isEmpty() ? "" : " " + query.keySet())
        + (form.isEmpty() ? "" : " " + form.keySet());
  }
}
