// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The settlement file of a day on which something was sold. */
class StatementAtSandboxTest {

  private static final LocalDate DAY = LocalDate.of(2026, 7, 1);

  private Shop shop = Shop.open();
  private final List<StatementRow> rows = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aDayIsReadAndItsRowsAreTheShopsOwn() {
    PaymentRef tea = sell();
    PaymentRef cake = sell();
    String refundId = shop.freshId().number();
    Shop.accepted(shop.client().refund(RefundRequest.of(tea, refundId, Money.of("30.00", "CNY"))));
    shop.clock.advance(Duration.ofDays(1));

    Statement<StatementTotals> statement = shop.client().readStatement(DAY, rows::add);

    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.payments()).isEqualTo(2);
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.paid()).contains(Money.of("200.00", "CNY"));
    assertThat(totals.refunded()).contains(Money.of("30.00", "CNY"));
    assertThat(rows).extracting(StatementRow::number).contains(tea.number(), cake.number());
    StatementRow refund =
        rows.stream()
            .filter(row -> row.kind() == StatementRow.Kind.REFUND)
            .findFirst()
            .orElseThrow();
    assertThat(refund.number()).isEqualTo(tea.number());
    assertThat(refund.refundId()).contains(refundId);
    for (StatementRow row : rows) {
      if (row.number().equals(cake.number())) {
        assertThat(row.payment(cake).orElseThrow().isPaid()).isTrue();
        assertThat(row.transactionId())
            .isEqualTo(shop.client().find(cake).orElseThrow().ref().transactionId());
      }
    }
  }

  @Test
  void aPlatformsRowsNameItsMerchants() {
    shop.close();
    shop = Shop.openOnPlatform();
    PaymentRef tea = sell();
    shop.clock.advance(Duration.ofDays(1));

    UnionPayClient.of(shop.config().build()).readStatement(DAY, rows::add);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).onBehalfOf()).contains("TEA001");
    assertThat(rows.get(0).payment(tea).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aDayWithoutSalesIsNotReadyAndThenEmpty() {
    shop.clock.advance(Duration.ofHours(20));
    assertThat(shop.client().readStatement(DAY, rows::add)).isInstanceOf(Statement.NotReady.class);
    shop.clock.advance(Duration.ofDays(2));
    assertThat(shop.client().readStatement(DAY, rows::add))
        .isEqualTo(new Statement.EmptyDay<>(DAY));
  }

  @Test
  void aFileThatIsNotUnionPaysGivesNoRow() {
    sell();
    shop.clock.advance(Duration.ofDays(1));
    for (Fault fault :
        List.of(
            Fault.wrongSignature(),
            Fault.missingSignature(),
            Fault.tamperedField("fileContent", "eJwDAAAAAAE="),
            Fault.truncatedBody(),
            Fault.htmlWithStatus200(),
            Fault.answerDropped(),
            Fault.badGateway())) {
      shop.merchant.faults().always(Operation.FILE, fault);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> shop.impatientClient().readStatement(DAY, rows::add));
    }
    assertThat(rows).isEmpty();
  }

  @Test
  void anAnswerLostOnItsWayIsAskedForAnew() {
    sell();
    shop.clock.advance(Duration.ofDays(1));
    shop.merchant.faults().once(Operation.FILE, Fault.answerDropped());

    shop.client().readStatement(DAY, rows::add);

    assertThat(rows).hasSize(1);
  }

  private PaymentRef sell() {
    Outcome.Accepted<ShowQrCode> made =
        Shop.accepted(shop.client().create(shop.order(Scene.qrCode()).build()));
    PaymentRef ref = made.payment().orElseThrow();
    shop.merchant.pay(ref.number());
    return ref;
  }
}
