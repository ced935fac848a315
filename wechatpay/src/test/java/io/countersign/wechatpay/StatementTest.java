// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Booking;
import io.countersign.Difference;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Reconciliation;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.StatementFault;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements at the sandbox: what is read there, and what must not be believed. */
class StatementTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.impatientClient();
  private final LocalDate day = shop.clock.instant().atOffset(ZoneOffset.ofHours(8)).toLocalDate();
  private final WeChatPayTradeBill plain = WeChatPayTradeBill.of(day).uncompressed();
  private final List<StatementRow> rows = new ArrayList<>();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theStatementOfADayHoldsItsPaymentsRefundsAndReversals() {
    shop.merchant.statements().feeRate(60);
    PaymentRef first = shop.paidOrder(client);
    PaymentRef second = shop.paidOrder(client);
    Shop.accepted(client.refund(RefundRequest.of(second, "R1", Money.of("4.00", "CNY"))));
    PaymentRef reversed = chargedAndReversed();
    untilDue();

    StatementTotals totals = read();

    assertThat(totals.payments()).isEqualTo(3);
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.others()).isEqualTo(1);
    assertThat(totals.paid()).contains(Money.of("30.00", "CNY"));
    assertThat(totals.refunded()).contains(Money.of("4.00", "CNY"));
    Payment payment = row(first, StatementRow.Kind.PAYMENT).payment(first).orElseThrow();
    Payment asked = client.find(first).orElseThrow();
    assertThat(payment.ref()).isEqualTo(asked.ref());
    assertThat(payment.orderTotal()).isEqualTo(asked.orderTotal());
    assertThat(payment.paidAt()).isEqualTo(asked.paidAt());
    assertThat(payment.fields().text("商品名称")).contains("一杯茶 <tea> \"&' 🍵");
    StatementRow refund = row(second, StatementRow.Kind.REFUND);
    assertThat(refund.refund(second)).get().extracting(r -> r.refundId()).isEqualTo("R1");
    assertThat(refund.feeInMajorUnits().orElseThrow().signum()).isNegative();
    assertThat(row(reversed, StatementRow.Kind.OTHER).providerState()).isEqualTo("REVOKED");
  }

  @Test
  void aPaymentWhoseNotificationNeverCameIsFoundByTheStatement() {
    PaymentRef notified = shop.paidOrder(client);
    PaymentRef lost = shop.paidOrder(client);
    PaymentRef unpaid = shop.openOrder(client);
    shop.handle(client, shop.notice(notified));
    assertThat(shop.payments).hasSize(1);
    Map<String, Booking> books = new TreeMap<>();
    for (PaymentRef ref : List.of(notified, lost, unpaid)) {
      boolean paid = shop.payments.get(0).ref().number().equals(ref.number());
      books.put(
          ref.number(),
          Booking.payment(
              ref.number(), ref.total(), paid ? PaymentState.PAID : PaymentState.AWAITING_PAYER));
    }
    untilDue();
    read();
    List<Booking> staged =
        rows.stream().flatMap(row -> row.booking().stream()).sorted(Booking.order()).toList();
    List<Difference> differences = new ArrayList<>();

    Reconciliation result =
        Reconciliation.of(staged.iterator(), books.values().iterator(), differences::add);

    assertThat(differences).hasSize(1);
    assertThat(differences.get(0).kind()).isEqualTo(Difference.Kind.STATE_DIFFERS);
    assertThat(differences.get(0).number()).isEqualTo(lost.number());
    assertThat(result.matched()).isEqualTo(1);
    assertThat(result.unsettledAtShop()).isEqualTo(1);
    Payment found = row(lost, StatementRow.Kind.PAYMENT).payment(lost).orElseThrow();
    assertThat(found.isPaid()).isTrue();
    assertThat(found.ref().product()).isEqualTo(lost.product());
    assertThat(client.find(lost).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aDayWithoutTradeIsEmptyButNotBeforeTen() {
    shop.clock.advance(untilTenOn(day.plusDays(1)).minusHours(1));
    assertThat(client.readStatement(day, rows::add)).isInstanceOf(Statement.NotReady.class);

    shop.clock.advance(Duration.ofHours(1));
    assertThat(client.readStatement(day, rows::add))
        .isEqualTo(new Statement.EmptyDay<StatementTotals>(day));
    assertThat(rows).isEmpty();
  }

  @Test
  void aStatementThatIsNotReadySaysWhenToAskAgain() {
    shop.paidOrder(client);
    shop.clock.advance(untilTenOn(day.plusDays(1)).minusMinutes(1));

    Statement<StatementTotals> early = client.readStatement(day, rows::add);

    Statement.NotReady<StatementTotals> notReady = (Statement.NotReady<StatementTotals>) early;
    assertThat(Duration.between(shop.clock.instant(), notReady.askAgainAt()))
        .isEqualTo(Duration.ofMinutes(1));
    shop.clock.advance(Duration.ofMinutes(1));
    assertThat(client.readStatement(day, rows::add)).isInstanceOf(Statement.Read.class);
  }

  @Test
  void aFileThatIsNotTheOneSignedForIsUnavailable() {
    shop.paidOrder(client);
    shop.paidOrder(client);
    untilDue();
    for (Fault fault :
        List.of(
            StatementFault.alteredRow(),
            StatementFault.halfFile(),
            StatementFault.changed(text -> text.replace("SUCCESS", "REFUND")),
            StatementFault.changed(text -> text.substring(0, text.length() / 2)),
            StatementFault.changed(text -> "<html>502</html>"),
            StatementFault.gzipBomb(64L << 20),
            Fault.literal(200, "text/html", "<html></html>"),
            Fault.truncatedBody(),
            Fault.answerDropped())) {
      for (WeChatPayTradeBill bill : List.of(plain, WeChatPayTradeBill.of(day))) {
        shop.merchant.faults().once(Operation.BILL_DOWNLOAD, fault);
        shop.merchant.faults().once(Operation.BILL_DOWNLOAD, fault);

        assertThatExceptionOfType(UnavailableException.class)
            .describedAs(fault.toString())
            .isThrownBy(() -> client.readStatement(bill, rows::add));
        shop.merchant.faults().clear();
      }
    }
    shop.merchant.faults().once(Operation.TRADE_BILL, StatementFault.wrongHash());
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(this::read);
    assertThat(read().payments()).isEqualTo(2);
  }

  @Test
  void aFileThatStallsInTheMiddleIsGivenUp() {
    shop.paidOrder(client);
    untilDue();
    shop.merchant.faults().once(Operation.BILL_DOWNLOAD, StatementFault.stallMidFile());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.readStatement(plain.within(Duration.ofMillis(300)), rows::add))
        .withMessageContaining("forget every row");
  }

  @Test
  void aLinkThatExpiredIsAskedForAnew() {
    shop.paidOrder(client);
    untilDue();
    shop.merchant.faults().once(Operation.TRADE_BILL, StatementFault.expiredToken());

    assertThat(read().payments()).isEqualTo(1);

    assertThat(shop.requests(Operation.TRADE_BILL)).hasSize(2);
    assertThat(shop.requests(Operation.BILL_DOWNLOAD)).hasSize(2);
    assertThat(rows).hasSize(1);
  }

  @Test
  void aLinkToElsewhereIsNotFollowed() {
    shop.paidOrder(client);
    untilDue();
    for (String elsewhere : List.of("http://127.0.0.1:9", "https://api.mch.weixin.qq.com")) {
      shop.merchant
          .faults()
          .once(Operation.TRADE_BILL, StatementFault.downloadFrom(URI.create(elsewhere)));

      assertThatExceptionOfType(MismatchException.class).isThrownBy(this::read);
    }
    assertThat(shop.requests(Operation.BILL_DOWNLOAD)).isEmpty();
  }

  @Test
  void aSummaryThatDoesNotFitItsRowsIsAMismatch() {
    shop.paidOrder(client);
    untilDue();
    shop.merchant.statements().miscount();

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(this::read)
        .withMessageContaining("总交易单数");
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client.readFundFlow(WeChatPayFundFlowBill.of(day), row -> {}))
        .withMessageContaining("资金流水总笔数");
  }

  @Test
  void theMovementsOfADayAddUp() {
    PaymentRef paid = shop.paidOrder(client);
    shop.paidOrder(client);
    Shop.accepted(client.refund(RefundRequest.of(paid, "R1", Money.of("4.00", "CNY"))));
    untilDue();
    List<FundFlowRow> movements = new ArrayList<>();

    Statement<FundFlowTotals> statement =
        client.readFundFlow(WeChatPayFundFlowBill.of(day), movements::add);

    FundFlowTotals totals = ((Statement.Read<FundFlowTotals>) statement).totals();
    assertThat(totals.incomes()).isEqualTo(2);
    assertThat(totals.income()).isEqualTo(Money.of("20.00", "CNY"));
    assertThat(totals.expense()).isEqualTo(Money.of("4.00", "CNY"));
    assertThat(movements.get(2).merchantReference()).contains("R1");
    assertThat(movements.get(2).balance()).contains(Money.of("16.00", "CNY"));
    assertThat(
            client.readFundFlow(
                WeChatPayFundFlowBill.of(day).account(WeChatPayFundFlowBill.Account.FEES),
                movements::add))
        .isEqualTo(new Statement.EmptyDay<FundFlowTotals>(day));
  }

  @Test
  void twentyThousandRowsComeOverTheWire() {
    shop.paidOrder(client);
    shop.merchant.statements().makeUpRows(day, 20_000);
    untilDue();
    long[] count = {0};

    Statement<StatementTotals> statement =
        client.readStatement(WeChatPayTradeBill.of(day), row -> count[0]++);

    assertThat(statement).isInstanceOf(Statement.Read.class);
    assertThat(count[0]).isEqualTo(20_001);
  }

  private StatementTotals read() {
    rows.clear();
    return ((Statement.Read<StatementTotals>) client.readStatement(plain, rows::add)).totals();
  }

  private StatementRow row(PaymentRef ref, StatementRow.Kind kind) {
    return rows.stream()
        .filter(row -> row.kind() == kind && row.number().equals(ref.number()))
        .findFirst()
        .orElseThrow();
  }

  private PaymentRef chargedAndReversed() {
    PaymentRequest<Payment> request =
        shop.order(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)))
            .with(WeChatPayOption.outStoreId("S1"))
            .build();
    PaymentRef charged = Shop.accepted(client.create(request)).payment().orElseThrow();
    Shop.accepted(client.reverse(charged));
    return charged;
  }

  private void untilDue() {
    Duration left = untilTenOn(day.plusDays(1));
    if (!left.isNegative()) {
      shop.clock.advance(left);
    }
  }

  private Duration untilTenOn(LocalDate next) {
    return Duration.between(
        shop.clock.instant(), next.atTime(10, 0).toInstant(ZoneOffset.ofHours(8)));
  }
}
