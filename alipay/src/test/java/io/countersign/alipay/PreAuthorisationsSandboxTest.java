// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frozen money at the gateway's own side: what happens there, and how often. */
class PreAuthorisationsSandboxTest {
  private static final Money FIVE_HUNDRED = Money.of("500.00", "CNY");
  private static final Money TWO_HUNDRED = Money.of("200.00", "CNY");

  private final Shop shop = Shop.open();
  private final AlipayPreAuthorisations preAuthorisations = shop.client().preAuthorisations();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void moneyIsFrozenByPaymentCodeAndLetGoInParts() {
    FreezeOperation frozen =
        Shop.accepted(preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE)))
            .value();

    assertThat(frozen.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(shop.merchant.frozen("F1")).isEqualTo(50_000);
    FreezeOperation letGo = Shop.accepted(preAuthorisations.unfreeze(letGo(frozen))).value();
    assertThat(letGo.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(shop.merchant.frozen("F1")).isEqualTo(30_000);
    assertThat(found().orElseThrow().rest()).contains(Money.of("300.00", "CNY"));
  }

  @Test
  void anAnswerLostOnItsWayFreezesAndLetsGoOnce() {
    shop.merchant.faults().once(Operation.FREEZE, Fault.answerDropped());
    shop.merchant.faults().once(Operation.UNFREEZE, Fault.answerDropped());

    Outcome<FreezeOperation> first =
        preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE));
    FreezeOperation frozen = found().orElseThrow();
    UnfreezeRequest letGo = letGo(frozen);
    Outcome<FreezeOperation> second = preAuthorisations.unfreeze(letGo);
    Optional<FreezeOperation> asked =
        preAuthorisations.find(FreezeOperation.Kind.UNFREEZE, "F1", "F1-2", TWO_HUNDRED);
    Outcome<FreezeOperation> again = preAuthorisations.unfreeze(letGo);

    assertThat(first).isInstanceOf(Outcome.Unknown.class);
    assertThat(frozen.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(second).isInstanceOf(Outcome.Unknown.class);
    assertThat(asked.orElseThrow().state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    Shop.accepted(again);
    assertThat(shop.requests(Operation.FREEZE)).hasSize(1);
    assertThat(shop.requests(Operation.UNFREEZE)).hasSize(2);
    assertThat(shop.merchant.frozen("F1")).isEqualTo(30_000);
  }

  @Test
  void aRequestLostOnItsWayIsAskedAboutAndThenGivenUp() {
    Instant sentAt = shop.clock.instant();
    shop.merchant.faults().once(Operation.FREEZE, Fault.requestDropped());

    Outcome<FreezeOperation> outcome =
        preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE));

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(found()).isEmpty();
    assertThat(
            preAuthorisations.followUp(
                sentAt, request().validity(), found(), sentAt.plus(request().validity())))
        .isInstanceOf(FollowUp.Reverse.class);
    assertThat(shop.requests(Operation.FREEZE)).hasSize(1);
  }

  @Test
  void aFreezeInDoubtIsCancelled() {
    shop.merchant.faults().once(Operation.FREEZE, Fault.answerDropped());
    preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE));

    FreezeCancellation done =
        Shop.accepted(preAuthorisations.cancel("F1", "F1-1", "doubt")).value();

    assertThat(done).isEqualTo(FreezeCancellation.UNFROZEN);
    assertThat(shop.merchant.frozen("F1")).isZero();
  }

  @Test
  void aPayerWhoTypesAPasswordIsProcessingAndCancellingClosesTheFreeze() {
    FreezeOperation waiting =
        Shop.accepted(preAuthorisations.freeze(request(), code(PayerBehaviour.NEEDS_PASSWORD)))
            .value();

    assertThat(waiting.state()).isEqualTo(FreezeOperation.State.PROCESSING);
    assertThat(Shop.accepted(preAuthorisations.cancel("F1", "F1-1", "too late")).value())
        .isEqualTo(FreezeCancellation.CLOSED);
    assertThat(found().orElseThrow().state()).isEqualTo(FreezeOperation.State.CLOSED);
  }

  @Test
  void openApiV3SaysTheSame() {
    AlipayPreAuthorisations byOpenApi = shop.client(shop.config().openApiV3()).preAuthorisations();

    FreezeOperation waiting =
        Shop.accepted(byOpenApi.freeze(request(), code(PayerBehaviour.NEEDS_PASSWORD))).value();
    shop.merchant.approveFreeze("F1");
    FreezeOperation frozen =
        byOpenApi.find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", FIVE_HUNDRED).orElseThrow();
    Payment paid = Shop.accepted(byOpenApi.pay(charge(frozen).completing().build())).value();

    assertThat(waiting.state()).isEqualTo(FreezeOperation.State.PROCESSING);
    assertThat(frozen.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(paid.isPaid()).isTrue();
    assertThat(byOpenApi.find(FreezeOperation.Kind.FREEZE, "F2", "F2-1", FIVE_HUNDRED)).isEmpty();
  }

  @Test
  void aPayerWithoutMoneyIsRejectedAndNothingIsFrozen() {
    Outcome<FreezeOperation> outcome =
        preAuthorisations.freeze(request(), code(PayerBehaviour.NOT_ENOUGH));

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void aScannedQrCodeFreezes() {
    Shop.accepted(preAuthorisations.showQrCode(request()));
    assertThat(found().map(FreezeOperation::state)).hasValue(FreezeOperation.State.PROCESSING);

    shop.merchant.approveFreeze("F1");

    assertThat(found().orElseThrow().state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(shop.merchant.frozen("F1")).isEqualTo(50_000);
  }

  @Test
  void anAppsOrderStringFreezes() {
    shop.merchant.openInApp(preAuthorisations.invokeWallet(request()).content());
    shop.merchant.approveFreeze("F1");

    assertThat(found().orElseThrow().state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
  }

  @Test
  void anotherAmountUnderTheNumbersIsSaid() {
    Shop.accepted(preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE)));

    Outcome<FreezeOperation> other =
        preAuthorisations.freeze(
            FreezeRequest.of("F1", "F1-1").amount(TWO_HUNDRED).title("押金").build(),
            code(PayerBehaviour.PAYS_AT_ONCE));

    assertThat(other).isInstanceOf(Outcome.Rejected.class);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> preAuthorisations.find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", TWO_HUNDRED));
    assertThat(shop.merchant.frozen("F1")).isEqualTo(50_000);
  }

  @Test
  void aForgedNotKnownIsNoEnd() {
    Shop.accepted(preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE)));
    shop.merchant
        .faults()
        .always(Operation.FREEZE_QUERY, Fault.unsignedFailure("40004", "AUTH_ORDER_NOT_EXIST"));

    // Other data under the same numbers: a conflict, which a forged "not known" must not settle.
    Outcome<FreezeOperation> again =
        preAuthorisations.freeze(
            FreezeRequest.of("F1", "F1-1").amount(FIVE_HUNDRED).title("x").build(),
            code(PayerBehaviour.PAYS_AT_ONCE));

    assertThat(again).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void frozenMoneyIsPaidOnceAlthoughAnAnswerIsLost() {
    FreezeOperation frozen = frozen();
    AlipayCharge charge = charge(frozen).build();
    PaymentRef ref = preAuthorisations.ref(charge);
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());

    Outcome<Payment> first = preAuthorisations.pay(charge);
    Payment found = shop.client().find(ref).orElseThrow();
    Outcome<Payment> again = preAuthorisations.pay(charge);

    assertThat(((Outcome.Unknown<?>) first).followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(found.isPaid()).isTrue();
    assertThat(Shop.accepted(again).value().isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(ref.number())).isEqualTo(1);
    assertThat(shop.requests(Operation.PAY)).hasSize(2);
    assertThat(shop.merchant.frozen("F1")).isEqualTo(38_000);
  }

  @Test
  void theLastPaymentLetsTheRestGo() {
    AlipayCharge charge = charge(frozen()).completing().build();

    Payment paid = Shop.accepted(preAuthorisations.pay(charge)).value();

    assertThat(paid.isPaid()).isTrue();
    assertThat(paid.ref().product()).contains("preauth");
    assertThat(shop.merchant.frozen("F1")).isZero();
    assertThat(found().orElseThrow().orderState()).contains(FreezeOperation.OrderState.FINISHED);
  }

  @Test
  void morePaidThanIsFrozenTakesNothing() {
    AlipayCharge charge = charge(frozen()).amount(Money.of("500.01", "CNY")).build();

    // Less may be left because this very payment was made before: only a question tells.
    assertThat(preAuthorisations.pay(charge)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shop.client().find(preAuthorisations.ref(charge))).isEmpty();
    assertThat(shop.merchant.frozen("F1")).isEqualTo(50_000);
  }

  @Test
  void anAnswerOfAnotherAmountIsNotBelieved() {
    AlipayCharge charge = charge(frozen()).build();
    shop.merchant.faults().once(Operation.PAY, Fault.wrongAmount());

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> preAuthorisations.pay(charge));
  }

  @Test
  void aPaymentByCreditIsToldToBeComplete() {
    Payment paid =
        Shop.accepted(preAuthorisations.pay(charge(frozen()).completing().build())).value();
    shop.merchant.faults().once(Operation.SYNC, Fault.answerDropped());

    Shop.accepted(
        preAuthorisations.sync(
            paid.ref().transactionId().orElseThrow(), "Y1", AlipayOrderSync.complete()));

    assertThat(shop.requests(Operation.SYNC)).hasSize(2);
    assertThat(shop.merchant.synced(paid.ref().number())).containsKey("Y1");
  }

  private FreezeOperation frozen() {
    return Shop.accepted(preAuthorisations.freeze(request(), code(PayerBehaviour.PAYS_AT_ONCE)))
        .value();
  }

  private AlipayCharge.Builder charge(FreezeOperation frozen) {
    return AlipayCharge.fromFrozen(frozen.authNo().orElseThrow(), "PRE_AUTH")
        .id(shop.freshId())
        .amount(Money.of("120.00", "CNY"))
        .description("租金")
        .payerUserId(frozen.payerUserId().orElseThrow());
  }

  private Optional<FreezeOperation> found() {
    return preAuthorisations.find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", FIVE_HUNDRED);
  }

  private PersonalText code(PayerBehaviour payer) {
    return PersonalText.of(shop.merchant.paymentCode(payer));
  }

  private static FreezeRequest request() {
    return FreezeRequest.of("F1", "F1-1").amount(FIVE_HUNDRED).title("押金").build();
  }

  private static UnfreezeRequest letGo(FreezeOperation frozen) {
    return UnfreezeRequest.of("F1", frozen.authNo().orElseThrow(), "F1-2", TWO_HUNDRED, "还了");
  }
}
