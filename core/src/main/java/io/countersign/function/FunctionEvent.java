// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import io.countersign.InvalidNotificationException;
import java.io.InputStream;

/**
 * What a function platform hands to a function: an HTTP request, the stroke of a timer, or
 * something else. One function can serve several triggers, because the documents differ. Kinds may
 * be added: let what you do not know fail, or pass by.
 *
 * <p>A document is as trustworthy as whoever may invoke the function. Where strangers can (a
 * CloudBase function called from a mini program is handed whatever the caller wrote), a timer event
 * may be forged and must do no harm: asking about open payments within a budget does none. A
 * notification inside an HTTP event is believed for its signature, never for the document.
 */
public sealed interface FunctionEvent permits HttpEvent, TimerEvent, OtherEvent {

  /**
   * No callback comes near it: 1 MiB of body in Base64, and its headers. A platform's batches may
   * be larger; where a queue triggers the function, keep their number and size below it.
   */
  int MOST_BYTES = 2 * 1024 * 1024;

  /**
   * Reads the whole document; the stream is not closed.
   *
   * @throws InvalidNotificationException if it is larger than {@link #MOST_BYTES}, breaks off, is
   *     not a JSON object in UTF-8 of at most 32 levels, or is an HTTP or timer event that cannot
   *     be understood
   */
  static FunctionEvent read(InputStream event) {
    return EventReader.read(event);
  }

  /**
   * The same, from bytes read already.
   *
   * @throws InvalidNotificationException as {@link #read(InputStream)}
   */
  static FunctionEvent read(byte[] event) {
    return EventReader.read(event);
  }
}
