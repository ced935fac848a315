// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeparatedRowsTest {

  @Test
  void aSeparatorMayHaveSeveralCharacters() throws Exception {
    assertThat(rows("`a,b,`c\"d,`\"e\n`,`,`,`\r\n", ",`"))
        .containsExactly(List.of("`a,b", "c\"d", "\"e"), List.of("`", "", "", ""));
  }

  @Test
  void aQuotationMarkQuotesNothing() throws Exception {
    assertThat(rows("\"a,\"b\n\"\"\"\n", ","))
        .containsExactly(List.of("\"a", "\"b"), List.of("\"\"\""));
  }

  @Test
  void lastCharactersOfTheLargestPlaneAreTextToo() throws Exception {
    assertThat(rows("\uDBFF\uDFFF,\uD83F\uDFFFx\n", ","))
        .containsExactly(List.of("\uDBFF\uDFFF", "\uD83F\uDFFFx"));
  }

  @Test
  void blankLinesArePassedOverAndLinesAreNumbered() throws Exception {
    SeparatedRows rows = SeparatedRows.unquoted(new StringReader("a\n\n\nb"), ",");

    assertThat(rows.next()).containsExactly("a");
    assertThat(rows.next()).containsExactly("b");
    assertThat(rows.line()).isEqualTo(4);
    assertThat(rows.next()).isNull();
  }

  @Test
  void aLineThatNeverEndsFillsNoMemory() {
    Reader endless =
        new Reader() {
          @Override
          public int read(char[] buffer, int offset, int length) {
            java.util.Arrays.fill(buffer, offset, offset + length, 'x');
            return length;
          }

          @Override
          public void close() {}
        };

    assertThatExceptionOfType(RowFormatException.class)
        .isThrownBy(() -> SeparatedRows.unquoted(endless, ",`").next());
    assertThatExceptionOfType(RowFormatException.class)
        .isThrownBy(() -> SeparatedRows.unquoted(endless, "x").next());
  }

  @Test
  void whatIsBeyondABoundIsNotQuotedInTheMessage() {
    assertThatExceptionOfType(RowFormatException.class)
        .isThrownBy(() -> rows("a\n" + "secret,".repeat(300), ","))
        .withMessageContaining("after line 1")
        .withMessageNotContaining("secret");
    assertThatExceptionOfType(RowFormatException.class)
        .isThrownBy(() -> rows("secret".repeat(4_000), ","))
        .withMessageNotContaining("secret");
  }

  @Test
  void aTextThatBreaksOffSaysSo() {
    Reader broken =
        new Reader() {
          @Override
          public int read(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("the line is dead");
          }

          @Override
          public void close() {}
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SeparatedRows.unquoted(broken, ",").next())
        .withMessage("the line is dead");
  }

  private static List<List<String>> rows(String text, String separator) throws Exception {
    SeparatedRows rows = SeparatedRows.unquoted(new StringReader(text), separator);
    List<List<String>> all = new ArrayList<>();
    for (List<String> row = rows.next(); row != null; row = rows.next()) {
      all.add(row);
    }
    return all;
  }
}
