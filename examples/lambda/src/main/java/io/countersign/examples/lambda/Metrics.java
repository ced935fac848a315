// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.PaymentObserver;
import io.countersign.Signal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the alarms watch, one line of CloudWatch's embedded metric format for each event; and the
 * log, which is the same stream. Numbers of orders and reasons only, nothing personal, no secret.
 */
final class Metrics implements PaymentObserver {

  static final String NAMESPACE = "CountersignShop";

  private final PrintStream out;
  private final Clock clock;

  Metrics(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void signal(Signal signal) {
    if (signal instanceof Signal.NotificationRefused refused) {
      emit("NotificationsRefused", "Count", 1, detail(refused.provider(), refused.reason()));
    } else if (signal instanceof Signal.ProvenButUnexpected unexpected) {
      emit(
          "ProvenButUnexpected",
          "Count",
          1,
          detail(unexpected.provider(), unexpected.difference()));
    } else if (signal instanceof Signal.CallEnded ended) {
      if (ended.result() == Signal.CallResult.REJECTED) {
        emit("CallsRejected", "Count", 1, detail(ended.provider(), ended.operation()));
      } else if (ended.result() == Signal.CallResult.UNKNOWN) {
        emit("CallsUnknown", "Count", 1, detail(ended.provider(), ended.operation()));
      }
    }
  }

  void needsAction(String number, String why) {
    emit("NeedsAction", "Count", 1, detail(number, why));
  }

  void paidFoundByAsking(String number) {
    emit("PaidFoundByAsking", "Count", 1, number);
  }

  void statementDifference(String number, String what) {
    emit("StatementDifferences", "Count", 1, detail(number, what));
  }

  /** One value of a metric. */
  void emit(String name, String unit, long value, String detail) {
    Map<String, Object> directive = new LinkedHashMap<>();
    directive.put("Namespace", NAMESPACE);
    directive.put("Dimensions", List.of(List.of()));
    directive.put("Metrics", List.of(named(name, unit)));
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("Timestamp", clock.millis());
    meta.put("CloudWatchMetrics", List.of(directive));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("_aws", meta);
    line.put(name, value);
    line.put("detail", detail);
    out.println(FlatJson.write(line));
  }

  /** A line for whoever reads the log. */
  void log(String line) {
    out.println(FlatJson.write(Map.of("log", line)));
  }

  private static Map<String, String> named(String name, String unit) {
    Map<String, String> metric = new LinkedHashMap<>();
    metric.put("Name", name);
    metric.put("Unit", unit);
    return metric;
  }

  private static String detail(Object subject, Object what) {
    return subject + ": " + what;
  }
}
