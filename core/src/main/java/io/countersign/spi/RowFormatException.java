// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

/** A statement's row is not what it should be. Its message quotes no cell. */
public final class RowFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String place;
  private final String expected;
  private final String actual;

  /**
   * Names the place and both sides.
   *
   * @param place the line, and the column if there is one
   * @param expected what was expected
   * @param actual what stands there, described; no cell that may be personal
   */
  public RowFormatException(String place, String expected, String actual) {
    super(place + ": expected " + expected + ", found " + actual);
    this.place = place;
    this.expected = expected;
    this.actual = actual;
  }

  /** The line, and the column if there is one. */
  public String place() {
    return place;
  }

  /** What was expected. */
  public String expected() {
    return expected;
  }

  /** What stands there. */
  public String actual() {
    return actual;
  }
}
