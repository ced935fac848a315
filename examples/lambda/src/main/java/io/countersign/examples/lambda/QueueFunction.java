// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.countersign.function.FunctionEvent;
import io.countersign.function.OtherEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A worker behind an SQS queue. What it could not do it names in its answer, and only that is
 * delivered again; what fails too often goes to the dead letters, from where it can be replayed.
 */
abstract class QueueFunction extends ShopFunction {

  private static final Duration MARGIN = Duration.ofSeconds(3);

  /** A message. */
  private record Message(String id, String body) {}

  QueueFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  /**
   * Does what a message asks for; durable when it returns.
   *
   * @throws RuntimeException if it is to be delivered again
   */
  abstract void work(String body, Instant deadline);

  @Override
  public final void handleRequest(InputStream in, OutputStream out, Context context)
      throws IOException {
    if (!(FunctionEvent.read(in) instanceof OtherEvent batch)) {
      throw new IllegalArgumentException("this function serves a queue only");
    }
    Instant deadline = deadline(context, MARGIN);
    List<Map<String, String>> again = new ArrayList<>();
    for (Message message : messages(batch.document())) {
      try {
        if (!shop().clock().instant().isBefore(deadline)) {
          throw new IllegalStateException("no time is left in this run");
        }
        work(message.body(), deadline);
      } catch (RuntimeException failed) {
        shop()
            .metrics()
            .log(
                "message "
                    + message.id()
                    + " comes again: "
                    + failed.getClass().getName()
                    + ": "
                    + failed.getMessage());
        again.add(Map.of("itemIdentifier", message.id()));
      }
    }
    out.write(FlatJson.write(Map.of("batchItemFailures", again)).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Message> messages(byte[] document) throws IOException {
    List<Message> messages = new ArrayList<>();
    try (JsonParser parser = FlatJson.factory().createParser(document)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean records = parser.currentName().equals("Records");
        JsonToken value = parser.nextToken();
        if (records && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            messages.add(message(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return messages;
  }

  private static Message message(JsonParser parser) throws IOException {
    String id = "";
    String body = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("messageId")) {
        id = parser.getText();
      } else if (name.equals("body")) {
        body = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a record without messageId: no event of a queue's");
    }
    return new Message(id, body);
  }
}
