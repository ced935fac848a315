// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.plumbing.LoopbackClient;
import io.countersign.sandbox.plumbing.Reception;
import io.countersign.sandbox.wechatpay.Delivery.Result;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Posts notifications, to loopback only. */
final class NotificationPost {
  /** A shop must answer within five seconds; these are real seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LoopbackClient client = new LoopbackClient(PATIENCE);

  Delivery deliver(SignedNotification notification, URI target, int attempt, Instant now) {
    Reception reception =
        client.deliver(
            target, notification.headers(), notification.body(), NotificationPost::objection);
    return new Delivery(
        notification.id(),
        notification.eventType(),
        target,
        attempt,
        now,
        Result.valueOf(reception.verdict().name()),
        reception.status(),
        reception.explanation(),
        Optional.empty());
  }

  /** A body is tolerated with 200, but not one that says the opposite. */
  private static String objection(int status, byte[] body) {
    if (status == 204) {
      return "";
    }
    if (status != 200) {
      return "answered " + status + ", taken means 200 or 204";
    }
    try {
      JsonNode code = StrictJson.value(new String(body, StandardCharsets.UTF_8)).path("code");
      boolean opposite = code.isTextual() && !code.asText().equals("SUCCESS");
      return opposite ? "answered 200, but with a code other than SUCCESS" : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
