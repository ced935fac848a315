// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.LocalDate;
import java.util.function.Consumer;

/**
 * The ability to read what the provider booked on one day: the proof that no notification was
 * missed. Memory stays constant however many rows there are.
 */
public interface StatementReader {

  /**
   * Reads the statement of one day, row by row, in the provider's order, which is no order to rely
   * on.
   *
   * <p><em>Every row is provisional until this method returns {@link Statement.Read}.</em> Whether
   * the file is whole and unchanged is known at its end only. Put the rows where they can be thrown
   * away, such as a staging table in a transaction; if anything is thrown, forget all of them and
   * act on none.
   *
   * <p>Nothing is repeated once a row has been given out.
   *
   * @param day the day in the provider's own zone, which is UTC+8 for every provider here, whatever
   *     the JVM's zone. UnionPay's day is its clearing day
   * @param rows is given each row, in the calling thread; what it throws ends the reading and
   *     reaches the caller unchanged
   * @return read whole and proven; or there was no trade on that day; or it is not ready yet. In
   *     the last two cases no row was given out
   * @throws InvalidRequestException if the provider has no statement of such a day: today, later,
   *     or too long ago; nothing was sent
   * @throws UnavailableException if the file could not be had, broke off, or is not the one that
   *     the provider signed for: forget every row and read again later
   * @throws RejectedException if the provider refuses the question; fix the configuration
   * @throws MismatchException if the file is the provider's but contradicts itself, names another
   *     merchant or has a cell that cannot be read (the message names row and column): forget every
   *     row and look; reading again would end the same way
   */
  Statement<StatementTotals> readStatement(LocalDate day, Consumer<? super StatementRow> rows);
}
