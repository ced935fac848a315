// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private SandboxClock clock;

  @BeforeEach
  void payOneOrder(WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.merchant = merchant;
    this.clock = clock;
    client = new PlainClient(gateway, merchant);
    client.placeNative("PAID-01");
    merchant.pay("PAID-01");
  }

  @Test
  void aRefundIsAcceptedThenDone() {
    Reply accepted = client.refundOf("PAID-01", "R1", 30);
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.json().path("status").asText()).isEqualTo("PROCESSING");
    assertThat(accepted.json().at("/amount/refund").asLong()).isEqualTo(30);
    assertThat(client.verifies(accepted)).isTrue();
    assertThat(client.query("PAID-01").json().path("trade_state").asText()).isEqualTo("REFUND");
    clock.advance(Duration.ofSeconds(5));
    assertThat(client.queryRefund("R1").json().path("status").asText()).isEqualTo("SUCCESS");
    assertThat(client.queryRefund("R1").json().path("success_time").asText()).endsWith("+08:00");
    assertThat(merchant.balance()).isEqualTo(70);
  }

  @Test
  void theSameNumberIsTheSameRefund() {
    Reply first = client.refundOf("PAID-01", "R1", 30);
    assertThat(client.refundOf("PAID-01", "R1", 30).json()).isEqualTo(first.json());
    Reply other = client.refundOf("PAID-01", "R1", 31);
    assertThat(other.code()).isEqualTo("INVALID_REQUEST");
    assertThat(other.header("Request-ID")).endsWith("-268498688");
    assertThat(merchant.ledger())
        .extracting(LedgerEntry::kind)
        .containsExactly(Kind.CHARGE, Kind.REFUND);
  }

  @Test
  void refundsTogetherNeverExceedThePayment() {
    client.refundOf("PAID-01", "R1", 60);
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.refundOf("PAID-01", "R2", 41).code()).isEqualTo("INVALID_REQUEST");
    assertThat(client.refundOf("PAID-01", "R3", 40).status()).isEqualTo(200);
  }

  @Test
  void refundsOfOneOrderAreAMinuteApart() {
    client.refundOf("PAID-01", "R1", 1);
    Reply early = client.refundOf("PAID-01", "R2", 1);
    assertThat(early.status()).isEqualTo(429);
    assertThat(early.code()).isEqualTo("FREQUENCY_LIMITED");
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.refundOf("PAID-01", "R2", 1).status()).isEqualTo(200);
  }

  @Test
  void fiftyRefundsAreEnough() {
    for (int i = 1; i <= 50; i++) {
      assertThat(client.refundOf("PAID-01", "R" + i, 1).status()).isEqualTo(200);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(client.refundOf("PAID-01", "R51", 1).json().path("message").asText()).contains("50");
  }

  @Test
  void aYearIsTheLimit() {
    clock.advance(Duration.ofDays(365));
    assertThat(client.refundOf("PAID-01", "R1", 1).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(1));
    assertThat(client.refundOf("PAID-01", "R2", 1).json().path("message").asText()).contains("365");
  }

  @Test
  void anEmptyBalanceIsToppedUpForTheSameNumber() {
    merchant.drainBalance();
    Reply refused = client.refundOf("PAID-01", "R1", 30);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("NOT_ENOUGH");
    merchant.balance(30);
    assertThat(client.refundOf("PAID-01", "R1", 30).status()).isEqualTo(200);
  }

  @Test
  void onlyPaidOrdersAreRefunded() {
    client.placeNative("OPEN-01");
    assertThat(client.refundOf("OPEN-01", "R1", 1).code()).isEqualTo("INVALID_REQUEST");
    Reply unknown = client.refundOf("NONE-01", "R1", 1);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo("RESOURCE_NOT_EXISTS");
    assertThat(client.queryRefund("R1").code()).isEqualTo("RESOURCE_NOT_EXISTS");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"refund\":30','\"refund\":0','/amount/refund'",
    "'\"refund\":30','\"refund\":\"30\"','/amount/refund'",
    "',\"currency\":\"CNY\"','','/amount/currency'",
    "'CNY','HKD','/amount/currency'",
    "'\"out_refund_no\":\"R1\",','','/out_refund_no'",
    "'\"R1\"','\"R 1\"','/out_refund_no'",
    "'\"out_trade_no\":\"PAID-01\",','','/transaction_id'",
    "'{\"out_trade_no\"','{\"transaction_id\":\"4\",\"out_trade_no\"','/transaction_id'",
    "'{\"out_trade_no\"','{\"notify_url\":\"http://shop.example/n\",\"out_trade_no\"','/notify_url'",
    "'{\"out_trade_no\"','{\"funds_account\":\"MINE\",\"out_trade_no\"','/funds_account'",
    "'{\"out_trade_no\"','{\"appid\":\"wx1\",\"out_trade_no\"','/appid'"
  })
  void aBadFieldIsNamed(String old, String now, String field) {
    String body = client.refund("PAID-01", "R1", 30).replace(old, now);
    Reply reply = client.post("/v3/refund/domestic/refunds", body).send();
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(field);
    assertThat(merchant.refund("R1")).isEmpty();
  }

  @Test
  void theTotalMustBeTheOrders() {
    String body = client.refund("PAID-01", "R1", 30).replace("\"total\":100", "\"total\":101");
    assertThat(client.post("/v3/refund/domestic/refunds", body).send().code())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aTransactionIdServesAsWell() {
    String transaction = merchant.order("PAID-01").orElseThrow().transactionId().orElseThrow();
    String body =
        client
            .refund("PAID-01", "R1", 30)
            .replace("\"out_trade_no\":\"PAID-01\"", "\"transaction_id\":\"" + transaction + "\"");
    assertThat(
            client
                .post("/v3/refund/domestic/refunds", body)
                .send()
                .json()
                .path("out_trade_no")
                .asText())
        .isEqualTo("PAID-01");
  }

  @Test
  void aClosedRefundReturnsTheMoney() {
    client.refundOf("PAID-01", "R1", 100);
    merchant.completeRefund("R1", RefundEnd.CLOSED);
    assertThat(merchant.balance()).isEqualTo(100);
    assertThatThrownBy(() -> merchant.completeRefund("R1", RefundEnd.SUCCESS))
        .isInstanceOf(IllegalStateException.class);
    assertThat(client.refundOf("PAID-01", "R2", 100).status()).isEqualTo(200);
  }
}
