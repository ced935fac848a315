// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.NotificationHandler;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReplayGuard;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shops, guards, actions, readers and observers that misbehave. */
class NotificationProtocolHostilityTest extends NotifiedShop {

  @Test
  void hostileShopsGuardsActionsAndReadersAreAnswered() {
    Expectations throwing =
        number -> {
          throw new IllegalStateException("canary-3");
        };
    Expectations checked =
        number -> {
          throw NotificationProtocolHostilityTest.<RuntimeException>sneaky(
              new java.util.concurrent.TimeoutException("canary-3"));
        };
    Expectations nothing = number -> nullOf();
    NotificationHandler handler = proving(paid("T1", TEA));

    for (Expectations hostile : List.of(throwing, checked, nothing)) {
      ReceivedReply reply = handler.handle(RAW, hostile, action);
      assertThat(reply.acknowledged()).isFalse();
      assertThat(reply.detail()).doesNotContain("canary-3");
    }
    assertThat(story).isEmpty();

    for (ReplayGuard hostile :
        List.of(
            new HostileGuard(
                () -> {
                  throw new IllegalStateException("canary-4");
                }),
            new HostileGuard(
                () -> {
                  throw NotificationProtocolHostilityTest.<RuntimeException>sneaky(
                      new java.util.concurrent.TimeoutException("canary-4"));
                }),
            new HostileGuard(NotificationProtocolHostilityTest::nullOf))) {
      ReceivedReply reply = handler.guardedBy(hostile).handle(RAW, SHOP, action);
      assertThat(reply.result()).isEqualTo(Result.BUSY);
      assertThat(reply.detail()).doesNotContain("canary-4");
    }
    assertThat(story).isEmpty();

    ReceivedReply bug =
        reading(
                raw -> {
                  throw new IllegalStateException("canary-5");
                })
            .handle(RAW, SHOP, action);
    assertThat(bug.acknowledged()).isFalse();
    assertThat(bug.detail()).doesNotContain("canary-5");
  }

  @Test
  void whatIsBelievedOnlyAfterAskingIsAskedForAgainWhileNobodyAnswers() {
    ReceivedReply reply =
        reading(
                raw -> {
                  throw new UnavailableException(
                      "testpay find: no route to host", Optional.empty());
                })
            .handle(RAW, SHOP, action);

    assertThat(reply.result()).isEqualTo(Result.BUSY);
    assertThat(reply.detail()).contains("no route to host");
    assertThat(story).isEmpty();
  }

  @Test
  void aGuardThatFailsAfterTheActionDoesNotUndoTheAcknowledgement() {
    ReplayGuard forgetful = new HostileGuard(() -> new ReplayGuard.Claim.Granted("1", false));

    assertThat(proving(paid("T1", TEA)).guardedBy(forgetful).handle(RAW, SHOP, action).result())
        .isEqualTo(Result.HANDLED);
    assertThat(
            proving(paid("T1", TEA))
                .guardedBy(forgetful)
                .handle(
                    RAW,
                    SHOP,
                    (payment, delivery) -> {
                      throw new IllegalStateException("no");
                    })
                .result())
        .isEqualTo(Result.ACTION_FAILED);
  }

  @Test
  void anObserverThatThrowsChangesNothing() {
    NotificationHandler handler =
        new NotificationProtocol(
            new FakeReader(raw -> paid("T1", TEA)),
            store,
            new Signals(
                signal -> {
                  throw new IllegalStateException("metrics are away");
                }));

    assertThat(handler.handle(RAW, SHOP, action).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aPaidReportWithoutATotalIsNeverConfirmed() {
    Payment silent =
        Payment.of(
                STORED,
                PaymentState.PAID,
                "SUCCESS",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOW))
            .build();

    assertThat(
            proving(new PaymentChanged("N1", NOW, "M1", Optional.empty(), silent))
                .handle(RAW, SHOP, action)
                .result())
        .isEqualTo(Result.UNEXPECTED);
  }

  @Test
  void aTimeThatIsToldIsComparedAndOneThatIsNotIsNot() {
    PaymentRef later =
        PaymentRef.of("testpay", new PaymentId("T1", NOW.plusSeconds(1)), TEA).withAppId("app1");
    ExpectedPayment expected = ExpectedPayment.of(later);

    assertThat(paid("T1", TEA).confirm(expected).ref().id()).isEqualTo(later.id());
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> paid("T1", TEA).tellingItsTime().confirm(expected))
        .withMessageContaining("payment time");
  }

  /** Claims as told, and cannot remember anything. */
  private static final class HostileGuard implements ReplayGuard {
    private final java.util.function.Supplier<Claim> claim;

    HostileGuard(java.util.function.Supplier<Claim> claim) {
      this.claim = claim;
    }

    @Override
    public Claim claim(String key, Duration lease) {
      return claim.get();
    }

    @Override
    public void done(String key, String token) {
      throw NotificationProtocolHostilityTest.<RuntimeException>sneaky(
          new java.util.concurrent.TimeoutException("the store is away"));
    }

    @Override
    public void release(String key, String token) {
      throw new IllegalStateException("the store is away");
    }
  }

  private static <T> T nullOf() {
    return null;
  }

  /** Throws a checked exception where none is declared, as Kotlin and some proxies do. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception exception) throws E {
    throw (E) exception;
  }
}
