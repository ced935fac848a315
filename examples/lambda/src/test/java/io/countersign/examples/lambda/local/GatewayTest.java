// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gateway writes the documents and reads the answers that AWS describes. */
@Tag("hosts")
class GatewayTest {

  private static final String FORM = "MerchantTradeNo=1&RtnCode=1";

  private static LambdaFunction answering(String answer) {
    return new LambdaFunction(
        "answers", Parrot.class.getName(), Duration.ofSeconds(20), 1, Map.of("ANSWER", answer));
  }

  private static HttpResponse<String> posted(Gateway gateway, String type) {
    return Wire.send(
        HttpRequest.newBuilder(gateway.base().resolve("/notify/tea%20house?a=1&b=%E8%8C%B6&a=2"))
            .header("Content-Type", type)
            .header("Cookie", "s=1; t=2")
            .header("X-Twice", "one")
            .header("X-Twice", "two")
            .POST(HttpRequest.BodyPublishers.ofString(FORM))
            .build());
  }

  @Test
  void payloadTwoHandsAFormOverInBase64AndHeadersInLowerCase() {
    try (LambdaFunction function = answering("{\"statusCode\":204}");
        Gateway gateway =
            Gateway.open(Gateway.Payload.V2).route("POST", "/notify/{merchant}", function)) {
      assertThat(posted(gateway, "application/x-www-form-urlencoded").statusCode()).isEqualTo(204);
      JsonNode event = Json.read(gateway.events().get(0));
      assertThat(event.path("version").asText()).isEqualTo("2.0");
      assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
      assertThat(event.path("body").asText()).isEqualTo("TWVyY2hhbnRUcmFkZU5vPTEmUnRuQ29kZT0x");
      assertThat(event.path("rawPath").asText()).isEqualTo("/notify/tea%20house");
      assertThat(event.path("rawQueryString").asText()).isEqualTo("a=1&b=%E8%8C%B6&a=2");
      assertThat(event.at("/queryStringParameters/a").asText()).isEqualTo("1,2");
      assertThat(event.at("/queryStringParameters/b").asText()).isEqualTo("茶");
      assertThat(event.at("/headers/x-twice").asText()).isEqualTo("one,two");
      assertThat(event.path("headers").has("cookie")).isFalse();
      assertThat(event.path("cookies")).hasSize(2);
      assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("POST");
      posted(gateway, "application/json; charset=utf-8");
      JsonNode second = Json.read(gateway.events().get(1));
      assertThat(second.path("isBase64Encoded").asBoolean()).isFalse();
      assertThat(second.path("body").asText()).isEqualTo(FORM);
    }
  }

  @Test
  void payloadOneHandsAFormOverAsText() {
    try (LambdaFunction function = answering("{\"statusCode\":204}");
        Gateway gateway = Gateway.open(Gateway.Payload.V1).route("ANY", "/{all+}", function)) {
      assertThat(posted(gateway, "application/x-www-form-urlencoded").statusCode()).isEqualTo(204);
      JsonNode event = Json.read(gateway.events().get(0));
      assertThat(event.path("httpMethod").asText()).isEqualTo("POST");
      assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
      assertThat(event.path("body").asText()).isEqualTo(FORM);
      assertThat(event.at("/multiValueHeaders/X-twice")).hasSize(2);
      assertThat(event.at("/headers/X-twice").asText()).isEqualTo("two");
      assertThat(event.at("/queryStringParameters/a").asText()).isEqualTo("2");
      assertThat(event.at("/multiValueQueryStringParameters/a")).hasSize(2);
    }
  }

  @Test
  void jsonWithoutAStatusIsASuccessForPayloadTwoOnly() {
    try (LambdaFunction function = answering("{\"code\":\"SUCCESS\"}");
        Gateway two = Gateway.open(Gateway.Payload.V2).route("ANY", "/{all+}", function);
        Gateway one = Gateway.open(Gateway.Payload.V1).route("ANY", "/{all+}", function)) {
      HttpResponse<String> answer = posted(two, "text/plain");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"code\":\"SUCCESS\"}");
      assertThat(posted(one, "text/plain").statusCode()).isEqualTo(502);
    }
  }

  @Test
  void anAnswerThatIsNoDocumentIsAServerError() {
    try (LambdaFunction function = answering("1|OK");
        Gateway two = Gateway.open(Gateway.Payload.V2).route("ANY", "/{all+}", function);
        Gateway one = Gateway.open(Gateway.Payload.V1).route("ANY", "/{all+}", function)) {
      assertThat(posted(two, "text/plain").statusCode()).isEqualTo(500);
      assertThat(posted(one, "text/plain").statusCode()).isEqualTo(502);
    }
  }

  @Test
  void aBodyInBase64IsDecodedByPayloadTwoAndStaysSoWithoutBinaryMediaTypes() {
    try (LambdaFunction function =
            answering(
                "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"MXxPSw==\","
                    + "\"headers\":{\"content-type\":\"text/plain\"}}");
        Gateway two = Gateway.open(Gateway.Payload.V2).route("ANY", "/{all+}", function);
        Gateway one = Gateway.open(Gateway.Payload.V1).route("ANY", "/{all+}", function)) {
      HttpResponse<String> answer = posted(two, "text/plain");
      assertThat(answer.body()).isEqualTo("1|OK");
      assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
      assertThat(posted(one, "text/plain").body()).isEqualTo("MXxPSw==");
    }
  }

  @Test
  void whatHasNoRouteIsNotFound() {
    try (LambdaFunction function = answering("{\"statusCode\":200}");
        Gateway gateway =
            Gateway.open(Gateway.Payload.V2).route("GET", "/orders/{order}", function)) {
      assertThat(posted(gateway, "text/plain").statusCode()).isEqualTo(404);
      assertThat(function.instances()).isEmpty();
    }
  }
}
