// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Several writes that all happen or none. Made for one transaction and one thread. */
final class Writes {

  /** Over how many rows one count of the statistics is spread. */
  static final int STATISTICS_ROWS = 16;

  private static final int MOST_TRIES = 10;

  private final DynamoDbClient tables;
  private final Settings settings;
  private final List<TransactWriteItem> writes = new ArrayList<>();

  Writes(DynamoDbClient tables, Settings settings) {
    this.tables = tables;
    this.settings = settings;
  }

  /** A new row; the transaction fails if one with its key is there. */
  Writes insert(String table, String key, Map<String, AttributeValue> row) {
    Put put =
        Put.builder()
            .tableName(settings.required(table))
            .item(row)
            .conditionExpression("attribute_not_exists(#k)")
            .expressionAttributeNames(Map.of("#k", key))
            .build();
    writes.add(TransactWriteItem.builder().put(put).build());
    return this;
  }

  /** A change of a row. */
  Writes update(String table, Change change) {
    Update update =
        Update.builder()
            .tableName(settings.required(table))
            .key(change.key())
            .updateExpression(change.expression())
            .conditionExpression(change.condition())
            .expressionAttributeNames(change.names())
            .expressionAttributeValues(change.values())
            .build();
    writes.add(TransactWriteItem.builder().update(update).build());
    return this;
  }

  /**
   * The statistics move in the same transaction as the order, so they cannot drift apart. Each
   * count is the sum of several rows, such as {@code ecpay#PAID#3}: one row alone would be written
   * by all orders of a rush at once, and refuse most of them.
   *
   * @param number of the order, which decides the row
   */
  Writes count(
      String number, String day, Method method, Order.State state, Money amount, int orders) {
    int part = Math.floorMod(number.hashCode(), STATISTICS_ROWS);
    return update(
        "STATISTICS_TABLE",
        Change.of(Row.values("day", day, "row", method.id() + "#" + state + "#" + part))
            .add("orders", orders)
            .add("minorUnits", orders * amount.minorUnits()));
  }

  /** Takes things off the shelf, if there are as many; or puts them back. */
  Writes stock(String item, long change) {
    Change shelf = Change.of(Row.values("item", item)).add("left", change);
    return update("STOCK_TABLE", change < 0 ? shelf.whereAtLeast("left", -change) : shelf);
  }

  /** Which of the writes, counted from 0, did not meet its condition; -1: all was written. */
  int commit() {
    for (int attempt = 1; ; attempt++) {
      try {
        tables.transactWriteItems(request -> request.transactItems(writes));
        return -1;
      } catch (TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        for (int i = 0; i < reasons.size(); i++) {
          if (Objects.equals(reasons.get(i).code(), "ConditionalCheckFailed")) {
            return i;
          }
        }
        // Somebody else writes the same row right now, such as the shelf in a rush.
        if (attempt == MOST_TRIES) {
          throw cancelled;
        }
        pause(attempt);
      }
    }
  }

  private static void pause(int attempt) {
    long most = Duration.ofMillis(20L << Math.min(attempt, 4)).toMillis();
    try {
      Thread.sleep(1 + RandomGenerator.getDefault().nextLong(most));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two tries of a write", interrupted);
    }
  }
}
