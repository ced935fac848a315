// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** One table: rows as they stand at this moment, and writes that depend on a condition. */
final class Table {

  private final Aws aws;
  private final Settings settings;
  private final String variable;

  /**
   * A table.
   *
   * @param variable the environment variable with its name
   */
  Table(Aws aws, Settings settings, String variable) {
    this.aws = aws;
    this.settings = settings;
    this.variable = variable;
  }

  /** The row of a key, with every write that was answered before. */
  Optional<Row> read(Map<String, AttributeValue> key) {
    Map<String, AttributeValue> row =
        aws.tables()
            .getItem(
                get -> get.tableName(settings.required(variable)).key(key).consistentRead(true))
            .item();
    return row.isEmpty() ? Optional.empty() : Optional.of(Row.of(row));
  }

  /** Changes a row; false, and nothing is changed, if a condition does not hold. */
  boolean write(Change change) {
    try {
      aws.tables()
          .updateItem(
              update ->
                  update
                      .tableName(settings.required(variable))
                      .key(change.key())
                      .updateExpression(change.expression())
                      .conditionExpression(change.condition())
                      .expressionAttributeNames(change.names())
                      .expressionAttributeValues(change.values()));
      return true;
    } catch (ConditionalCheckFailedException otherwise) {
      return false;
    }
  }
}
