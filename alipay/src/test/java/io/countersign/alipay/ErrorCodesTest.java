// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.alipay.ErrorCode.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares our tables with the list of printed codes: each code, for the operations it is for. */
class ErrorCodesTest {

  @TestFactory
  Stream<DynamicTest> everyPrintedCodeProvesWhatTheListSays() {
    return rows().stream()
        .map(
            row ->
                dynamicTest(
                    row.where + " " + row.code,
                    () -> {
                      for (Operation operation : row.operations()) {
                        assertThat(ErrorCode.of(operation, row.code).map(ErrorCode::effect))
                            .describedAs(operation + " " + row.code)
                            .hasValue(row.effect);
                      }
                    }));
  }

  @Test
  void everyCodeOfTheTablesIsPrinted() {
    for (Operation operation : Operation.values()) {
      if (operation == Operation.RAW_READ || operation == Operation.RAW_WRITE) {
        continue;
      }
      for (ErrorCode line : ErrorCode.table(operation)) {
        for (String code : line.codes()) {
          assertThat(rows())
              .describedAs(operation + " " + code)
              .anyMatch(row -> row.isOf(operation) && row.isSpelled(code));
        }
      }
    }
  }

  @Test
  void noCodeStandsInTwoLinesOfOneTable() {
    for (Operation operation : Operation.values()) {
      if (operation == Operation.RAW_READ || operation == Operation.RAW_WRITE) {
        continue;
      }
      Set<String> seen = new HashSet<>();
      for (ErrorCode line : ErrorCode.table(operation)) {
        assertThat(line.codes()).allMatch(seen::add, operation + " once").doesNotContain("");
        assertThat(line.remedy()).isNotBlank();
      }
    }
  }

  @Test
  void whatMayBeDoneAgreesWithWhatIsProven() {
    for (Row row : rows()) {
      switch (row.letter) {
        case "U" -> assertThat(row.effect).isIn(Effect.OPEN, Effect.CONFLICT);
        case "S" -> assertThat(row.effect).isIn(Effect.OPEN, Effect.NOT_ACCEPTED_NOW);
        case "D" -> assertThat(row.effect).isEqualTo(Effect.CONFLICT);
        case "N" -> {
          assertThat(row.effect).isEqualTo(Effect.NOTHING_HAPPENED);
          for (Operation operation : row.operations()) {
            assertThat(ErrorCode.of(operation, row.code).orElseThrow().isNotFound()).isTrue();
          }
        }
        case "B", "F" -> assertThat(row.effect).isNotIn(Effect.OPEN, Effect.NOT_ACCEPTED_NOW);
        default -> throw new AssertionError(row.letter);
      }
    }
  }

  @Test
  void onlyTheGatewayRefusesBeforeTheMethodIsReached() {
    for (Row row : rows()) {
      boolean gateway = row.where.equals("gateway") || row.where.equals("login");
      assertThat(gateway || row.effect != Effect.BEFORE_PROCESSING).describedAs(row.code).isTrue();
    }
    // The same words, as the method says them and as the gateway does.
    assertThat(effect(Operation.ORDER, "ACQ.INVALID_PARAMETER")).isEqualTo("NOTHING_HAPPENED");
    assertThat(effect(Operation.ORDER, "isv.invalid-parameter")).isEqualTo("BEFORE_PROCESSING");
  }

  @Test
  void oneNameMeansDifferentThingsOfDifferentCalls() {
    assertThat(effect(Operation.TRANSFER, "PAYMENT_FAIL")).isEqualTo("OPEN");
    assertThat(effect(Operation.PAYMENT_CODE, "ACQ.PAYMENT_FAIL")).isEqualTo("CONFLICT");
    assertThat(effect(Operation.REFUND, "ACQ.PAYMENT_FAIL")).isEqualTo("unlisted");
    assertThat(effect(Operation.CANCEL, "ACQ.TRADE_NOT_EXIST")).isEqualTo("unlisted");
    assertThat(effect(Operation.TRANSFER, "ACQ.TRADE_NOT_EXIST")).isEqualTo("unlisted");
  }

  @Test
  void ofACallWithoutAMethodHereTheMostDoubtfulMeaningCounts() {
    assertThat(effect(Operation.RAW_WRITE, "PAYMENT_FAIL")).isEqualTo("OPEN");
    assertThat(effect(Operation.RAW_WRITE, "ACQ.REQUEST_AMOUNT_EXCEED")).isEqualTo("CONFLICT");
    assertThat(effect(Operation.RAW_WRITE, "ACQ.TRADE_SETTLE_ERROR")).isEqualTo("OPEN");
    assertThat(effect(Operation.RAW_WRITE, "ACQ.TRADE_NOT_EXIST")).isEqualTo("NOTHING_HAPPENED");
    assertThat(effect(Operation.RAW_WRITE, "isv.invalid-signature")).isEqualTo("BEFORE_PROCESSING");
  }

  @Test
  void whatIsNotPrintedProvesNothing() {
    for (Operation operation : Operation.values()) {
      for (String stranger :
          List.of(
              "",
              ".",
              " ",
              "*",
              "ACQ.",
              "ACQ.TRADE",
              "ACQ.TRADE_NOT_EXIST ",
              "ACQ.ACQ.TRADE_NOT_EXIST",
              "XYZ.TRADE_NOT_EXIST",
              "acq.TRADE_NOT_EXIST",
              "trade-not-exist",
              "TRADE-NOT-EXIST",
              "INVALID_SIGNATURE",
              "isv.INVALID_SIGNATURE",
              "10000",
              "10003",
              "40004",
              "BUYER_BALANCE_NOT_ENOUGH BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
              "OVERDRAFT_",
              "OVERDRAFT_*",
              "OVERDRAFT_PROCESSING",
              "OVERDRAFT_SYSTEM_ERROR",
              "FLEXIBLE_STAFFING_ORDER_DEALING",
              "REPLENISH_UNKNOWN",
              "USER_BANKCARD_SYSTEM_ERROR",
              "PERM_PAY_QUOTA_ORG_BALANCE_LIMIT")) {
        assertThat(effect(operation, stranger))
            .describedAs(operation + " '" + stranger + "'")
            .isEqualTo("unlisted");
      }
    }
  }

  @Test
  void lettersAreComparedAlikeInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(effect(Operation.FIND, "isv.invalid-timestamp")).isEqualTo("BEFORE_PROCESSING");
      assertThat(effect(Operation.FIND, "ACQ.TRADE_NOT_EXIST")).isEqualTo("NOTHING_HAPPENED");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String effect(Operation operation, String code) {
    return ErrorCode.of(operation, code).map(known -> known.effect().name()).orElse("unlisted");
  }

  record Row(String where, String code, String letter, Effect effect) {
    List<Operation> operations() {
      return switch (where) {
        case "gateway" -> List.of(Operation.values());
        case "pay" -> List.of(Operation.ORDER, Operation.PAYMENT_CODE);
        case "query" -> List.of(Operation.FIND);
        case "refund" -> List.of(Operation.REFUND);
        case "refund.query" -> List.of(Operation.FIND_REFUND);
        case "close" -> List.of(Operation.CLOSE);
        case "cancel" -> List.of(Operation.CANCEL);
        case "sync" -> List.of(Operation.SYNC);
        case "settle" -> List.of(Operation.SETTLE, Operation.FIND_SETTLE);
        case "relation" -> List.of(Operation.RECEIVERS, Operation.FIND_RECEIVERS);
        case "transfer" -> List.of(Operation.TRANSFER);
        case "transfer.query" -> List.of(Operation.FIND_TRANSFER);
        case "freeze" -> List.of(Operation.FREEZE, Operation.FREEZE_CODE);
        case "unfreeze" -> List.of(Operation.UNFREEZE);
        case "freeze.cancel" -> List.of(Operation.FREEZE_CANCEL);
        case "freeze.query" -> List.of(Operation.FIND_FREEZE);
        case "login" -> List.of(Operation.LOGIN);
        case "balance" -> List.of(Operation.BALANCE);
        case "bill" -> List.of(Operation.STATEMENT);
        default -> throw new AssertionError(where);
      };
    }

    /** Whether it may be said to an operation; the two general ones may be said to all. */
    boolean isOf(Operation operation) {
      return operations().contains(operation)
          || where.equals("login")
          || isSpelled("SYSTEM_ERROR")
          || isSpelled("INVALID_PARAMETER");
    }

    boolean isSpelled(String listed) {
      String bare = code.substring(code.indexOf('.') + 1);
      return bare.matches(listed.replace("*", ".*"));
    }
  }

  static List<Row> rows() {
    try (InputStream in =
        Objects.requireNonNull(ErrorCodesTest.class.getResourceAsStream("error-codes.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.trim().split("\\s+"))
          .map(word -> new Row(word[0], word[1], word[2], effect(word[3])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Effect effect(String word) {
    return switch (word) {
      case "BEFORE" -> Effect.BEFORE_PROCESSING;
      case "NOTHING" -> Effect.NOTHING_HAPPENED;
      case "NOT_NOW" -> Effect.NOT_ACCEPTED_NOW;
      default -> Effect.valueOf(word);
    };
  }
}
