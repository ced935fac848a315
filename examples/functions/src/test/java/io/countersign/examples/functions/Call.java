// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.util.List;
import java.util.Map;

/** An HTTP request on its way to a function. */
record Call(String method, String path, Map<String, List<String>> headers, byte[] body) {

  /** A form, as ECPay, Alipay and UnionPay post it. */
  static Call form(String path, String contentType, byte[] body) {
    return new Call("POST", path, Map.of("Content-Type", List.of(contentType)), body);
  }

  Call at(String otherPath) {
    return new Call(method, otherPath, headers, body);
  }

  Call by(String otherMethod) {
    return new Call(otherMethod, path, headers, body);
  }

  Call with(byte[] otherBody) {
    return new Call(method, path, headers, otherBody);
  }
}
