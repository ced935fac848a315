// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only class that touches slf4j, loaded when there is something to say: starting a logging
 * backend costs about 90 ms of a cold start. Never given bodies, keys, signatures or personal data.
 */
final class Log {

  private static final Logger LOGGER = LoggerFactory.getLogger("io.countersign");

  private Log() {}

  static void warn(String message) {
    LOGGER.warn(message);
  }
}
