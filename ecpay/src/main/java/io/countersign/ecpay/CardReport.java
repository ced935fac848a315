// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.ecpay.EcpayCardDetail.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what ECPay says about a card payment's money. Where a capture was asked for, the last row
 * with a positive amount tells how it stands; rows with a negative amount are refunds. (綠界科技 ECPay,
 * 全方位金流, 查詢信用卡單筆明細紀錄.)
 */
final class CardReport {

  /** As in {@code 2016/5/12 下午 07:09:17}: the hour is one of twelve. */
  private static final DateTimeFormatter TWELVE_HOURS =
      DateTimeFormatter.ofPattern("uuuu/M/d h:mm:ss a", Locale.ROOT);

  private static final String VALUE = "RtnValue/";

  private final PaymentRef payment;
  private final ProviderFields fields;
  private final Evidence evidence;
  private boolean odd;
  private String captureWord = "";
  private long captured;
  private long refunded;
  private int rows;

  private CardReport(PaymentRef payment, ProviderFields fields, Evidence evidence) {
    this.payment = payment;
    this.fields = fields;
    this.evidence = evidence;
  }

  /**
   * The detail that was asked about; empty if state or amount is missing.
   *
   * @param gwsr the authorisation that was asked about; empty if it was not named
   * @throws MismatchException if it is about another authorisation or amount
   */
  static Optional<EcpayCardDetail> of(
      PaymentRef payment, String gwsr, ProviderFields fields, Evidence evidence) {
    return new CardReport(payment, fields, evidence).read(gwsr);
  }

  private Optional<EcpayCardDetail> read(String gwsr) {
    String word = text(fields, VALUE + "status");
    OptionalLong amount = Dollars.signed(text(fields, VALUE + "amount"));
    if (word.isEmpty() || amount.isEmpty()) {
      return Optional.empty();
    }
    String named = text(fields, VALUE + "TradeID");
    if (!gwsr.isEmpty() && !named.equals(gwsr)) {
      throw new MismatchException("TradeID", gwsr, named.isEmpty() ? "none" : named);
    }
    long total = Dollars.whole("payment total", payment.total());
    if (amount.getAsLong() != total) {
      throw new MismatchException(
          "amount", payment.total().toString(), Dollars.of(amount.getAsLong()).toString());
    }
    for (ProviderFields row : fields.list(VALUE + "close_data")) {
      count(row);
    }
    State state = state(word, total);
    String shown = captureWord.isEmpty() || state == State.GIVEN_UP ? word : captureWord;
    return Optional.of(
        new EcpayCardDetail(
            payment,
            state,
            shown,
            state == State.GIVEN_UP ? payment.total() : Dollars.of(refunded),
            rows,
            time(text(fields, VALUE + "authtime")),
            fields,
            evidence));
  }

  private void count(ProviderFields row) {
    rows++;
    OptionalLong amount = Dollars.signed(text(row, "amount"));
    State state = ofWord(text(row, "status"));
    if (amount.isEmpty()) {
      odd = true;
    } else if (amount.getAsLong() > 0) {
      captureWord = text(row, "status");
      captured = amount.getAsLong();
    } else if (amount.getAsLong() < 0) {
      refunded -= amount.getAsLong();
      // A refund that was itself taken back, or whose word is strange, is for a person to judge.
      odd |= state != State.CAPTURE_REQUESTED && state != State.CAPTURED;
    }
  }

  private State state(String word, long total) {
    State whole = ofWord(word);
    State capture = captureWord.isEmpty() ? whole : ofWord(captureWord);
    boolean sumsFit = captureWord.isEmpty() ? refunded == 0 : captured == total;
    if (odd || !sumsFit || refunded > total) {
      return State.UNRECOGNIZED;
    }
    if (whole == State.GIVEN_UP) {
      boolean possible = capture == State.CAPTURE_CANCELLED || capture == State.GIVEN_UP;
      return possible && refunded == 0 ? State.GIVEN_UP : State.UNRECOGNIZED;
    }
    return capture;
  }

  private static State ofWord(String word) {
    return switch (word) {
      case "已授權" -> State.AUTHORISED;
      case "要關帳" -> State.CAPTURE_REQUESTED;
      case "已關帳" -> State.CAPTURED;
      case "操作取消" -> State.CAPTURE_CANCELLED;
      case "已取消" -> State.GIVEN_UP;
      default -> State.UNRECOGNIZED;
    };
  }

  private static String text(ProviderFields fields, String path) {
    return fields.text(path).orElse("").trim();
  }

  /** In one of the two ways ECPay writes it here. */
  static Optional<Instant> time(String text) {
    Optional<Instant> plain = TaipeiTime.parse(text);
    int half = Math.max(text.indexOf("上午 "), text.indexOf("下午 "));
    if (plain.isPresent() || half < 0) {
      return plain;
    }
    String reordered =
        text.substring(0, half)
            + text.substring(half + "上午 ".length())
            + (text.startsWith("下午", half) ? " PM" : " AM");
    try {
      return Optional.of(LocalDateTime.parse(reordered, TWELVE_HOURS).toInstant(TaipeiTime.OFFSET));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
