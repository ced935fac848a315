// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedAnswers.failure;
import static io.countersign.alipay.ScriptedAnswers.forged;
import static io.countersign.alipay.ScriptedAnswers.literal;
import static io.countersign.alipay.ScriptedAnswers.signed;
import static io.countersign.alipay.ScriptedAnswers.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Rejection.Reason;
import io.countersign.UnavailableException;
import io.countersign.alipay.ErrorCode.Effect;
import io.countersign.spi.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A refusal is believed as far as its code, its signature and the rest of the answer go. */
class RefusalTest {
  private static final String NODE = "alipay_trade_precreate_response";
  private static final String ERROR = "error_response";
  private static final Call CALL =
      Call.of(
          "alipay.trade.precreate",
          Map.of("out_trade_no", "A1", "total_amount", "1.00", "subject", "一杯茶"));

  static Outcome<String> write(Operation operation, ScriptedAnswers gateway) {
    return write(operation, gateway.impatient());
  }

  static Outcome<String> write(Operation operation, Exchange exchange) {
    return exchange.write(
        operation,
        "A1",
        CALL,
        answer -> Verdict.accepted(answer.fields().text("qr_code").orElse("")),
        // A handler that asks, and learns that nothing is settled.
        rejection -> new Outcome.Unknown<>("asked after " + rejection.code(), new FollowUp.Done()),
        FollowUp.Done::new);
  }

  static String read(Operation operation, ScriptedAnswers gateway) {
    return gateway
        .impatient()
        .read(operation, CALL, answer -> Verdict.accepted(answer.fields().json()));
  }

  static Rejection rejected(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<?>) outcome).rejection();
  }

  @Test
  void aSignedRefusalOfAWriteEndsAsTheTableSays() {
    for (ErrorCodesTest.Row row : ErrorCodesTest.rows()) {
      String code = gatewayCode(row);
      for (Operation operation : some(row)) {
        if (operation.isRead()) {
          continue;
        }
        ScriptedAnswers gateway = new ScriptedAnswers(signed(NODE, failure(code, row.code())));

        Throwable notNow = null;
        Outcome<String> outcome = null;
        try {
          outcome = write(operation, gateway);
        } catch (UnavailableException later) {
          notNow = later;
        }

        String what = operation + " " + row.code();
        switch (row.effect()) {
          case BEFORE_PROCESSING, NOTHING_HAPPENED -> {
            Rejection rejection = rejected(outcome);
            assertThat(rejection.verified()).describedAs(what).isTrue();
            assertThat(rejection.code()).isEqualTo(row.code());
            assertThat(rejection.remedy()).describedAs(what).isNotBlank();
          }
          case NOT_ACCEPTED_NOW -> assertThat(notNow).describedAs(what).isNotNull();
          case CONFLICT ->
              assertThat(((Outcome.Unknown<String>) outcome).cause()).startsWith("asked after");
          case OPEN ->
              assertThat(((Outcome.Unknown<String>) outcome).cause())
                  .doesNotStartWith("asked after");
        }
        assertThat(gateway.calls).describedAs(what).hasSize(1);
      }
    }
  }

  @Test
  void anUnsignedRefusalOfAWriteIsBelievedOnlyFromBeforeTheMethodWasReached() {
    for (ErrorCodesTest.Row row : ErrorCodesTest.rows()) {
      String code = gatewayCode(row);
      String content = failure(code, row.code());
      for (Operation operation : some(row)) {
        if (operation.isRead()) {
          continue;
        }
        for (ScriptedAnswers.Step step : List.of(unsigned(ERROR, content), emptySign(content))) {
          Outcome<String> outcome = write(operation, new ScriptedAnswers(step));
          if (row.effect() == Effect.BEFORE_PROCESSING) {
            assertThat(rejected(outcome).verified()).isFalse();
          } else {
            assertThat(outcome)
                .describedAs(operation + " " + row.code())
                .isInstanceOf(Outcome.Unknown.class);
          }
        }
        assertThat(write(operation, new ScriptedAnswers(forged(NODE, content))))
            .describedAs("forged " + row.code())
            .isInstanceOf(Outcome.Unknown.class);
      }
    }
  }

  @Test
  void aRefusedQuestionThrowsAsTheTableSays() {
    for (ErrorCodesTest.Row row : ErrorCodesTest.rows()) {
      for (Operation operation : some(row)) {
        if (!operation.isRead()) {
          continue;
        }
        for (ScriptedAnswers.Step step :
            List.of(
                signed(NODE, failure(gatewayCode(row), row.code())),
                unsigned(NODE, failure(gatewayCode(row), row.code())))) {
          Throwable thrown = catchThrowable(() -> read(operation, new ScriptedAnswers(step)));
          assertThat(thrown)
              .describedAs(operation + " " + row.code())
              .isInstanceOf(
                  row.effect() == Effect.OPEN || row.effect() == Effect.NOT_ACCEPTED_NOW
                      ? UnavailableException.class
                      : RejectedException.class);
        }
      }
    }
  }

  @Test
  void whatIsNotListedLeavesAWriteUnknownAndTellsTheDeveloperItsWords() {
    for (String code : List.of("40001", "40002", "40004", "40006", "20001", "50000")) {
      Outcome<String> outcome =
          write(
              Operation.REFUND,
              new ScriptedAnswers(signed(NODE, failure(code, "ACQ.NEVER_PRINTED"))));
      assertThat(((Outcome.Unknown<String>) outcome).cause())
          .contains("ACQ.NEVER_PRINTED", "as planned", "unlisted");
    }
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () ->
                read(
                    Operation.FIND,
                    new ScriptedAnswers(signed(NODE, failure("40004", "ACQ.NEVER_PRINTED")))))
        .withMessageContaining("ACQ.NEVER_PRINTED");
  }

  @Test
  void aCodeThatTheRestOfTheAnswerContradictsProvesNoMore() {
    String notFound = "ACQ.TRADE_NOT_EXIST";
    for (String gateway : List.of("20000", "10000", "10003", "", "99999", "OK")) {
      for (String sub : List.of(notFound, "isv.invalid-signature", "ACQ.INVALID_PARAMETER")) {
        assertThat(
                write(Operation.REFUND, new ScriptedAnswers(signed(NODE, failure(gateway, sub)))))
            .describedAs(gateway + " " + sub)
            .isInstanceOf(Outcome.Unknown.class);
      }
    }
    // The method's word cannot be what the gateway says before it.
    assertThat(
            write(
                Operation.ORDER,
                new ScriptedAnswers(unsigned(ERROR, failure("40004", "isv.invalid-signature")))))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aQuestionIsNotSettledByARefusalThatSaysLater() {
    for (String gateway : List.of("20000", "40005", "10000")) {
      ScriptedAnswers script =
          new ScriptedAnswers(unsigned(NODE, failure(gateway, "ACQ.TRADE_NOT_EXIST")));

      Throwable thrown =
          catchThrowable(
              () ->
                  script
                      .impatient()
                      .read(
                          Operation.FIND,
                          CALL,
                          answer -> Verdict.accepted(Optional.of("found")),
                          (code, isSigned) -> Optional.of(Optional.empty())));

      if (!gateway.equals("40005")) {
        assertThat(thrown).describedAs(gateway).isInstanceOf(UnavailableException.class);
      }
    }
    for (String gateway : List.of("20000", "40005")) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(
              () ->
                  read(
                      Operation.FIND,
                      new ScriptedAnswers(unsigned(NODE, failure(gateway, "isp.new-word")))));
    }
  }

  @Test
  void aRefusalThatIsAnAnswerIsToldWithItsSignature() {
    for (boolean isSigned : List.of(true, false)) {
      String content = failure("40004", "ACQ.TRADE_NOT_EXIST");
      ScriptedAnswers script =
          new ScriptedAnswers(isSigned ? signed(NODE, content) : unsigned(NODE, content));

      String told =
          script
              .impatient()
              .read(
                  Operation.FIND,
                  CALL,
                  answer -> Verdict.accepted("found"),
                  (code, wasSigned) -> Optional.of(code + " " + wasSigned));

      assertThat(told).isEqualTo("ACQ.TRADE_NOT_EXIST " + isSigned);
    }
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                new ScriptedAnswers(forged(NODE, failure("40004", "ACQ.TRADE_NOT_EXIST")))
                    .impatient()
                    .read(
                        Operation.FIND,
                        CALL,
                        answer -> Verdict.accepted("found"),
                        (code, wasSigned) -> Optional.of("believed")));
  }

  @Test
  void theRejectionNamesFieldCodeTextAndTrace() {
    Rejection rejection =
        rejected(
            write(
                Operation.ORDER,
                new ScriptedAnswers(
                    signed(
                        NODE,
                        failure("40004", "ACQ.INVALID_PARAMETER", "参数有误 total_amount 超出范围")))));

    assertThat(rejection.provider()).isEqualTo("alipay");
    assertThat(rejection.code()).isEqualTo("ACQ.INVALID_PARAMETER");
    assertThat(rejection.message()).isEqualTo("参数有误 total_amount 超出范围");
    assertThat(rejection.field()).contains("total_amount");
    assertThat(rejection.requestId()).contains("trace-1");
    assertThat(rejection.reason()).isEqualTo(Reason.INVALID_FIELD);
  }

  @Test
  void aFieldThatWasNotSentIsNamedByItsSpelling() {
    for (Map.Entry<String, Optional<String>> text :
        Map.of(
                "缺少参数 buyer_id", Optional.of("buyer_id"),
                "subject: 过长", Optional.of("subject"),
                "the value is wrong", Optional.<String>empty(),
                "Buyer_Id", Optional.<String>empty(),
                "_ __ a_", Optional.<String>empty())
            .entrySet()) {
      assertThat(
              rejected(
                      write(
                          Operation.ORDER,
                          new ScriptedAnswers(
                              signed(
                                  NODE, failure("40002", "isv.invalid-parameter", text.getKey())))))
                  .field())
          .describedAs(text.getKey())
          .isEqualTo(text.getValue());
    }
  }

  @Test
  void anAnswerThatIsNoAnswerOfAlipaysProvesNothing() {
    String success = "{\"code\":\"10000\",\"msg\":\"Success\",\"qr_code\":\"https://x\"}";
    for (ScriptedAnswers.Step step :
        List.of(
            unsigned(NODE, success),
            forged(NODE, success),
            emptySign(success),
            literal(200, "<html>系统繁忙</html>"),
            literal(200, ""),
            literal(200, "[]"),
            literal(200, "null"),
            literal(200, "{}"),
            literal(200, "{\"code\":null}"),
            literal(200, "{\"code\":\"10000\"}"),
            literal(200, "{\"" + NODE + "\":null}"),
            literal(200, "{\"" + NODE + "\":[]}"),
            literal(200, "{\"" + NODE + "\":" + success),
            literal(204, ""),
            literal(302, ""),
            literal(400, "{\"" + ERROR + "\":" + failure("40002", "isv.invalid-app-id") + "}"),
            literal(502, "<html>Bad Gateway</html>"),
            signed("alipay_trade_query_response", success),
            signed(NODE, "{\"code\":10000.0}"),
            signed(NODE, "{\"code\":\"10000 \"}"),
            signed(NODE, "{\"code\":\"１００００\"}"),
            signed(NODE, "{\"msg\":\"Success\"}"),
            signed(NODE, "{}"),
            signed(NODE, "{\"code\":\"10003\",\"msg\":\"in progress\"}"),
            signed(NODE, "{\"code\":\"10000\",\"sub_code\":\"ACQ.SYSTEM_ERROR\"}"))) {
      ScriptedAnswers gateway = new ScriptedAnswers(step);

      assertThat(write(Operation.REFUND, gateway)).isInstanceOf(Outcome.Unknown.class);
      assertThatExceptionOfType(PaymentException.class)
          .describedAs("a question")
          .isThrownBy(() -> read(Operation.FIND, new ScriptedAnswers(step)));
    }
  }

  @Test
  void inProgressIsAnAnswerOnlyWhereTheMethodKnowsIt() {
    for (Operation operation : Operation.values()) {
      if (operation.isRead()) {
        continue;
      }
      Outcome<String> outcome =
          write(
              operation,
              new ScriptedAnswers(
                  signed(NODE, "{\"code\":\"10003\",\"msg\":\"order success pay inprocess\"}")));
      assertThat(outcome)
          .describedAs(operation.name())
          .isInstanceOf(
              operation.mayBeInProgress() ? Outcome.Accepted.class : Outcome.Unknown.class);
    }
    assertThat(
            write(
                Operation.PAYMENT_CODE,
                new ScriptedAnswers(unsigned(NODE, "{\"code\":\"10003\"}"))))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void afterALostAnswerOnlyHarmlessCallsAreRepeated() {
    String success = "{\"code\":\"10000\",\"qr_code\":\"https://x\"}";
    for (Operation operation : Operation.values()) {
      if (operation.isRead()) {
        continue;
      }
      boolean harmless =
          List.of(
                  Operation.ORDER,
                  Operation.CLOSE,
                  Operation.FREEZE_CODE,
                  Operation.RECEIVERS,
                  Operation.SYNC)
              .contains(operation);
      for (ScriptedAnswers.Step first :
          List.of(
              ScriptedAnswers.lost(),
              literal(502, "<html>"),
              unsigned(NODE, success),
              unsigned(ERROR, failure("20000", "isp.unknow-error")),
              unsigned(ERROR, failure("40005", "isv.app-call-limited")))) {
        ScriptedAnswers gateway = new ScriptedAnswers(first, signed(NODE, success));

        Outcome<String> outcome = write(operation, gateway.patient());

        assertThat(gateway.calls).describedAs(operation.name()).hasSize(harmless ? 2 : 1);
        assertThat(outcome).isInstanceOf(harmless ? Outcome.Accepted.class : Outcome.Unknown.class);
      }
    }
  }

  @Test
  void aSignedRateLimitIsWaitedOutAndNothingIsInDoubt() {
    String limited = failure("40005", "isv.app-call-limited");
    String success = "{\"code\":\"10000\",\"qr_code\":\"https://x\"}";
    ScriptedAnswers once = new ScriptedAnswers(signed(ERROR, limited), signed(NODE, success));

    assertThat(write(Operation.REFUND, once.patient())).isInstanceOf(Outcome.Accepted.class);

    ScriptedAnswers always = new ScriptedAnswers(signed(ERROR, limited));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> write(Operation.REFUND, always.patient()));
  }

  @Test
  void aRefusalAfterALostAnswerSaysNothingAboutTheFirst() {
    ScriptedAnswers gateway =
        new ScriptedAnswers(
            ScriptedAnswers.lost(), signed(NODE, failure("40004", "ACQ.TOTAL_FEE_EXCEED")));

    assertThat(write(Operation.ORDER, gateway.patient())).isInstanceOf(Outcome.Unknown.class);
    assertThat(gateway.calls).hasSize(2);
  }

  @Test
  void eachAttemptIsDatedAndSignedAnewWithTheSameContent() {
    Instant[] now = {ScriptedAnswers.NOW};
    ScriptedAnswers gateway =
        new ScriptedAnswers(
            ScriptedAnswers.lost(), signed(NODE, "{\"code\":\"10000\",\"qr_code\":\"https://x\"}"));
    AlipayClient client =
        AlipayClient.of(
            gateway
                .config()
                .clock(
                    new java.time.Clock() {
                      @Override
                      public java.time.ZoneId getZone() {
                        return java.time.ZoneOffset.UTC;
                      }

                      @Override
                      public java.time.Clock withZone(java.time.ZoneId zone) {
                        return this;
                      }

                      @Override
                      public Instant instant() {
                        now[0] = now[0].plusSeconds(1);
                        return now[0];
                      }
                    })
                .build());

    write(Operation.ORDER, client.gateway().exchange());

    assertThat(gateway.calls.get(0).body().orElseThrow())
        .isEqualTo(gateway.calls.get(1).body().orElseThrow());
    assertThat(gateway.calls.get(0).uri()).isNotEqualTo(gateway.calls.get(1).uri());
  }

  private static ScriptedAnswers.Step emptySign(String content) {
    return literal(200, "{\"" + ERROR + "\":" + content + ",\"sign\":\"\"}");
  }

  /** What the gateway says of every method is tried with three. */
  private static List<Operation> some(ErrorCodesTest.Row row) {
    return row.where().equals("gateway")
        ? List.of(Operation.ORDER, Operation.TRANSFER, Operation.FIND)
        : row.operations();
  }

  /** The code under which the gateway tells a sub-code. */
  private static String gatewayCode(ErrorCodesTest.Row row) {
    return switch (row.effect()) {
      case BEFORE_PROCESSING -> "40002";
      case NOT_ACCEPTED_NOW -> row.where().equals("gateway") ? "40005" : "40004";
      case OPEN -> row.code().contains("unknow-error") ? "20000" : "40004";
      default -> row.code().startsWith("4000") || row.code().equals("20001") ? row.code() : "40004";
    };
  }
}
