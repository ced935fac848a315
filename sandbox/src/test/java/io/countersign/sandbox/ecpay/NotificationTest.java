// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationTest {
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private final EcpayMerchant merchant = gateway.openMerchant();
  private final FormClient client = new FormClient(gateway, merchant);
  private Shop shop;

  @BeforeEach
  void open() throws IOException {
    shop = new Shop();
  }

  @AfterEach
  void stop() {
    shop.close();
    gateway.close();
  }

  private void place(String number, String method, String... more) throws Exception {
    Map<String, String> order = client.order(number, method, shop.uri("/return").toString());
    for (int i = 0; i < more.length; i += 2) {
      order.put(more[i], more[i + 1]);
    }
    client.place(order);
  }

  @ParameterizedTest
  @CsvSource({"200,'1|OK\n'", "200,1|ok", "200,OK", "201,1|OK", "500,1|OK", "200,''"})
  void onlyTheExactFourBytesStopTheFivePosts(int status, String answer) throws Exception {
    shop.status = status;
    shop.answer = answer;
    place("POST1", "Credit");
    merchant.payByCard("POST1");
    clock.advance(Duration.ofDays(3));
    assertThat(shop.bodies).hasSize(5);
    assertThat(shop.form(4)).containsEntry("RtnMsg", "paid").containsEntry("RtnCode", "1");
    assertThat(client.proves(shop.form(4))).isTrue();
    List<Delivery> deliveries = merchant.deliveries();
    assertThat(Duration.between(deliveries.get(0).at(), deliveries.get(4).at()))
        .isEqualTo(Duration.ofMinutes(45));
    assertThat(deliveries.get(4).nextAttempt()).isEmpty();
  }

  @Test
  void aTakenNotificationComesOnce() throws Exception {
    place("POST2", "Credit");
    merchant.payByCard("POST2");
    clock.advance(Duration.ofDays(3));
    assertThat(shop.bodies).hasSize(1);
  }

  @Test
  void aFailureAndAPendingResultAreTold() throws Exception {
    place("POST3", "Credit");
    merchant.leavePending("POST3");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(0)).containsEntry("RtnCode", "10300066");
    merchant.failPayment("POST3", "10100251");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(1)).containsEntry("RtnCode", "10100251").containsEntry("PaymentDate", "");
    assertThat(client.proves(shop.form(1))).isTrue();
  }

  @Test
  void anAccountNumberIsToldAndThenThePayment() throws Exception {
    place("ATM1", "ATM", "PaymentInfoURL", shop.uri("/info").toString(), "ExpireDate", "2");
    merchant.issueNumber("ATM1", "ATM");
    clock.advance(Duration.ZERO);
    assertThat(shop.paths).containsExactly("/info");
    assertThat(shop.form(0))
        .containsEntry("RtnCode", "2")
        .containsEntry("ExpireDate", "2026/03/03")
        .containsEntry("BankCode", "005")
        .containsKey("vAccount");
    assertThat(merchant.ledger()).isEmpty();
    merchant.payNumber("ATM1");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(1)).containsEntry("RtnCode", "1").containsEntry("PaymentType", "ATM_LAND");
    assertThat(merchant.balance()).isEqualTo(1733);
  }

  @Test
  void anExpiredNumberIsNeitherPayableNorTold() throws Exception {
    place("CVS1", "CVS", "StoreExpireDate", "60");
    merchant.issueNumber("CVS1", "CVS");
    clock.advance(Duration.ofMinutes(61));
    assertThatThrownBy(() -> merchant.payNumber("CVS1")).hasMessageContaining("expired");
    clock.advance(Duration.ofDays(9));
    assertThat(shop.bodies).isEmpty();
  }

  @Test
  void ofABarcodeTheShopHearsTwoDaysLater() throws Exception {
    place("BAR1", "BARCODE", "PaymentInfoURL", shop.uri("/info").toString());
    merchant.issueNumber("BAR1", "BARCODE");
    merchant.payNumber("BAR1");
    clock.advance(Duration.ofDays(1));
    assertThat(shop.bodies).hasSize(1);
    assertThat(shop.form(0))
        .containsEntry("RtnCode", "10100073")
        .containsEntry("PaymentNo", "")
        .containsKey("Barcode3");
    clock.advance(Duration.ofDays(1));
    assertThat(shop.form(1))
        .containsEntry("RtnCode", "1")
        .containsEntry("PaymentDate", "2026/03/01 10:00:00");
    assertThat(merchant.chargesOf("BAR1")).isEqualTo(1);
  }

  @Test
  void aSimulatedPaymentSaysSoAndMovesNoMoney() throws Exception {
    place("SIM1", "CVS");
    merchant.issueNumber("SIM1", "CVS");
    merchant.simulatePayment("SIM1");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(0)).containsEntry("RtnCode", "1").containsEntry("SimulatePaid", "1");
    assertThat(merchant.ledger()).isEmpty();
    assertThat(merchant.balance()).isZero();
  }

  @Test
  void anApplicationIsTakenInFirstAndApprovedLater() throws Exception {
    place("BNPL1", "BNPL", "PaymentInfoURL", shop.uri("/info").toString());
    merchant.issueNumber("BNPL1", "BNPL");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(0)).containsEntry("RtnCode", "2").containsKey("BNPLTradeNo");
    assertThat(merchant.ledger()).isEmpty();
    merchant.payAtOnce("BNPL1", "BNPL");
    clock.advance(Duration.ZERO);
    assertThat(shop.form(1)).containsEntry("RtnCode", "1");
  }

  @Test
  void nothingIsPostedBeyondLoopback() throws Exception {
    client.place("FAR1", "Credit");
    merchant.payByCard("FAR1");
    clock.advance(Duration.ofDays(1));
    assertThat(merchant.deliveries())
        .singleElement()
        .matches(delivery -> delivery.result() == Delivery.Result.UNDELIVERABLE);
  }
}
