// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.serverlessworkflow.api.WorkflowReader;
import io.serverlessworkflow.api.types.TaskBase;
import io.serverlessworkflow.api.types.TaskItem;
import io.serverlessworkflow.api.types.TaskMetadata;
import io.serverlessworkflow.api.types.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The workflow of an order: {@code workflow/order.cncf.yaml}. How long a state waits stands there
 * and nowhere else.
 *
 * @param workflow as the engine runs it
 */
record OrderFlow(Workflow workflow) {

  /** The state with which every execution ends. */
  static final String LAST_STATE = "done";

  private static final String FILE = "workflow/order.cncf.yaml";

  /** Reads it. */
  static OrderFlow ofTheExample() {
    try {
      return new OrderFlow(WorkflowReader.readWorkflowFromClasspath(FILE));
    } catch (IOException unreadable) {
      throw new IllegalStateException(FILE + " cannot be read", unreadable);
    }
  }

  /** How long a state waits at most to be told. */
  Duration waits(String state) {
    for (TaskItem item : workflow.getDo()) {
      if (item.getName().equals(state) && item.getTask().getCallTask() != null) {
        Object seconds =
            metadata((TaskBase) item.getTask().getCallTask().get()).get("timeoutSeconds");
        if (seconds instanceof Integer whole && whole > 0) {
          return Duration.ofSeconds(whole);
        }
      }
    }
    throw new IllegalArgumentException(FILE + " names no timeoutSeconds for " + state);
  }

  /** Whether a task goes on only when it is told. */
  static boolean waits(TaskBase task) {
    return "waitForCallback".equals(metadata(task).get("pattern"));
  }

  private static Map<String, Object> metadata(TaskBase task) {
    return Optional.ofNullable(task.getMetadata())
        .map(TaskMetadata::getAdditionalProperties)
        .orElse(Map.of());
  }
}
