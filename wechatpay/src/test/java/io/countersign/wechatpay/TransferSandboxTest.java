// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user is paid through the gateway's own side, from the request to the money. */
class TransferSandboxTest {
  private static final String NUMBER = "T20261121001";
  private static final Money THREE = Money.of("3.00", "CNY");

  private final Shop shop = Shop.open(MerchantSetup.usual().balance(1000));
  private final WeChatPayTransfers transfers = shop.client().transfers();
  private final String openId = shop.merchant.openIdOf(shop.merchant.miniProgramAppId());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theUserConfirmsAndTheShopIsToldOnce() {
    Transfer waiting = Shop.accepted(transfers.send(request())).value();
    assertThat(waiting.state()).isEqualTo(TransferState.AWAITING_USER);
    assertThat(
            shop.merchant
                .transfers()
                .openConfirmation(waiting.confirmation().orElseThrow().miniProgram().parameters()))
        .isEqualTo(NUMBER);

    shop.merchant.transfers().confirm(NUMBER);
    shop.wait(Duration.ofMinutes(1));
    SignedNotification notice = shop.merchant.transfers().notification(NUMBER);

    assertThat(transfers.find(NUMBER, THREE).orElseThrow().state())
        .isEqualTo(TransferState.SUCCEEDED);
    assertThat(shop.handle(shop.client(), notice).result()).isEqualTo(Result.HANDLED);
    TransferFinished finished = (TransferFinished) shop.events.get(0);
    assertThat(finished.confirm(THREE).state()).isEqualTo(TransferState.SUCCEEDED);
    assertThat(shop.merchant.transfers().receivedBy(openId)).isEqualTo(300);
  }

  @Test
  void anAnswerLostOnItsWayIsAskedAboutAndTheUserIsPaidOnce() {
    shop.merchant.faults().once(Operation.TRANSFER, Fault.answerDropped());

    FollowUp followUp = Shop.unknown(transfers.send(request())).followUp();
    Optional<Transfer> asked = transfers.find(NUMBER, THREE);

    assertThat(followUp).isInstanceOf(FollowUp.Ask.class);
    assertThat(asked.orElseThrow().state()).isEqualTo(TransferState.AWAITING_USER);
    assertThat(shop.requests(Operation.TRANSFER)).hasSize(1);
    // The payer's client needs the package again: the identical request answers it.
    assertThat(Shop.accepted(transfers.send(request())).value().confirmation()).isPresent();
    assertThat(shop.merchant.transfers().transfersTo(openId)).isEqualTo(1);
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void aRequestLostOnItsWayIsSentAgainUnderItsNumber() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.TRANSFER, Fault.requestDropped());

    Shop.unknown(transfers.send(request()));
    shop.wait(Duration.ofMinutes(2));
    Optional<Transfer> asked = transfers.find(NUMBER, THREE);

    assertThat(asked).isEmpty();
    assertThat(transfers.followUp(sentAt, asked, shop.clock.instant()))
        .isInstanceOf(FollowUp.RepeatSame.class);
    Shop.accepted(transfers.send(request()));
    assertThat(shop.merchant.transfers().transfersTo(openId)).isEqualTo(1);
  }

  @Test
  void tooLittleMoneyIsUnknownAndTheSameNumberPaysAfterATopUp() {
    TransferRequest dear = request("11.00");

    Shop.unknown(transfers.send(dear));
    assertThat(transfers.find(NUMBER, dear.amount())).isEmpty();
    shop.merchant.balance(2000);
    Shop.accepted(transfers.send(dear));

    assertThat(shop.merchant.transfers().transfersTo(openId)).isEqualTo(1);
    assertThat(shop.merchant.balance()).isEqualTo(900);
  }

  @Test
  void theSameNumberWithAnotherAmountPaysNothingMore() {
    Shop.accepted(transfers.send(request()));

    Shop.rejected(transfers.send(request("4.00")));

    assertThat(shop.merchant.transfers().transfersTo(openId)).isEqualTo(1);
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void whatTheUserHasNotConfirmedCanBeCancelledAndThenANewNumberIsAllowed() {
    Shop.accepted(transfers.send(request()));

    assertThat(Shop.accepted(transfers.cancel(NUMBER)).value())
        .isIn(TransferState.CANCELLING, TransferState.CANCELLED);
    shop.wait(Duration.ofMinutes(1));

    Transfer cancelled = transfers.find(NUMBER, THREE).orElseThrow();
    assertThat(cancelled.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(cancelled.allowsNewNumber()).isTrue();
    assertThat(shop.merchant.balance()).isEqualTo(1000);
  }

  @Test
  void aNameThatIsNotTheUsersFails() {
    shop.merchant.transfers().realName(openId, "李四");

    Shop.accepted(
        transfers.send(
            TransferRequest.to(shop.merchant.miniProgramAppId(), PersonalText.of(openId))
                .number(NUMBER)
                .amount(THREE)
                .scene(TransferScene.compensation("少发一件"))
                .remark("赔付")
                .payeeName(PersonalText.of("张三"))
                .build()));
    shop.wait(Duration.ofMinutes(1));

    Transfer failed = transfers.find(NUMBER, THREE).orElseThrow();
    assertThat(failed.state()).isEqualTo(TransferState.FAILED);
    assertThat(failed.failReason()).contains("NAME_NOT_CORRECT");
  }

  private TransferRequest request() {
    return request("3.00");
  }

  private TransferRequest request(String yuan) {
    return TransferRequest.to(shop.merchant.miniProgramAppId(), PersonalText.of(openId))
        .number(NUMBER)
        .amount(Money.of(yuan, "CNY"))
        .scene(TransferScene.cashMarketing("春日有礼", "写评价"))
        .remark("谢谢")
        .build();
  }
}
