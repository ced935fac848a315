// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A long bill is read row by row, and no row is kept. */
class BillMemoryTest {
  private static final int ROWS = 200_000;

  @Test
  void twoHundredThousandRowsAreReadWithoutBeingKept() throws IOException {
    MessageDigest digest = BillDesk.sha1();
    try (InputStream file = new DigestInputStream(new Generated(), digest)) {
      file.transferTo(java.io.OutputStream.nullOutputStream());
    }
    BillDesk desk = new BillDesk().with(HexFormat.of().formatHex(digest.digest()), Generated::new);
    List<WeakReference<StatementRow>> samples = new ArrayList<>();
    AtomicLong minorUnits = new AtomicLong();

    Statement<StatementTotals> statement =
        desk.client()
            .readStatement(
                BillDesk.DAY,
                row -> {
                  minorUnits.addAndGet(row.orderTotal().orElseThrow().minorUnits());
                  if (row.rowNumber() % 1_000 == 0) {
                    samples.add(new WeakReference<>(row));
                  }
                  if (row.rowNumber() == ROWS) {
                    System.gc();
                  }
                });

    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.payments()).isEqualTo(ROWS);
    assertThat(totals.paid()).contains(Money.ofMinor(ROWS * 100L, "CNY"));
    assertThat(minorUnits).hasValue(ROWS * 100L);
    assertThat(samples).hasSize(ROWS / 1_000);
    assertThat(samples.stream().filter(sample -> sample.get() != null).count())
        .isLessThan(samples.size() / 2);
  }

  /** The bytes of a bill, made while they are read. */
  private static final class Generated extends InputStream {
    private static final String CELLS =
        BillSheet.summedAs("0,0,0,0,0,0,0").paid("NUMBER", "1.00", "0.00600").text();
    private static final int FROM = CELLS.indexOf('`');
    private static final int TO = CELLS.indexOf("总交易单数");
    private static final String ROW = CELLS.substring(FROM, TO);

    private byte[] part = CELLS.substring(0, FROM).getBytes(StandardCharsets.UTF_8);
    private int at;
    private int made;

    @Override
    public int read() {
      throw new UnsupportedOperationException("a bill is read in blocks");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (at == part.length && !makeNext()) {
        return -1;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, bytes, offset, count);
      at += count;
      return count;
    }

    private boolean makeNext() {
      if (made > ROWS) {
        return false;
      }
      String next =
          made < ROWS
              ? ROW.replace("NUMBER", Integer.toString(1_000_000_000 + made))
              : BillSheet.SUMMARY
                  + "\r\n`"
                  + ROWS
                  + ",`"
                  + ROWS
                  + ".00,`0.00,`0.00,`1200.00000,`"
                  + ROWS
                  + ".00,`0.00\r\n";
      made++;
      part = next.getBytes(StandardCharsets.UTF_8);
      at = 0;
      return true;
    }
  }
}
