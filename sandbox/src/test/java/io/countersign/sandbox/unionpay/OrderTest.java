// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.unionpay.Caller.Reply;
import io.countersign.sandbox.unionpay.OrderView.State;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UnionPay's orders")
class OrderTest {
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    caller.close();
  }

  @Test
  void aPageLeadsToTheCashierAndItsPaymentIsKnown() throws Exception {
    Reply opened = caller.call(Caller.FRONT, caller.page("PAGE0001"));

    assertThat(opened.status()).isEqualTo(302);
    URI page = caller.gateway.baseUri().resolve(opened.text("Location"));
    assertThat(page).isEqualTo(caller.merchant.cashierPage("PAGE0001"));
    assertThat(caller.look(page).body()).contains("17.33", "id=\"pay\"");
    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("05");

    JsonNode paid = caller.press(page, "pay");

    assertThat(paid.path("back").asText()).isEqualTo("https://shop.example/unionpay/return?a=1");
    assertThat(paid.at("/fields/respCode").asText()).isEqualTo("00");
    Reply asked = caller.asked("PAGE0001");
    assertThat(asked.proven()).isTrue();
    assertThat(asked.code()).isEqualTo("00");
    assertThat(asked.fields())
        .containsEntry("origRespCode", "00")
        .containsEntry("txnType", "01")
        .containsEntry("txnAmt", "1733")
        .containsEntry("settleAmt", "1733")
        .containsEntry("currencyCode", "156")
        .containsEntry("settleDate", "0301")
        .containsEntry("accNo", "6216***********0018");
    assertThat(asked.text("queryId")).hasSize(21).containsOnlyDigits();
    assertThat(caller.merchant.paymentsOf("PAGE0001")).isOne();
    assertThat(caller.merchant.balance()).isEqualTo(1733);
  }

  @Test
  void aPageThatIsLoadedAgainShowsTheSamePaymentUntilItIsPaid() throws Exception {
    Map<String, String> form = caller.signed(caller.page("PAGE0001"));
    URI first = caller.merchant.openPage(form);

    assertThat(caller.merchant.openPage(form)).isEqualTo(first);
    caller.merchant.pay("PAGE0001");

    assertThatThrownBy(() -> caller.merchant.openPage(form)).hasMessageStartingWith("12: ");
    assertThat(caller.merchant.paymentsOf("PAGE0001")).isOne();
  }

  @Test
  void anErrorPageTellsThePayerWhatTheShopNeverHears() throws Exception {
    Reply refused = caller.call(Caller.FRONT, caller.page("PAGE0001"), "frontUrl", "");

    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.body()).contains("frontUrl is missing", "(13)");
    assertThat(caller.merchant.order("PAGE0001")).isEmpty();
  }

  @Test
  void aCardThatIsRefusedOnThePageIsNoEndAndTellsNobody() throws Exception {
    caller.merchant.openPage(caller.signed(caller.page("PAGE0001")));

    caller.merchant.decline("PAGE0001");

    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("01");
    caller.clock.advance(Duration.ofMinutes(14));
    assertThat(caller.merchant.deliveries()).isEmpty();

    caller.merchant.pay("PAGE0001");

    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("00");
  }

  @Test
  void whatIsNotPaidInTimeCannotBePaidLater() throws Exception {
    caller.merchant.openPage(caller.signed(caller.page("PAGE0001")));
    caller.clock.advance(Duration.ofMinutes(15));

    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("69");
    assertThatThrownBy(() -> caller.merchant.pay("PAGE0001")).hasMessageContaining("payTimeout");
    assertThat(caller.merchant.deliveries()).isEmpty();
  }

  @Test
  void aLatePaymentIsTakenAndGivenBackByItself() throws Exception {
    caller.merchant.openPage(caller.signed(caller.page("PAGE0001")));
    assertThatThrownBy(() -> caller.merchant.payLate("PAGE0001"))
        .isInstanceOf(IllegalStateException.class);
    caller.clock.advance(Duration.ofMinutes(15));
    caller.merchant.payLate("PAGE0001");

    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("42");
    assertThat(caller.merchant.refundedOf("PAGE0001")).isZero();
    caller.clock.advance(Duration.ofDays(5));
    assertThat(caller.merchant.refundedOf("PAGE0001")).isEqualTo(1733);
  }

  @Test
  void anAppsPaymentIsUnknownUntilTheAppIsStarted() throws Exception {
    Map<String, String> form = caller.money("01", "01", "000201", "APP00001");
    Reply made = caller.call(Caller.APP, form);

    assertThat(made.proven()).isTrue();
    assertThat(made.code()).isEqualTo("00");
    assertThat(made.text("tn")).hasSize(21);
    assertThat(caller.asked("APP00001").code()).isEqualTo("34");

    caller.merchant.startApp(made.text("tn"));

    assertThat(caller.asked("APP00001").text("origRespCode")).isEqualTo("05");
    caller.merchant.pay("APP00001");
    assertThat(caller.asked("APP00001").text("origRespCode")).isEqualTo("00");
    assertThat(caller.merchant.appResult("APP00001")).contains("pay_result=success&tn=");
  }

  @Test
  void aCodeToScanIsUnknownUntilItIsScanned() throws Exception {
    Reply made = caller.back(caller.money("01", "07", "000000", "QR000001"));

    assertThat(made.proven()).isTrue();
    String code = made.text("qrCode");
    assertThat(code).startsWith(caller.gateway.baseUri().toString());
    assertThat(caller.asked("QR000001").code()).isEqualTo("34");

    HttpResponse<String> scanned = caller.look(URI.create(code));

    assertThat(scanned.body()).contains("id=\"pay\"");
    assertThat(caller.asked("QR000001").text("origRespCode")).isEqualTo("05");
    caller.press(caller.merchant.scan(code), "pay");
    assertThat(caller.asked("QR000001").fields())
        .containsEntry("origRespCode", "00")
        .containsKey("issInsCode");
    assertThat(caller.merchant.order("QR000001").orElseThrow().state()).isEqualTo(State.SUCCESS);
  }

  @Test
  void aNumberCountsOnceADayWhateverBecameOfIt() throws Exception {
    Map<String, String> form = caller.money("01", "07", "000000", "QR000001");
    caller.back(form);

    Reply again = caller.back(form);
    assertThat(again.code()).isEqualTo("12");
    assertThat(again.text("respMsg")).contains("[2010002]");
    assertThat(again.proven()).isTrue();
    caller.clock.advance(Duration.ofSeconds(1));
    assertThat(caller.back(caller.money("01", "07", "000000", "QR000001")).code()).isEqualTo("12");
    caller.clock.advance(Duration.ofDays(1));
    assertThat(caller.back(caller.money("01", "07", "000000", "QR000001")).code()).isEqualTo("00");
  }

  @Test
  void theTimeMustBeNearTheClockOfBeijing() throws Exception {
    Map<String, String> form = caller.money("01", "07", "000000", "QR000001");
    for (int seconds : new int[] {-901, 901}) {
      String far = Numbers.time(caller.clock.instant().plusSeconds(seconds));
      Reply refused = caller.back(form, "txnTime", far);
      assertThat(refused.code()).isEqualTo("10");
      assertThat(refused.text("respMsg")).contains("[6100030]");
      assertThat(refused.explanation()).contains("15 minutes from UnionPay's clock");
    }
    String near = Numbers.time(caller.clock.instant().minusSeconds(900));
    assertThat(caller.back(form, "txnTime", near).code()).isEqualTo("00");
  }

  @Test
  void aQuestionNamesTheRightTimeAndProduct() throws Exception {
    caller.paid("PAGE0001");
    String time = caller.merchant.order("PAGE0001").orElseThrow().txnTime();
    String other = Numbers.time(caller.clock.instant().plusSeconds(1));

    assertThat(caller.call(Caller.QUERY, caller.query("PAGE0001", other, "000201")).code())
        .isEqualTo("34");
    assertThat(caller.call(Caller.QUERY, caller.query("PAGE0001", time, "000202")).code())
        .isEqualTo("34");
    assertThat(caller.call(Caller.QUERY, caller.query("PAGE0001", time, "000201")).code())
        .isEqualTo("00");
  }

  @Test
  void gbkIsUnderstoodAndAnswered() throws Exception {
    caller.charset = Charset.forName("GBK");
    Map<String, String> form = caller.money("01", "07", "000000", "QR000001");
    Reply made = caller.back(form, "reqReserved", "龙井茶");

    assertThat(made.proven()).isTrue();
    assertThat(made.fields())
        .containsEntry("reqReserved", "龙井茶")
        .containsEntry("encoding", "GBK")
        .containsEntry("respMsg", "成功[0000000]");
  }

  @Test
  void instalmentsNameTheirNumber() throws Exception {
    Map<String, String> form = caller.page("PAGE0001");
    form.put("txnSubType", "03");

    assertThatThrownBy(() -> caller.merchant.openPage(caller.signed(form)))
        .hasMessageContaining("instalTransInfo");
    form.put("instalTransInfo", "{numberOfInstallments=06}");
    caller.merchant.openPage(caller.signed(form));
    assertThat(caller.merchant.order("PAGE0001").orElseThrow().scene()).isEqualTo(Operation.PAGE);
  }
}
