// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.serverlessworkflow.impl.ExecutorServiceFactory;
import io.serverlessworkflow.impl.WorkflowApplication;
import io.serverlessworkflow.impl.WorkflowContext;
import io.serverlessworkflow.impl.WorkflowInstance;
import io.serverlessworkflow.impl.WorkflowModel;
import io.serverlessworkflow.impl.executors.CallableTask;
import io.serverlessworkflow.impl.lifecycle.TaskStartedEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowExecutionListener;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The CNCF Serverless Workflow engine with what it lacks: names for its executions, task tokens,
 * and a journal.
 *
 * <p>The engine keeps its executions in memory only. So each state is written to the {@link
 * Journal} when it is entered, together with what the workflow is told there, and an execution that
 * is lost with an engine is started again under its name: it walks through what is recorded without
 * doing or recording any of it a second time, and goes on behind it. Safe for use by many threads.
 */
final class Engine implements Executions, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  /** What they have to do waits in line; how much that is, the number of open orders bounds. */
  private static final int MOST_THREADS = 32;

  private final OrderFlow flow;
  private final URI tasks;
  private final TaskTokens tokens;
  private final Journal journal;
  private final ExecutorService threads = Executors.newFixedThreadPool(MOST_THREADS);
  private final WorkflowApplication application;
  private final Map<String, Execution> running = new ConcurrentHashMap<>();
  private final ThreadLocal<String> nextName = new ThreadLocal<>();
  private volatile boolean closed;

  /**
   * An engine without executions.
   *
   * @param tasks where the tasks are: the state's name is appended
   * @param taskKey what proves to them that the engine calls
   */
  Engine(OrderFlow flow, URI tasks, String taskKey, TaskTokens tokens, Journal journal) {
    this.flow = flow;
    this.tasks = tasks;
    this.tokens = tokens;
    this.journal = journal;
    this.application =
        WorkflowApplication.builder()
            .withId("countersign")
            .withIdFactory(nextName::get)
            .withSecretManager(name -> Map.of("taskKey", taskKey))
            .withExecutorFactory(new Threads())
            .withListener(new Recorder())
            .withCallableProxy(this::told)
            .disableLifeCycleCEPublishing()
            .build();
  }

  /** One execution: how many states it has entered, and what it waits for. */
  private static final class Execution {
    private final AtomicInteger visits = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> waiting =
        new ConcurrentHashMap<>();
  }

  @Override
  public boolean start(String name) {
    Execution execution = new Execution();
    if (closed || running.putIfAbsent(name, execution) != null) {
      return false;
    }
    try {
      Future<?> unused =
          instance(name).start().whenComplete((r, failure) -> ended(name, execution, failure));
      return true;
    } catch (RuntimeException failed) {
      running.remove(name, execution);
      throw failed;
    }
  }

  private void ended(String name, Execution execution, @Nullable Throwable failure) {
    running.remove(name, execution);
    if (failure != null && !closed) {
      LOG.log(Level.WARNING, "execution " + name + " is to be started again", failure);
    }
  }

  private WorkflowInstance instance(String name) {
    nextName.set(name);
    try {
      return application
          .workflowDefinition(flow.workflow())
          .instance(Map.of("orderNumber", name, "tasks", tasks.toString()));
    } finally {
      nextName.remove();
    }
  }

  @Override
  public Set<String> running() {
    return Set.copyOf(running.keySet());
  }

  /** Whether an execution waits to be told. */
  boolean waits(String name) {
    Execution execution = running.get(name);
    return execution != null && !execution.waiting.isEmpty();
  }

  /**
   * Looks whether an execution can go on. It carries nothing: what the execution is told stands in
   * the journal. So it may be called too often, and may be forgotten, if somebody calls it later.
   */
  @Override
  public void wake(String name) {
    Execution execution = running.get(name);
    if (closed || execution == null) {
      return;
    }
    execution.waiting.forEach(
        (visit, future) ->
            journal
                .told(name, visit)
                .ifPresent(
                    answer -> {
                      if (execution.waiting.remove(visit, future)) {
                        future.completeAsync(() -> answer, threads);
                      }
                    }));
  }

  /** Ends it as a crash does: what runs is lost, and is in the journal as far as it came. */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    running.clear();
    application.close();
  }

  /** A task is told its visit and, where it waits, its token; one that waits goes on when told. */
  private CallableTask told(CallableTask task) {
    return (workflow, context, input) -> {
      String name = workflow.instanceData().id();
      Execution execution = running.get(name);
      if (execution == null) {
        throw new IllegalStateException("execution " + name + " has ended");
      }
      int visit = execution.visits.get() - 1;
      Map<String, Object> body = new LinkedHashMap<>(input.asMap().orElse(Map.of()));
      body.put("visit", visit);
      if (!OrderFlow.waits(context.task())) {
        return task.apply(workflow, context, model(workflow, body));
      }
      body.put("taskToken", tokens.token(name, context.taskName()));
      // Before the call: what is reported while it is on its way finds somebody waiting.
      CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
      execution.waiting.put(visit, answer);
      return task.apply(workflow, context, model(workflow, body))
          .thenCompose(
              taken -> {
                wake(name);
                return answer.thenApply(said -> model(workflow, said));
              });
    };
  }

  private static WorkflowModel model(WorkflowContext workflow, Map<String, Object> body) {
    return workflow.definition().application().modelFactory().fromAny(body);
  }

  /**
   * Writes each state down when it is entered. The engine passes over a listener that fails; then
   * the task finds another state at its visit, fails, and the execution is started again.
   */
  private final class Recorder implements WorkflowExecutionListener {
    @Override
    public void onTaskStarted(TaskStartedEvent event) {
      String name = event.workflowContext().instanceData().id();
      Execution execution = Optional.ofNullable(running.get(name)).orElseThrow();
      journal.entered(name, execution.visits.get(), event.taskContext().taskName());
      execution.visits.incrementAndGet();
    }
  }

  /** The engine's threads are ours to end. */
  private final class Threads implements ExecutorServiceFactory {
    @Override
    public ExecutorService get() {
      return threads;
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
