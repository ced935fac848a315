// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final FollowUp ASK = new FollowUp.Ask(Instant.parse("2026-01-02T03:04:05Z"));
  private static final Rejection NO =
      Rejection.of("p", Rejection.Reason.NOT_ALLOWED, "NO_AUTH").message("no").build();

  private static String folded(Outcome<String> outcome) {
    return outcome.fold(
        accepted -> "accepted " + accepted.value(),
        rejected -> "rejected " + rejected.rejection().code(),
        unknown -> "unknown " + unknown.cause());
  }

  @Test
  void foldHandlesEachOfTheThreeWays() {
    assertThat(folded(new Outcome.Accepted<>("yes", Optional.empty()))).isEqualTo("accepted yes");
    assertThat(folded(new Outcome.Rejected<>(NO))).isEqualTo("rejected NO_AUTH");
    assertThat(folded(new Outcome.Unknown<>("lost", ASK))).isEqualTo("unknown lost");
  }

  @Test
  void thereAreExactlyThreeWays() {
    assertThat(Outcome.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            Outcome.Accepted.class, Outcome.Rejected.class, Outcome.Unknown.class);
  }

  @Test
  void anAcceptedAnswerIsGivenAndTheOtherTwoAreThrownApart() {
    assertThat(new Outcome.Accepted<>("yes", Optional.empty()).orElseThrow()).isEqualTo("yes");
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new Outcome.Rejected<>(NO).orElseThrow())
        .satisfies(thrown -> assertThat(thrown.rejection()).isSameAs(NO));
    assertThatExceptionOfType(UnknownOutcomeException.class)
        .isThrownBy(() -> new Outcome.Unknown<>("lost", ASK).orElseThrow())
        .withMessageContaining("lost")
        .withMessageContaining("ask 2026-01-02T03:04:05Z")
        .satisfies(thrown -> assertThat(thrown.followUp()).isEqualTo(ASK));
  }

  @Test
  void theExceptionsCanCrossAProcessBoundary() throws Exception {
    for (PaymentException thrown :
        new PaymentException[] {
          new RejectedException(NO),
          new UnknownOutcomeException("lost", ASK),
          new UnavailableException("later"),
          new InvalidRequestException("field", "text"),
          new MismatchException("total", "1", "2"),
          new InvalidNotificationException(
              InvalidNotificationException.Reason.STALE, "clock is wrong")
        }) {
      try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
        out.writeObject(thrown);
      }
      assertThat(thrown.getMessage()).isNotBlank();
    }
  }
}
