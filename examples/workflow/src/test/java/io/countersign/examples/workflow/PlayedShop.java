// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.PaymentState;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.SandboxClock;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The platform without engine, server and provider: the test plays all three. */
final class PlayedShop {

  static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");

  final SandboxClock clock = SandboxClock.drivenFrom(NOON);
  final Orders orders = new Orders(clock, new Points(), OrderFlow.ofTheExample());
  final PlayedClient client = new PlayedClient(clock);
  final Engine engine = new Engine();
  final Payments payments =
      new Payments(
          account -> Optional.of(client),
          orders,
          clock,
          URI.create("http://127.0.0.1:1"),
          number -> {});
  final Keeper keeper = new Keeper(orders, payments, engine, clock);
  private final Restaurants restaurants = Restaurants.ofTheExample();
  private final Steps steps = new Steps(restaurants, orders, payments);

  PlayedShop() {
    client.creates =
        request ->
            new Outcome.Accepted<>(
                new ShowQrCode("weixin://code", NOON.plusSeconds(3600)), Optional.empty());
  }

  /** Executions that do nothing but say what was asked of them. */
  static final class Engine implements Executions {
    final Set<String> running = new LinkedHashSet<>();
    final List<String> asked = new ArrayList<>();
    String broken = "";

    @Override
    public Set<String> running() {
      return running;
    }

    @Override
    public void wake(String name) {
      asked.add("wake " + name);
      if (name.equals(broken)) {
        throw new IllegalStateException("played");
      }
    }

    @Override
    public boolean start(String name) {
      asked.add("start " + name);
      if (name.equals(broken)) {
        throw new IllegalStateException("played");
      }
      return true;
    }
  }

  /** An order of two bowls. */
  void open(String number) {
    Restaurant jiyuan = restaurants.find("jiyuan").orElseThrow();
    orders.open(
        Order.open(
            number, jiyuan.id(), "guest", "x", jiyuan.total(Map.of("beef-noodles", 2)), NOON));
  }

  /** An order for which WeChat Pay is chosen: what the task answers that collects. */
  Map<String, Object> collected(String number) {
    open(number);
    List<String> states = List.of("generateInfo", "payment", "paymentCombination", "collect");
    for (int visit = 0; visit < states.size(); visit++) {
      orders.entered(number, visit, states.get(visit));
      if (visit < 2) {
        steps.run(states.get(visit), number, visit);
      }
      orders.choose(number, "weixin");
    }
    return collectedAgain(number);
  }

  /** The task that collects, called once more as after a crash. */
  Map<String, Object> collectedAgain(String number) {
    return steps.run("collect", number, 3);
  }

  /** An order that was paid after it was cancelled: its payback. */
  Payback paidTooLate(String number) {
    collected(number);
    orders.cancel(number);
    payments.learn(client, client.payment(attempt(number).payment(), PaymentState.PAID));
    return payback(number);
  }

  Payback payback(String number) {
    return orders.paybacksOf(number).get(0);
  }

  Attempt attempt(String number) {
    return orders.attemptOf(number).orElseThrow();
  }

  FollowUp next(String number) {
    return attempt(number).next();
  }
}
