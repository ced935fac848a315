// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentClient;
import io.countersign.ProviderOption;
import java.util.List;
import java.util.Map;

/**
 * Where one provider collects.
 *
 * @param client the provider's
 * @param currency what it collects
 * @param ways in which the payer may pay, in the order in which they are shown
 * @param extras what the provider needs to be told, by scene
 * @param particulars what only this provider does
 */
record Till(
    PaymentClient client,
    String currency,
    List<Way> ways,
    Map<String, List<ProviderOption>> extras,
    Particulars particulars) {

  Till {
    ways = List.copyOf(ways);
    extras = Map.copyOf(extras);
  }

  /** What the provider needs to be told in a scene. */
  List<ProviderOption> extras(String scene) {
    return extras.getOrDefault(scene, List.of());
  }

  Till with(PaymentClient other) {
    return new Till(other, currency, ways, extras, particulars);
  }

  Till with(Particulars other) {
    return new Till(client, currency, ways, extras, other);
  }
}
