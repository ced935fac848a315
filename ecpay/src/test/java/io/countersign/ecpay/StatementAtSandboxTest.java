// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Booking;
import io.countersign.Difference;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Reconciliation;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatementAtSandboxTest {

  private final Shop shop = Shop.open();
  private final List<StatementRow> rows = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPaymentWhoseNotificationNeverCameIsFoundByTheBooks() {
    OrderDesk desk = new OrderDesk(shop);
    PaymentRef told = desk.placed();
    PaymentRef lost = desk.placed(Money.of("250", "TWD"), Map.of());
    desk.placed();
    shop.merchant.payByCard(told.number());
    shop.merchant.payByCard(lost.number());
    LocalDate day = today();
    shop.clock.advance(Duration.ofDays(1));

    Statement<StatementTotals> statement = shop.client().readStatement(day, rows::add);

    assertThat(statement).isInstanceOf(Statement.Read.class);
    assertThat(((Statement.Read<StatementTotals>) statement).totals().paid())
        .contains(Money.of("350", "TWD"));
    List<Booking> provider =
        rows.stream().flatMap(row -> row.booking().stream()).sorted(Booking.order()).toList();
    List<Booking> own = new ArrayList<>();
    own.add(Booking.payment(told.number(), told.total(), PaymentState.PAID));
    own.add(Booking.payment(lost.number(), lost.total(), PaymentState.AWAITING_PAYER));
    own.sort(Booking.order());
    List<Difference> differences = new ArrayList<>();
    Reconciliation.of(provider.iterator(), own.iterator(), differences::add);
    assertThat(differences).extracting(Difference::number).containsExactly(lost.number());
    assertThat(
            rows.stream()
                .filter(row -> row.number().equals(lost.number()))
                .findFirst()
                .orElseThrow()
                .payment(lost)
                .orElseThrow()
                .isPaid())
        .isTrue();
  }

  @Test
  void whatWasRefundedComesBackAsOneSum() {
    PaymentRef paid = new OrderDesk(shop).placed();
    shop.merchant.payByCard(paid.number());
    LocalDate day = today();
    shop.clock.advance(Duration.ofDays(1));
    String tradeNo = shop.client().find(paid).orElseThrow().ref().transactionId().orElseThrow();
    FormFields fields = new FormFields();
    shop.client().gateway().merchant().name(fields);
    fields
        .put("MerchantTradeNo", paid.number())
        .put("TradeNo", tradeNo)
        .put("Action", "R")
        .put("TotalAmount", "30");
    new Cashier()
        .post(
            shop.gateway.baseUri().resolve("/CreditDetail/DoAction"),
            shop.client()
                .gateway()
                .forms()
                .signed(
                    FormExchange.Form.of(Service.PAYMENT, "/CreditDetail/DoAction", fields),
                    true,
                    shop.clock.instant(),
                    Duration.ofSeconds(10))
                .body()
                .orElseThrow());

    shop.client().readStatement(day, rows::add);

    assertThat(rows)
        .filteredOn(row -> row.kind() == StatementRow.Kind.REFUND)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.refundAmount()).contains(Money.of("30", "TWD"));
              assertThat(row.providerRefundId()).contains(tradeNo);
            });
  }

  @Test
  void aDayWithoutTradeIsEmpty() {
    LocalDate day = today();
    shop.clock.advance(Duration.ofDays(1));

    assertThat(shop.client().readStatement(day, rows::add))
        .isEqualTo(new Statement.EmptyDay<>(day));
  }

  @Test
  void aFileCutOnItsWayIsForgotten() {
    OrderDesk desk = new OrderDesk(shop);
    for (int i = 0; i < 5; i++) {
      shop.merchant.payByCard(desk.placed().number());
    }
    LocalDate day = today();
    shop.clock.advance(Duration.ofDays(1));
    shop.merchant.faults().once(Operation.STATEMENT, Fault.truncatedBody());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.client().readStatement(day, rows::add));
    rows.clear();
    shop.clock.advance(Duration.ofMinutes(2));
    shop.client().readStatement(day, rows::add);
    assertThat(rows).hasSize(5);
    assertThat(rows).isSortedAccordingTo(Comparator.comparing(StatementRow::rowNumber));
  }

  private LocalDate today() {
    return shop.clock.instant().atOffset(TaipeiTime.OFFSET).toLocalDate();
  }
}
