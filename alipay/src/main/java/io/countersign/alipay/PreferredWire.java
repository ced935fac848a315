// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * OpenAPI v3 for the methods that it serves, the classic gateway for the others.
 *
 * @param openApi preferred
 * @param classic serves every method
 */
record PreferredWire(Wire openApi, Wire classic) implements Wire {

  @Override
  public HttpCall sign(Call call, boolean write, Instant now, Duration timeout) {
    return of(call).sign(call, write, now, timeout);
  }

  @Override
  public Reading read(Call call, HttpAnswer answer, Instant now) {
    return of(call).read(call, answer, now);
  }

  @Override
  public Map<String, String> signedParts(Call call, HttpCall sent) {
    return of(call).signedParts(call, sent);
  }

  private Wire of(Call call) {
    return OpenApiRoute.of(call.method()).isPresent() ? openApi : classic;
  }
}
