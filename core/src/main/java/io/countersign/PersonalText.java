// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import org.jspecify.annotations.Nullable;

/**
 * Text that is, or leads to, a person: a payer id, a payment code, a name, an address. It prints as
 * {@code (personal, n characters)}; only {@link #reveal()} gives the text.
 */
public final class PersonalText {

  private final String text;

  private PersonalText(String text) {
    this.text = text;
  }

  /** Wraps the text. */
  public static PersonalText of(String text) {
    return new PersonalText(text);
  }

  /** The text itself. Keep it out of logs and exceptions. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PersonalText that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(personal, " + text.length() + " characters)";
  }
}
