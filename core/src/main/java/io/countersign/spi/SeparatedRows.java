// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of cells between separators, one line at a time, in bounded memory: 256 cells a line,
 * 16,384 characters a cell and 65,536 a line. Blank lines are passed over. Not safe for use by
 * several threads.
 */
public final class SeparatedRows {

  private static final int MOST_CELLS = 256;
  private static final int MOST_CELL_CHARACTERS = 16 * 1024;
  private static final int MOST_LINE_CHARACTERS = 64 * 1024;

  /** Half a character: no decoder yields it where a cell begins, so that nothing is quoted. */
  private static final char NO_QUOTE = '\uDFFF';

  private final CloseableIterator<CsvRecord> records;
  private long line;

  private SeparatedRows(Reader text, String separator) {
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .quoteCharacter(NO_QUOTE)
            .commentStrategy(CommentStrategy.NONE)
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(MOST_LINE_CHARACTERS)
            .build(
                CsvRecordHandler.builder()
                    .maxFields(MOST_CELLS)
                    .maxFieldSize(MOST_CELL_CHARACTERS)
                    .maxRecordSize(MOST_LINE_CHARACTERS)
                    .build(),
                text)
            .iterator();
  }

  /**
   * Lines whose cells hold quotation marks as ordinary characters.
   *
   * @param text decoded; it is the caller's to close
   * @param separator what stands between two cells, of one or several characters
   */
  public static SeparatedRows unquoted(Reader text, String separator) {
    return new SeparatedRows(text, separator);
  }

  /**
   * The cells of the next line that is not blank, or null at the end.
   *
   * @throws IOException as the text throws it
   * @throws RowFormatException if a line is beyond a bound
   */
  public @Nullable List<String> next() throws IOException, RowFormatException {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      return record.getFields();
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    } catch (CsvParseException beyond) {
      // Its message may quote the line.
      throw new RowFormatException(
          "after line " + line,
          "at most "
              + MOST_CELLS
              + " cells a line, "
              + MOST_CELL_CHARACTERS
              + " characters a cell and "
              + MOST_LINE_CHARACTERS
              + " a line",
          "more");
    }
  }

  /** The place in the text of what {@link #next} gave last, from 1. */
  public long line() {
    return line;
  }
}
