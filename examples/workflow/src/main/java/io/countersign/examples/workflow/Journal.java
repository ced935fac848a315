// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.util.Map;
import java.util.Optional;

/** Where an execution's states are recorded; it outlives the engine. */
interface Journal {

  /**
   * An execution enters a state. Entering what is recorded already changes nothing: that is an
   * execution that another engine has begun and this one walks again.
   *
   * @param visit how many states the execution entered before this one
   * @throws IllegalStateException if another state is recorded there
   */
  void entered(String execution, int visit, String state);

  /** What a state that waits was told, or would be told now; empty if it has to wait on. */
  Optional<Map<String, Object>> told(String execution, int visit);
}
