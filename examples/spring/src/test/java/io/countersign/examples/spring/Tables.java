// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/** The shop's tables in a database of their own, without the shop around them. */
final class Tables implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-18T04:00:00Z");
  static final Money PRICE = Money.of("38.00", "CNY");

  private final JdbcConnectionPool pool =
      JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000", "", "");
  private final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(pool));
  final JdbcClient jdbc = JdbcClient.create(pool);
  final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  final Paybacks paybacks = new Paybacks(jdbc, clock);
  final Orders orders = new Orders(jdbc, paybacks, clock);

  Tables() {
    ResourceDatabasePopulator schema = new ResourceDatabasePopulator();
    schema.setSqlScriptEncoding(StandardCharsets.UTF_8.name());
    schema.addScript(new ClassPathResource("schema.sql"));
    DatabasePopulatorUtils.execute(schema, pool);
  }

  /** As Spring runs what is {@code @Transactional}. */
  void in(Runnable work) {
    transaction.executeWithoutResult(status -> work.run());
  }

  <T> T with(Supplier<T> work) {
    return Optional.ofNullable(transaction.execute(status -> work.get())).orElseThrow();
  }

  /** Until another's work is over, or waits for a row that this transaction has locked. */
  void awaitEndOrLock(Future<?> other) {
    while (!other.isDone() && waiting() == 0) {
      Thread.onSpinWait();
    }
  }

  /** How many sessions wait for another one's rows. */
  private long waiting() {
    return jdbc.sql("select count(*) from information_schema.sessions where blocker_id is not null")
        .query(Long.class)
        .single();
  }

  Order order() {
    Item item = Catalogue.ofTheTeaHouse().find("longjing").orElseThrow();
    return orders.open(item, PRICE);
  }

  /** An attempt of an order, stored. */
  Attempt attempt(Order order, int place) {
    Attempt attempt = sketch(order, place);
    if (!with(() -> orders.begin(attempt))) {
      throw new IllegalStateException("not begun");
    }
    return attempt;
  }

  Attempt sketch(Order order, int place) {
    PaymentId id = PaymentId.next(clock, new SecureRandom());
    return new Attempt(
        order.id(),
        place,
        "wechatpay",
        Method.QR,
        PaymentRef.of("wechatpay", id, PRICE),
        Optional.empty(),
        new FollowUp.Ask(NOW));
  }

  @Override
  public void close() {
    pool.dispose();
  }
}
