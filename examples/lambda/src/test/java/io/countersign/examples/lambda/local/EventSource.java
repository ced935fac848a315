// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Feeds a function from a queue, as Lambda does (AWS Lambda developer guide, "Using Lambda with
 * Amazon SQS" and "Implementing partial batch responses"): what the function does not name as
 * failed is deleted, everything else is shown again. The wait for a failed message's time of
 * invisibility is left out.
 */
public final class EventSource implements AutoCloseable {

  private static final long LOOK_EVERY_NS = 20_000_000;

  private final LocalQueues queues;
  private final URI queue;
  private final String arn;
  private final LambdaFunction function;
  private final int batch;
  private final List<Thread> pollers = new ArrayList<>();
  private final List<Invocation> ends = new CopyOnWriteArrayList<>();
  private volatile boolean open = true;

  private EventSource(URI queue, LambdaFunction function, int batch) {
    this.queues = LocalQueues.shared();
    this.queue = queue;
    String path = queue.getPath();
    this.arn = LocalQueues.arn(path.substring(path.lastIndexOf('/') + 1));
    this.function = function;
    this.batch = batch;
  }

  /**
   * Starts to feed.
   *
   * @param batch the most messages of one invocation
   * @param pollers how many invocations may run side by side
   */
  public static EventSource start(URI queue, LambdaFunction function, int batch, int pollers) {
    EventSource source = new EventSource(queue, function, batch);
    for (int i = 0; i < pollers; i++) {
      Thread thread = new Thread(source::poll, "event-source");
      thread.setDaemon(true);
      source.pollers.add(thread);
      thread.start();
    }
    return source;
  }

  /** How the invocations so far ended. */
  public List<Invocation> ends() {
    return List.copyOf(ends);
  }

  /** Lets the invocations that run come to their end, and makes no new one. */
  @Override
  public void close() {
    open = false;
    for (Thread thread : pollers) {
      try {
        thread.join(30_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The event of a batch. */
  public static byte[] event(String arn, List<LocalQueues.Received> messages) {
    ObjectNode event = Json.object();
    ArrayNode records = event.putArray("Records");
    for (LocalQueues.Received message : messages) {
      ObjectNode record = records.addObject();
      record.put("messageId", message.id()).put("receiptHandle", message.receipt());
      record.put("body", message.body());
      ObjectNode attributes = record.putObject("attributes");
      message.attributes().forEach(attributes::put);
      record.putObject("messageAttributes");
      record.put("eventSource", "aws:sqs").put("eventSourceARN", arn);
      record.put("awsRegion", "us-east-1");
    }
    return Json.bytes(event);
  }

  private void poll() {
    while (open) {
      List<LocalQueues.Received> messages = queues.receive(queue, batch);
      if (messages.isEmpty()) {
        LockSupport.parkNanos(LOOK_EVERY_NS);
      } else {
        Invocation end = function.invoke(event(arn, messages));
        ends.add(end);
        Set<String> failed = failed(end, messages);
        for (LocalQueues.Received message : messages) {
          if (failed.contains(message.id())) {
            queues.release(queue, message);
          } else {
            queues.delete(queue, message);
          }
        }
      }
    }
  }

  private static Set<String> failed(Invocation end, List<LocalQueues.Received> messages) {
    Set<String> all = new HashSet<>();
    messages.forEach(message -> all.add(message.id()));
    if (!(end instanceof Invocation.Answered answered)) {
      return all;
    }
    Set<String> named = new HashSet<>();
    try {
      String text = answered.text();
      JsonNode answer = text.isBlank() ? Json.object() : Json.read(text);
      for (JsonNode failure : answer.path("batchItemFailures")) {
        named.add(failure.path("itemIdentifier").asText());
      }
    } catch (IllegalArgumentException malformed) {
      return all;
    }
    // An id that nobody sent: the whole batch counts as failed.
    return all.containsAll(named) ? named : all;
  }
}
