// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedGateway.forged;
import static io.countersign.wechatpay.ScriptedGateway.lost;
import static io.countersign.wechatpay.ScriptedGateway.notSent;
import static io.countersign.wechatpay.ScriptedGateway.refusal;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static io.countersign.wechatpay.ScriptedGateway.stale;
import static io.countersign.wechatpay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** How a write that moves money away ends, row by row, and how often it was sent. */
class PayoutWriteContractTest {
  private static final int ATTEMPTS = RetryPolicy.standard().attempts();

  @TestFactory
  Stream<DynamicTest> anAcceptanceIsAcceptedAndSentOnce() {
    return each(
        write -> {
          ScriptedGateway gateway = new ScriptedGateway(signed(200, write.acceptance()));

          assertThat(write.send().apply(gateway.client())).isInstanceOf(Outcome.Accepted.class);

          assertThat(gateway.targets()).containsExactly(write.target());
        });
  }

  @TestFactory
  Stream<DynamicTest> aRefusedConnectionIsTriedAgainAndThenUnavailable() {
    return each(
        write -> {
          ScriptedGateway gateway = new ScriptedGateway(notSent());

          assertThatExceptionOfType(UnavailableException.class)
              .isThrownBy(() -> write.send().apply(gateway.client()));

          assertThat(gateway.calls).hasSize(ATTEMPTS);
        });
  }

  @TestFactory
  Stream<DynamicTest> aConnectionRefusedOnceCostsNothing() {
    return each(
        write -> {
          ScriptedGateway gateway = new ScriptedGateway(notSent(), signed(200, write.acceptance()));

          assertThat(write.send().apply(gateway.client())).isInstanceOf(Outcome.Accepted.class);

          assertThat(gateway.calls).hasSize(2);
        });
  }

  @TestFactory
  Stream<DynamicTest> whatProvesNothingIsUnknownAndSentOnceUnlessARepeatIsHarmless() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PayoutWrite write : PayoutWrite.all()) {
      String html = "<html><h1>502 Bad Gateway</h1></html>";
      proves(tests, write, "no answer in time", lost());
      proves(tests, write, "502 HTML", unsigned(502, html));
      proves(tests, write, "200 HTML", unsigned(200, html));
      proves(tests, write, "200 HTML, signed", signed(200, html));
      proves(tests, write, "signed 500", signed(500, refusal("SYSTEM_ERROR")));
      proves(tests, write, "unsigned 500", unsigned(500, refusal("SYSTEM_ERROR")));
      proves(tests, write, "signed 503", signed(503, refusal("SERVICE_UNAVAILABLE")));
      proves(tests, write, "500 that means the field", signed(500, refusal("PARAM_ERROR")));
      proves(tests, write, "unlisted code", signed(403, refusal("NEVER_HEARD_OF")));
      proves(tests, write, "no code", signed(403, "{\"code\":null}"));
      proves(tests, write, "unsigned business refusal", unsigned(403, refusal("RULE_LIMIT")));
      proves(tests, write, "forged business refusal", forged(403, refusal("RULE_LIMIT")));
      proves(tests, write, "unsigned not found", unsigned(404, refusal("NOT_FOUND")));
      proves(tests, write, "forged acceptance", forged(200, write.acceptance()));
      proves(tests, write, "stale acceptance", stale(200, write.acceptance()));
      proves(tests, write, "unsigned acceptance", unsigned(200, write.acceptance()));
      proves(tests, write, "redirect", unsigned(302, ""));
      proves(tests, write, "an empty object", signed(200, "{}"));
      proves(tests, write, "an array", signed(200, "[]"));
      if (!write.stateField().isEmpty()) {
        String field = "\"" + write.stateField() + "\":";
        String blank = write.acceptance().replaceFirst(field + "\"[A-Z_]+\"", field + "\"\"");
        proves(tests, write, "no state", signed(200, blank));
      }
      if (write.movesMoney()) {
        proves(tests, write, "balance too low", signed(403, refusal("NOT_ENOUGH")));
        proves(tests, write, "rate limit", signed(429, refusal("FREQUENCY_LIMITED")));
        proves(tests, write, "rate limit, unsigned", unsigned(429, refusal("RATELIMIT_EXCEEDED")));
      }
    }
    return tests.stream();
  }

  private static void proves(
      List<DynamicTest> tests, PayoutWrite write, String what, ScriptedGateway.Step step) {
    tests.add(
        dynamicTest(
            write + ": " + what,
            () -> {
              ScriptedGateway gateway = new ScriptedGateway(step);

              Outcome<?> outcome = write.send().apply(gateway.client());

              assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
              assertThat(((Outcome.Unknown<?>) outcome).followUp())
                  .isInstanceOf(write.repeats() ? FollowUp.RepeatSame.class : FollowUp.Ask.class);
              assertThat(gateway.calls).hasSize(write.repeats() ? ATTEMPTS : 1);
              assertThat(gateway.signals.stream().filter(Signal.UnknownOpened.class::isInstance))
                  .singleElement()
                  .extracting(signal -> ((Signal.UnknownOpened) signal).number())
                  .isEqualTo(write.number());
            }));
  }

  @TestFactory
  Stream<DynamicTest> aRefusalBeforeProcessingIsBelievedUnsignedAndSaysSo() {
    return each(
        write -> {
          for (String code : List.of("SIGN_ERROR", "NO_AUTH", "PARAM_ERROR")) {
            ScriptedGateway gateway = new ScriptedGateway(unsigned(401, refusal(code)));

            Outcome.Rejected<?> rejected = Shop.rejected(write.send().apply(gateway.client()));

            assertThat(rejected.rejection().verified()).isFalse();
            assertThat(rejected.rejection().remedy()).isNotBlank();
            assertThat(gateway.calls).hasSize(1);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aSignedRefusalThatIsListedAsNothingHappenedIsRejected() {
    return each(
        write -> {
          for (String code : List.of("RULE_LIMIT", "REQUEST_BLOCKED", "ACCOUNT_ERROR")) {
            ScriptedGateway gateway = new ScriptedGateway(signed(403, refusal(code)));

            Outcome.Rejected<?> rejected = Shop.rejected(write.send().apply(gateway.client()));

            assertThat(rejected.rejection().verified()).isTrue();
            assertThat(rejected.rejection().code()).isEqualTo(code);
            assertThat(gateway.calls).hasSize(1);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aConflictIsAskedAboutOnceAndUnknownIfAskingDoesNotHelp() {
    return PayoutWrite.all().stream()
        .filter(PayoutWrite::asksOnConflict)
        .map(
            write ->
                dynamicTest(
                    write.name(),
                    () -> {
                      for (ScriptedGateway.Step answer :
                          List.of(
                              signed(404, refusal("NOT_FOUND")),
                              unsigned(404, refusal("NOT_FOUND")),
                              signed(403, refusal("NO_AUTH")))) {
                        ScriptedGateway gateway =
                            new ScriptedGateway(signed(400, refusal("ALREADY_EXISTS")), answer);

                        Shop.unknown(write.send().apply(gateway.client()));

                        assertThat(gateway.calls).hasSize(2);
                        assertThat(gateway.calls.get(1).method()).isEqualTo("GET");
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anAnswerAboutAnotherNumberStopsEverything() {
    return PayoutWrite.all().stream()
        .filter(write -> write.acceptance().contains(write.number()))
        .map(
            write ->
                dynamicTest(
                    write.name(),
                    () -> {
                      ScriptedGateway gateway =
                          new ScriptedGateway(
                              signed(200, write.acceptance().replace(write.number(), "other1")));

                      assertThatExceptionOfType(MismatchException.class)
                          .isThrownBy(() -> write.send().apply(gateway.client()));

                      assertThat(gateway.calls).hasSize(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aReceiverThatIsThereWithOtherParticularsIsRejectedOnlyIfSigned() {
    return PayoutWrite.all().stream()
        .filter(write -> !write.asksOnConflict())
        .map(
            write ->
                dynamicTest(
                    write.name(),
                    () -> {
                      String exists = refusal("ALREADY_EXISTS");
                      ScriptedGateway proven = new ScriptedGateway(signed(400, exists));
                      ScriptedGateway unproven = new ScriptedGateway(unsigned(400, exists));

                      Shop.rejected(write.send().apply(proven.client()));
                      Shop.unknown(write.send().apply(unproven.client()));

                      assertThat(proven.calls).hasSize(1);
                    }));
  }

  private static Stream<DynamicTest> each(Consumer<PayoutWrite> fact) {
    return PayoutWrite.all().stream()
        .map(write -> dynamicTest(write.name(), () -> fact.accept(write)));
  }
}
