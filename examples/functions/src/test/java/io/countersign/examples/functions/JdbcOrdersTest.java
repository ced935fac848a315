// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JdbcOrdersTest {

  private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000";
  private final JdbcOrders orders = new JdbcOrders(url);

  @Test
  @Timeout(60)
  void ofTwoRunsThatSawTheSameAttemptOneHasIt() throws Exception {
    orders.open();
    String wanted = begun(NOW.minusSeconds(9));
    String behind = begun(NOW);
    try (Connection first = DriverManager.getConnection(url);
        Statement take = first.createStatement();
        Connection third = DriverManager.getConnection(url)) {
      first.setAutoCommit(false);
      long until = NOW.plus(LEASE).getEpochSecond();
      take.executeUpdate(
          "UPDATE attempts SET taken_until = " + until + " WHERE number = '" + wanted + "'");
      // The second has read what the first has not committed, and waits for it.
      var second = CompletableFuture.supplyAsync(() -> orders.takeDue(NOW, LEASE, 1));
      while (!waits(third)) {
        assertThat(second).isNotDone();
      }

      first.commit();

      assertThat(second.get())
          .extracting(attempt -> attempt.payment().number())
          .containsExactly(behind);
    }
  }

  @Test
  void aRunReadsNoMoreThanItTakes() throws Exception {
    orders.open();
    String first = begun(NOW.minusSeconds(9));
    String broken = begun(NOW);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE attempts SET payment = '?' WHERE number = '" + broken + "'");
    }

    assertThat(orders.takeDue(NOW, LEASE, 1))
        .extracting(attempt -> attempt.payment().number())
        .containsExactly(first);
  }

  /** As when the staff gives it back in the provider's portal before any callback has come. */
  @Test
  void aPayNoticeThatComesAfterTheMoneyWentBackSellsNothing() {
    orders.open();
    String number = begun(NOW);
    PaymentRef ref = orders.expectedBy("tea").of(number).orElseThrow().payment();
    orders.payment("tea", paid(ref).refundedTotal(ref.total()).build(), new FollowUp.Done());
    assertThat(orders.status("tea", number)).contains("GIVEN_BACK 0");

    orders.payment("tea", paid(ref).build(), new FollowUp.Done());

    assertThat(orders.status("tea", number)).contains("GIVEN_BACK 0");
  }

  private static Payment.Builder paid(PaymentRef ref) {
    return Payment.of(
            ref,
            PaymentState.PAID,
            "PAID",
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOW))
        .orderTotal(ref.total());
  }

  @Test
  void aWriteThatBreaksOffHalfwayIsNotKept() throws Exception {
    orders.open();
    String number = begun(NOW);
    PaymentRef ref = orders.expectedBy("tea").of(number).orElseThrow().payment();
    Payment closed =
        Payment.of(
                ref,
                PaymentState.CLOSED,
                "CLOSED",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, NOW))
            .build();
    JdbcOrders breaking = new JdbcOrders(BreakingDriver.PREFIX + url);

    assertThatThrownBy(() -> breaking.payment("tea", closed, new FollowUp.Done()))
        .isInstanceOf(IllegalStateException.class);

    // It would never be asked about again, and never be over.
    assertThat(orders.status("tea", number)).contains("OPEN 0");
    assertThat(orders.takeDue(NOW, LEASE, 1)).hasSize(1);
  }

  private String begun(Instant due) {
    PaymentRef ref = PaymentRef.of("wechatpay", PaymentId.next(), Money.of("25.00", "CNY"));
    orders.begin("tea", ref, new FollowUp.Ask(due));
    return ref.number();
  }

  private static boolean waits(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL")) {
      return rows.next() && rows.getInt(1) > 0;
    }
  }
}
