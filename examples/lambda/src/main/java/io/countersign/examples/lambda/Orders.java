// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The orders in their table. Every change is one conditional write, and these conditions are what
 * makes the shop act once, however often and on however many instances an event is heard of.
 */
final class Orders {

  /** The doubt about an order of which nobody knows whether the provider has it. */
  static final String UNKNOWN = "unknown";

  /** The doubt about an order that the provider has, and of which nothing was heard since. */
  static final String UNHEARD = "unheard";

  /** The mark of an order that is still to be put on the queue. */
  static final String TO_SUBMIT = "submit";

  /** The mark of an order whose payment is still to be published. */
  static final String TO_PUBLISH = "paid";

  static final String TABLE = "ORDERS_TABLE";
  static final int SHARDS = 4;

  private static final Duration REQUESTS_LIVE = Duration.ofDays(2);

  private final Aws aws;
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final Tables tables;

  Orders(Aws aws, Settings settings, Clock clock, SecureRandom random) {
    this.aws = aws;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.tables = new Tables(aws, settings);
  }

  /**
   * What a visitor asks for.
   *
   * @param owner the visitor
   * @param key the visitor's own key of this submission; the same again is the same order
   * @param item what
   * @param quantity how many
   * @param method how it is to be paid
   */
  record Wish(String owner, String key, Catalogue.Item item, long quantity, Method method) {

    private String fingerprint() {
      return item.name() + "/" + quantity + "/" + method;
    }
  }

  /**
   * Takes an order at the shop's price and takes the things off the shelf, both or neither.
   *
   * @return the order; that of the first submission if this is not the first with its key
   * @throws Refused 409 if the key was used for something else, or too little is left
   */
  Order place(Wish wish) {
    PaymentId id = PaymentId.next(clock, random);
    String request = sha256(wish.owner() + "\n" + wish.key());
    Map<String, AttributeValue> row = row(wish, id);
    Order order = new Order(Row.of(row));
    Map<String, AttributeValue> claim =
        Row.values(
            "request",
            request,
            "number",
            id.number(),
            "fingerprint",
            wish.fingerprint(),
            "expiresAt",
            id.createdAt().plus(REQUESTS_LIVE).getEpochSecond());
    int failed =
        writes()
            .insert("REQUESTS_TABLE", "request", claim)
            .insert(TABLE, "number", row)
            .stock(wish.item().name(), -wish.quantity())
            .count(
                order.number(), order.placedOn(), wish.method(), order.state(), order.amount(), 1)
            .commit();
    if (failed == -1) {
      return order;
    }
    // A repeat may fail for more than one reason: the first submission comes first.
    return submitted(request, wish)
        .orElseThrow(() -> new Refused(409, "OUT_OF_STOCK", "fewer are left than are ordered"));
  }

  private Map<String, AttributeValue> row(Wish wish, PaymentId id) {
    long minorUnits =
        Math.multiplyExact(wish.item().price(wish.method()).minorUnits(), wish.quantity());
    Map<String, AttributeValue> row = new LinkedHashMap<>();
    row.putAll(Row.values("number", id.number(), "state", Order.State.SUBMITTED));
    row.putAll(Row.values("owner", wish.owner(), "method", wish.method().name()));
    row.putAll(Row.values("item", wish.item().name(), "quantity", wish.quantity()));
    row.putAll(Row.values("description", wish.item().description(), "minorUnits", minorUnits));
    row.put(
        "currency",
        AttributeValue.fromS(wish.item().price(wish.method()).currency().getCurrencyCode()));
    row.putAll(Row.values("createdAt", id.createdAt().getEpochSecond()));
    String day = Order.day(id.createdAt());
    row.putAll(Row.values("placedOn", day, "day", day));
    row.putAll(Row.values("outbox", TO_SUBMIT, "outboxAt", id.createdAt().getEpochSecond()));
    long end = id.createdAt().plus(settings.toPay()).getEpochSecond();
    row.putAll(Row.values("dueShard", shard(id.number()), "dueAt", end));
    return row;
  }

  private Optional<Order> submitted(String request, Wish wish) {
    Optional<Row> earlier = tables.read("REQUESTS_TABLE", Row.values("request", request));
    if (earlier.isEmpty()) {
      return Optional.empty();
    }
    if (!earlier.get().required("fingerprint").equals(wish.fingerprint())) {
      throw new Refused(
          409, "KEY_IN_USE", "this Idempotency-Key was used for another order; take a new one");
    }
    return find(earlier.get().required("number"));
  }

  /** The order of that number, as it stands now. */
  Optional<Order> find(String number) {
    if (PaymentId.ofNumber(number).isEmpty()) {
      return Optional.empty();
    }
    return tables.read(TABLE, Row.values("number", number)).map(Order::new);
  }

  /** What the order's attempt is, for a notification to be compared with. */
  Optional<PaymentRef> ref(String number, String provider) {
    return find(number).flatMap(Order::ref).filter(ref -> ref.provider().equals(provider));
  }

  /**
   * Stores an attempt before anything is sent: WHERE the order is only submitted. Whoever comes
   * second finds it begun.
   */
  boolean begin(Order order, PaymentRef ref, FollowUp next) {
    Change change =
        change(order.number())
            .where("state", Order.State.SUBMITTED)
            .set("state", Order.State.AWAITING_PAYER)
            .set("ref", ref.toString())
            .set("doubt", UNHEARD)
            .set("doubtSince", seconds())
            .remove("outbox", "outboxAt");
    follow(change, order.number(), next, holdEnd(order));
    return move(order, Order.State.SUBMITTED, Order.State.AWAITING_PAYER, change, writes());
  }

  /** The payer can pay now, with this. WHERE the order still waits for it. */
  void handedOut(Order order, String pay) {
    tables.write(
        TABLE,
        change(order.number())
            .where("state", Order.State.AWAITING_PAYER)
            .set("pay", pay)
            .set("paySignedAt", seconds())
            .set("doubt", UNHEARD)
            .set("doubtSince", order.createdAt().getEpochSecond()));
  }

  /** Nobody knows whether the provider took the order. Never another number. */
  void unknown(Order order, FollowUp next) {
    Change change = change(order.number()).where("state", Order.State.AWAITING_PAYER);
    if (!order.unknown()) {
      change.set("doubt", UNKNOWN).set("doubtSince", seconds());
    }
    tables.write(TABLE, follow(change, order.number(), next, holdEnd(order)));
  }

  /** The provider has said that it has the order and that it is not paid yet. */
  void known(Order order, FollowUp next) {
    Change change = change(order.number()).where("state", order.state());
    if (order.unknown()) {
      change.set("doubt", UNHEARD).set("doubtSince", order.createdAt().getEpochSecond());
    }
    tables.write(TABLE, follow(change, order.number(), next, holdEnd(order)));
  }

  /** Nothing new is known, except what to do next. WHERE the order stands as it was read. */
  void follow(Order order, FollowUp next) {
    tables.write(
        TABLE,
        follow(
            change(order.number()).where("state", order.state()),
            order.number(),
            next,
            holdEnd(order)));
  }

  /**
   * A person was called: nothing is measured of the order's doubt any more, and the provider is
   * asked again later, when somebody has looked.
   */
  void leave(Order order, FollowUp next) {
    Change change =
        change(order.number()).where("state", order.state()).remove("doubt", "doubtSince");
    tables.write(TABLE, follow(change, order.number(), next, Optional.empty()));
  }

  /**
   * Takes an order that is due for this run, by moving the moment at which it is due: WHERE that
   * moment is the one that was read. Of two runs at the same time one gets it; if that one dies, it
   * is due again.
   */
  boolean claim(String number, long seenDueAt, Duration lease) {
    return tables.write(
        TABLE,
        change(number)
            .where("dueAt", seenDueAt)
            .set("dueAt", clock.instant().plus(lease).getEpochSecond()));
  }

  /** Takes a mark away once what it stands for was done: WHERE it is there. */
  void sent(String number, String mark) {
    tables.write(TABLE, change(number).where("outbox", mark).remove("outbox", "outboxAt"));
  }

  /** A person has to look; each reason is kept, once. */
  void needsAction(String number, String why) {
    tables.write(TABLE, change(number).whereThere("number").addText("needsAction", why));
  }

  /**
   * The order ends unpaid: what it held goes back on the shelf, in the same transaction. WHERE it
   * is still in the state in which it was read.
   *
   * @param next what is still to be done about its attempt, which a payer may pay late
   */
  boolean cancel(Order order, FollowUp next, String why) {
    if (!order.open()) {
      return false;
    }
    Change change =
        change(order.number())
            .where("state", order.state())
            .set("state", Order.State.CANCELLED)
            .set("ended", why)
            .remove("pay", "paySignedAt", "outbox", "outboxAt", "doubt", "doubtSince");
    follow(change, order.number(), next, Optional.empty());
    return move(
        order,
        order.state(),
        Order.State.CANCELLED,
        change,
        writes().stock(order.item(), order.quantity()));
  }

  /**
   * Moves an order from one state to another, with the statistics and whatever else belongs to it.
   *
   * @param change of the order; its condition must hold the state
   * @param alongside other writes of the same transaction, whose conditions hold
   */
  boolean move(Order order, Order.State from, Order.State to, Change change, Writes alongside) {
    alongside.update(TABLE, change);
    if (from != to) {
      alongside
          .count(order.number(), order.placedOn(), order.method(), from, order.amount(), -1)
          .count(order.number(), order.placedOn(), order.method(), to, order.amount(), 1);
    }
    return alongside.commit() == -1;
  }

  Writes writes() {
    return new Writes(aws.tables(), settings);
  }

  Change change(String number) {
    return Change.of(Row.values("number", number));
  }

  /**
   * Sets what to do next, and when the timer has to look again; never, if nothing is to be done.
   */
  Change follow(Change change, String number, FollowUp next, Optional<Instant> atTheLatest) {
    change.set("next", next.toText());
    Optional<Instant> due = dueAt(next);
    if (atTheLatest.isPresent() && due.map(at -> atTheLatest.get().isBefore(at)).orElse(true)) {
      due = atTheLatest;
    }
    return due.isPresent()
        ? change.set("dueShard", shard(number)).set("dueAt", due.get().getEpochSecond())
        : change.remove("dueShard", "dueAt");
  }

  /** The moment of a follow-up, a second later at most, as the index counts in whole seconds. */
  static Optional<Instant> dueAt(FollowUp next) {
    Instant at = null;
    if (next instanceof FollowUp.Ask ask) {
      at = ask.at();
    } else if (next instanceof FollowUp.RepeatSame repeat) {
      at = repeat.at();
    } else if (next instanceof FollowUp.Close close) {
      at = close.at();
    } else if (next instanceof FollowUp.Reverse reverse) {
      at = reverse.at();
    }
    return Optional.ofNullable(at).map(moment -> moment.plusMillis(999));
  }

  static String shard(String number) {
    return Integer.toString(Math.floorMod(number.hashCode(), SHARDS));
  }

  /**
   * When the shop gives up waiting, even where the provider ends nothing; no moment of the past.
   */
  private Optional<Instant> holdEnd(Order order) {
    return Optional.of(order.createdAt().plus(settings.hold()))
        .filter(end -> order.open() && end.isAfter(clock.instant()));
  }

  private long seconds() {
    return clock.instant().getEpochSecond();
  }

  /** A short name for a longer text, which cannot be guessed back from it. */
  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
