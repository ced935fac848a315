// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The tables as the template makes them, for a shop on this machine. */
final class Schema {

  private Schema() {}

  static List<CreateTableRequest> tables(Settings settings) {
    return List.of(
        new Table(settings.required("ORDERS_TABLE"), "number", "")
            .index("due", "dueShard", "dueAt", ProjectionType.KEYS_ONLY)
            .index("outbox", "outbox", "outboxAt", ProjectionType.KEYS_ONLY)
            .index("doubt", "doubt", "doubtSince", ProjectionType.KEYS_ONLY)
            .index("day", "day", "number", ProjectionType.ALL)
            .request(),
        new Table(settings.required("REFUNDS_TABLE"), "refundId", "")
            .index("due", "dueShard", "dueAt", ProjectionType.KEYS_ONLY)
            .index("doubt", "doubt", "doubtSince", ProjectionType.KEYS_ONLY)
            .index("payment", "number", "refundId", ProjectionType.ALL)
            .request(),
        new Table(settings.required("STOCK_TABLE"), "item", "").request(),
        new Table(settings.required("REQUESTS_TABLE"), "request", "").request(),
        new Table(settings.required("STATISTICS_TABLE"), "day", "row").request());
  }

  /** Puts so many of each item on the shelf. */
  static void fillStock(DynamoDbClient tables, Settings settings, long each) {
    for (String item : Catalogue.ofTheShop().items().keySet()) {
      tables.putItem(
          put ->
              put.tableName(settings.required("STOCK_TABLE"))
                  .item(Row.values("item", item, "left", each)));
    }
  }

  /** One table while it is described. */
  private static final class Table {
    private final String name;
    private final List<KeySchemaElement> key;
    private final Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
    private final List<GlobalSecondaryIndex> indexes = new ArrayList<>();

    Table(String name, String hash, String range) {
      this.name = name;
      this.key = key(hash, range);
    }

    Table index(String index, String hash, String range, ProjectionType projection) {
      indexes.add(
          GlobalSecondaryIndex.builder()
              .indexName(index)
              .keySchema(key(hash, range))
              .projection(what -> what.projectionType(projection))
              .build());
      return this;
    }

    CreateTableRequest request() {
      CreateTableRequest.Builder request =
          CreateTableRequest.builder()
              .tableName(name)
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .keySchema(key)
              .attributeDefinitions(attributes.values());
      return indexes.isEmpty() ? request.build() : request.globalSecondaryIndexes(indexes).build();
    }

    private List<KeySchemaElement> key(String hash, String range) {
      List<KeySchemaElement> elements = new ArrayList<>();
      elements.add(element(hash, KeyType.HASH));
      if (!range.isEmpty()) {
        elements.add(element(range, KeyType.RANGE));
      }
      return elements;
    }

    private KeySchemaElement element(String attribute, KeyType type) {
      boolean number = attribute.endsWith("At") || attribute.endsWith("Since");
      attributes.put(
          attribute,
          AttributeDefinition.builder()
              .attributeName(attribute)
              .attributeType(number ? ScalarAttributeType.N : ScalarAttributeType.S)
              .build());
      return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }
  }
}
