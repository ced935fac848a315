// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.net.URI;
import java.util.function.Supplier;

/** A shop in the lab: it sells one pot of tea, to one payer. */
interface LabSide extends AutoCloseable {

  /** The payer orders and gets a QR code. */
  void orderByQrCode();

  /**
   * The payer orders and shows a payment code; a fresh one each time the shop asks.
   *
   * @param codes what the payer's phone shows
   */
  void orderByPaymentCode(Supplier<String> codes);

  /** Where it is told of payments. */
  URI notifyUrl();

  /** Where nobody hears. */
  URI deadUrl();

  /** What its timer runs, if it has one. */
  void timer();

  /** The number of its latest attempt to collect. */
  String number();

  /** How many pots were served. */
  long shipped();

  /** How its books say the order stands. */
  String status();

  @Override
  void close();
}
