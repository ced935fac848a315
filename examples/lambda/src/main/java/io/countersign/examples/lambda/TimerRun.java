// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** One run of the timer, with what it may spend: items and time. For one thread. */
final class TimerRun {

  private static final int PAGE = 25;
  private static final Duration EVERY = Duration.ofMinutes(5);

  /** Who put a mark sends it first; the timer sends what stayed. */
  private static final Duration SENT_BY_WHO_MARKED = Duration.ofSeconds(30);

  private final Shop shop;
  private final Instant deadline;
  private int left;
  private int asked;
  private int sent;

  TimerRun(Shop shop, Instant deadline) {
    this.shop = shop;
    this.deadline = deadline;
    this.left = shop.settings().timerItems();
  }

  /** Does what is due; what cannot be done now stays due and holds up nothing else. */
  Map<String, Object> run() {
    Instant now = shop.clock().instant();
    Instant marked = now.minus(SENT_BY_WHO_MARKED);
    // Half is kept back: a queue that is down must not keep orders from being asked about.
    int kept = left / 2;
    left -= kept;
    each(Orders.TABLE, "outbox", Orders.TO_SUBMIT, marked, row -> send(row, Orders.TO_SUBMIT));
    each(Orders.TABLE, "outbox", Orders.TO_PUBLISH, marked, row -> send(row, Orders.TO_PUBLISH));
    left += kept;
    for (String shard : shards(now)) {
      each(Paybacks.TABLE, "due", shard, now, this::refund);
      each(Orders.TABLE, "due", shard, now, this::order);
    }
    measure();
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("asked", asked);
    done.put("sent", sent);
    done.put("stopped", exhausted());
    return done;
  }

  /** Another one begins each time, so that a long queue in one keeps none of the others waiting. */
  private static List<String> shards(Instant now) {
    long first = now.getEpochSecond() / EVERY.toSeconds();
    return IntStream.range(0, Orders.SHARDS)
        .mapToObj(i -> Long.toString(Math.floorMod(first + i, (long) Orders.SHARDS)))
        .toList();
  }

  private boolean exhausted() {
    return left <= 0 || !shop.clock().instant().isBefore(deadline);
  }

  private void send(Row row, String mark) {
    if (mark.equals(Orders.TO_SUBMIT)) {
      shop.outbox().submit(row.required("number"));
    } else {
      shop.outbox().publish(row.required("number"));
    }
    sent++;
  }

  private void order(Row row) {
    String number = row.required("number");
    if (shop.orders().claim(number, row.number("dueAt", 0), FollowUps.lease())) {
      asked++;
      shop.followUps().follow(number, deadline);
    }
  }

  private void refund(Row row) {
    Optional<Payback> payback = shop.paybacks().find(row.required("refundId"));
    if (payback.isPresent()
        && shop.paybacks().claim(payback.get(), row.number("dueAt", 0), FollowUps.lease())) {
      asked++;
      shop.desk().resume(payback.get(), deadline);
    }
  }

  /** Goes through an index from the oldest on, page by page, while there is something to spend. */
  private void each(
      String table, String index, String partition, Instant until, Consumer<Row> action) {
    Map<String, AttributeValue> from = Map.of();
    do {
      QueryResponse page = page(table, index, partition, until, from);
      for (Map<String, AttributeValue> item : page.items()) {
        if (exhausted()) {
          return;
        }
        left--;
        try {
          action.accept(Row.of(item));
        } catch (RuntimeException notNow) {
          shop.metrics()
              .log("stays due: " + notNow.getClass().getName() + ": " + notNow.getMessage());
        }
      }
      from = page.lastEvaluatedKey();
    } while (!from.isEmpty() && !exhausted());
  }

  private QueryResponse page(
      String table,
      String index,
      String partition,
      Instant until,
      @Nullable Map<String, AttributeValue> from) {
    String hash = index.equals("due") ? "dueShard" : index;
    String range = range(index);
    return shop.aws()
        .tables()
        .query(
            query ->
                query
                    .tableName(shop.settings().required(table))
                    .indexName(index)
                    .keyConditionExpression("#h = :h AND #r <= :r")
                    .expressionAttributeNames(Map.of("#h", hash, "#r", range))
                    .expressionAttributeValues(
                        Row.values(":h", partition, ":r", until.getEpochSecond()))
                    .limit(PAGE)
                    .exclusiveStartKey(from == null || from.isEmpty() ? null : from));
  }

  private void measure() {
    oldest(
        "OldestUnknownSeconds",
        since(Orders.TABLE, "doubt", Orders.UNKNOWN),
        since(Paybacks.TABLE, "doubt", Orders.UNKNOWN));
    oldest("OldestUnheardSeconds", since(Orders.TABLE, "doubt", Orders.UNHEARD));
    oldest(
        "OldestOutboxSeconds",
        since(Orders.TABLE, "outbox", Orders.TO_SUBMIT),
        since(Orders.TABLE, "outbox", Orders.TO_PUBLISH));
    if (shop.tills().has(Method.WECHATPAY)) {
      Optional<Instant> end = shop.tills().firstKeyEnd();
      long days = end.map(at -> Duration.between(shop.clock().instant(), at).toDays()).orElse(0L);
      shop.metrics()
          .emit(
              "KeyExpiryDays",
              "Count",
              Math.max(0, days),
              end.isPresent()
                  ? "the key that ends first"
                  : "nobody knows: " + Settings.CERTIFICATE_END + " is not set");
    }
  }

  private record Waiting(String name, long seconds) {}

  private void oldest(String metric, Waiting... several) {
    Waiting oldest =
        Arrays.stream(several).max(Comparator.comparingLong(Waiting::seconds)).orElseThrow();
    shop.metrics().emit(metric, "Seconds", oldest.seconds(), oldest.name());
  }

  private Waiting since(String table, String index, String partition) {
    Instant now = shop.clock().instant();
    QueryResponse page = page(table, index, partition, now, null);
    if (page.items().isEmpty()) {
      return new Waiting("none", 0);
    }
    Row first = Row.of(page.items().get(0));
    String key = table.equals(Orders.TABLE) ? "number" : "refundId";
    long since = first.number(range(index), now.getEpochSecond());
    return new Waiting(first.text(key, ""), now.getEpochSecond() - since);
  }

  private static String range(String index) {
    return index.equals("doubt") ? "doubtSince" : index + "At";
  }
}
