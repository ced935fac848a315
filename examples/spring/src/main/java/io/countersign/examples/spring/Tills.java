// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Merchants;
import io.countersign.PaymentClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways to pay and the merchants behind them: those of the properties, and those of the table.
 */
class Tills {

  private final ShopSettings settings;
  private final Merchants configured;
  private final MerchantTable table;

  Tills(ShopSettings settings, Merchants configured, MerchantTable table) {
    this.settings = settings;
    this.configured = configured;
    this.table = table;
  }

  /** The ways to pay, in the order in which they are shown. */
  List<Method> methods() {
    return Stream.concat(settings.methods().stream(), table.methods().stream()).toList();
  }

  /** One way to pay, if the shop offers it. */
  Optional<Method> method(String merchant, String scene) {
    return methods().stream().filter(method -> method.is(merchant, scene)).findFirst();
  }

  /** Every merchant whose account has books to compare. */
  Set<String> merchantIds() {
    Set<String> ids = new LinkedHashSet<>();
    settings.methods().forEach(method -> ids.add(method.merchant()));
    ids.addAll(table.ids());
    return ids;
  }

  /** The client of a merchant, if there is one by this name. */
  Optional<PaymentClient> find(String merchantId) {
    return configured.find(merchantId).or(() -> table.find(merchantId));
  }

  /**
   * The same of one that the shop has written down.
   *
   * @throws IllegalStateException if there is none by this name; what belongs to it stays as it is
   */
  PaymentClient client(String merchantId) {
    return find(merchantId)
        .orElseThrow(() -> new IllegalStateException("no merchant " + merchantId));
  }
}
