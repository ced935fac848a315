// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

/**
 * Starts ElasticMQ, which has no main class of its own, in a process that has its jars; the
 * compiler does not know them.
 */
final class QueueHost {

  private QueueHost() {}

  /** The port to listen on. */
  public static void main(String[] args) throws ReflectiveOperationException {
    int port = Integer.parseInt(args[0]);
    Object server =
        Class.forName("org.elasticmq.rest.sqs.SQSRestServerBuilder")
            .getMethod("withPort", int.class)
            .invoke(null, port);
    server = server.getClass().getMethod("withInterface", String.class).invoke(server, "127.0.0.1");
    Object started = server.getClass().getMethod("start").invoke(server);
    started.getClass().getMethod("waitUntilStarted").invoke(started);
  }
}
