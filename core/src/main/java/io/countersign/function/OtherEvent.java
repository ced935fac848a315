// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

/** Neither an HTTP request nor a timer: a batch from a queue, for instance. */
public final class OtherEvent implements FunctionEvent {

  private final byte[] document;

  OtherEvent(byte[] document) {
    this.document = document;
  }

  /** The document as it came, a JSON object in UTF-8; do not change it. */
  public byte[] document() {
    return document;
  }

  /** Its size only. */
  @Override
  public String toString() {
    return "OtherEvent[" + document.length + " bytes]";
  }
}
