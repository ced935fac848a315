// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import java.util.List;

/** What can be sent at a callback endpoint of one gateway's merchant. */
public interface Attacks {

  /** The gateway's name, as on the command line: for example {@code wechatpay}. */
  String provider();

  /** What the shop must have before the run: one sentence. */
  String needs();

  /**
   * Whether the attacks name an order of their own, which nobody has paid; otherwise an effect of
   * theirs may not show, because the order is paid already.
   */
  boolean victimIsOpen();

  /** The true notification with which every run begins and ends: the same event each time. */
  Attack control();

  /** The hostile catalogue: those whose effect only a probe shows come first. */
  List<Attack> catalogue();

  /** Whether the gateway takes this answer for "taken, do not send it again". */
  boolean acknowledges(int status, byte[] body);
}
