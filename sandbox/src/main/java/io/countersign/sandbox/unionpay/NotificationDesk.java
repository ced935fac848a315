// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackClient;
import io.countersign.sandbox.plumbing.Reception;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Posts one merchant's notifications, to loopback only, and repeats them until they are taken. */
final class NotificationDesk {
  /** Minutes between the five posts. */
  private static final List<Integer> WAITS = List.of(0, 1, 2, 4);

  private final Agenda agenda;

  /** These are real seconds. */
  private final LoopbackClient client = new LoopbackClient(Duration.ofSeconds(10));

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile @Nullable URI elsewhere;

  NotificationDesk(Agenda agenda) {
    this.agenda = agenda;
  }

  static boolean taken(int status) {
    return status == 200 || status == 302;
  }

  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  void deliverTo(URI loopback) {
    elsewhere = checked(loopback);
  }

  /** Tells a shop how a transaction stands now; without an address nobody is told. */
  void queue(Transaction transaction) {
    String backUrl = transaction.term("backUrl");
    if (backUrl.isEmpty()) {
      return;
    }
    Post post = new Post(transaction.orderId, Notices.of(transaction), URI.create(backUrl));
    agenda.at(agenda.now(), () -> attempt(post, 1));
  }

  Delivery once(SignedForm form, URI loopback) {
    Post post = new Post(form.fields().getOrDefault("orderId", ""), form, checked(loopback));
    Delivery delivery = post.delivered(1, agenda.now(), send(form, post.named), Optional.empty());
    deliveries.add(delivery);
    return delivery;
  }

  /** What is to be posted, and where the call said. */
  private record Post(String orderId, SignedForm form, URI named) {
    Delivery delivered(int attempt, Instant at, Reception reception, Optional<Instant> next) {
      return new Delivery(
          orderId,
          form,
          named,
          attempt,
          at,
          Delivery.Result.valueOf(reception.verdict().name()),
          reception.status(),
          reception.explanation(),
          next);
    }
  }

  private void attempt(Post planned, int attempt) {
    URI other = elsewhere;
    Post post = other == null ? planned : new Post(planned.orderId, planned.form, other);
    Instant now = agenda.now();
    Reception reception = send(post.form, post.named);
    Optional<Instant> next = Optional.empty();
    if (attempt <= WAITS.size() && reception.mayBeRepeated()) {
      Instant due = now.plus(Duration.ofMinutes(WAITS.get(attempt - 1)));
      next = Optional.of(due);
      agenda.at(due, () -> attempt(planned, attempt + 1));
    }
    deliveries.add(post.delivered(attempt, now, reception, next));
  }

  private Reception send(SignedForm form, URI target) {
    Map<String, List<String>> headers = Map.of("Content-Type", List.of(form.contentType()));
    return client.deliver(
        target,
        headers,
        form.body(),
        (status, body) -> taken(status) ? "" : "answered " + status + ", taken means 200 or 302");
  }

  private static URI checked(URI uri) {
    if (!LoopbackClient.isLoopback(uri)) {
      throw new IllegalArgumentException("only 127.0.0.1, [::1] and localhost are contacted");
    }
    return uri;
  }
}
