// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** With whom one merchant, or its sub-merchants, may share money. */
final class ReceiverBook {
  static final String MERCHANT = "MERCHANT_ID";

  /** Who receives. */
  record Key(Optional<String> subMchid, String type, String account) {}

  private final Map<Key, String> names = new HashMap<>();

  /** Adding once more is no mistake and changes nothing. */
  void add(Key receiver, String name) {
    names.putIfAbsent(receiver, name);
  }

  void remove(Key receiver) {
    names.remove(receiver);
  }

  boolean has(Key receiver) {
    return names.containsKey(receiver);
  }

  /** The name that was given when the receiver was added; empty when none was. */
  String nameOf(Key receiver) {
    return names.getOrDefault(receiver, "");
  }
}
