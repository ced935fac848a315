// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.aliyun.fc.runtime.Context;
import com.aliyun.fc.runtime.Credentials;
import com.aliyun.fc.runtime.FunctionComputeLogger;
import com.aliyun.fc.runtime.FunctionInitializer;
import com.aliyun.fc.runtime.FunctionParam;
import com.aliyun.fc.runtime.OpenTracing;
import com.aliyun.fc.runtime.Service;
import com.aliyun.fc.runtime.StreamRequestHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Calls a handler as Function Compute does: the initializer once, then each event as a stream. */
final class FunctionComputeStandIn<F extends StreamRequestHandler & FunctionInitializer> {

  private final F function;
  private boolean initialized;

  FunctionComputeStandIn(F function) {
    this.function = function;
  }

  byte[] invoke(byte[] event) throws IOException {
    Context context = new OneInvocation();
    if (!initialized) {
      function.initialize(context);
      initialized = true;
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(new ByteArrayInputStream(event), answer, context);
    return answer.toByteArray();
  }

  /** What this example does not look at fails. */
  private static final class OneInvocation implements Context {

    @Override
    public String getRequestId() {
      return "1-64f6cd87-1fc5a1f1a5a1bd7c3b9f7a2f";
    }

    @Override
    public Credentials getExecutionCredentials() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FunctionParam getFunctionParam() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Service getService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FunctionComputeLogger getLogger() {
      throw new UnsupportedOperationException();
    }

    @Override
    public OpenTracing getTracing() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getRetryCount() {
      return 0;
    }
  }
}
