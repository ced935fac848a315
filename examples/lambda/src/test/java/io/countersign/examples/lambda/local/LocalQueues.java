// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ElasticMQ, which speaks SQS, one for all tests of this JVM: a test uses queues of its own. */
public final class LocalQueues {

  /** The account that ElasticMQ puts into queue URLs and ARNs. */
  private static final String ACCOUNT = "000000000000";

  private static final class Holder {
    private static final LocalQueues SHARED = new LocalQueues();
  }

  /**
   * A message as one receive saw it.
   *
   * @param receipt what deletes it, as long as its time of invisibility lasts
   * @param body the text that was sent
   * @param deliveries how often it was received, this time counted in
   */
  public record Received(
      String id, String receipt, String body, int deliveries, Map<String, String> attributes) {}

  private final URI endpoint;

  private LocalQueues() {
    int port = ChildJvm.freePort();
    ChildJvm.start(
            "ElasticMQ",
            HostJars.of("elasticmq"),
            List.of("-Xmx192m"),
            Map.of(),
            QueueHost.class.getName(),
            Integer.toString(port))
        .listening(port, Duration.ofSeconds(60));
    this.endpoint = URI.create("http://127.0.0.1:" + port);
  }

  /** The one of this JVM, started at the first call. */
  public static LocalQueues shared() {
    return Holder.SHARED;
  }

  /** Where it listens: an http address without a path. */
  public URI endpoint() {
    return endpoint;
  }

  /** Opens a queue: its URL. */
  public URI create(String name, Duration visibility) {
    return create(name, Map.of("VisibilityTimeout", Long.toString(visibility.toSeconds())));
  }

  /**
   * Opens a queue that gives a message up after so many receives.
   *
   * @param deadLetters the name of an existing queue
   * @param receives how often a message may be received before it moves there
   * @return its URL
   */
  public URI create(String name, Duration visibility, String deadLetters, int receives) {
    String redrive =
        Json.text(
            Json.object()
                .put("deadLetterTargetArn", arn(deadLetters))
                .put("maxReceiveCount", receives));
    return create(
        name,
        Map.of(
            "VisibilityTimeout", Long.toString(visibility.toSeconds()), "RedrivePolicy", redrive));
  }

  private URI create(String name, Map<String, String> attributes) {
    ObjectNode request = Json.object().put("QueueName", name);
    ObjectNode given = request.putObject("Attributes");
    attributes.forEach(given::put);
    return URI.create(call("CreateQueue", request).path("QueueUrl").asText());
  }

  /** The name by which an event source and a redrive policy know a queue. */
  public static String arn(String name) {
    return "arn:aws:sqs:elasticmq:" + ACCOUNT + ":" + name;
  }

  /** Sends a message: its id. */
  public String send(URI queue, String body) {
    return call("SendMessage", to(queue).put("MessageBody", body)).path("MessageId").asText();
  }

  /** Receives up to ten messages that are there now, which become invisible for others. */
  public List<Received> receive(URI queue, int most) {
    ObjectNode request = to(queue).put("MaxNumberOfMessages", most);
    request.putArray("AttributeNames").add("All");
    List<Received> messages = new ArrayList<>();
    for (JsonNode message : call("ReceiveMessage", request).path("Messages")) {
      Map<String, String> attributes = Json.texts(message.path("Attributes"));
      messages.add(
          new Received(
              message.path("MessageId").asText(),
              message.path("ReceiptHandle").asText(),
              message.path("Body").asText(),
              Integer.parseInt(attributes.getOrDefault("ApproximateReceiveCount", "1")),
              attributes));
    }
    return messages;
  }

  /** Deletes what was received. */
  public void delete(URI queue, Received message) {
    call("DeleteMessage", to(queue).put("ReceiptHandle", message.receipt()));
  }

  /** Lets others see at once what was received. */
  public void release(URI queue, Received message) {
    call(
        "ChangeMessageVisibility",
        to(queue).put("ReceiptHandle", message.receipt()).put("VisibilityTimeout", 0));
  }

  /** How many messages it holds, those that somebody is working on counted in. */
  public int depth(URI queue) {
    ObjectNode request = to(queue);
    request.putArray("AttributeNames").add("All");
    Map<String, String> attributes =
        Json.texts(call("GetQueueAttributes", request).path("Attributes"));
    return Integer.parseInt(attributes.get("ApproximateNumberOfMessages"))
        + Integer.parseInt(attributes.get("ApproximateNumberOfMessagesNotVisible"));
  }

  /** Moves every dead letter to a queue, as the console's redrive does: how many there were. */
  public int redrive(URI deadLetters, URI queue) {
    int moved = 0;
    for (List<Received> batch = receive(deadLetters, 10);
        !batch.isEmpty();
        batch = receive(deadLetters, 10)) {
      for (Received message : batch) {
        send(queue, message.body());
        delete(deadLetters, message);
        moved++;
      }
    }
    return moved;
  }

  private static ObjectNode to(URI queue) {
    return Json.object().put("QueueUrl", queue.toString());
  }

  private JsonNode call(String action, ObjectNode request) {
    HttpResponse<String> answer =
        Wire.send(
            HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + action)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(request)))
                .build());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          action + " was answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body().isEmpty() ? Json.object() : Json.read(answer.body());
  }
}
