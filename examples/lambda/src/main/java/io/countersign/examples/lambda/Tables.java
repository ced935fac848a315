// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The tables, each by the variable that holds its name: rows as they stand at this moment, and
 * writes that depend on a condition.
 */
final class Tables {

  private final Aws aws;
  private final Settings settings;

  Tables(Aws aws, Settings settings) {
    this.aws = aws;
    this.settings = settings;
  }

  /** The row of a key, with every write that was answered before. */
  Optional<Row> read(String variable, Map<String, AttributeValue> key) {
    Map<String, AttributeValue> row =
        aws.tables()
            .getItem(
                get -> get.tableName(settings.required(variable)).key(key).consistentRead(true))
            .item();
    return row.isEmpty() ? Optional.empty() : Optional.of(Row.of(row));
  }

  /** Changes a row; false, and nothing is changed, if a condition does not hold. */
  boolean write(String variable, Change change) {
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
