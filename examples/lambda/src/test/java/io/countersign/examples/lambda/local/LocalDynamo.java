// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** DynamoDB Local in memory, one for all tests of this JVM: a test uses tables of its own. */
public final class LocalDynamo {

  private static final class Holder {
    private static final LocalDynamo SHARED = new LocalDynamo();
  }

  private final URI endpoint;

  private LocalDynamo() {
    int port = ChildJvm.freePort();
    ChildJvm.start(
            "DynamoDB Local",
            HostJars.of("dynamodb"),
            List.of("-Xmx256m"),
            Map.of(),
            "software.amazon.dynamodb.services.local.main.ServerRunner",
            "-inMemory",
            "-sharedDb",
            "-disableTelemetry",
            "-port",
            Integer.toString(port))
        .listening(port, Duration.ofSeconds(60));
    this.endpoint = URI.create("http://127.0.0.1:" + port);
  }

  /** The one of this JVM, started at the first call. */
  public static LocalDynamo shared() {
    return Holder.SHARED;
  }

  /** Where it listens: an http address without a path. */
  public URI endpoint() {
    return endpoint;
  }
}
