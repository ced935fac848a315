// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.List;

/**
 * An HTTP request as it is put on the wire.
 *
 * @param method for example {@code POST}
 * @param headers in their order; {@code Host}, {@code Content-Length} and {@code Connection} are
 *     added
 * @param body the bytes that are sent
 * @param missingBytes how many more than those are announced and never come; usually 0
 */
// The bytes are handed on, never compared or printed.
@SuppressWarnings("ArrayRecordComponent")
public record HostileMessage(String method, List<Header> headers, byte[] body, int missingBytes) {

  /**
   * A header.
   *
   * @param name in the letter case of the wire
   * @param value may be empty
   */
  public record Header(String name, String value) {}

  /** Unmodifiable. */
  public HostileMessage {
    headers = List.copyOf(headers);
  }
}
