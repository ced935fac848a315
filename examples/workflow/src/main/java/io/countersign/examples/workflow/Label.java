// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.util.Map;

/**
 * What a payer reads.
 *
 * @param en in English
 * @param zh in Chinese, simplified
 */
record Label(String en, String zh) {

  Map<String, String> json() {
    return Map.of("en", en, "zh", zh);
  }
}
