// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The machinery itself does what the platform does. */
@Tag("hosts")
class LocalHostsTest {

  private static LambdaFunction parrot(Map<String, String> environment, int concurrency) {
    return new LambdaFunction(
        "parrot", Parrot.class.getName(), Duration.ofSeconds(20), concurrency, environment);
  }

  private static byte[] text(String command) {
    return ('"' + command + '"').getBytes(UTF_8);
  }

  @Test
  void anInstanceIsAJvmOfItsOwnThatServesOneInvocationAfterTheOther() {
    try (LambdaFunction parrot = parrot(Map.of("SPEECH", "\"tea\""), 1)) {
      assertThat(parrot.invoke(text("SPEECH")).answer()).isEqualTo("\"tea\"");
      String pid = parrot.invoke(text("pid")).answer();
      assertThat(pid).isNotEqualTo(Long.toString(ProcessHandle.current().pid()));
      assertThat(parrot.invoke(text("pid")).answer()).isEqualTo(pid);
      assertThat(Integer.parseInt(parrot.invoke(text("left")).answer())).isBetween(10_000, 20_000);
      Invocation thrown = parrot.invoke(text("throw"));
      assertThat(thrown).isInstanceOf(Invocation.Failed.class);
      Invocation.Failed failed = (Invocation.Failed) thrown;
      assertThat(failed.type()).isEqualTo("java.lang.IllegalStateException");
      assertThat(failed.document()).contains("on purpose", Parrot.class.getName());
      assertThat(parrot.invoke(text("pid")).answer()).isEqualTo(pid);
    }
  }

  @Test
  void aDeadInstanceIsReplacedByTheNextInvocation() {
    try (LambdaFunction parrot = parrot(Map.of(), 2)) {
      String first = parrot.invoke(text("pid")).answer();
      assertThat(parrot.invoke(text("exit")))
          .isInstanceOfSatisfying(
              Invocation.Died.class, died -> assertThat(died.reason()).startsWith("exit 7"));
      assertThat(parrot.invoke(text("pid")).answer()).isNotEqualTo(first);
      CompletableFuture<Invocation> hanging =
          CompletableFuture.supplyAsync(() -> parrot.invoke(text("hang")));
      LambdaInstance busy = parrot.instances().get(1);
      while (!busy.output().contains("hanging")) {
        Thread.onSpinWait();
      }
      busy.kill();
      assertThat(hanging.join()).isEqualTo(new Invocation.Died("killed"));
    }
  }

  @Test
  void whatNeedsTooLongIsEnded() {
    try (LambdaFunction parrot =
        new LambdaFunction("slow", Parrot.class.getName(), Duration.ofSeconds(2), 1, Map.of())) {
      assertThat(parrot.invoke(text("hang")))
          .isEqualTo(new Invocation.Died("Task timed out after 2 seconds"));
      assertThat(parrot.instances().get(0).alive()).isFalse();
    }
  }

  @Test
  void aHandlerThatCannotBeMadeIsReported() {
    try (LambdaFunction parrot = parrot(Map.of("FAIL_TO_START", "yes"), 1)) {
      assertThat(parrot.invoke(text("pid"))).isInstanceOf(Invocation.Died.class);
      assertThat(parrot.instances().get(0).initError()).contains("not configured");
    }
  }

  @Test
  void aFunctionHasNothingThatOnlyTestsHave() {
    assertThat(FunctionClassPath.entries())
        .noneMatch(entry -> entry.contains("junit") || entry.contains("databind"))
        .noneMatch(entry -> entry.contains("sandbox") || entry.contains("bcprov"))
        .anyMatch(entry -> entry.contains("jackson-core"))
        .anyMatch(entry -> entry.contains("runtime-interface-client"));
  }

  @Test
  void theDatabaseRefusesASecondClaim() {
    String table = "Claims";
    assertThat(
            dynamo(
                    "CreateTable",
                    "{'TableName':'Claims','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':"
                        + "[{'AttributeName':'id','AttributeType':'S'}],'KeySchema':"
                        + "[{'AttributeName':'id','KeyType':'HASH'}]}")
                .statusCode())
        .isEqualTo(200);
    String claim =
        "{'TableName':'"
            + table
            + "','Item':{'id':{'S':'1'}},'ConditionExpression':'attribute_not_exists(id)'}";
    assertThat(dynamo("PutItem", claim).statusCode()).isEqualTo(200);
    assertThat(dynamo("PutItem", claim).body()).contains("ConditionalCheckFailedException");
  }

  @Test
  void aFunctionIsFedFromItsQueueAndWhatItCannotDoBecomesADeadLetter() {
    LocalQueues queues = LocalQueues.shared();
    URI dead = queues.create("parrot-dead", Duration.ofSeconds(30));
    URI queue = queues.create("parrot-work", Duration.ofSeconds(30), "parrot-dead", 3);
    queues.send(queue, "one");
    queues.send(queue, "two");
    try (LambdaFunction failing = parrot(Map.of("ANSWER", "no JSON at all"), 1);
        EventSource source = EventSource.start(queue, failing, 10, 1)) {
      await(() -> queues.depth(dead) == 2);
      assertThat(source.ends()).hasSizeGreaterThanOrEqualTo(3);
      assertThat(queues.depth(queue)).isZero();
    }
    assertThat(queues.redrive(dead, queue)).isEqualTo(2);
    try (LambdaFunction able = parrot(Map.of("ANSWER", "{\"batchItemFailures\":[]}"), 1);
        EventSource source = EventSource.start(queue, able, 10, 1)) {
      await(() -> queues.depth(queue) == 0);
      assertThat(source.ends()).isNotEmpty();
    }
    assertThat(queues.depth(dead)).isZero();
  }

  @Test
  void onlyTheMessagesThatAreNamedAsFailedComeAgain() {
    LocalQueues queues = LocalQueues.shared();
    URI queue = queues.create("parrot-part", Duration.ofSeconds(30));
    String kept = queues.send(queue, "one");
    queues.send(queue, "two");
    String answer = "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + kept + "\"}]}";
    try (LambdaFunction half = parrot(Map.of("ANSWER", answer), 1)) {
      try (EventSource source = EventSource.start(queue, half, 10, 1)) {
        await(() -> source.ends().size() >= 2);
      }
    }
    List<String> left = new ArrayList<>();
    queues.receive(queue, 10).forEach(message -> left.add(message.body()));
    assertThat(left).containsExactly("one");
  }

  @Test
  void aGateStopsACallBeforeOrAfterItDidItsWork() {
    LocalQueues queues = LocalQueues.shared();
    URI queue = queues.create("gate", Duration.ofSeconds(30));
    List<String> happened = new ArrayList<>();
    try (TollGate gate = TollGate.before(queues.endpoint())) {
      gate.stop(
          TollGate.Side.BEFORE,
          call -> call.operation().equals("SendMessage"),
          1,
          () -> happened.add("before"));
      assertThat(sendThrough(gate, queue)).isFalse();
      assertThat(queues.depth(queue)).isZero();
      gate.stop(
          TollGate.Side.AFTER,
          call -> call.operation().equals("SendMessage"),
          1,
          () -> happened.add("after"));
      assertThat(sendThrough(gate, queue)).isFalse();
      assertThat(queues.depth(queue)).isEqualTo(1);
      assertThat(sendThrough(gate, queue)).isTrue();
      assertThat(queues.depth(queue)).isEqualTo(2);
    }
    assertThat(happened).containsExactly("before", "after");
  }

  @Test
  void aTopicKeepsWhatWasPublished() {
    try (LocalTopic topic = LocalTopic.start()) {
      String form = "Action=Publish&TopicArn=" + topic.arn() + "&Message=paid+%E8%8C%B6";
      topic.refuse(1);
      assertThat(publish(topic, form)).isEqualTo(500);
      assertThat(publish(topic, form)).isEqualTo(200);
      assertThat(publish(topic, form.replace("orders", "other"))).isEqualTo(404);
      assertThat(topic.published())
          .singleElement()
          .satisfies(message -> assertThat(message.message()).isEqualTo("paid 茶"));
    }
  }

  private static int publish(LocalTopic topic, String form) {
    return Wire.send(
            HttpRequest.newBuilder(topic.endpoint())
                .header("Authorization", "AWS4-HMAC-SHA256 Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build())
        .statusCode();
  }

  private static boolean sendThrough(TollGate gate, URI queue) {
    JsonNode message =
        Json.object().put("QueueUrl", queue.toString()).put("MessageBody", "through the gate");
    try {
      return Wire.send(
                  HttpRequest.newBuilder(gate.endpoint())
                      .header("Content-Type", "application/x-amz-json-1.0")
                      .header("X-Amz-Target", "AmazonSQS.SendMessage")
                      .POST(HttpRequest.BodyPublishers.ofString(Json.text(message)))
                      .build())
              .statusCode()
          == 200;
    } catch (UncheckedIOException broken) {
      return false;
    }
  }

  private static HttpResponse<String> dynamo(String operation, String body) {
    return Wire.send(
        HttpRequest.newBuilder(LocalDynamo.shared().endpoint())
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  private static void await(BooleanSupplier reached) {
    Waiting.until(Duration.ofSeconds(30), "the queue", reached);
  }
}
