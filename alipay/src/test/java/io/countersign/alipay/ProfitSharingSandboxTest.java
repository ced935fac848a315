// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.alipay.ShareView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shared payments at the gateway's own side: what happens there, and how often. */
class ProfitSharingSandboxTest {
  private static final ShareAccount PARTNER =
      ShareAccount.userId(PersonalText.of("2088102534368455"));
  private static final ShareAccount OTHER =
      ShareAccount.userId(PersonalText.of("2088102534368463"));
  private static final Money TEN = Money.of("10.00", "CNY");

  private final Shop shop = Shop.open();
  private final AlipayProfitSharing sharing = shop.client().profitSharing();
  private PaymentRef paid;
  private String tradeNo;

  @BeforeEach
  void paidAndBound() {
    paid =
        Shop.accepted(
                shop.client()
                    .create(
                        shop.order(
                                Scene.paymentCode(
                                    shop.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE)))
                            .with(AlipayOption.royaltyFreeze())
                            .build()))
            .payment()
            .orElseThrow();
    tradeNo = paid.transactionId().orElseThrow();
    shop.clock.advance(Duration.ofMinutes(1));
    Shop.accepted(
        sharing.addReceivers(
            "B1",
            List.of(
                ShareReceiver.of(PARTNER, "达人", PersonalText.of("张三")),
                ShareReceiver.of(OTHER, "平台"))));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPaymentIsSharedAndTheRestReleased() {
    ProfitShare taken =
        Shop.accepted(
                sharing.share(
                    ShareRequest.of(tradeNo, "S1")
                        .to(ShareLine.of(PARTNER, TEN).description("佣金").scene("达人佣金"))
                        .to(ShareLine.percent(OTHER, 5))
                        .unfreezeRest()))
            .value();

    assertThat(taken.settleNo()).isPresent();
    ProfitShare found = sharing.find("S1", tradeNo).orElseThrow();
    assertThat(found.isPaidToAll()).isTrue();
    assertThat(found.parts())
        .extracting(ProfitShare.Part::amount)
        .containsExactly(TEN, Money.of("5.00", "CNY"));
    assertThat(shop.merchant.held(paid.number())).isZero();
  }

  @Test
  void anAnswerLostOnItsWaySharesOnce() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.SETTLE, Fault.answerDropped());

    Outcome<ProfitShare> first = sharing.share(request("S1"));
    Optional<ProfitShare> asked = sharing.find("S1", tradeNo);
    Outcome<ProfitShare> again = sharing.share(request("S1"));

    assertThat(((Outcome.Unknown<?>) first).followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(asked.orElseThrow().isPaidToAll()).isTrue();
    assertThat(sharing.followUp(sentAt, asked, sentAt)).isEqualTo(new FollowUp.Done());
    Shop.accepted(again);
    assertThat(shop.merchant.shares(paid.number()))
        .extracting(ShareView::fen)
        .containsExactly(1000L);
    assertThat(shop.requests(Operation.SETTLE)).hasSize(2);
  }

  @Test
  void aRequestLostOnItsWayIsSentAgainUnderItsNumber() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.SETTLE, Fault.requestDropped());

    assertThat(sharing.share(request("S1"))).isInstanceOf(Outcome.Unknown.class);
    Optional<ProfitShare> asked = sharing.find("S1", tradeNo);

    assertThat(asked).isEmpty();
    assertThat(sharing.followUp(sentAt, asked, sentAt.plusSeconds(90)))
        .isInstanceOf(FollowUp.RepeatSame.class);
    Shop.accepted(sharing.share(request("S1")));
    assertThat(shop.merchant.shares(paid.number())).hasSize(1);
  }

  @Test
  void theSameNumberWithOtherReceiversSharesNothingMore() {
    Shop.accepted(sharing.share(request("S1")));

    Outcome<ProfitShare> other =
        sharing.share(ShareRequest.of(tradeNo, "S1").to(ShareLine.of(OTHER, TEN)).keepRestFrozen());

    assertThat(((Outcome.Rejected<?>) other).rejection().reason())
        .isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    assertThat(shop.merchant.shares(paid.number())).hasSize(1);
  }

  @Test
  void theSameReceiversWithOtherWordsAreTheSameShare() {
    Shop.accepted(sharing.share(request("S1")));

    Outcome<ProfitShare> reworded =
        sharing.share(
            ShareRequest.of(tradeNo, "S1")
                .to(ShareLine.of(PARTNER, TEN).description("other words"))
                .keepRestFrozen());

    Shop.accepted(reworded);
    assertThat(shop.merchant.shares(paid.number())).hasSize(1);
  }

  @Test
  void aForgedNotKnownSettlesNoConflict() {
    Shop.accepted(sharing.share(request("S1")));
    shop.merchant
        .faults()
        .always(Operation.SETTLE_QUERY, Fault.unsignedFailure("40004", "ACQ.TRADE_NOT_EXIST"));

    assertThat(
            sharing.share(
                ShareRequest.of(tradeNo, "S1").to(ShareLine.of(OTHER, TEN)).keepRestFrozen()))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void whatIsSharedLaterIsPendingAndMayFail() {
    shop.merchant.nextSharingFails();

    Shop.accepted(
        sharing.share(
            ShareRequest.of(tradeNo, "S1")
                .to(ShareLine.of(PARTNER, TEN))
                .to(ShareLine.of(OTHER, TEN))
                .later()
                .keepRestFrozen()));

    ProfitShare pending = sharing.find("S1", tradeNo).orElseThrow();
    assertThat(pending.isSettled()).isFalse();
    shop.clock.advance(Duration.ofMinutes(2));
    ProfitShare ended = sharing.find("S1", tradeNo).orElseThrow();
    assertThat(ended.isSettled()).isTrue();
    assertThat(ended.isPaidToAll()).isFalse();
    assertThat(ended.parts().get(0).failReason()).isPresent();
  }

  @Test
  void receiversAreListedAndTakenAway() {
    assertThat(sharing.receivers("Q1", 1, 20))
        .isEqualTo(new ShareReceivers(List.of(PARTNER, OTHER), 1, 1, 2));

    Shop.accepted(sharing.removeReceivers("U1", List.of(OTHER)));

    assertThat(sharing.receivers("Q2", 1, 20).accounts()).containsExactly(PARTNER);
    assertThat(sharing.maxPercent("Q3")).isBetween(1, 100);
    assertThat(sharing.share(request("S1", OTHER))).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void openApiV3SaysTheSame() {
    AlipayProfitSharing byOpenApi = shop.client(shop.config().openApiV3()).profitSharing();

    assertThat(byOpenApi.find("S1", tradeNo)).isEmpty();
    Shop.accepted(byOpenApi.share(request("S1")));

    assertThat(byOpenApi.find("S1", tradeNo).orElseThrow().isPaidToAll()).isTrue();
    assertThat(byOpenApi.receivers("Q1", 1, 20).total()).isEqualTo(2);
    assertThat(byOpenApi.maxPercent("Q2")).isEqualTo(sharing.maxPercent("Q3"));
  }

  @Test
  void bindingIsRepeatedByItselfBecauseItMovesNoMoney() {
    shop.merchant.faults().once(Operation.ROYALTY_BIND, Fault.answerDropped());

    Shop.accepted(
        shop.client().profitSharing().addReceivers("B2", List.of(ShareReceiver.of(OTHER, "平台"))));

    assertThat(shop.requests(Operation.ROYALTY_BIND)).hasSize(3);
  }

  @Test
  void whatIsNotProvenIsNotBelievedAndNotSentAgain() {
    AlipayProfitSharing once = shop.impatientClient().profitSharing();
    int sent = 0;
    for (Fault fault :
        List.of(
            Fault.missingSignature(),
            Fault.wrongSignature(),
            Fault.badGateway(),
            Fault.htmlWithStatus200(),
            Fault.truncatedBody())) {
      shop.merchant.faults().once(Operation.SETTLE, fault);
      assertThat(sharing.share(request("S9"))).isInstanceOf(Outcome.Unknown.class);
      assertThat(shop.requests(Operation.SETTLE)).hasSize(++sent);
      shop.merchant.faults().once(Operation.SETTLE_QUERY, fault);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> once.find("S9", tradeNo));
    }
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () -> {
              shop.merchant
                  .faults()
                  .once(
                      Operation.SETTLE_QUERY,
                      Fault.signedFailure("40006", "isv.insufficient-isv-permissions"));
              sharing.find("S9", tradeNo);
            });
  }

  private ShareRequest request(String number) {
    return request(number, PARTNER);
  }

  private ShareRequest request(String number, ShareAccount receiver) {
    return ShareRequest.of(tradeNo, number).to(ShareLine.of(receiver, TEN)).keepRestFrozen();
  }
}
