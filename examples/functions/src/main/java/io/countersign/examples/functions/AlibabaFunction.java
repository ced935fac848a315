// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.aliyun.fc.runtime.Context;
import com.aliyun.fc.runtime.FunctionInitializer;
import com.aliyun.fc.runtime.StreamRequestHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Alibaba Cloud, Function Compute 3.0, built-in runtime: the class is the handler ({@code
 * ::handleRequest}) and the initializer ({@code ::initialize}) of one function with an HTTP trigger
 * and a timer.
 */
public final class AlibabaFunction implements StreamRequestHandler, FunctionInitializer {

  private final Shop shop;

  /** Called by Function Compute, once for each instance. */
  public AlibabaFunction() {
    this(Shop.fromEnvironment(System.getenv()));
  }

  AlibabaFunction(Shop shop) {
    this.shop = shop;
  }

  @Override
  public void initialize(Context context) {
    shop.warmUp();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    answer.write(shop.callback().handle(event));
  }
}
