// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentClient;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import java.util.Map;

/** Opens accounts at UnionPay; loaded only where its module is on the class path. */
final class UnionPayAccount {

  private UnionPayAccount() {}

  static PaymentClient open(Map<String, String> variables, Wiring wiring) {
    UnionPayConfig.Builder builder = UnionPayConfig.fromEnvironment(variables).toBuilder();
    wiring.into(builder);
    return UnionPayClient.of(builder.build());
  }
}
