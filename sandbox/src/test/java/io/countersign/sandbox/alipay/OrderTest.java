// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Caller.Reply;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
  private final Caller caller = new Caller();
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private Reply precreate(String number) throws Exception {
    return caller.call("alipay.trade.precreate", Caller.order(number));
  }

  private Reply about(String call, String number) throws Exception {
    return caller.call("alipay.trade." + call, Caller.number(number));
  }

  @Test
  void aCodeThatNobodyHasScannedIsNoTrade() throws Exception {
    Reply reply = precreate("QR1");
    assertThat(reply.text("qr_code")).contains("/cashier/alipay/pay/");
    assertThat(about("query", "QR1").subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    assertThat(about("query", "QR1").proven()).isTrue();
    assertThat(about("close", "QR1").subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    merchant.begin("QR1");
    assertThat(about("query", "QR1").text("trade_status")).isEqualTo("WAIT_BUYER_PAY");
    merchant.pay("QR1");
    Reply paid = about("query", "QR1");
    assertThat(paid.text("trade_status")).isEqualTo("TRADE_SUCCESS");
    assertThat(paid.text("total_amount")).isEqualTo("17.33");
    assertThat(paid.text("send_pay_date")).isEqualTo("2026-03-01 10:00:00");
    assertThat(paid.text("trade_no")).hasSize(28);
    assertThat(paid.content().at("/fund_bill_list/0/fund_channel").asText())
        .isEqualTo("ALIPAYACCOUNT");
    assertThat(merchant.balance()).isEqualTo(1733);
  }

  @Test
  void theSameNumberWithTheSameDataIsTheSameOrder() throws Exception {
    String code = precreate("SAME1").text("qr_code");
    assertThat(precreate("SAME1").text("qr_code")).isEqualTo(code);
    Reply other =
        caller.call("alipay.trade.precreate", Caller.order("SAME1").put("total_amount", "17.34"));
    assertThat(other.subCode()).isEqualTo("ACQ.CONTEXT_INCONSISTENT");
    assertThat(other.explanation()).contains("total_amount").doesNotContain("17.34");
    merchant.pay("SAME1");
    assertThat(precreate("SAME1").subCode()).isEqualTo("ACQ.TRADE_HAS_SUCCESS");
  }

  @Test
  void aClosedNumberStaysClosed() throws Exception {
    precreate("CLOSE1");
    merchant.begin("CLOSE1");
    assertThat(about("close", "CLOSE1").code()).isEqualTo("10000");
    assertThat(about("close", "CLOSE1").subCode()).isEqualTo("ACQ.REASON_TRADE_STATUS_INVALID");
    assertThat(precreate("CLOSE1").subCode()).isEqualTo("ACQ.TRADE_HAS_CLOSE");
    assertThatThrownBy(() -> merchant.pay("CLOSE1")).hasMessageContaining("TRADE_CLOSED");
    assertThat(merchant.paymentsOf("CLOSE1")).isZero();
  }

  @Test
  void aPaidOrderIsNotClosed() throws Exception {
    precreate("CLOSE2");
    merchant.pay("CLOSE2");
    assertThat(about("close", "CLOSE2").subCode()).isEqualTo("ACQ.TRADE_STATUS_ERROR");
    assertThat(merchant.order("CLOSE2").orElseThrow().state()).isEqualTo(State.TRADE_SUCCESS);
  }

  @Test
  void whatIsNotPaidInTimeEnds() throws Exception {
    caller.call("alipay.trade.precreate", Caller.order("TIME1").put("timeout_express", "5m"));
    precreate("TIME2");
    merchant.begin("TIME1");
    caller.clock.advance(Duration.ofMinutes(5));
    assertThat(about("query", "TIME1").text("trade_status")).isEqualTo("TRADE_CLOSED");
    assertThat(about("query", "TIME1").content().has("send_pay_date")).isFalse();
    caller.clock.advance(Duration.ofHours(2));
    assertThat(about("query", "TIME2").subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    assertThatThrownBy(() -> merchant.pay("TIME2")).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "total_amount,0,from 0.01",
    "total_amount,1.234,two decimals",
    "total_amount,-1.00,two decimals",
    "total_amount,1e3,two decimals",
    "total_amount,100000000.01,from 0.01",
    "out_trade_no,A-1,letters",
    "out_trade_no,'',missing",
    "subject,'',missing",
    "time_expire,tomorrow,must be like",
    "time_expire,2026-02-28 10:00:00,passed",
    "timeout_express,5,whole number",
    "timeout_express,16d,15 days",
    "notify_url,ftp://shop.example,http or https",
    "seller_id,2088000000000000,not this merchant's"
  })
  void aWrongTermIsNamed(String name, String value, String why) throws Exception {
    ObjectNode order = Caller.order("TERM1");
    Reply reply =
        name.equals("notify_url")
            ? caller.call("alipay.trade.precreate", order, name, value)
            : caller.call("alipay.trade.precreate", order.put(name, value));
    assertThat(reply.code()).isEqualTo("40004");
    assertThat(reply.explanation()).contains(why);
    assertThat(reply.proven()).isTrue();
    assertThat(merchant.order("TERM1")).isEmpty();
  }

  @Test
  void whatIsTooLongIsRefusedByItsCharacters() throws Exception {
    ObjectNode fits = Caller.order("LONG1").put("subject", "茶".repeat(256));
    assertThat(caller.call("alipay.trade.precreate", fits).code()).isEqualTo("10000");
    ObjectNode longer = Caller.order("LONG2").put("subject", "茶".repeat(257));
    assertThat(caller.call("alipay.trade.precreate", longer).explanation())
        .contains("subject is longer than 256");
  }

  @Test
  void theWalletsOrderNamesItsBuyerAndIsATradeAtOnce() throws Exception {
    ObjectNode order =
        Caller.order("JS1").put("product_code", "JSAPI_PAY").put("op_app_id", merchant.appId());
    assertThat(caller.call("alipay.trade.create", order).explanation()).contains("buyer_open_id");
    order.put("buyer_id", merchant.payerUserId());
    Reply reply = caller.call("alipay.trade.create", order);
    assertThat(reply.text("trade_no")).hasSize(28);
    assertThat(about("query", "JS1").text("trade_status")).isEqualTo("WAIT_BUYER_PAY");
    assertThat(about("query", "JS1").text("buyer_user_id")).isEqualTo(merchant.payerUserId());
    assertThat(
            caller
                .call(
                    "alipay.trade.create",
                    Caller.order("JS2").put("buyer_open_id", "somebody else's"))
                .subCode())
        .isEqualTo("ACQ.BUYER_NOT_EXIST");
  }

  @Test
  void cancellingAnUnknownOrUnscannedOrderSaysNothingOfATrade() throws Exception {
    Reply unknown = about("cancel", "NOBODY");
    assertThat(unknown.text("retry_flag")).isEqualTo("N");
    assertThat(unknown.content().has("action")).isFalse();
    precreate("CAN1");
    assertThat(about("cancel", "CAN1").content().has("action")).isFalse();
    assertThatThrownBy(() -> merchant.pay("CAN1")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cancellingClosesWhatIsUnpaidAndRefundsWhatIsPaid() throws Exception {
    precreate("CAN2");
    merchant.begin("CAN2");
    assertThat(about("cancel", "CAN2").text("action")).isEqualTo("close");
    precreate("CAN3");
    merchant.pay("CAN3");
    assertThat(about("cancel", "CAN3").text("action")).isEqualTo("refund");
    assertThat(about("cancel", "CAN3").text("action")).isEqualTo("refund");
    assertThat(merchant.refundedOf("CAN3")).isEqualTo(1733);
    precreate("CAN4");
    merchant.pay("CAN4");
    caller.clock.advance(Duration.ofHours(25));
    assertThat(about("cancel", "CAN4").subCode()).isEqualTo("ACQ.TRADE_CANCEL_TIME_OUT");
  }

  @Test
  void anOpenIdTakesThePlaceOfTheUserIdWhereTheApplicationIsNew() throws Exception {
    try (Caller other = new Caller(AlipaySetup.usual().namesPayersByOpenId())) {
      other.call("alipay.trade.precreate", Caller.order("OPEN1"));
      other.merchant.pay("OPEN1");
      Reply reply = other.call("alipay.trade.query", Caller.number("OPEN1"));
      assertThat(reply.text("buyer_open_id")).isEqualTo(other.merchant.payerOpenId());
      assertThat(reply.content().has("buyer_user_id")).isFalse();
      assertThat(other.merchant.notification("OPEN1").fields())
          .containsKey("buyer_open_id")
          .doesNotContainKey("buyer_id");
    }
  }
}
