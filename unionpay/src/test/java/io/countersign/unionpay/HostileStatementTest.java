// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.SettlementSheet.answer;
import static io.countersign.unionpay.SettlementSheet.content;
import static io.countersign.unionpay.SettlementSheet.file;
import static io.countersign.unionpay.SettlementSheet.sale;
import static io.countersign.unionpay.SettlementSheet.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Signal;
import io.countersign.unionpay.SettlementSheet.Entry;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as nobody should write them: signed all the same, and never half believed. */
class HostileStatementTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final String Q1 = "201511201122031906248";
  private static final String Q2 = "201511201140341931208";

  /** The published text is {@code test_data}: compressed rightly, and no archive. */
  @Test
  void theFormatOfTheCompressionIsThePublishedOne() {
    stops(file("eJwrSS0uiU9JLEkEABL5A7o="), "IOException");
    stops(file("eJwrSS0uiU9JLEkEABL5A7s="), "ZipException");
    stops(file("K0ktLolPSSxJBAA="), "ZipException");
  }

  @Test
  void anotherDaysOrMerchantsFileStopsTheBooks() {
    byte[] own = zip(sale("ORDER0001", Q1, 1000));
    byte[] list = SettlementSheet.text(sale("ORDER0001", Q1, 1000));
    stops(answer(own).with("settleDate", "1119"), "settleDate");
    stops(answer(own).with("fileType", "01"), "fileType");
    stops(answer(own).with("merId", "777290058110097"), "merId");
    stops(
        answer(zip(new Entry("INN25112088ZM_" + ScriptedGateway.MER_ID, list))),
        "date in its name");
    stops(answer(zip(new Entry("INN26112088ZM_777290058110097", list))), "merchant in its name");
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(293, "777290058110097"))), "商户代码");
  }

  @Test
  void namesThatLeadElsewhereLeadNowhere() {
    byte[] list = SettlementSheet.text(sale("ORDER0001", Q1, 1000));
    stops(answer(zip(new Entry("../../" + SettlementSheet.zm(), list))), "archive");
    stops(answer(zip(new Entry("/etc/passwd", list))), "archive");
    stops(answer(zip(new Entry[0])), "archive");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 15, 78, 86, 475})
  void aColumnThatStandsElsewhereIsAnError(int separator) {
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(separator, "x"))), "a blank at byte");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000100x", "-00000001000", "000000010.00", "1e0000000000"})
  void anAmountThatIsNoneIsNotGuessed(String amount) {
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(66, amount))), "交易金额");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X000000000001", "D00000000000x", "0000000000001", "D            "})
  void aFeeOfNeitherSideIsNotGuessed(String fee) {
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(166, fee))), "商户手续费");
  }

  @Test
  void timesThatAreNoneAreErrors() {
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(35, "1320112203"))), "交易传输时间");
    stops(answer(zip(sale("ORDER0001", Q1, 1000).at(35, "          "))), "交易传输时间");
  }

  @Test
  void aRowCutInTheMiddleIsNoRow() {
    stops(
        answer(zip(sale("ORDER0001", Q1, 1000), sale("ORDER0002", Q2, 500).cut(606))),
        "at least 607 bytes");
  }

  @Test
  void anArchiveCutAnywhereIsForgotten() {
    byte[] archive = zip(sale("ORDER0001", Q1, 1000), sale("ORDER0002", Q2, 500));
    for (int length : new int[] {0, 10, archive.length / 2, archive.length - 1}) {
      stops(answer(Arrays.copyOf(archive, length)), "statement, ");
    }
    String whole = content(archive);
    for (int length : new int[] {4, whole.length() / 8 * 4, whole.length() - 4}) {
      stops(file(whole.substring(0, length)), "statement, ");
    }
    stops(file("no Base64 at all!"), "file");
    stops(file(Base64.getEncoder().encodeToString(archive)), "file");
  }

  @Test
  void aBombIsNotUnpackedToItsEnd() {
    byte[] zeros = new byte[64 << 20];
    // Within the archive, around it, and in a file that nobody reads.
    stops(answer(zip(new Entry(SettlementSheet.zm(), zeros))), "statement, ");
    stops(answer(zeros), "TooLargeException");
    byte[] bomb = zip(new Entry("README", zeros), new Entry(SettlementSheet.zm(), new byte[0]));
    stops(answer(bomb), "TooLargeException");
  }

  @Test
  void aThousandFilesAndALineWithoutEndAreNoStatement() {
    Entry[] many = new Entry[1000];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Entry("f" + i, new byte[0]);
    }
    stops(answer(zip(many)), "file");
    byte[] endless = new byte[20_000];
    Arrays.fill(endless, (byte) '0');
    stops(answer(zip(new Entry(SettlementSheet.zm(), endless))), "bytes a line");
  }

  private static void stops(ScriptedGateway.Reply reply, String naming) {
    ScriptedGateway gateway = new ScriptedGateway(reply);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> gateway.client().readStatement(DAY, row -> {}))
        .withMessageContaining(naming);
    assertThat(gateway.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    assertThat(gateway.calls).hasSize(1);
  }
}
