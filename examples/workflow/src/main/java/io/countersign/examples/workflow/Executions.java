// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.util.Set;

/** The executions of an engine, as far as who keeps the time deals with them. */
interface Executions {

  /** The executions that have not ended. */
  Set<String> running();

  /** Looks whether an execution can go on; too often does no harm. */
  void wake(String name);

  /**
   * Starts an execution, or starts one again that was lost.
   *
   * @return false if it runs here already
   */
  boolean start(String name);
}
