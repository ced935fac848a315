// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a proxy with a password is told, and who else is not. */
class ProxyTest {

  private static final String ASKS =
      "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";

  private static HttpTransport behind(RawServer proxy) {
    return OkHttpTransport.options()
        .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())))
        .proxyPassword("shop", Secret.of("canary-9"))
        .build();
  }

  private static HttpCall post(URI uri) {
    return HttpCall.of("POST", uri, Headers.none(), true, Duration.ofSeconds(20));
  }

  @Test
  void theProxyIsToldThePasswordWhileTheTunnelIsMade() throws IOException {
    try (RawServer proxy =
        new RawServer(
            (connection, request) -> {
              RawServer.answers("HTTP/1.1 200 Connected\r\n\r\n").after(connection, request);
              connection.close();
            })) {
      TransportException thrown =
          catchThrowableOfType(
              TransportException.class,
              () -> behind(proxy).send(post(URI.create("https://gateway.invalid/pay"))));

      assertThat(thrown.maybeSent()).isFalse();
      RawServer.Request tunnel = proxy.requests().get(0);
      assertThat(tunnel.line()).isEqualTo("CONNECT gateway.invalid:443 HTTP/1.1");
      assertThat(tunnel.has("proxy-authorization: Basic c2hvcDpjYW5hcnktOQ==")).isTrue();
    }
  }

  @Test
  void aProxyThatRefusesThePasswordSendsNothingOn() throws IOException {
    try (RawServer proxy = new RawServer(RawServer.answers(ASKS))) {
      TransportException thrown =
          catchThrowableOfType(
              TransportException.class,
              () -> behind(proxy).send(post(URI.create("https://gateway.invalid/pay"))));

      assertThat(thrown.maybeSent()).isFalse();
      assertThat(proxy.requests())
          .allSatisfy(request -> assertThat(request.line()).startsWith("CONNECT"))
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void whoAsksForItBehindTheProxyIsNotToldThePassword() throws IOException {
    try (RawServer gateway = new RawServer(RawServer.answers(ASKS))) {
      // Plain http goes through a proxy without a tunnel: here it stands for the gateway's answer.
      HttpAnswer answer = behind(gateway).send(post(URI.create("http://gateway.invalid/pay")));

      assertThat(answer.status()).isEqualTo(407);
      assertThat(gateway.requests()).hasSize(1);
      assertThat(gateway.requests().get(0).head()).doesNotContain("c2hvcDpjYW5hcnktOQ");
    }
  }

  @Test
  void aNameWithAColonIsRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> OkHttpTransport.options().proxyPassword("a:b", Secret.of("canary-9")))
        .withMessageContaining("proxy user")
        .withMessageNotContaining("canary-9");
  }
}
