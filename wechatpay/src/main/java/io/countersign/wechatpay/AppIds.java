// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The apps bound to a merchant, with their kinds, in the order given. Immutable. */
final class AppIds {

  private final Map<String, WeChatPayAppKind> kinds;

  private AppIds(Map<String, WeChatPayAppKind> kinds) {
    this.kinds = kinds;
  }

  static AppIds none() {
    return new AppIds(Map.of());
  }

  AppIds with(WeChatPayAppKind kind, String appId) {
    Map<String, WeChatPayAppKind> more = new LinkedHashMap<>(kinds);
    more.put(appId, kind);
    return new AppIds(more);
  }

  boolean isEmpty() {
    return kinds.isEmpty();
  }

  /** The kind of an app; empty if it is not one of these. */
  Optional<WeChatPayAppKind> kindOf(String appId) {
    return Optional.ofNullable(kinds.get(appId));
  }

  /** All of them. */
  Set<String> all() {
    return kinds.keySet();
  }

  boolean hasOneOf(List<WeChatPayAppKind> fitting) {
    for (WeChatPayAppKind kind : fitting) {
      if (kinds.containsValue(kind)) {
        return true;
      }
    }
    return false;
  }

  /** The first of a kind, or the first of all if there is none of it. */
  String first(Optional<WeChatPayAppKind> kind) {
    for (Map.Entry<String, WeChatPayAppKind> app : kinds.entrySet()) {
      if (kind.isPresent() && app.getValue() == kind.get()) {
        return app.getKey();
      }
    }
    return kinds.keySet().iterator().next();
  }

  /** The app for a scene: the named one, or the first given of the first kind that fits. */
  String forScene(@Nullable String chosen, List<WeChatPayAppKind> fitting) {
    if (chosen != null) {
      WeChatPayAppKind kind = kinds.get(chosen);
      if (kind == null || !fitting.contains(kind)) {
        throw new InvalidRequestException(
            "appId", "one of the client's app ids, of kind " + fitting + " for this scene");
      }
      return chosen;
    }
    for (WeChatPayAppKind kind : fitting) {
      for (Map.Entry<String, WeChatPayAppKind> app : kinds.entrySet()) {
        if (app.getValue() == kind) {
          return app.getKey();
        }
      }
    }
    throw new InvalidRequestException(
        "app id", "a configured app id of kind " + fitting + " for this scene");
  }
}
