// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedGateway.API_V3_KEY;
import static io.countersign.wechatpay.ScriptedGateway.NOW;
import static io.countersign.wechatpay.ScriptedGateway.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.ReplayGuard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A share that this merchant receives is announced, and must never pass for a payment. */
class ProfitSharedTest {
  private static final String CONTENT =
      "{\"mchid\":\"1900000100\",\"transaction_id\":\"4200000000000000000000000000\","
          + "\"order_id\":\"1217752501201407033233368018\",\"out_order_no\":\"P20150806125346\","
          + "\"receiver\":{\"type\":\"MERCHANT_ID\",\"account\":\"1900000001\",\"amount\":888,"
          + "\"description\":\"运费\"},\"success_time\":\"2026-11-21T12:59:00+08:00\"}";

  private final WeChatPayClient client = new ScriptedGateway().client();
  private final List<ProviderEvent> events = new ArrayList<>();
  private final List<Payment> payments = new ArrayList<>();

  @Test
  void aReceivedShareIsAnEventOfItsOwnUnderEitherNameAndActedOnOnce() {
    assertThat(handled("TRANSACTION.SUCCESS", CONTENT)).isEqualTo(Result.HANDLED);
    assertThat(handled("PROFITSHARING.SUCCESS", CONTENT)).isEqualTo(Result.ALREADY_HANDLED);

    ProfitShared shared = (ProfitShared) events.get(0);
    assertThat(shared.amount()).isEqualTo(Money.of("8.88", "CNY"));
    assertThat(shared.number()).isEqualTo("P20150806125346");
    assertThat(shared.merchantId()).isEqualTo("1900000001");
    assertThat(shared.isTakenBack()).isFalse();
    assertThat(payments).isEmpty();
  }

  @Test
  void aShareTakenBackIsNotAShareReceivedAndTwoPartsTakenBackAreTwo() {
    String later = CONTENT.replace("12:59:00", "12:59:01");

    assertThat(handled("PROFITSHARING.SUCCESS", CONTENT)).isEqualTo(Result.HANDLED);
    assertThat(handled("PROFITSHARING.RETURN", CONTENT)).isEqualTo(Result.HANDLED);
    assertThat(handled("PROFITSHARING.RETURN", CONTENT)).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(handled("PROFITSHARING.RETURN", later)).isEqualTo(Result.HANDLED);

    assertThat(events)
        .extracting(event -> ((ProfitShared) event).isTakenBack())
        .containsExactly(false, true, true);
  }

  @Test
  void underAPaymentsEventTypeALaterMovementOfTheSameShareIsNotTakenForTheFirst() {
    String back = CONTENT.replace("12:59:00", "12:59:01").replace("运费", "退运费");

    assertThat(handled("TRANSACTION.SUCCESS", CONTENT)).isEqualTo(Result.HANDLED);
    assertThat(handled("TRANSACTION.SUCCESS", back)).isEqualTo(Result.HANDLED);
    assertThat(handled("TRANSACTION.SUCCESS", back)).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void anotherReceiversShareIsUnexpectedInWhateverFormItIsTold() {
    String foreign = CONTENT.replace("1900000001", "1900000002");
    for (String field : List.of("order_id", "out_order_no", "transaction_id", "amount")) {
      assertThat(
              handled(
                  "PROFITSHARING.SUCCESS",
                  foreign.replace("\"" + field + "\"", "\"x_" + field + "\"")))
          .isEqualTo(Result.UNEXPECTED);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void aShareIsNoPaymentEvenIfItLooksLikeOneInEveryField() {
    String disguised =
        CONTENT.replace(
            "{\"mchid\":\"1900000100\",",
            "{\"mchid\":\"1900000001\",\"appid\":\""
                + ScriptedGateway.MINI_PROGRAM
                + "\",\"out_trade_no\":\"ORDER20261121\",\"trade_state\":\"SUCCESS\","
                + "\"amount\":{\"total\":888,\"currency\":\"CNY\"},");

    assertThat(handled("TRANSACTION.SUCCESS", disguised)).isEqualTo(Result.HANDLED);

    assertThat(payments).isEmpty();
    assertThat(events).singleElement().isInstanceOf(ProfitShared.class);
  }

  @Test
  void aShareOfAnotherReceiverIsUnexpectedThoughItIsAuthentic() {
    for (String foreign :
        List.of(
            CONTENT.replace("1900000001", "1900000002"),
            CONTENT.replace("MERCHANT_ID", "PERSONAL_OPENID"))) {
      assertThat(handled("TRANSACTION.SUCCESS", foreign)).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void whatIsNotToldInTheKnownFormStaysAGenericEvent() {
    for (String field : List.of("order_id", "out_order_no", "transaction_id", "receiver")) {
      events.clear();
      String odd = CONTENT.replace("\"" + field + "\"", "\"x_" + field + "\"");

      // Every one is another event to the guard, because a generic event is known by its id.
      client
          .notifications()
          .guardedBy(ReplayGuard.byShop())
          .handle(notice("PROFITSHARING.SUCCESS", odd), number -> Optional.empty(), new Told());

      assertThat(events).singleElement().isInstanceOf(WeChatPayEvent.class);
    }
  }

  private Result handled(String type, String content) {
    PaymentRef order =
        PaymentRef.of("wechatpay", new PaymentId("ORDER20261121", NOW), Money.of("8.88", "CNY"));
    return client
        .notifications()
        .handle(notice(type, content), number -> Optional.of(ExpectedPayment.of(order)), new Told())
        .result();
  }

  private static ReceivedRequest notice(String type, String content) {
    return PLATFORM.sent(
        Platform.envelope(
            type,
            "profitsharing",
            Platform.seal(API_V3_KEY, content.getBytes(StandardCharsets.UTF_8))),
        NOW);
  }

  private final class Told implements NotificationAction {
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
