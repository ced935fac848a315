// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One call in Alipay's words, before it is written for the wire.
 *
 * @param method such as {@code alipay.trade.query}
 * @param content the business fields; for most methods they travel as {@code biz_content}
 * @param parameters those beside them: {@code notify_url}, {@code auth_token}, or, where a method
 *     has no {@code biz_content}, its business fields
 */
record Call(String method, Optional<Map<String, Object>> content, Map<String, String> parameters) {

  /** A call with business fields. */
  static Call of(String method, Map<String, Object> content) {
    return new Call(method, Optional.of(content), Map.of());
  }

  /** A call whose fields are parameters of their own, such as {@code alipay.system.oauth.token}. */
  static Call ofParameters(String method, Map<String, String> parameters) {
    return new Call(method, Optional.empty(), parameters);
  }

  /** The method only; what it carries may be of a person, or a token. */
  @Override
  public String toString() {
    return "Call[" + method + "]";
  }

  /** The same with one parameter more. */
  Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new Call(method, content, more);
  }
}
