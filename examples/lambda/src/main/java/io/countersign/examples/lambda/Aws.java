// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The three services the shop stands on. Each client is made when it is first needed: a callback
 * that is refused loads none of them, and none is part of a snapshot. A lost answer is asked for
 * again by the SDK; so every condition of the shop's writes holds for the second try as well.
 */
final class Aws {

  private final Settings settings;
  private @Nullable DynamoDbClient tables;
  private @Nullable SqsClient queues;
  private @Nullable SnsClient topics;

  Aws(Settings settings) {
    this.settings = settings;
  }

  synchronized DynamoDbClient tables() {
    DynamoDbClient client = tables;
    if (client == null) {
      client = built(DynamoDbClient.builder(), "DYNAMODB");
      tables = client;
    }
    return client;
  }

  synchronized SqsClient queues() {
    SqsClient client = queues;
    if (client == null) {
      client = built(SqsClient.builder(), "SQS");
      queues = client;
    }
    return client;
  }

  synchronized SnsClient topics() {
    SnsClient client = topics;
    if (client == null) {
      client = built(SnsClient.builder(), "SNS");
      topics = client;
    }
    return client;
  }

  /**
   * Loads the classes of the clients, ahead of a snapshot, and keeps none: a client that lived
   * through it would wake up with a connection and with credentials of before.
   */
  void warmUp() {
    built(DynamoDbClient.builder(), "DYNAMODB").close();
    built(SqsClient.builder(), "SQS").close();
    built(SnsClient.builder(), "SNS").close();
  }

  /**
   * Goes the way to both once, ahead of a snapshot, as the first call on a way loads most of it:
   * asks for a row that is not there, and about a queue, which may well be refused. Keeps nothing.
   */
  void rehearse(String table, String queue) {
    try (DynamoDbClient client = built(DynamoDbClient.builder(), "DYNAMODB")) {
      client.getItem(
          get ->
              get.tableName(settings.required(table))
                  .key(Row.values("number", "none"))
                  .consistentRead(true));
    } catch (SdkException notFromHere) {
      // It is only haste that is lost.
    }
    try (SqsClient client = built(SqsClient.builder(), "SQS")) {
      client.getQueueAttributes(get -> get.queueUrl(settings.required(queue)));
    } catch (SdkException refused) {
      // The way there is what counts.
    }
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C built(
      B builder, String service) {
    builder.httpClientBuilder(
        UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(2))
            .socketTimeout(Duration.ofSeconds(5)));
    Optional<String> region = settings.optional("AWS_REGION");
    Optional<String> elsewhere = settings.optional("AWS_ENDPOINT_URL_" + service);
    if (elsewhere.isPresent()) {
      // Something on this machine, which takes any credentials.
      builder
          .endpointOverride(URI.create(elsewhere.get()))
          .region(Region.of(region.orElse("us-east-1")))
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    } else {
      region.ifPresent(name -> builder.region(Region.of(name)));
    }
    return builder.build();
  }
}
