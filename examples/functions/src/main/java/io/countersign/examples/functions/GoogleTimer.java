// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;

/**
 * Google Cloud Run functions: the follow-up. Cloud Scheduler publishes to a topic and the topic
 * calls this, so that, unlike the callbacks' address, it is no public one.
 */
public final class GoogleTimer implements CloudEventsFunction {

  private final Shop shop;

  /** Called by the functions framework, once for each instance. */
  public GoogleTimer() {
    this(Shop.fromEnvironment(System.getenv()));
    shop.warmUp();
  }

  GoogleTimer(Shop shop) {
    this.shop = shop;
  }

  @Override
  public void accept(CloudEvent event) {
    shop.callback().followUp();
  }
}
