// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentId;
import io.countersign.ProviderOption;
import io.countersign.ReceivedRequest;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import io.countersign.unionpay.UnionPayOption;
import io.countersign.unionpay.UnionPayPayerReturn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the shop takes UnionPay: pages that the payer's browser is posted to, a number for the shop's
 * app, a QR code, and payment codes. An order's number counts together with its time, and no order
 * can be closed: it ends when its time to pay is over.
 *
 * @param client the provider's
 */
record UnionPayTill(UnionPayClient client) implements Particulars {

  static final String PROVIDER = UnionPayClient.PROVIDER;

  /** As long as UnionPay takes an order's time for the present one. */
  private static final Duration SENT_WITHIN = Duration.ofMinutes(10);

  private static final String ORDER = "order=";

  /** A till for a configuration. */
  static Till of(UnionPayConfig config) {
    UnionPayClient client = UnionPayClient.of(config);
    List<ProviderOption> counter = List.of(UnionPayOption.terminal("TEAHOUS1"));
    List<Way> ways =
        List.of("qr", "web-page", "mobile-page", "in-app", "payment-code").stream()
            .map(scene -> new Way(PROVIDER, scene))
            .toList();
    return new Till(
        client,
        "CNY",
        ways,
        Map.of("qr", counter, "payment-code", counter),
        new UnionPayTill(client));
  }

  /** After a payment the browser brings a form; a payer who only leaves comes by a bare link. */
  @Override
  public URI back(URI home, Order order) {
    return home.resolve("/return/" + PROVIDER + "?" + ORDER + order.id());
  }

  @Override
  public Optional<String> returned(ReceivedRequest raw, String query) {
    return client.payerReturn(raw).map(UnionPayPayerReturn::number);
  }

  @Override
  public Optional<String> orderIn(String query) {
    return query.startsWith(ORDER)
        ? Optional.of(query.substring(ORDER.length()))
        : Optional.empty();
  }

  @Override
  public boolean repeats(PaymentId attempt, Instant now) {
    return now.isBefore(attempt.createdAt().plus(SENT_WITHIN));
  }

  /** The id tells its time, which is over soon. */
  @Override
  public boolean keepsRefundIds() {
    return false;
  }
}
