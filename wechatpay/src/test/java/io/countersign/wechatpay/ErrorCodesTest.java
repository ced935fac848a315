// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.wechatpay.ErrorCode.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares our table with the list of printed codes, and the calls with the table. */
class ErrorCodesTest {
  private static final List<Operation> COLUMNS =
      List.of(
          Operation.ORDER,
          Operation.PAYMENT_CODE,
          Operation.CLOSE,
          Operation.REFUND,
          Operation.FIND);

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.impatientClient();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyPrintedCodeIsInTheTableAndEveryCodeOfTheTableIsPrinted() {
    Set<ErrorCode> printed = new HashSet<>();
    for (Row row : rows()) {
      printed.add(row.code());
    }

    assertThat(printed).containsExactlyInAnyOrder(ErrorCode.values());
  }

  @Test
  void everyCodeProvesForEachOperationWhatTheListSays() {
    for (Row row : rows()) {
      for (int i = 0; i < COLUMNS.size(); i++) {
        assertThat(row.code().effectOn(COLUMNS.get(i)))
            .describedAs(row.spelling + " on " + COLUMNS.get(i))
            .isEqualTo(row.effects.get(i));
      }
    }
  }

  @Test
  void aCodeIsKnownInEverySpelling() {
    for (Row row : rows()) {
      for (String spelling :
          List.of(
              row.spelling,
              row.spelling.replace("_", ""),
              row.spelling.toLowerCase(Locale.ROOT),
              "_" + row.spelling)) {
        assertThat(ErrorCode.of(spelling)).contains(row.code());
      }
    }
    for (String stranger : List.of("", "_", "SUCCESS", "PARAM ERROR", "PARAM-ERROR", "ORDER")) {
      assertThat(ErrorCode.of(stranger)).isEmpty();
    }
  }

  @Test
  void whatMayBeDoneAgreesWithWhatIsProven() {
    for (Row row : rows()) {
      Effect onOrder = row.effects.get(0);
      switch (row.retry) {
        case "F" -> assertThat(onOrder).isIn(Effect.BEFORE_PROCESSING, Effect.NOTHING_HAPPENED);
        case "N" -> assertThat(onOrder).isEqualTo(Effect.NOTHING_HAPPENED);
        case "Q" -> assertThat(onOrder).isIn(Effect.CONFLICT, Effect.OPEN);
        case "S" -> assertThat(onOrder).isIn(Effect.NOT_ACCEPTED_NOW, Effect.OPEN);
        default -> throw new AssertionError(row.retry);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> aSignedRefusalOfAnOrderEndsAsTheListSays() {
    return rows().stream()
        .filter(row -> row.status >= 400)
        .map(
            row ->
                dynamicTest(
                    row.status + " " + row.spelling,
                    () -> {
                      plan(io.countersign.sandbox.wechatpay.Operation.ORDER_NATIVE, row, true);

                      Throwable thrown =
                          catchThrowable(
                              () ->
                                  assertEnd(
                                      client.create(shop.order(Scene.qrCode()).build()),
                                      row.status,
                                      row.effects.get(0),
                                      true));

                      assertNotNow(thrown, row.effects.get(0));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anUnsignedRefusalOfARefundIsBelievedOnlyFromBeforeProcessing() {
    PaymentRef paid = shop.paidOrder(client);
    return rows().stream()
        .filter(row -> row.status >= 400)
        .map(
            row ->
                dynamicTest(
                    row.status + " " + row.spelling,
                    () -> {
                      plan(io.countersign.sandbox.wechatpay.Operation.REFUND, row, false);

                      Outcome<?> outcome =
                          client.refund(
                              RefundRequest.of(paid, "R" + shop.freshId().number(), Shop.TEN));

                      assertThat(outcome)
                          .isInstanceOf(
                              row.effects.get(3) == Effect.BEFORE_PROCESSING && row.status < 500
                                  ? Outcome.Rejected.class
                                  : Outcome.Unknown.class);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aRefusedQuestionThrowsAsTheListSays() {
    PaymentRef paid = shop.paidOrder(client);
    return rows().stream()
        .filter(row -> row.status >= 400 && row.status != 404)
        .map(
            row ->
                dynamicTest(
                    row.status + " " + row.spelling,
                    () -> {
                      plan(io.countersign.sandbox.wechatpay.Operation.QUERY, row, true);

                      Throwable thrown = catchThrowable(() -> client.find(paid));

                      Effect effect = row.effects.get(4);
                      assertThat(thrown)
                          .isInstanceOf(
                              effect == Effect.OPEN || effect == Effect.NOT_ACCEPTED_NOW
                                  ? UnavailableException.class
                                  : RejectedException.class);
                    }));
  }

  private void plan(io.countersign.sandbox.wechatpay.Operation operation, Row row, boolean signed) {
    Fault fault = Fault.answer(row.status, row.spelling, "as planned");
    shop.merchant.faults().once(operation, signed ? fault.signed() : fault.unsigned());
  }

  private static void assertEnd(Outcome<?> outcome, int status, Effect effect, boolean signed) {
    Class<?> expected =
        switch (effect) {
          case BEFORE_PROCESSING, NOTHING_HAPPENED -> Outcome.Rejected.class;
          case CONFLICT, OPEN, NOT_ACCEPTED_NOW -> Outcome.Unknown.class;
        };
    assertThat(outcome).describedAs(status + " " + effect).isInstanceOf(expected);
    if (outcome instanceof Outcome.Rejected<?> rejected) {
      assertThat(rejected.rejection().verified()).isEqualTo(signed);
      assertThat(rejected.rejection().remedy()).isNotBlank();
    }
  }

  /** Not accepted and not sent before: nothing happened, so it may be done later. */
  private static void assertNotNow(Throwable thrown, Effect effect) {
    if (effect == Effect.NOT_ACCEPTED_NOW) {
      assertThat(thrown).isInstanceOf(UnavailableException.class);
    } else {
      assertThat(thrown).isNull();
    }
  }

  private record Row(int status, String spelling, String retry, List<Effect> effects) {
    ErrorCode code() {
      return ErrorCode.of(spelling).orElseThrow(() -> new AssertionError("unlisted: " + spelling));
    }
  }

  private static List<Row> rows() {
    try (InputStream in =
        Objects.requireNonNull(ErrorCodesTest.class.getResourceAsStream("error-codes.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.trim().split("\\s+"))
          .map(
              word ->
                  new Row(
                      Integer.parseInt(word[0]),
                      word[1],
                      word[2],
                      Arrays.stream(word).skip(3).map(ErrorCodesTest::effect).toList()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Effect effect(String word) {
    return switch (word) {
      case "BEFORE" -> Effect.BEFORE_PROCESSING;
      case "NOTHING" -> Effect.NOTHING_HAPPENED;
      case "CONFLICT" -> Effect.CONFLICT;
      case "NOT_NOW" -> Effect.NOT_ACCEPTED_NOW;
      case "OPEN" -> Effect.OPEN;
      default -> throw new AssertionError(word);
    };
  }
}
