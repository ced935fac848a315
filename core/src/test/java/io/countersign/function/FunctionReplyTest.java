// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.InvalidRequestException;
import io.countersign.ReceivedReply;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionReplyTest {

  private static final ReceivedReply ECPAY =
      new ReceivedReply(
          200, Map.of("Content-Type", "text/plain"), "1|OK", ReceivedReply.Result.HANDLED, "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api-gateway-1-json",
        "api-gateway-2-form",
        "load-balancer",
        "function-compute-3",
        "scf-api-gateway",
        "cloudbase"
      })
  void aProvidersAcknowledgementLeavesAsItIs(String document) throws JsonFormatException {
    Map<String, Object> answer = answer(document, FunctionReply.of(ECPAY));

    assertThat(answer)
        .containsEntry("statusCode", 200L)
        .containsEntry("body", "1|OK")
        .containsEntry("isBase64Encoded", false)
        .containsEntry("headers", Map.of("content-type", "text/plain"));
    assertThat(EventDocuments.http(document).answer(ECPAY))
        .isEqualTo(EventDocuments.http(document).answer(FunctionReply.of(ECPAY)));
  }

  @Test
  void aLoadBalancerIsGivenAPhraseAndTheMapItReads() throws JsonFormatException {
    assertThat(answer("load-balancer", FunctionReply.empty(503)))
        .containsEntry("statusDescription", "503 Unavailable");
    assertThat(answer("load-balancer", FunctionReply.empty(302)))
        .containsEntry("statusDescription", "302 Found");
    assertThat(answer("load-balancer", FunctionReply.empty(404)))
        .containsEntry("statusDescription", "404 Refused");
    Map<String, Object> many =
        answer("load-balancer-many", FunctionReply.empty(204).with("X-One", "1"));
    assertThat(many)
        .containsEntry("statusDescription", "204 OK")
        .containsEntry("multiValueHeaders", Map.of("x-one", List.of("1")))
        .doesNotContainKey("headers");
  }

  @Test
  void twoCookiesStayTwo() throws JsonFormatException {
    FunctionReply reply =
        FunctionReply.empty(204).with("Set-Cookie", "a=1").with("set-cookie", "b=2");

    assertThat(answer("api-gateway-2-form", reply))
        .containsEntry("cookies", List.of("a=1", "b=2"))
        .containsEntry("headers", Map.of());
    assertThat(answer("api-gateway-1-json", reply))
        .containsEntry("multiValueHeaders", Map.of("set-cookie", List.of("a=1", "b=2")))
        .containsEntry("headers", Map.of("set-cookie", "b=2"));
    assertThat(
            answer(
                "function-compute-3", FunctionReply.empty(204).with("Via", "a").with("Via", "b")))
        .containsEntry("headers", Map.of("via", "a,b"));
    for (String one :
        List.of("function-compute-3", "scf-function-url", "cloudbase", "load-balancer")) {
      assertThatThrownBy(() -> answer(one, reply))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("Set-Cookie");
      assertThat(answer(one, FunctionReply.empty(204).with("Set-Cookie", "a=1")))
          .containsEntry("headers", Map.of("set-cookie", "a=1"));
    }
    assertThat(
            answer("load-balancer", FunctionReply.empty(200).with("Vary", "a").with("Vary", "b")))
        .containsEntry("headers", Map.of("vary", "a,b"));
  }

  @Test
  void bytesTravelInBase64() throws JsonFormatException {
    byte[] bytes = {0, (byte) 0xff};
    FunctionReply reply = FunctionReply.bytes(200, "image/png", bytes);
    bytes[0] = 1;

    assertThat(answer("cloudbase", reply))
        .containsEntry("body", "AP8=")
        .containsEntry("isBase64Encoded", true);
    assertThat(reply.body()).containsExactly(0, 0xff);
  }

  @Test
  void textIsUtf8() {
    FunctionReply reply = FunctionReply.of(422, "application/json", "{\"say\":\"茶\"}");

    assertThat(reply.body()).isEqualTo("{\"say\":\"茶\"}".getBytes(UTF_8));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.headers().single("content-type")).contains("application/json");
    assertThat(reply).hasToString("FunctionReply[422, 13 bytes]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: x=1", "a\n", "a\0", "\u007f", "茶"})
  void noHeaderSmugglesAnother(String value) {
    FunctionReply reply = FunctionReply.empty(200);

    assertThatThrownBy(() -> reply.with("X-Name", value))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> reply.with(value, "1")).isInstanceOf(InvalidRequestException.class);
    for (String name : List.of("", " ", "X-A: b", "a,b", "a b")) {
      assertThatThrownBy(() -> reply.with(name, "1")).isInstanceOf(InvalidRequestException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void aStatusThatForbidsABodyHasNone(int status) {
    assertThatThrownBy(() -> FunctionReply.of(status, "text/plain", "x"))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> FunctionReply.bytes(status, "image/png", new byte[1]))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(FunctionReply.empty(status).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 199, 600, -1})
  void onlyAFinalStatusIsAReply(int status) {
    assertThatThrownBy(() -> FunctionReply.empty(status))
        .isInstanceOf(InvalidRequestException.class);
  }

  private static Map<String, Object> answer(String document, FunctionReply reply)
      throws JsonFormatException {
    return JsonText.object(EventDocuments.http(document).answer(reply));
  }
}
