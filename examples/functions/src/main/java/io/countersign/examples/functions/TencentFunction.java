// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * Tencent Cloud, SCF and the event functions of CloudBase: {@code ::mainHandler} takes the events
 * of a function URL, of an API gateway, of CloudBase's HTTP access and of timers. The document
 * comes as text and goes as text, so nothing binds it to classes; {@link ScfRuntime} calls it where
 * SCF's own Java is too old.
 */
public final class TencentFunction {

  private final Shop shop;

  /** Called once for each instance. */
  public TencentFunction() {
    this(Shop.fromEnvironment(System.getenv()));
    shop.warmUp();
  }

  TencentFunction(Shop shop) {
    this.shop = shop;
  }

  /**
   * Takes one event.
   *
   * @param event its JSON document
   * @return the integrated response's JSON document
   */
  public String mainHandler(String event) {
    byte[] document = event.getBytes(StandardCharsets.UTF_8);
    return new String(
        shop.callback().handle(new ByteArrayInputStream(document)), StandardCharsets.UTF_8);
  }
}
