// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.RejectedException;
import io.countersign.Statement;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Days that have no bill, or none yet. */
class BillDayTest {
  private static final LocalDate DAY = BillDesk.DAY;

  private final BillDesk desk = new BillDesk().with(BillSheet.summedAs("0,0,0,0,0,0,0").text());

  @Test
  void aDayWithoutTradeIsEmpty() {
    desk.refusals.add(desk.refusal(400, "NO_STATEMENT_EXIST"));

    assertThat(read(DAY)).isEqualTo(new Statement.EmptyDay<StatementTotals>(DAY));
    assertThat(desk.downloads).isEmpty();
  }

  @Test
  void nobodyWithoutAKeyEmptiesADay() {
    desk.refusals.add(BillDesk.unsigned(400, "{\"code\":\"NO_STATEMENT_EXIST\"}"));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(DAY))
        .withMessageContaining("not signed");

    desk.refusals.add(desk.forged(400, "NO_STATEMENT_EXIST"));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(DAY))
        .withMessageContaining("not proven");
    desk.refusals.add(desk.refusal(503, "NO_STATEMENT_EXIST"));
    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> read(DAY));
  }

  @Test
  void beforeTenNoBillMeansNotYet() {
    desk.now = Instant.parse("2026-11-21T01:59:59Z");
    desk.refusals.add(desk.refusal(400, "NO_STATEMENT_EXIST"));

    assertThat(read(DAY))
        .isEqualTo(
            new Statement.NotReady<StatementTotals>(DAY, Instant.parse("2026-11-21T02:00:00Z")));
  }

  @Test
  void aBillThatIsBeingWrittenIsNotReady() {
    desk.refusals.add(desk.refusal(400, "STATEMENT_CREATING"));
    assertThat(read(DAY))
        .isEqualTo(new Statement.NotReady<StatementTotals>(DAY, desk.now.plusSeconds(900)));

    desk.now = Instant.parse("2026-11-20T17:00:00Z");
    desk.refusals.add(BillDesk.unsigned(400, "{\"code\":\"STATEMENTCREATING\"}"));
    assertThat(read(DAY))
        .isEqualTo(
            new Statement.NotReady<StatementTotals>(DAY, Instant.parse("2026-11-21T02:00:00Z")));
  }

  @Test
  void todayAndLaterAndLongAgoAreRefusedBeforeSending() {
    for (LocalDate day :
        new LocalDate[] {
          DAY.plusDays(1), DAY.plusDays(2), LocalDate.of(2026, 8, 20), LocalDate.of(1970, 1, 1)
        }) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> read(day))
          .withMessageContainingAll("2026-08-21", "2026-11-20", "Beijing");
    }
    assertThat(desk.applications).isEmpty();
    assertThat(read(LocalDate.of(2026, 8, 21))).isInstanceOf(Statement.Read.class);
  }

  @Test
  void theDayIsBeijingsWhateverTheZoneOfTheMachine() {
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String name : new String[] {"UTC", "Asia/Taipei", "America/New_York"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(name));
        desk.now = Instant.parse("2026-11-20T16:00:00Z");
        assertThat(read(DAY)).isInstanceOf(Statement.Read.class);
        desk.now = Instant.parse("2026-11-20T15:59:59Z");
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read(DAY));
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void aRefusalOfAnotherKindIsARejection() {
    desk.refusals.add(desk.refusal(403, "NO_AUTH"));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(DAY))
        .withMessageContaining("NO_AUTH");
  }

  private Statement<StatementTotals> read(LocalDate day) {
    return desk.client().readStatement(day, row -> {});
  }
}
