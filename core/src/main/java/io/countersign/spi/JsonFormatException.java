// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

/** Bytes from outside are not the JSON that is read here. Checked, so that no caller forgets it. */
public final class JsonFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong, without content. */
  public JsonFormatException(String message) {
    super(message);
  }
}
