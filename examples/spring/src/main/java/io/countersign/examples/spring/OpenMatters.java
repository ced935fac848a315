// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is open in the shop's tables, as meters to put an alarm on. They stand beside those of the
 * starter, which count what has happened ({@code payment.unknown.opened} and the rest).
 */
record OpenMatters(JdbcClient jdbc, Clock clock) implements MeterBinder {

  /** The timer asks within seconds: what is due for so long is not being asked about. */
  private static final Duration OVERDUE = Duration.ofMinutes(15);

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("shop.payments.overdue", this, OpenMatters::overdue)
        .description("attempts whose follow-up has been due for 15 minutes; 0 if the timer runs")
        .register(registry);
    Gauge.builder("shop.refunds.undecided", this, matters -> matters.refunds("'DUE'"))
        .description("refunds of which nobody knows yet whether they were taken")
        .register(registry);
    Gauge.builder("shop.refunds.look", this, matters -> matters.refunds("'LOOK', 'FAILED'"))
        .description("refunds that a person has to look at")
        .register(registry);
  }

  private double overdue() {
    return jdbc.sql("select count(*) from attempts where follow_up_at <= :since")
        .param("since", Columns.time(clock.instant().minus(OVERDUE)))
        .query(Long.class)
        .single();
  }

  private double refunds(String standings) {
    return jdbc.sql("select count(*) from refunds where standing in (" + standings + ")")
        .query(Long.class)
        .single();
  }
}
