// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.UnavailableException;

/** A provider's part of handling notifications: proving one, and answering in its exact form. */
public interface NotificationReader {

  /** The provider's short name. */
  String provider();

  /**
   * Proves a request, in this order: signature present, key known, fresh at its time of receipt,
   * signature right, content read, merchant ours.
   *
   * @throws InvalidNotificationException if it is not proven
   * @throws MismatchException if it is authentic but about another merchant or app
   * @throws UnavailableException if it is believed only after a question that could not be asked
   */
  Notification read(ReceivedRequest raw);

  /**
   * The provider's exact answer for a result: its acknowledgement, or what makes it deliver again.
   */
  ReceivedReply reply(ReceivedReply.Result result, String detail);
}
