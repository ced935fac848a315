// SPDX-License-Identifier: Apache-2.0
/** Payments, their outcomes and their notifications: what every provider module builds on. */
module io.countersign {
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires java.net.http;
  requires org.slf4j;
  requires static com.fasterxml.jackson.databind;
  requires static kotlin.stdlib;
  requires static okhttp3;
  requires static org.jspecify;

  exports io.countersign;
  exports io.countersign.function;
  exports io.countersign.http;
  exports io.countersign.spi;
}
