// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedGateway.API_V3_KEY;
import static io.countersign.wechatpay.ScriptedGateway.NOW;
import static io.countersign.wechatpay.ScriptedGateway.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Delivery;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A payment to a user has ended, says a notification: whose, which, and how. */
class TransferNotificationTest {
  private static final String TYPE = "MCHTRANSFER.BILL.FINISHED";
  private static final String CONTENT =
      "{\"out_bill_no\":\"T20261121001\",\"transfer_bill_no\":\"133000007110099999\","
          + "\"state\":\"SUCCESS\",\"mch_id\":\"1900000001\",\"transfer_amount\":300,"
          + "\"openid\":\"oUpF8uMuAJO_M2pxb1Q9\",\"create_time\":\"2026-11-21T12:50:00+08:00\","
          + "\"update_time\":\"2026-11-21T13:00:00+08:00\"}";

  private final WeChatPayClient client = new ScriptedGateway().client();
  private final Told told = new Told();

  @Test
  void itsEndReachesTheShopOnceAsAnEventOfItsOwn() {
    ReceivedRequest notice = notice(TYPE, "mch_payment", CONTENT);

    assertThat(handled(notice)).isEqualTo(Result.HANDLED);
    assertThat(handled(notice)).isEqualTo(Result.ALREADY_HANDLED);

    assertThat(told.payments).isEmpty();
    TransferFinished finished = (TransferFinished) told.events.get(0);
    assertThat(told.events).hasSize(1);
    assertThat(finished.number()).isEqualTo("T20261121001");
    assertThat(finished.merchantId()).isEqualTo("1900000001");
    assertThat(finished.type()).isEqualTo(TYPE);
    Transfer transfer = finished.confirm(Money.of("3.00", "CNY"));
    assertThat(transfer.state()).isEqualTo(TransferState.SUCCEEDED);
    assertThat(transfer.payee()).isPresent();
    assertThat(finished.toString()).doesNotContain("oUpF8");
  }

  @Test
  void theSameEndUnderAnotherNotificationIdIsTheSameAndAnotherEndIsNot() {
    String other = envelope(TYPE, "mch_payment", CONTENT).replace("EV-1", "EV-2");

    assertThat(handled(notice(TYPE, "mch_payment", CONTENT))).isEqualTo(Result.HANDLED);
    assertThat(handled(PLATFORM.sent(other, NOW))).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(handled(notice(TYPE, "mch_payment", CONTENT.replace("SUCCESS", "FAIL"))))
        .isEqualTo(Result.HANDLED);
    assertThat(handled(notice(TYPE, "mch_payment", CONTENT.replace("1121001", "1121002"))))
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void anotherMerchantsPaymentIsUnexpectedThoughItIsAuthentic() {
    for (String foreign :
        List.of(
            CONTENT.replace("1900000001", "1900000002"),
            CONTENT.replace("\"mch_id\"", "\"merchant\""),
            CONTENT.replace("}", ",\"mchid\":\"1900000002\"}"),
            CONTENT.replace("\"1900000001\"", "{}"))) {
      assertThat(handled(notice(TYPE, "mch_payment", foreign)))
          .describedAs(foreign)
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(told.events).isEmpty();
  }

  @Test
  void theMerchantMayBeSpelledInEitherWay() {
    assertThat(handled(notice(TYPE, "mch_payment", CONTENT.replace("mch_id", "mchid"))))
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void anotherAmountIsNotThePaymentThatWasSent() {
    TransferFinished finished =
        (TransferFinished) client.notifications().verify(notice(TYPE, "mch_payment", CONTENT));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> finished.confirm(Money.of("3.01", "CNY")));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> finished.confirm(Money.of("3.00", "HKD")));
  }

  @Test
  void whatLacksNumberStateOrAmountIsNoReport() {
    for (String field : List.of("out_bill_no", "transfer_bill_no", "state", "transfer_amount")) {
      assertThat(
              handled(notice(TYPE, "mch_payment", CONTENT.replace("\"" + field + "\"", "\"x\""))))
          .describedAs(field)
          .isEqualTo(Result.REFUSED);
    }
  }

  @Test
  void onlyTheEventTypeTogetherWithTheOriginalTypeMakesIt() {
    for (Notification generic :
        List.of(
            client.notifications().verify(notice(TYPE, "transaction", CONTENT)),
            client
                .notifications()
                .verify(notice("MCHTRANSFER.BATCH.FINISHED", "mch_payment", CONTENT)))) {
      assertThat(generic).isInstanceOf(WeChatPayEvent.class);
    }
  }

  @Test
  void aGenericEventThatNamesAnotherMerchantIsUnexpected() {
    for (String field : List.of("mch_id", "mchid")) {
      String foreign = CONTENT.replace("mch_id", field).replace("1900000001", "1900000002");

      assertThat(handled(notice("MCHTRANSFER.BATCH.FINISHED", "mch_payment", foreign)))
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(told.events).isEmpty();
  }

  private Result handled(ReceivedRequest raw) {
    ReceivedReply reply = client.notifications().handle(raw, number -> Optional.empty(), told);
    return reply.result();
  }

  private static ReceivedRequest notice(String type, String originalType, String content) {
    return PLATFORM.sent(envelope(type, originalType, content), NOW);
  }

  private static String envelope(String type, String originalType, String content) {
    return Platform.envelope(
        type, originalType, Platform.seal(API_V3_KEY, content.getBytes(StandardCharsets.UTF_8)));
  }

  private static final class Told implements NotificationAction {
    final List<ProviderEvent> events = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();

    @Override
    public void payment(Payment payment, Delivery delivery) {
      payments.add(payment);
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) {
      events.add(event);
    }
  }
}
