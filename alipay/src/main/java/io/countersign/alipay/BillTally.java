// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each kind there were, and their sums: to be compared with what the bill says.
 */
final class BillTally {

  /** Rows of kinds that the bill's own counts may hold or not. */
  static final String OTHER = "?";

  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, BigDecimal> sums = new HashMap<>();

  /**
   * What a bill says of itself.
   *
   * @param kind of rows, in Alipay's word; empty for all
   * @param sum its sum, if it says one of a column that is added up here
   */
  record Told(String place, String kind, BigDecimal count, @Nullable BigDecimal sum) {

    /** Reads a remark such as {@code #交易合计：6笔，商家实收共0.06元，…}; null if it is another. */
    static @Nullable Told of(String place, String remark) {
      int name = remark.indexOf("合计：");
      int unit = remark.indexOf('笔', Math.max(0, name));
      if (name < 0 || unit < 0) {
        return null;
      }
      String count = remark.substring(name + "合计：".length(), unit).strip();
      if (!BillRow.isDecimal(count)) {
        return null;
      }
      String kind = remark.substring(0, name).replace("#", "").strip();
      return new Told(place, kind, new BigDecimal(count), sum(remark.substring(unit + 1)));
    }

    private static @Nullable BigDecimal sum(String text) {
      int begin = text.indexOf('共');
      int end = text.indexOf('元');
      if (begin < 0 || end < begin) {
        return null;
      }
      String of = text.substring(0, begin).replace("，", "").replace(",", "").strip();
      String amount = text.substring(begin + 1, end).strip();
      boolean ours = of.isEmpty() || of.equals("商家实收") || of.equals("商家实收退款");
      return ours && BillRow.isDecimal(amount) ? new BigDecimal(amount) : null;
    }
  }

  /** Counts a row; without an amount its kind has no sum. */
  void add(String kind, @Nullable BigDecimal amount) {
    counts.merge(kind, 1L, Long::sum);
    if (amount != null) {
      sums.merge(kind, amount, BigDecimal::add);
    }
  }

  long count(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /**
   * Compares.
   *
   * @throws RowFormatException if the bill says something else
   */
  void mustBe(Told told) throws RowFormatException {
    long counted = told.kind().isEmpty() ? total() : count(told.kind());
    long others = told.kind().isEmpty() ? 0 : count(OTHER);
    if (!is(told.count(), counted) && !is(told.count(), counted + others)) {
      throw new RowFormatException(
          told.place(), counted + " rows, as counted", told.count().toPlainString());
    }
    BigDecimal sum = sums.get(told.kind());
    if (told.sum() == null || (sum == null && counted > 0) || others > 0) {
      return;
    }
    // Whether expenses and refunds bear a minus differs from bill to bill.
    BigDecimal added = sum == null ? BigDecimal.ZERO : sum.abs();
    if (added.compareTo(told.sum().abs()) != 0) {
      throw new RowFormatException(
          told.place(), added.toPlainString() + " yuan, as counted", told.sum().toPlainString());
    }
  }

  private long total() {
    long total = 0;
    for (long count : counts.values()) {
      total += count;
    }
    return total;
  }

  private static boolean is(BigDecimal told, long counted) {
    return told.compareTo(BigDecimal.valueOf(counted)) == 0;
  }
}
