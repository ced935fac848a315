// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Codes and tokens of one application's logins and authorisations. */
final class Logins {
  private static final Duration CODE_LIFE = Duration.ofHours(24);

  /** What a code or a token stands for. */
  record Grant(String scope, Instant until, Optional<Account> merchant) {}

  private final Map<String, Grant> codes = new ConcurrentHashMap<>();
  private final Map<String, Grant> tokens = new ConcurrentHashMap<>();
  private final Map<String, Grant> refreshes = new ConcurrentHashMap<>();

  /** For a payer who has let the application know who he is. */
  String userCode(String scope, Instant now) {
    return put(codes, new Grant(scope, now.plus(CODE_LIFE), Optional.empty()));
  }

  /** For a merchant who has let the application act. */
  String merchantCode(Account merchant, Instant now) {
    return put(codes, new Grant("", now.plus(CODE_LIFE), Optional.of(merchant)));
  }

  String accessToken(Grant grant, Instant now) {
    return put(tokens, new Grant(grant.scope, now.plus(Duration.ofDays(365)), Optional.empty()));
  }

  String refreshToken(Grant grant, Instant now) {
    Instant until = now.plus(Duration.ofDays(370));
    return put(refreshes, new Grant(grant.scope, until, grant.merchant));
  }

  /** A code counts once, a merchant's and a payer's are never taken for each other. */
  Optional<Grant> takeCode(String code, boolean merchants, Instant now) {
    return take(codes, code, merchants, now);
  }

  Optional<Grant> takeRefresh(String token, boolean merchants, Instant now) {
    return take(refreshes, token, merchants, now);
  }

  Optional<Grant> token(String token, Instant now) {
    return Optional.ofNullable(tokens.get(token)).filter(grant -> now.isBefore(grant.until));
  }

  private static Optional<Grant> take(
      Map<String, Grant> from, String name, boolean merchants, Instant now) {
    Grant grant = from.get(name);
    if (grant == null || grant.merchant.isPresent() != merchants) {
      return Optional.empty();
    }
    from.remove(name);
    return Optional.of(grant).filter(found -> now.isBefore(found.until));
  }

  private static String put(Map<String, Grant> into, Grant grant) {
    String name = Numbers.token(40);
    into.put(name, grant);
    return name;
  }
}
