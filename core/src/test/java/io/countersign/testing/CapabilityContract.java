// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the provider serves, seen done and written down: each scene is created, paid, found,
 * refunded in part and looked for on the day's statement. The lines are committed as
 * capabilities.txt in the provider's folder, and the README's table is made from them.
 */
abstract class CapabilityContract extends HostileSurroundingsContract {

  private static final Path COMMITTED = Path.of("capabilities.txt");
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  /** For whom the client trades: {@code direct}, or {@code on-behalf} of a sub-merchant. */
  protected String tradesFor() {
    return "direct";
  }

  @Test
  void whatIsServedIsWhatCapabilitiesTxtSays() throws IOException {
    String heading = gateway.provider() + " " + tradesFor() + " ";
    List<String> seen = new ArrayList<>();
    seenDone().forEach((scene, done) -> seen.add(heading + scene + ": " + done));

    List<String> committed =
        Files.exists(COMMITTED) ? Files.readAllLines(COMMITTED) : new ArrayList<>();
    if (Boolean.getBoolean("api.update")) {
      TreeSet<String> all = new TreeSet<>(committed);
      all.removeIf(line -> line.startsWith(heading));
      all.addAll(seen);
      Files.write(COMMITTED, all);
      committed = List.copyOf(all);
    }

    assertThat(seen)
        .describedAs("capabilities.txt; if it is meant to change, run this with -Dapi.update")
        .containsExactlyInAnyOrderElementsOf(
            committed.stream()
                .filter(line -> line.startsWith(heading))
                .collect(Collectors.toList()));
  }

  private Map<String, String> seenDone() {
    PaymentClient client = steadyClient();
    LocalDate first = LocalDate.ofInstant(gateway.clock().instant(), CHINA);
    Map<String, String> served = new TreeMap<>();
    Map<String, PaymentRef> paid = new TreeMap<>();
    List<Scene<?>> scenes = new ArrayList<>(gateway.scenesThatWork());
    gateway.paymentCode().ifPresent(scenes::add);
    for (Scene<?> scene : scenes) {
      PaymentRef ref = begun(client, request(scene));
      if (gateway.charges(ref.number()) == 0) {
        gateway.pay(ref);
      }
      assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
      served.put(nameOfServed(scene), "pay find" + refunded(client, ref));
      paid.put(nameOfServed(scene), ref);
    }
    TreeSet<String> booked = booked(client, first);
    paid.forEach(
        (scene, ref) -> {
          if (booked.contains(ref.number())) {
            served.computeIfPresent(scene, (same, done) -> done + " statement");
          }
        });
    for (Scene<?> scene : gateway.scenesThatAreRefused()) {
      served.put(name(scene), "refused");
    }
    return served;
  }

  private String refunded(PaymentClient client, PaymentRef ref) {
    Money part = gateway.leastRefund();
    try {
      String first = refundId();
      Outcome<Refund> outcome = client.refund(firstRefund(ref, first, part));
      if (outcome instanceof Outcome.Rejected<Refund> refused
          && refused.rejection().reason() == Rejection.Reason.NOT_ALLOWED) {
        assertThat(gateway.refunded(ref.number()).isPositive()).isFalse();
        return "";
      }
      accepted(outcome);
      gateway.completeRefund(first);
      gateway.advance(BETWEEN_REFUNDS);
      accepted(client.refund(gateway.refundRequest(ref, refundId(), part, part)));
    } catch (InvalidRequestException none) {
      return "";
    }
    assertThat(gateway.refunded(ref.number())).isEqualTo(part.plus(part));
    return " refund";
  }

  /** The numbers on the statements of these days, read when the last one is ready. */
  private TreeSet<String> booked(PaymentClient client, LocalDate first) {
    TreeSet<String> numbers = new TreeSet<>();
    if (client instanceof StatementReader reader) {
      Instant now = gateway.clock().instant();
      LocalDate today = LocalDate.ofInstant(now, CHINA);
      ZonedDateTime ready = today.plusDays(1).atTime(LocalTime.of(11, 0)).atZone(CHINA);
      gateway.advance(Duration.between(now, ready.toInstant()));
      try {
        first.datesUntil(today.plusDays(1)).forEach(day -> read(reader, day, numbers));
      } catch (InvalidRequestException none) {
        assertThat(tradesFor()).describedAs("who has no statement").isNotEqualTo("direct");
      }
    }
    return numbers;
  }

  private static void read(StatementReader reader, LocalDate day, TreeSet<String> numbers) {
    Statement<?> statement =
        reader.readStatement(
            day,
            row -> {
              if (row.kind() == StatementRow.Kind.PAYMENT) {
                numbers.add(row.number());
              }
            });
    assertThat(statement).isNotInstanceOf(Statement.NotReady.class);
  }

  /** Vouchers are served kind by kind. */
  private static String nameOfServed(Scene<?> scene) {
    return scene instanceof Scene.Voucher voucher
        ? name(scene) + "-" + voucher.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')
        : name(scene);
  }

  private static String name(Scene<?> scene) {
    return scene
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
