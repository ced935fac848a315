// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The workflow's three definitions")
class DefinitionsTest {

  private static final JsonNode CNCF = read("order.cncf.yaml");
  private static final JsonNode ASL = read("order.asl.json");
  private static final JsonNode FDL = read("order.fdl.yaml");

  /** What a definition says: where each state leads to, and which time-outs lead where. */
  record Graph(String first, Map<String, Set<String>> next, Map<String, TimeOut> timeOuts) {
    static Graph startingAt(String first) {
      return new Graph(first, new TreeMap<>(), new TreeMap<>());
    }

    Set<String> leadsTo(String state) {
      return next.computeIfAbsent(state, none -> new TreeSet<>());
    }

    /** The states that an execution may come to. */
    Set<String> reached() {
      Set<String> reached = new HashSet<>();
      Deque<String> todo = new ArrayDeque<>(Set.of(first));
      while (!todo.isEmpty()) {
        String state = todo.pop();
        if (reached.add(state)) {
          todo.addAll(next.getOrDefault(state, Set.of()));
        }
      }
      return reached;
    }
  }

  record TimeOut(int seconds, String next) {}

  @Test
  void theyNameTheSameStates() {
    assertThat(asl().next().keySet()).isEqualTo(cncf().next().keySet());
    assertThat(fdl().next().keySet()).isEqualTo(cncf().next().keySet());
    assertThat(cncf().next()).hasSize(12);
  }

  @Test
  void theyLeadFromEachStateToTheSameOnes() {
    assertThat(asl().next()).isEqualTo(cncf().next());
    assertThat(fdl().next()).isEqualTo(cncf().next());
    assertThat(asl().first()).isEqualTo(cncf().first());
    assertThat(fdl().first()).isEqualTo(cncf().first());
  }

  @Test
  void theyWaitEquallyLongAndGoOnAtTheSameStates() {
    assertThat(cncf().timeOuts())
        .isEqualTo(
            Map.of(
                "payment", new TimeOut(300, "orderCanceled"),
                "callback", new TimeOut(3600, "close")));
    assertThat(asl().timeOuts()).isEqualTo(cncf().timeOuts());
    assertThat(fdl().timeOuts()).isEqualTo(cncf().timeOuts());
  }

  @Test
  void thePlatformWaitsAsLongAsTheDefinitionSays() {
    OrderFlow flow = OrderFlow.ofTheExample();

    assertThat(flow.waits("payment")).isEqualTo(Duration.ofSeconds(300));
    assertThat(flow.waits("callback")).isEqualTo(Duration.ofSeconds(3600));
  }

  @Test
  void everyStateIsReachedAndNoneLeadsNowhere() {
    for (Graph graph : List.of(cncf(), asl(), fdl())) {
      assertThat(graph.reached()).isEqualTo(graph.next().keySet());
      graph
          .next()
          .forEach(
              (state, targets) ->
                  assertThat(targets.isEmpty())
                      .as(state)
                      .isEqualTo(state.equals(OrderFlow.LAST_STATE)));
    }
  }

  @Test
  void anUnknownMethodLeadsToTheCancelledOrder() {
    assertThat(ASL.at("/States/paymentCombination/Default").asText()).isEqualTo("orderCanceled");
    assertThat(fdlState("paymentCombination").path("Default").asText()).isEqualTo("orderCanceled");
    JsonNode branches = cncfTask("paymentCombination").path("switch");
    JsonNode last = branches.get(branches.size() - 1).path("unknown");
    assertThat(last.has("when")).isFalse();
    assertThat(last.path("then").asText()).isEqualTo("orderCanceled");
  }

  /** Another method is another line of data: no definition names one. */
  @Test
  void noMethodIsNamedInAnyOfThem() {
    for (Restaurant restaurant : Restaurants.ofTheExample().all()) {
      for (Offer offer : restaurant.offers()) {
        if (offer.kind() == Kind.PROVIDER) {
          assertThat(CNCF.path("do").toString() + ASL.path("States") + FDL.path("States"))
              .doesNotContain('"' + offer.method() + '"');
        }
      }
    }
  }

  @Test
  void theStatesLanguageIsKept() {
    assertThat(ASL.path("States").has(ASL.path("StartAt").asText())).isTrue();
    ASL.path("States")
        .properties()
        .forEach(
            one -> {
              JsonNode state = one.getValue();
              String type = state.path("Type").asText();
              assertThat(type).as(one.getKey()).isIn("Task", "Choice", "Succeed");
              assertThat(state.has("Next") || state.has("End"))
                  .as(one.getKey())
                  .isEqualTo(type.equals("Task"));
              if (type.equals("Task")) {
                keepsTheRulesOfAslTasks(one.getKey(), state);
              } else if (type.equals("Choice")) {
                assertThat(state.path("Choices")).isNotEmpty();
                state
                    .path("Choices")
                    .forEach(
                        choice ->
                            assertThat(choice.properties())
                                .extracting(Map.Entry::getKey)
                                .containsExactly("Variable", "StringEquals", "Next"));
              }
            });
  }

  private static void keepsTheRulesOfAslTasks(String name, JsonNode state) {
    boolean token = state.path("Resource").asText().endsWith(".waitForTaskToken");
    assertThat(token).as(name).isEqualTo(state.toString().contains("$$.Task.Token"));
    assertThat(token).as(name).isEqualTo(cncf().timeOuts().containsKey(name));
    assertThat(state.path("TimeoutSeconds").asInt()).as(name).isPositive();
    assertThat(state.path("Retry")).as(name).isNotEmpty();
    state.path("Retry").forEach(rule -> assertThat(rule.path("ErrorEquals")).isNotEmpty());
    JsonNode rules = state.path("Catch");
    for (int i = 0; i < rules.size(); i++) {
      boolean all = rules.get(i).path("ErrorEquals").toString().contains("States.ALL");
      assertThat(!all || (i == rules.size() - 1 && rules.get(i).path("ErrorEquals").size() == 1))
          .as("States.ALL stands alone and last in %s", name)
          .isTrue();
      assertThat(ASL.path("States").has(rules.get(i).path("Next").asText())).isTrue();
    }
  }

  @Test
  void theFlowDefinitionLanguageIsKept() {
    assertThat(FDL.path("Type").asText()).isEqualTo("StateMachine");
    assertThat(FDL.path("SpecVersion").asText()).isEqualTo("v1");
    for (JsonNode state : FDL.path("States")) {
      String name = state.path("Name").asText();
      String type = state.path("Type").asText();
      assertThat(type).as(name).isIn("Task", "Choice", "Succeed");
      assertThat(state.has("Next")).as(name).isEqualTo(type.equals("Task"));
      assertThat(state.has("Default")).as(name).isEqualTo(type.equals("Choice"));
      if (type.equals("Task")) {
        boolean waits = state.path("TaskMode").asText().equals("WaitForCustomCallback");
        assertThat(waits).as(name).isEqualTo(state.toString().contains("TaskToken"));
        assertThat(waits).as(name).isEqualTo(cncf().timeOuts().containsKey(name));
        assertThat(state.path("Timeout").asInt()).as(name).isPositive();
        for (JsonNode rule : state.path("Retry")) {
          assertThat(rule.path("Errors")).isNotEmpty();
          assertThat(rule.path("MaxAttempts").asInt()).isPositive();
          assertThat(rule.path("IntervalSeconds").asInt()).isPositive();
        }
        for (JsonNode rule : state.path("Catch")) {
          assertThat(rule.path("Errors")).isNotEmpty();
          assertThat(fdlState(rule.path("Next").asText()).isMissingNode()).isFalse();
        }
      }
    }
  }

  /** So no task can be called with another order's number by what an earlier one has answered. */
  @Test
  void theOrderNumberIsTheExecutionsName() {
    ASL.path("States")
        .findValues("Payload")
        .forEach(
            payload ->
                assertThat(payload.path("orderNumber.$").asText()).isEqualTo("$$.Execution.Name"));
    FDL.path("States")
        .findValues("body")
        .forEach(
            body ->
                assertThat(body.path("orderNumber.$").asText())
                    .isEqualTo("$Context.Execution.Name"));
    assertThat(ASL.path("States").findValues("Payload")).hasSize(9);
    assertThat(FDL.path("States").findValues("body")).hasSize(9);
  }

  /** Whether it can be paid is not known where the task failed: nothing may be cancelled then. */
  @Test
  void aCollectThatFailsIsNeverCancelledUnasked() {
    assertThat(ASL.at("/States/collect/Catch/0/Next").asText()).isEqualTo("callback");
    assertThat(fdlState("collect").at("/Catch/0/Next").asText()).isEqualTo("callback");
  }

  /**
   * An execution that dies leaves behind an order that can be paid, and nobody who waits for it.
   */
  @Test
  void noTaskDiesOfWhatFails() {
    Map<String, String> last = new TreeMap<>();
    ASL.path("States")
        .properties()
        .forEach(one -> lastCatch(one.getKey(), one.getValue(), "States.ALL", last));
    Map<String, String> lastThere = new TreeMap<>();
    FDL.path("States")
        .forEach(state -> lastCatch(state.path("Name").asText(), state, "FnF.ALL", lastThere));

    assertThat(last)
        .isEqualTo(
            Map.of(
                "generateInfo", "orderCanceled",
                "payment", "orderCanceled",
                "collect", "callback",
                "points", "close",
                "arrival", "close",
                "callback", "close",
                "close", "callback",
                "orderCompleted", "orderCompleted",
                "orderCanceled", "orderCanceled"));
    assertThat(lastThere).isEqualTo(last);
  }

  private static void lastCatch(String name, JsonNode state, String all, Map<String, String> last) {
    if (state.path("Type").asText().equals("Task")) {
      JsonNode rules = state.path("Catch");
      JsonNode rule = rules.path(rules.size() - 1);
      assertThat(rule.toString()).as(name).contains('"' + all + '"');
      last.put(name, rule.path("Next").asText());
    }
  }

  /** Somebody mends a function within a day; a time-out of a wait is none of its failures. */
  @Test
  void whatComesAfterThePaymentIsTriedForADay() {
    for (String name : List.of("points", "arrival", "close", "orderCompleted", "orderCanceled")) {
      for (JsonNode task : List.of(ASL.path("States").path(name), fdlState(name))) {
        JsonNode rule = task.path("Retry").path(task.path("Retry").size() - 1);
        long seconds = 0;
        long wait = rule.path("IntervalSeconds").asLong();
        long most = rule.path("MaxDelaySeconds").asLong(rule.path("MaxBackoffSeconds").asLong());
        for (int i = 0; i < rule.path("MaxAttempts").asInt(); i++) {
          seconds += wait;
          wait = Math.min(most, wait * rule.path("BackoffRate").asInt());
        }
        assertThat(rule.toString()).as(name).containsAnyOf("States.ALL", "FnF.ALL");
        assertThat(seconds).as(name).isGreaterThan(Duration.ofHours(20).toSeconds());
      }
    }
    for (String waits : cncf().timeOuts().keySet()) {
      assertThat(
              ASL.path("States").path(waits).path("Retry").toString()
                  + fdlState(waits).path("Retry"))
          .doesNotContain("States.ALL", "States.Timeout", "FnF.ALL", "FnF.TaskTimeout");
    }
  }

  private static Graph cncf() {
    Map<String, JsonNode> tasks = new LinkedHashMap<>();
    CNCF.path("do")
        .forEach(item -> item.properties().forEach(one -> tasks.put(one.getKey(), one.getValue())));
    Graph graph = Graph.startingAt(tasks.keySet().iterator().next());
    tasks.forEach(
        (name, task) -> {
          Set<String> next = graph.leadsTo(name);
          for (JsonNode branch : task.path("switch")) {
            branch.forEach(it -> next.add(it.path("then").asText()));
          }
          if (!task.has("switch") && !task.path("then").asText().equals("end")) {
            next.add(task.path("then").asText());
          }
          JsonNode metadata = task.path("metadata");
          if (metadata.has("timeoutSeconds")) {
            graph
                .timeOuts()
                .put(
                    name,
                    new TimeOut(
                        metadata.path("timeoutSeconds").asInt(),
                        metadata.path("onTimeout").asText()));
          }
        });
    return graph;
  }

  private static Graph asl() {
    Graph graph = Graph.startingAt(ASL.path("StartAt").asText());
    ASL.path("States")
        .properties()
        .forEach(
            one ->
                add(
                    graph,
                    one.getKey(),
                    one.getValue(),
                    one.getValue().path("Choices"),
                    "ErrorEquals",
                    "States.Timeout",
                    "TimeoutSeconds"));
    return graph;
  }

  private static Graph fdl() {
    Graph graph = Graph.startingAt(FDL.path("StartAt").asText());
    for (JsonNode state : FDL.path("States")) {
      add(
          graph,
          state.path("Name").asText(),
          state,
          state.path("Branches"),
          "Errors",
          "FnF.TaskTimeout",
          "Timeout");
    }
    return graph;
  }

  private static void add(
      Graph graph,
      String name,
      JsonNode state,
      JsonNode branches,
      String errors,
      String timedOut,
      String timeOut) {
    Set<String> next = new LinkedHashSet<>();
    branches.forEach(branch -> next.add(branch.path("Next").asText()));
    for (String field : Set.of("Next", "Default")) {
      if (state.has(field)) {
        next.add(state.path(field).asText());
      }
    }
    graph.leadsTo(name).addAll(next);
    for (JsonNode rule : state.path("Catch")) {
      if (rule.path(errors).toString().contains(timedOut)) {
        graph
            .timeOuts()
            .put(name, new TimeOut(state.path(timeOut).asInt(), rule.path("Next").asText()));
      }
    }
  }

  private static JsonNode cncfTask(String name) {
    for (JsonNode item : CNCF.path("do")) {
      if (item.has(name)) {
        return item.path(name);
      }
    }
    throw new AssertionError("no task " + name);
  }

  private static JsonNode fdlState(String name) {
    for (JsonNode state : FDL.path("States")) {
      if (state.path("Name").asText().equals(name)) {
        return state;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode read(String name) {
    try (InputStream file = DefinitionsTest.class.getResourceAsStream("/workflow/" + name)) {
      return (name.endsWith(".json") ? new ObjectMapper() : new YAMLMapper()).readTree(file);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
