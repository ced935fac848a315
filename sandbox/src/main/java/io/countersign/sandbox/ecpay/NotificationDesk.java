// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.Delivery.Result;
import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackClient;
import io.countersign.sandbox.plumbing.Reception;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Posts one merchant's notifications, to loopback only, and repeats them until they are taken. */
final class NotificationDesk {
  /** Five posts in all, 5 to 15 minutes apart. */
  static final List<Duration> FORM_WAITS =
      Stream.of(5, 10, 15, 15).map(Duration::ofMinutes).toList();

  /** Of the embedded form: two hours apart. */
  static final List<Duration> EMBEDDED_WAITS =
      Stream.of(2, 2, 2, 2).map(Duration::ofHours).toList();

  /** Of a period order's charges: once. */
  static final List<Duration> ONCE = List.of();

  private static final byte[] TAKEN = "1|OK".getBytes(StandardCharsets.US_ASCII);

  /** A shop must answer within ten seconds; these are real seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Agenda agenda;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile @Nullable URI instead;
  private final LoopbackClient client = new LoopbackClient(PATIENCE);

  /** What is posted; the text of the first post is another than that of the later ones. */
  interface Notice {
    byte[] body(int attempt);

    default String contentType() {
      return "application/x-www-form-urlencoded";
    }
  }

  /** What is posted where, and how often. */
  private record Post(
      String merchantTradeNo, String field, URI target, Notice notice, List<Duration> waits) {}

  NotificationDesk(Agenda agenda) {
    this.agenda = agenda;
  }

  void deliverTo(URI loopback) {
    instead = checked(loopback);
  }

  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  void queue(
      String merchantTradeNo, String field, String url, Notice notice, List<Duration> waits) {
    if (!url.isEmpty()) {
      Post post = new Post(merchantTradeNo, field, URI.create(url.strip()), notice, waits);
      agenda.at(agenda.now(), () -> attempt(post, 1));
    }
  }

  Delivery once(SignedForm form, URI loopback) {
    String number = form.fields().getOrDefault("MerchantTradeNo", "");
    Post post = new Post(number, "", checked(loopback), attempt -> form.body(), ONCE);
    return attempt(post, 1);
  }

  private Delivery attempt(Post post, int attempt) {
    URI mapped = instead;
    URI target = mapped == null ? post.target : mapped;
    Instant now = agenda.now();
    Reception reception =
        client.deliver(
            target,
            Map.of("Content-Type", List.of(post.notice.contentType())),
            post.notice.body(attempt),
            NotificationDesk::objection);
    Optional<Instant> next =
        reception.mayBeRepeated() && attempt <= post.waits.size()
            ? Optional.of(now.plus(post.waits.get(attempt - 1)))
            : Optional.empty();
    Delivery delivery =
        new Delivery(
            post.merchantTradeNo,
            post.field,
            target,
            attempt,
            now,
            Result.valueOf(reception.verdict().name()),
            reception.status(),
            reception.explanation(),
            next);
    deliveries.add(delivery);
    next.ifPresent(due -> agenda.at(due, () -> attempt(post, attempt + 1)));
    return delivery;
  }

  private static String objection(int status, byte[] body) {
    if (status != 200) {
      return "answered " + status + ", taken means 200";
    }
    return taken(body) ? "" : "answered 200, but the body is not exactly the four bytes 1|OK";
  }

  static boolean taken(byte[] body) {
    return Arrays.equals(body, TAKEN);
  }

  private static URI checked(URI uri) {
    if (!LoopbackClient.isLoopback(uri)) {
      throw new IllegalArgumentException("notifications go to 127.0.0.1, [::1] or localhost only");
    }
    return uri;
  }
}
