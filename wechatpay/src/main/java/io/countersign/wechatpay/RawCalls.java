// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.SignedCall;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls to endpoints that this library has no method for. */
final class RawCalls {

  private final GatewayCalls gateway;

  RawCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Answer read(SignedCall call) {
    if (!call.method().equals("GET") || call.json().isPresent() || !call.encrypted().isEmpty()) {
      throw new InvalidRequestException(
          "call", "a GET without a body to be read; what may change something is written, once");
    }
    return gateway
        .exchange()
        .read(
            Operation.RAW_READ,
            call.method(),
            target(call),
            gateway.sensitive().question(),
            Verdict::accepted);
  }

  Outcome<Answer> write(SignedCall call) {
    String target = target(call);
    if (call.method().equals("GET")
        || !call.method().equals(call.method().toUpperCase(Locale.ROOT))) {
      throw new InvalidRequestException("method", "POST, PUT, PATCH or DELETE to write");
    }
    return gateway
        .exchange()
        .write(
            Operation.RAW_WRITE,
            call.toString(),
            call.method(),
            target,
            gateway.sensitive().seal(tree(call), call.encrypted()),
            Verdict::accepted,
            rejection -> new Outcome.Unknown<>(rejection.toString(), askSoon()),
            this::askSoon);
  }

  private FollowUp askSoon() {
    return new FollowUp.Ask(gateway.soon());
  }

  private static String target(SignedCall call) {
    if (!call.form().isEmpty()) {
      throw new InvalidRequestException("call", "a JSON body: json(…); WeChat Pay takes no forms");
    }
    String path = call.target();
    if (!path.startsWith("/")
        || path.startsWith("//")
        || path.indexOf('?') >= 0
        || path.indexOf('#') >= 0) {
      throw new InvalidRequestException(
          "path", "an absolute path such as /v3/… without query; add that with with(name, value)");
    }
    StringBuilder target = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : call.query().entrySet()) {
      target
          .append(separator)
          .append(PercentEncoding.encode(parameter.getKey()))
          .append('=')
          .append(PercentEncoding.encode(parameter.getValue()));
      separator = '&';
    }
    return target.toString();
  }

  private static @Nullable Map<String, Object> tree(SignedCall call) {
    if (call.json().isEmpty()) {
      return null;
    }
    try {
      return JsonText.objectWithoutNulls(call.json().get().getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException("json", "a JSON object: " + malformed.getMessage());
    }
  }
}
