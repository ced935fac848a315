// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Expectations;
import io.countersign.Notification;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Handles as another handler does, and writes down what came, the verdict, and what was answered.
 */
final class RecordedNotifications implements NotificationHandler {

  private final NotificationHandler handler;
  private final Timeline timeline;

  RecordedNotifications(NotificationHandler handler, Timeline timeline) {
    this.handler = handler;
    this.timeline = timeline;
  }

  @Override
  public Notification verify(ReceivedRequest raw) {
    return handler.verify(raw);
  }

  @Override
  public NotificationHandler guardedBy(ReplayGuard guard) {
    return new RecordedNotifications(handler.guardedBy(guard), timeline);
  }

  @Override
  public ReceivedReply handle(ReceivedRequest raw, Expectations shop, NotificationAction action) {
    Arrival arrival = new Arrival(raw);
    ReceivedReply reply =
        handler.handle(
            raw,
            number -> {
              // Asked only after the signature is proven: so the number is the provider's word.
              arrival.about(number);
              return shop.of(number);
            },
            action);
    arrival.answered(reply);
    return reply;
  }

  /** One delivery. */
  private final class Arrival {
    private final ReceivedRequest raw;
    private Optional<String> number = Optional.empty();
    private boolean written;

    Arrival(ReceivedRequest raw) {
      this.raw = raw;
    }

    void about(String named) {
      number = Optional.of(named);
      write();
    }

    void answered(ReceivedReply reply) {
      write();
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("status", reply.status());
      facts.put("result", reply.result().name());
      facts.put("acknowledged", reply.acknowledged());
      facts.put("detail", reply.detail());
      timeline.add(number, "reply", facts);
    }

    private void write() {
      if (written) {
        return;
      }
      written = true;
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("headers", RecordedWire.shown(raw.headers()));
      String masked = Masked.body(raw.body());
      facts.put("body", masked);
      SignedText.ofMessage(raw.headers(), masked).ifPresent(signed -> facts.putAll(signed.facts()));
      timeline.add(number, "notification", facts);
    }
  }
}
