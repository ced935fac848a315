// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.ProviderOption;
import io.countersign.ReceivedRequest;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.alipay.AlipayOption;
import io.countersign.alipay.AlipayPayerReturn;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the shop takes Alipay: pages that the payer's browser is posted to, an order string for the
 * shop's app, a trade for the wallet, a QR code, and payment codes.
 *
 * @param client the provider's
 */
record AlipayTill(AlipayClient client) implements Particulars {

  static final String PROVIDER = AlipayClient.PROVIDER;

  /** A till for a configuration. */
  static Till of(AlipayConfig config) {
    AlipayClient client = AlipayClient.of(config);
    List<ProviderOption> counter = List.of(AlipayOption.storeId("TEA-HOUSE-1"));
    Map<String, List<ProviderOption>> extras = new LinkedHashMap<>();
    extras.put("qr", counter);
    extras.put("payment-code", counter);
    extras.put("mobile-page", List.of(AlipayOption.physicalGoods()));
    extras.put("in-app", List.of(AlipayOption.physicalGoods()));
    List<Way> ways =
        List.of("qr", "web-page", "mobile-page", "mini-program", "in-app", "payment-code").stream()
            .map(scene -> new Way(PROVIDER, scene))
            .toList();
    return new Till(client, "CNY", ways, extras, new AlipayTill(client));
  }

  /** Alipay signs what it appends to this address, so nothing of the shop's own may stand there. */
  @Override
  public URI back(URI home, Order order) {
    return home.resolve("/return/" + PROVIDER);
  }

  @Override
  public Optional<String> returned(ReceivedRequest raw, String query) {
    return client.payerReturn(query).map(AlipayPayerReturn::number);
  }
}
