// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedPlatform.forged;
import static io.countersign.wechatpay.ScriptedPlatform.lost;
import static io.countersign.wechatpay.ScriptedPlatform.refusal;
import static io.countersign.wechatpay.ScriptedPlatform.signed;
import static io.countersign.wechatpay.ScriptedPlatform.unreachable;
import static io.countersign.wechatpay.ScriptedPlatform.unsigned;
import static io.countersign.wechatpay.ScriptedPlatform.unsignedRefusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.wechatpay.ScriptedPlatform.Turn;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How creating and closing a combined order end, and how often each is sent. */
class CombinedWritesTest {
  private final CombinedShop shop = new CombinedShop();
  private final CombinedRef ref = shop.ref();

  /** The two writes, both idempotent by the combined order's number. */
  enum Write {
    CREATE(
        "/v3/combine-transactions/native",
        signed(200, "{\"code_url\":\"weixin://wxpay/bizpayurl?pr=1\"}"),
        FollowUp.RepeatSame.class,
        orders -> orders.create(CombinedShop.order())),
    CLOSE(
        "/v3/combine-transactions/out-trade-no/COMBINED0001/close",
        signed(204, ""),
        FollowUp.Close.class,
        orders -> orders.close(orders.ref(CombinedShop.order())));

    final String path;
    final Turn acceptance;
    final Class<? extends FollowUp> followUp;
    final Function<WeChatPayCombinedOrders, Outcome<?>> call;

    Write(
        String path,
        Turn acceptance,
        Class<? extends FollowUp> followUp,
        Function<WeChatPayCombinedOrders, Outcome<?>> call) {
      this.path = path;
      this.acceptance = acceptance;
      this.followUp = followUp;
      this.call = call;
    }
  }

  private Outcome<?> ends(Write write, Turn... turns) {
    shop.platform.plays(turns);
    return write.call.apply(shop.orders);
  }

  private void assertUnknown(Write write, Outcome<?> outcome, int sends) {
    assertThat(Shop.unknown(outcome).followUp()).isInstanceOf(write.followUp);
    assertThat(shop.platform.writes()).hasSize(sends);
    assertThat(shop.signals(Signal.UnknownOpened.class))
        .isNotEmpty()
        .allMatch(opened -> opened.number().equals(ref.number()));
  }

  @ParameterizedTest
  @EnumSource
  void aProvenAcceptanceIsAcceptedAndSentOnce(Write write) {
    Outcome.Accepted<?> accepted = Shop.accepted(ends(write, write.acceptance));

    assertThat(shop.platform.calls).hasSize(1);
    assertThat(shop.platform.calls.get(0).method()).isEqualTo("POST");
    assertThat(shop.platform.calls.get(0).uri().getRawPath()).isEqualTo(write.path);
    assertThat(accepted.payment().orElseThrow().number()).isEqualTo(ref.number());
    assertThat(accepted.payment().orElseThrow().total()).isEqualTo(ref.total());
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsRefusedIsTriedAgainAndThenUnavailable(Write write) {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> ends(write, unreachable()));

    assertThat(shop.platform.writes()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsAlwaysLostIsRepeatedIdenticallyAndUnknown(Write write) {
    assertUnknown(write, ends(write, lost()), 3);

    assertThat(shop.platform.body(1)).isEqualTo(shop.platform.body(0));
    assertThat(shop.platform.body(2)).isEqualTo(shop.platform.body(0));
    assertThat(shop.platform.calls)
        .extracting(call -> call.headers().first("Authorization").orElseThrow())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void withoutRetriesALostAnswerIsUnknownAfterOneSending(Write write) {
    shop.platform.plays(lost());

    Outcome<?> outcome = write.call.apply(shop.client(RetryPolicy.none()).combinedOrders());

    assertUnknown(write, outcome, 1);
  }

  @ParameterizedTest
  @EnumSource
  void oneLostAnswerIsHealedByTheIdenticalRequest(Write write) {
    Shop.accepted(ends(write, lost(), write.acceptance));

    assertThat(shop.platform.writes()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenGatewayProvesNothing(Write write) {
    assertUnknown(write, ends(write, unsigned(502, "<html>bad gateway</html>")), 3);
    assertUnknown(write, ends(write, refusal(500, "SYSTEM_ERROR")), 3);
    assertUnknown(write, ends(write, refusal(503, "SERVICE_UNAVAILABLE")), 3);
  }

  @ParameterizedTest
  @EnumSource
  void anAcceptanceThatIsNotProvenIsUnknown(Write write) {
    String body = write == Write.CREATE ? "{\"code_url\":\"weixin://x\"}" : "";
    int status = write == Write.CREATE ? 200 : 204;

    assertUnknown(write, ends(write, forged(status, body)), 3);
    assertUnknown(write, ends(write, unsigned(status, body)), 3);
    assertUnknown(write, ends(write, signed(200, "{}")), 3);
    assertUnknown(write, ends(write, signed(202, "{\"code\":\"USERPAYING\"}")), 3);
  }

  @ParameterizedTest
  @EnumSource
  void anUnsignedRefusalIsBelievedOnlyIfItComesFromBeforeProcessing(Write write) {
    Rejection refused = Shop.rejected(ends(write, unsignedRefusal(400, "PARAM_ERROR"))).rejection();
    assertThat(refused.verified()).isFalse();
    assertThat(shop.platform.calls).hasSize(1);

    assertUnknown(write, ends(write, unsignedRefusal(403, "RULE_LIMIT")), 3);
  }

  @ParameterizedTest
  @EnumSource
  void aSignedRefusalIsRejectedAndSentOnce(Write write) {
    Rejection refused = Shop.rejected(ends(write, refusal(403, "RULE_LIMIT"))).rejection();

    assertThat(refused.verified()).isTrue();
    assertThat(refused.code()).isEqualTo("RULE_LIMIT");
    assertThat(shop.platform.calls).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalUnderABadSignatureIsUnknown(Write write) {
    assertUnknown(
        write, ends(write, forged(403, "{\"code\":\"RULE_LIMIT\",\"message\":\"no\"}")), 3);
  }

  @ParameterizedTest
  @EnumSource
  void aCodeThatNobodyListedIsUnknown(Write write) {
    assertUnknown(write, ends(write, refusal(400, "SOMETHING_NEW")), 3);
  }

  @ParameterizedTest
  @EnumSource
  void aRateLimitIsWaitedForAndThenUnavailable(Write write) {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> ends(write, refusal(429, "FREQUENCY_LIMITED")));
    assertThat(shop.platform.writes()).hasSize(3);

    Shop.accepted(ends(write, refusal(429, "FREQUENCY_LIMITED"), write.acceptance));
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalSaysNothingAboutAnEarlierAttemptThatMayHaveBeenSent(Write write) {
    assertUnknown(write, ends(write, lost(), refusal(403, "RULE_LIMIT")), 2);
  }

  @ParameterizedTest
  @EnumSource
  void afterPaidOneQuestionProvesIt(Write write) {
    Rejection rejection =
        Shop.rejected(ends(write, refusal(400, "ORDER_PAID"), reported("SUCCESS"))).rejection();

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.ALREADY_PAID);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(rejection.payment().orElseThrow().orderTotal()).contains(ref.total());
    assertThat(shop.platform.writes()).hasSize(1);
    assertThat(shop.platform.calls).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void aConflictThatAskingDoesNotSettleIsUnknown(Write write) {
    Turn partly =
        signed(200, CombinedShop.report(ref, "SUCCESS").with(1, "trade_state", "NOTPAY").json());
    for (Turn answer :
        new Turn[] {
          reported("NOTPAY"),
          reported("USERPAYING"),
          partly,
          refusal(404, "ORDER_NOT_EXIST"),
          refusal(403, "NO_AUTH"),
          unsigned(200, CombinedShop.report(ref, "SUCCESS").json()),
          forged(200, CombinedShop.report(ref, "CLOSED").json()),
          lost()
        }) {
      Outcome.Unknown<?> unknown = Shop.unknown(ends(write, refusal(400, "ORDER_PAID"), answer));

      assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
      assertThat(shop.platform.writes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConflictAboutSomethingElseStops(Write write) {
    Turn other =
        signed(
            200, CombinedShop.report(ref, "SUCCESS").with(0, "amount/total_amount", 999L).json());

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> ends(write, refusal(400, "ORDER_PAID"), other));
    assertThat(shop.signals(Signal.ProvenButUnexpected.class)).isNotEmpty();
  }

  @Test
  void aNumberWhoseOrderIsProvenClosedIsRefusedAsClosed() {
    Outcome<?> outcome = ends(Write.CREATE, refusal(403, "OUT_TRADE_NO_USED"), reported("CLOSED"));

    assertThat(Shop.rejected(outcome).rejection().reason()).isEqualTo(Rejection.Reason.CLOSED);
  }

  @Test
  void closingWhatIsProvenClosedIsAccepted() {
    Outcome<?> outcome = ends(Write.CLOSE, refusal(400, "ORDER_CLOSED"), reported("CLOSED"));

    assertThat(Shop.accepted(outcome).value()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.platform.writes()).hasSize(1);
  }

  private Turn reported(String state) {
    return signed(200, CombinedShop.report(ref, state).json());
  }
}
