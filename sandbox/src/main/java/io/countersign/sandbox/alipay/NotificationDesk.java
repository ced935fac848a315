// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.alipay.Delivery.Result;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Posts one merchant's notifications, to loopback only, and repeats them until they are taken. */
final class NotificationDesk {
  /** Minutes between the eight posts. */
  private static final List<Integer> WAITS = List.of(4, 10, 10, 60, 120, 360, 900);

  private static final byte[] TAKEN = "success".getBytes(StandardCharsets.US_ASCII);

  private final Agenda agenda;

  /** These are real seconds. */
  private final LoopbackClient client = new LoopbackClient(Duration.ofSeconds(5));

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile @Nullable URI elsewhere;

  NotificationDesk(Agenda agenda) {
    this.agenda = agenda;
  }

  static boolean taken(int status, byte[] body) {
    return status == 200 && Arrays.equals(body, TAKEN);
  }

  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  void deliverTo(URI loopback) {
    elsewhere = onLoopback(loopback);
  }

  void queue(Order order, SignedForm form) {
    queue(order.outTradeNo, order.notifyUrl, form);
  }

  /** Without an address nothing is sent. */
  void queue(String number, String notifyUrl, SignedForm form) {
    if (!notifyUrl.isEmpty()) {
      URI named = URI.create(notifyUrl);
      plan(
          number,
          form,
          () -> {
            URI other = elsewhere;
            return other == null ? named : other;
          });
    }
  }

  /** To the application gateway, which is nowhere else than where it is. */
  void message(String number, String applicationGateway, SignedForm form) {
    if (!applicationGateway.isEmpty()) {
      URI named = URI.create(applicationGateway);
      plan(number, form, () -> named);
    }
  }

  private void plan(String number, SignedForm form, Supplier<URI> target) {
    agenda.at(agenda.now(), () -> attempt(number, form, target, 1));
  }

  Delivery once(SignedForm form, URI loopback) {
    String number = form.fields().getOrDefault("out_trade_no", "");
    URI target = onLoopback(loopback);
    return note(number, form, target, 1, post(form, target), Optional.empty());
  }

  private void attempt(String number, SignedForm form, Supplier<URI> where, int attempt) {
    URI target = where.get();
    Instant now = agenda.now();
    Reception reception = post(form, target);
    Optional<Instant> next = Optional.empty();
    if (reception.mayBeRepeated() && attempt <= WAITS.size()) {
      Instant due = now.plus(Duration.ofMinutes(WAITS.get(attempt - 1)));
      agenda.at(due, () -> attempt(number, form, where, attempt + 1));
      next = Optional.of(due);
    }
    note(number, form, target, attempt, reception, next);
  }

  private Delivery note(
      String number,
      SignedForm form,
      URI target,
      int attempt,
      Reception reception,
      Optional<Instant> next) {
    Delivery delivery =
        new Delivery(
            number,
            form,
            target,
            attempt,
            agenda.now(),
            Result.valueOf(reception.verdict().name()),
            reception.status(),
            reception.explanation(),
            next);
    deliveries.add(delivery);
    return delivery;
  }

  private Reception post(SignedForm form, URI target) {
    return client.deliver(
        target,
        Map.of("Content-Type", List.of(form.contentType())),
        form.body(),
        NotificationDesk::objection);
  }

  private static String objection(int status, byte[] body) {
    if (status != 200) {
      return "answered " + status + ", taken means 200";
    }
    return taken(status, body)
        ? ""
        : "answered 200, but the body is not exactly the seven bytes success";
  }

  private static URI onLoopback(URI uri) {
    if (LoopbackClient.isLoopback(uri)) {
      return uri;
    }
    throw new IllegalArgumentException("only 127.0.0.1, [::1] and localhost are contacted");
  }
}
