// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The app ids of one merchant, one of each kind; a merchant without apps has none. */
record Apps(Map<Kind, String> ids) {
  /** What an appid belongs to. */
  enum Kind {
    OFFICIAL_ACCOUNT,
    MINI_PROGRAM,
    MOBILE_APP
  }

  static Apps ofEachKind() {
    Map<Kind, String> ids = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      ids.put(kind, Tokens.appid());
    }
    return new Apps(ids);
  }

  static Apps none() {
    return new Apps(Map.of());
  }

  Optional<String> of(Kind kind) {
    return Optional.ofNullable(ids.get(kind));
  }

  Optional<Kind> kindOf(String asked) {
    return ids.entrySet().stream()
        .filter(app -> app.getValue().equals(asked))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
