// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.wechatpay.Delivery.Result;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queues one merchant's notifications and repeats them until they are taken. */
final class NotificationDesk {
  /** 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, 30 m three times, 60 m, 3 h three times, 6 h twice. */
  static final List<Duration> WAITS =
      Stream.of(
              15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
          .map(Duration::ofSeconds)
          .toList();

  private final Agenda agenda;
  private final NotificationPost post;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile @Nullable URI instead;

  NotificationDesk(Agenda agenda, NotificationPost post) {
    this.agenda = agenda;
    this.post = post;
  }

  void deliverTo(URI loopback) {
    instead = loopback(loopback);
  }

  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  void queue(SignedNotification notification, String url) {
    URI target = URI.create(url);
    agenda.at(agenda.now(), () -> attempt(notification.to(target.getRawPath()), target, 1));
  }

  Delivery once(SignedNotification notification, URI target) {
    Delivery delivery = post.deliver(notification, loopback(target), 1, agenda.now());
    deliveries.add(delivery);
    return delivery;
  }

  private void attempt(SignedNotification notification, URI named, int attempt) {
    URI mapped = instead;
    URI target = mapped == null ? named : mapped;
    Instant now = agenda.now();
    // The first one is sent as it was queued: a test may have signed it for another time on
    // purpose.
    SignedNotification sent = attempt == 1 ? notification : notification.redelivered();
    Delivery delivery = post.deliver(sent, target, attempt, now);
    boolean again = delivery.result() == Result.REFUSED || delivery.result() == Result.NO_ANSWER;
    if (again && attempt <= WAITS.size()) {
      Instant next = now.plus(WAITS.get(attempt - 1));
      deliveries.add(
          new Delivery(
              delivery.notificationId(),
              delivery.eventType(),
              target,
              attempt,
              now,
              delivery.result(),
              delivery.status(),
              delivery.explanation(),
              Optional.of(next)));
      agenda.at(next, () -> attempt(notification, named, attempt + 1));
    } else {
      deliveries.add(delivery);
    }
  }

  private static URI loopback(URI uri) {
    if (!NotifyUrl.isLoopback(uri)) {
      throw new IllegalArgumentException("notifications go to 127.0.0.1, [::1] or localhost only");
    }
    return uri;
  }
}
