// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.RejectedException;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.VoucherKind;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.examples.servlet.EcpayInvoices.Buyer;
import io.countersign.examples.servlet.EcpayInvoices.Invoice;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.InvoiceView;
import io.countersign.sandbox.ecpay.Operation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EcpayInvoicesTest {

  private static final Money PRICE = Money.of("120", "TWD");
  private static final Money NOTHING = Money.ofMinor(0, "TWD");
  private static final Buyer PERSON = new Buyer.Person("payer@example.com");

  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-11-21T04:00:00Z"));
  private final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  private final EcpayMerchant merchant = sandbox.ecpay().openMerchant();
  private final EcpayClient client =
      EcpayClient.of(
          EcpayConfig.fromEnvironment(merchant.environment()).toBuilder()
              .clock(clock)
              .sleeper(clock::advance)
              .notifyUrl(URI.create("https://shop.example.com/notify/ecpay"))
              .build());
  private final EcpayInvoices invoices = new EcpayInvoices(client, clock);
  private Payment paid;

  @BeforeEach
  void buy() {
    PaymentRequest<ShowVoucher> tea =
        PaymentRequest.in(Scene.voucher(VoucherKind.BANK_ACCOUNT))
            .id(PaymentId.next())
            .amount(PRICE)
            .description("One pot of tea")
            .build();
    client.create(tea).orElseThrow();
    merchant.payNumber(tea.id().number());
    paid = client.find(client.ref(tea)).orElseThrow();
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void anInvoiceIsIssuedOnceHoweverOftenItIsAskedFor() {
    Invoice first = invoices.issue(paid, "烏龍茶", PERSON).orElseThrow();
    Invoice again = invoices.issue(paid, "烏龍茶", PERSON).orElseThrow();

    assertThat(again).isEqualTo(first);
    assertThat(first.total()).isEqualTo(PRICE);
    assertThat(first.number()).matches("[A-Z]{2}[0-9]{8}");
    assertThat(merchant.invoices()).hasSize(1);
  }

  @Test
  void anAnswerThatWasLostIsLookedUp() {
    merchant.faults().once(Operation.INVOICE, Fault.answerDropped());

    Invoice issued = invoices.issue(paid, "烏龍茶", PERSON).orElseThrow();

    assertThat(issued.number()).isEqualTo(merchant.invoices().get(0).invoiceNo());
    assertThat(merchant.invoices()).hasSize(1);
  }

  @Test
  void whatNeverArrivedIsIssuedByTheNextTry() {
    merchant.faults().once(Operation.INVOICE, Fault.requestDropped());

    assertThat(invoices.issue(paid, "烏龍茶", PERSON)).isEmpty();
    assertThat(invoices.issue(paid, "烏龍茶", PERSON)).isPresent();
    assertThat(merchant.invoices()).hasSize(1);
  }

  @Test
  void theCarrierTheCompanyAndTheCharityAreWhatTheBuyerSaid() {
    assertThat(asked(new Buyer.Carrier("3", "/ABC+123", "payer@example.com")))
        .contains("\"CarrierType\":\"3\"", "\"CarrierNum\":\"/ABC+123\"");
  }

  @Test
  void aCompanyGetsItOnPaperUnderItsNumber() {
    assertThat(asked(new Buyer.Company("97025978", "綠界科技", "台北市南港區", "c@example.com")))
        .contains("\"CustomerIdentifier\":\"97025978\"", "\"Print\":\"1\"", "綠界科技");
  }

  @Test
  void aDonatedInvoiceHasNeitherCarrierNorPaper() {
    assertThat(asked(new Buyer.Donation("168001", "payer@example.com")))
        .contains("\"Donation\":\"1\"", "\"LoveCode\":\"168001\"", "\"CarrierType\":\"\"");
  }

  @Test
  void whatEcpayRefusesIsSaid() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> invoices.issue(paid, "烏龍茶", new Buyer.Person("")))
        .withMessageContaining("10000002");
    assertThat(merchant.invoices()).isEmpty();
  }

  @Test
  void aRefusalThatNobodyListsLeavesItOpen() {
    assertThat(invoices.issue(paid, "烏龍茶", new Buyer.Donation("12", "p@example.com"))).isEmpty();
    assertThat(invoices.issue(paid, "烏龍茶", PERSON)).isPresent();
    assertThat(merchant.invoices()).hasSize(1);
  }

  @Test
  void aPartGivenBackIsAnAllowanceWrittenOnce() {
    invoices.issue(paid, "烏龍茶", PERSON);
    merchant.faults().once(Operation.INVOICE_ALLOWANCE, Fault.answerDropped());

    Optional<Invoice> first = back(PRICE, "20");
    Optional<Invoice> again = back(PRICE, "20");

    assertThat(first.orElseThrow().rest()).isEqualTo(Money.of("100", "TWD"));
    assertThat(again).isEqualTo(first);
    assertThat(view().allowances()).hasSize(1);
  }

  @Test
  void allOfItGivenBackInTimeVoidsIt() {
    invoices.issue(paid, "烏龍茶", PERSON);
    merchant.faults().once(Operation.INVOICE_VOID, Fault.answerDropped());

    assertThat(back(PRICE, "120").orElseThrow().voided()).isTrue();
    assertThat(back(PRICE, "120").orElseThrow().voided()).isTrue();
    assertThat(view().allowances()).isEmpty();
  }

  @Test
  void allOfItGivenBackTooLateIsAnAllowance() {
    invoices.issue(paid, "烏龍茶", PERSON);
    clock.advance(Duration.between(clock.instant(), Instant.parse("2027-01-13T16:00:00Z")));

    Invoice after = back(PRICE, "120").orElseThrow();

    assertThat(after.voided()).isFalse();
    assertThat(after.rest()).isEqualTo(NOTHING);
    assertThat(view().allowances()).hasSize(1);
  }

  @Test
  void anAllowanceThatTheShopDoesNotKnowOfStopsTheNext() {
    invoices.issue(paid, "烏龍茶", PERSON);
    back(PRICE, "20");

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> back(PRICE, "30"));
    assertThat(view().allowances()).hasSize(1);
  }

  private Optional<Invoice> back(Money before, String amount) {
    return invoices.giveBack(
        paid.ref().number(), before, Money.of(amount, "TWD"), "payer@example.com");
  }

  private String asked(Buyer buyer) {
    invoices.issue(paid, "烏龍茶", buyer).orElseThrow();
    return view().asked();
  }

  private InvoiceView view() {
    return merchant.invoice(paid.ref().number()).orElseThrow();
  }
}
