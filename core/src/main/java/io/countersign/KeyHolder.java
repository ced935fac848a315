// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.List;

/**
 * The ability to tell when keys end; a client of a provider whose keys have no end lacks it. Safe
 * for use by many threads.
 */
public interface KeyHolder {

  /**
   * Every key in use and when it ends, without asking anybody: keys that are fetched are listed
   * once they were. Where two do the same work, the later one counts.
   */
  List<KeyExpiry> keyExpiries();
}
