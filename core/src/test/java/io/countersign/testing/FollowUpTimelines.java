// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Thousands of seeded lives of an order, in which requests and answers are lost, late and
 * reordered, the shop's process dies between any two steps, and notifications fail to come. The
 * shop in it does only what {@link PaymentClient#followUp} says and what an outcome allows: a new
 * attempt only after the old one is over.
 *
 * <p>It asserts that no order is charged twice, that no charge is lost, and that nothing is
 * declared over without the provider's word. Of the client only {@code ref} and {@code followUp}
 * are used, which do no input or output; gateway, network, payer and shop are models.
 */
public final class FollowUpTimelines {

  private final PaymentClient client;
  private final List<Way> ways = new ArrayList<>();
  private Optional<Duration> expiry = Optional.empty();
  private Optional<Duration> validity = Optional.empty();
  private long seed = 1;

  private FollowUpTimelines(PaymentClient client) {
    this.client = client;
  }

  /** Timelines that follow a client's rule. */
  public static FollowUpTimelines of(PaymentClient client) {
    return new FollowUpTimelines(client);
  }

  /** Some orders are made in this scene, in which the payer pays later or never. */
  public FollowUpTimelines payingLater(Scene<?> scene, Money amount) {
    ways.add(new Way(scene, amount, Way.Kind.BY_CALL, Optional.empty(), Optional.empty()));
    return this;
  }

  /** Some orders are payment codes, which are charged when the request arrives. */
  public FollowUpTimelines payingByCode(Scene<Payment> scene, Money amount) {
    ways.add(new Way(scene, amount, Way.Kind.BY_CODE, Optional.empty(), Optional.empty()));
    return this;
  }

  /**
   * Some orders are forms that only the payer's browser posts, now, later or never; the provider
   * knows of nothing before.
   */
  public FollowUpTimelines payingByForm(Scene<?> scene, Money amount) {
    ways.add(new Way(scene, amount, Way.Kind.BY_FORM, Optional.empty(), Optional.empty()));
    return this;
  }

  /**
   * The provider closes nothing: attempts end because their time to pay is over.
   *
   * @param latestReport how long after the last moment to pay it may still learn of a payment
   */
  public FollowUpTimelines endingByExpiry(Duration latestReport) {
    this.expiry = Optional.of(latestReport);
    return this;
  }

  /** Requests name no last moment to pay; the payer may pay for this long. */
  public FollowUpTimelines validFor(Duration validity) {
    this.validity = Optional.of(validity);
    return this;
  }

  /** Where chance begins; the same seed gives the same timelines. */
  public FollowUpTimelines seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * Lives that many timelines.
   *
   * @throws AssertionError at the first timeline that ends wrongly, with its seed and its story
   */
  public Report run(int timelines) {
    if (ways.isEmpty()) {
      throw new IllegalStateException("say how the payer pays: later, by code or by form");
    }
    Report report = new Report();
    Random seeds = new Random(seed);
    for (int i = 0; i < timelines; i++) {
      long own = seeds.nextLong();
      Way way = ways.get(i % ways.size());
      Way ending = new Way(way.scene(), way.amount(), way.kind(), expiry, validity);
      new TimelineOfAnOrder(client, ending, own, report).live();
    }
    report.timelines = timelines;
    return report;
  }

  /** What happened in all timelines together; tests look whether the interesting things did. */
  public static final class Report {
    int timelines;
    int charges;
    int unknowns;
    int crashes;
    int lateRequests;
    int lostNotifications;
    int secondAttempts;
    int reversals;
    int leftToAPerson;
    int foundByAsking;
    int endedUnpaid;
    int neverOpened;

    private Report() {}

    /** How many were lived. */
    public int timelines() {
      return timelines;
    }

    /** How many attempts took money. */
    public int charges() {
      return charges;
    }

    /** How many writes ended with nobody knowing. */
    public int unknowns() {
      return unknowns;
    }

    /** How often the shop's process died. */
    public int crashes() {
      return crashes;
    }

    /** How many requests reached the gateway long after they had been given up. */
    public int lateRequests() {
      return lateRequests;
    }

    /** How many charges were never notified. */
    public int lostNotifications() {
      return lostNotifications;
    }

    /** How many attempts followed one that was proven to be over. */
    public int secondAttempts() {
      return secondAttempts;
    }

    /** How many charges were given back because nobody had known of them in time. */
    public int reversals() {
      return reversals;
    }

    /** How many attempts ended with the provider's statement. */
    public int leftToAPerson() {
      return leftToAPerson;
    }

    /** How many charges the shop learnt of by asking, not by being told. */
    public int foundByAsking() {
      return foundByAsking;
    }

    /** How many attempts were over because nobody had paid in time. */
    public int endedUnpaid() {
      return endedUnpaid;
    }

    /** How many forms no browser ever posted. */
    public int neverOpened() {
      return neverOpened;
    }

    @Override
    public String toString() {
      return timelines
          + " timelines: "
          + charges
          + " charges, "
          + unknowns
          + " unknown, "
          + crashes
          + " crashes, "
          + lateRequests
          + " late requests, "
          + lostNotifications
          + " lost notifications, "
          + foundByAsking
          + " found by asking, "
          + secondAttempts
          + " second attempts, "
          + reversals
          + " reversals, "
          + leftToAPerson
          + " left to a person";
    }
  }

  /** How the payer of an order pays, how long, and how late the provider may learn of it. */
  record Way(
      Scene<?> scene,
      Money amount,
      Kind kind,
      Optional<Duration> expiry,
      Optional<Duration> validity) {
    enum Kind {
      BY_CALL,
      BY_CODE,
      BY_FORM
    }

    boolean code() {
      return kind == Kind.BY_CODE;
    }

    boolean form() {
      return kind == Kind.BY_FORM;
    }
  }
}
