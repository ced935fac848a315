// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.countersign.function.FunctionEvent;
import io.countersign.function.OtherEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * By hand, once the cause is gone: {@code {"queue":"payments","most":100}} moves dead letters back
 * to their queue. A message is taken from the dead letters only after its queue has it; so it may
 * be there twice, and never nowhere.
 */
public final class ReplayFunction extends ShopFunction {

  private static final Duration MARGIN = Duration.ofSeconds(5);
  private static final int PAGE = 10;
  private static final int MOST = 1_000;

  /** An answer that waits asks every server of the queue's, and "empty" means it then. */
  private static final int WAIT_SECONDS = 3;

  /** For Lambda: configured by the environment. */
  public ReplayFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  ReplayFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    if (!(FunctionEvent.read(in) instanceof OtherEvent wish)) {
      throw new IllegalArgumentException("this function is called by hand only");
    }
    Map<String, String> fields = FlatJson.read(wish.document());
    String queue = fields.getOrDefault("queue", "");
    if (!queue.equals("payments") && !queue.equals("orders")) {
      throw new IllegalArgumentException("\"queue\" is payments or orders");
    }
    int most = Math.min(MOST, Integer.parseInt(fields.getOrDefault("most", "100")));
    int moved = move(queue.toUpperCase(Locale.ROOT), most, deadline(context, MARGIN));
    out.write(FlatJson.write(Map.of("moved", moved)).getBytes(StandardCharsets.UTF_8));
  }

  private int move(String queue, int most, Instant deadline) {
    String from = shop().settings().required(queue + "_DEAD_LETTERS_URL");
    String to = shop().settings().required(queue + "_QUEUE_URL");
    int moved = 0;
    while (moved < most && shop().clock().instant().isBefore(deadline)) {
      int page = Math.min(PAGE, most - moved);
      List<Message> letters =
          shop()
              .aws()
              .queues()
              .receiveMessage(
                  receive ->
                      receive
                          .queueUrl(from)
                          .maxNumberOfMessages(page)
                          .waitTimeSeconds(WAIT_SECONDS)
                          .visibilityTimeout(60))
              .messages();
      if (letters.isEmpty()) {
        return moved;
      }
      for (Message letter : letters) {
        shop().aws().queues().sendMessage(send -> send.queueUrl(to).messageBody(letter.body()));
        shop()
            .aws()
            .queues()
            .deleteMessage(delete -> delete.queueUrl(from).receiptHandle(letter.receiptHandle()));
        moved++;
      }
    }
    return moved;
  }
}
