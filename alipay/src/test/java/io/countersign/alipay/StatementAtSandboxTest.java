// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Booking;
import io.countersign.Difference;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Reconciliation;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.spi.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementAtSandboxTest {

  private Shop shop = Shop.open();
  private final List<StatementRow> rows = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aLostNotificationAndAStrangersPaymentAreFoundByTheBooks() {
    PaidOrders orders = new PaidOrders(shop);
    PaymentRef told = orders.paid();
    PaymentRef lost = orders.paid(Money.of("25.00", "CNY"));
    PaymentRef stranger = orders.paid(Money.of("7.00", "CNY"));
    Money part = Money.of("30.00", "CNY");
    Shop.accepted(shop.client().refund(RefundRequest.of(told, "R-1", part)));
    orders.placed(Shop.HUNDRED);
    LocalDate day = nextDay();

    Statement<StatementTotals> statement = shop.client().readStatement(day, rows::add);

    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.paid()).contains(Money.of("132.00", "CNY"));
    assertThat(totals.refunded()).contains(part);
    List<Booking> provider =
        rows.stream().flatMap(row -> row.booking().stream()).sorted(Booking.order()).toList();
    List<Booking> own = new ArrayList<>();
    own.add(Booking.payment(told.number(), told.total(), PaymentState.PAID));
    own.add(Booking.refund(told.number(), "R-1", part, RefundState.REFUNDED));
    own.add(Booking.payment(lost.number(), lost.total(), PaymentState.AWAITING_PAYER));
    own.sort(Booking.order());
    List<Difference> differences = new ArrayList<>();
    Reconciliation.of(provider.iterator(), own.iterator(), differences::add);
    assertThat(differences)
        .extracting(Difference::number)
        .containsExactlyInAnyOrder(lost.number(), stranger.number());
    assertThat(row(lost).payment(lost).orElseThrow().isPaid()).isTrue();
    assertThat(row(told).fields().text("商品名称")).contains("一杯茶, 大 \"冰\"");
  }

  @Test
  void aMonthIsReadOnceItIsOver() {
    new PaidOrders(shop).paid();
    shop.clock.advance(Duration.ofDays(40));

    Statement<StatementTotals> statement =
        shop.client().readStatement(AlipayStatement.of(YearMonth.of(2026, 7)), rows::add);

    assertThat(((Statement.Read<StatementTotals>) statement).totals().payments()).isEqualTo(1);
    assertThat(statement.day()).isEqualTo(LocalDate.of(2026, 7, 1));
  }

  @Test
  void aDayWithoutTradeIsEmpty() {
    LocalDate day = nextDay();

    assertThat(shop.client().readStatement(day, rows::add))
        .isEqualTo(new Statement.EmptyDay<>(day));
    assertThat(shop.requests(Operation.BILL_DOWNLOAD)).isEmpty();
  }

  @Test
  void aBillThatIsNotWrittenYetIsNotReady() {
    new PaidOrders(shop).paid();
    LocalDate day = today();
    // Half past midnight in Beijing.
    shop.clock.advance(Duration.ofMinutes(750));

    assertThat(shop.client().readStatement(day, rows::add))
        .isEqualTo(new Statement.NotReady<>(day, Instant.parse("2026-07-02T02:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BILL_NOT_EXIST", "isp.bill_not_exist"})
  void aBillThatIsLateIsNotAnEmptyDayAndLongAfterwardsItIs(String code) {
    LocalDate day = nextDay();
    shop.merchant.faults().always(Operation.BILL, Fault.signedFailure("40004", code));

    assertThat(shop.client().readStatement(day, rows::add)).isInstanceOf(Statement.NotReady.class);
    shop.clock.advance(Duration.ofDays(1));
    assertThat(shop.client().readStatement(day, rows::add))
        .isEqualTo(new Statement.EmptyDay<>(day));
  }

  @Test
  void anUnsignedAbsenceEmptiesNoDay() {
    LocalDate day = nextDay();
    shop.clock.advance(Duration.ofDays(1));
    shop.merchant
        .faults()
        .always(Operation.BILL, Fault.unsignedFailure("40004", "isp.bill_not_exist"));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> shop.client().readStatement(day, rows::add));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVAILID_ARGUMENTS", "isv.invalid_arguments"})
  void aDayThatAlipayDoesNotTakeYetIsNotReady(String code) {
    new PaidOrders(shop).paid();
    LocalDate day = today();
    shop.clock.advance(Duration.ofMinutes(750));
    shop.merchant.faults().always(Operation.BILL, Fault.signedFailure("40004", code));

    assertThat(shop.client().readStatement(day, rows::add)).isInstanceOf(Statement.NotReady.class);
    shop.clock.advance(Duration.ofDays(1));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> shop.client().readStatement(day, rows::add));
  }

  @Test
  void aThirdPartyReadsItsMerchantsBill() {
    shop.close();
    shop = Shop.openOnBehalf();
    new PaidOrders(shop).paid();
    LocalDate day = nextDay();

    shop.client().readStatement(day, rows::add);

    assertThat(rows)
        .singleElement()
        .satisfies(row -> assertThat(row.onBehalfOf()).contains(shop.collector().appId()));
  }

  @Test
  void aFileCutOnItsWayIsForgotten() {
    new PaidOrders(shop).paid();
    LocalDate day = nextDay();
    // Always: some servers hang up before the first byte, and then the file is fetched once more.
    shop.gateway.faults().always(Operation.BILL_DOWNLOAD, Fault.truncatedBody());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.client().readStatement(day, rows::add));
    shop.gateway.faults().clear();
    assertThat(shop.client().readStatement(day, rows::add)).isInstanceOf(Statement.Read.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/bill",
        "https://dwbillcenter.alipay.com/bill",
        "http://127.0.0.1:1/bill",
        "file:///etc/passwd",
        "no address",
        "/bill"
      })
  void aFileIsFetchedOnlyWhereTheGatewayIs(String elsewhere) {
    new PaidOrders(shop).paid();
    LocalDate day = nextDay();
    shop.merchant.faults().always(Operation.BILL, Fault.withField("bill_download_url", elsewhere));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> shop.client().readStatement(day, rows::add))
        .withMessageContaining("bill_download_url");
    assertThat(shop.requests(Operation.BILL_DOWNLOAD)).isEmpty();
  }

  @Test
  void anAddressWithoutASignatureIsNotAsked() {
    new PaidOrders(shop).paid();
    LocalDate day = nextDay();
    shop.merchant.faults().always(Operation.BILL, Fault.missingSignature());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.impatientClient().readStatement(day, rows::add));
    assertThat(shop.requests(Operation.BILL_DOWNLOAD)).isEmpty();
  }

  @Test
  void alipaysHostsAreAskedOverTlsWhateverTheAnswerNames() {
    Endpoint production = Endpoint.of("e", URI.create("https://openapi.alipay.com"));

    assertThat(
            BillAddress.named(
                    "http://dwbillcenter.alipay.com/downloadBillFile.resource?fileId=%2Ftrade%2F1",
                    production)
                .uri())
        .hasToString(
            "https://dwbillcenter.alipay.com/downloadBillFile.resource?fileId=%2Ftrade%2F1");
    for (String elsewhere :
        List.of(
            "https://alipay.com.evil.example/x",
            "https://evilalipay.com/x",
            "https://dwbillcenter.alipay.com@evil.example/x",
            "https://me:secret@dwbillcenter.alipay.com/x",
            "https://dwbillcenter.alipay.com:8443/x",
            "http://dwbillcenter.alipay.com:8080/x",
            "ftp://dwbillcenter.alipay.com/x",
            "http://127.0.0.1/x",
            "https://dwbillcenter.alipay.com/a/../x",
            "https://dwbillcenter.alipay.com")) {
      assertThatExceptionOfType(MismatchException.class)
          .as(elsewhere)
          .isThrownBy(() -> BillAddress.named(elsewhere, production));
    }
  }

  @Test
  void theBooksDayIsBeijings() {
    // Shop's noon is the first of July in Beijing; eleven in the evening of UTC is the second.
    shop.clock.advance(Duration.ofHours(13));
    new PaidOrders(shop).paid();
    shop.clock.advance(Duration.ofDays(2));

    assertThat(shop.client().readStatement(LocalDate.of(2026, 7, 1), rows::add))
        .isInstanceOf(Statement.EmptyDay.class);
    assertThat(shop.client().readStatement(LocalDate.of(2026, 7, 2), rows::add))
        .isInstanceOf(Statement.Read.class);
  }

  private StatementRow row(PaymentRef payment) {
    return rows.stream()
        .filter(row -> row.kind() == StatementRow.Kind.PAYMENT)
        .filter(row -> row.number().equals(payment.number()))
        .findFirst()
        .orElseThrow();
  }

  private LocalDate today() {
    return shop.clock.instant().atOffset(ZoneOffset.ofHours(8)).toLocalDate();
  }

  private LocalDate nextDay() {
    LocalDate day = today();
    shop.clock.advance(Duration.ofDays(1));
    return day;
  }
}
