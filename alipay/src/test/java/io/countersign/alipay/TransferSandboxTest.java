// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.TransferView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payments to users at the gateway's own side: who is paid there, and how often. */
class TransferSandboxTest {
  private static final Money THREE = Money.of("3.00", "CNY");

  private final Shop shop = Shop.open(AlipaySetup.usual().certificates().balance(1000));
  private final AlipayTransfers transfers = shop.client().transfers();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aUserIsPaidOnceAndFoundByBothNumbers() {
    Transfer sent = Shop.accepted(transfers.send(request("3.00"))).value();

    assertThat(sent.state()).isEqualTo(TransferState.SUCCEEDED);
    assertThat(found().orElseThrow().state()).isEqualTo(TransferState.SUCCEEDED);
    assertThat(transfers.findOrder(sent.orderId().orElseThrow()).orElseThrow().number())
        .isEqualTo("T1");
    assertThat(transfers.balance().available()).isEqualTo(Money.of("7.00", "CNY"));
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void anAnswerLostOnItsWayPaysNobodyTwice() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.TRANSFER, Fault.answerDropped());

    Outcome<Transfer> first = transfers.send(request("3.00"));
    Optional<Transfer> asked = found();
    Outcome<Transfer> again = transfers.send(request("3.00"));

    assertThat(((Outcome.Unknown<?>) first).followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(asked.orElseThrow().state()).isEqualTo(TransferState.SUCCEEDED);
    assertThat(transfers.followUp(sentAt, asked, sentAt)).isEqualTo(new FollowUp.Done());
    assertThat(Shop.accepted(again).value().orderId()).isEqualTo(asked.get().orderId());
    assertThat(shop.requests(Operation.TRANSFER)).hasSize(2);
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void aRequestLostOnItsWayIsSentAgainUnderItsNumber() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.TRANSFER, Fault.requestDropped());

    assertThat(transfers.send(request("3.00"))).isInstanceOf(Outcome.Unknown.class);
    assertThat(shop.requests(Operation.TRANSFER)).hasSize(1);
    assertThat(found()).isEmpty();
    assertThat(transfers.followUp(sentAt, found(), sentAt.plusSeconds(90)))
        .isInstanceOf(FollowUp.RepeatSame.class);
    Shop.accepted(transfers.send(request("3.00")));
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void whatIsNotProvenIsUnknownAndSentOnce() {
    for (Fault fault :
        List.of(
            Fault.missingSignature().afterProcessing(),
            Fault.wrongSignature().afterProcessing(),
            Fault.badGateway().afterProcessing(),
            Fault.truncatedBody().afterProcessing(),
            Fault.htmlWithStatus200().afterProcessing(),
            Fault.missingCertificateNumber().afterProcessing(),
            Fault.forgedNotExist(),
            Fault.serviceUnavailable())) {
      int before = shop.requests(Operation.TRANSFER).size();
      shop.merchant.faults().once(Operation.TRANSFER, fault);

      assertThat(transfers.send(request("3.00"))).isInstanceOf(Outcome.Unknown.class);
      assertThat(shop.requests(Operation.TRANSFER)).hasSize(before + 1);
    }
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void theSameNumberWithAnotherAmountOrUserPaysNothingMore() {
    Shop.accepted(transfers.send(request("3.00")));

    Outcome<Transfer> dearer = transfers.send(request("4.00"));

    assertThat(((Outcome.Rejected<?>) dearer).rejection().reason())
        .isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> transfers.find("T1", TransferKind.ACCOUNT, Money.of("4.00", "CNY")));
    assertThat(shop.merchant.balance()).isEqualTo(700);
  }

  @Test
  void tooLittleMoneyIsRejectedAndTheSameNumberPaysAfterATopUp() {
    Outcome<Transfer> poor = transfers.send(request("11.00"));

    assertThat(((Outcome.Rejected<?>) poor).rejection().reason())
        .isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
    shop.merchant.balance(2000);
    Shop.accepted(transfers.send(request("11.00")));
    assertThat(shop.merchant.balance()).isEqualTo(900);
  }

  @Test
  void whatIsUnderWayEndsAndOnlyAFailureAllowsANewNumber() {
    shop.merchant.nextTransfer(TransferView.State.DEALING);
    Transfer sent = Shop.accepted(transfers.send(request("3.00"))).value();

    assertThat(sent.state()).isEqualTo(TransferState.PROCESSING);
    assertThat(sent.allowsNewNumber()).isFalse();
    shop.merchant.endTransfer("T1", TransferView.State.FAIL);
    Transfer ended = found().orElseThrow();
    assertThat(ended.state()).isEqualTo(TransferState.FAILED);
    assertThat(ended.allowsNewNumber()).isTrue();
    assertThat(ended.failReason()).isPresent();
  }

  @Test
  void anAnswerOfAnotherAmountIsNotBelieved() {
    Shop.accepted(transfers.send(request("3.00")));
    shop.merchant.faults().once(Operation.TRANSFER_QUERY, Fault.withField("trans_amount", "30.00"));
    shop.merchant.faults().once(Operation.TRANSFER, Fault.withField("out_biz_no", "T2"));

    assertThatExceptionOfType(MismatchException.class).isThrownBy(this::found);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> transfers.send(request("3.00")));
  }

  @Test
  void aForgedNotKnownIsEmptyAndUnprovenAnswersAreNone() {
    Shop.accepted(transfers.send(request("3.00")));
    shop.merchant
        .faults()
        .once(Operation.TRANSFER_QUERY, Fault.unsignedFailure("40004", "ORDER_NOT_EXIST"));

    assertThat(found()).isEmpty();
    shop.merchant.faults().always(Operation.TRANSFER_QUERY, Fault.wrongSignature());
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(this::found);
  }

  @Test
  void withAPublicKeyTransfersAreRefusedBeforeAnythingIsSent() {
    try (Shop plain = Shop.open()) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> plain.client().transfers())
          .withMessageContaining("certificate mode");
      assertThat(plain.requests(Operation.TRANSFER)).isEmpty();
    }
  }

  private Optional<Transfer> found() {
    return transfers.find("T1", TransferKind.ACCOUNT, THREE);
  }

  private TransferRequest request(String yuan) {
    return TransferRequest.to(TransferAccount.userId(PersonalText.of(shop.merchant.payerUserId())))
        .number("T1")
        .amount(Money.of(yuan, "CNY"))
        .title("三月佣金")
        .build();
  }
}
