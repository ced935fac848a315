// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.mch.weixin.qq.com",
        "https://api.mch.weixin.qq.com/",
        "https://gateway.example:8443",
        "https://203.0.113.7",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://[::1]:8080"
      })
  void httpsAndPlainLoopbackAreTaken(String address) {
    assertThat(Endpoint.of("endpoint", URI.create(address)).resolve("/v3/x?a=b"))
        .isEqualTo(URI.create(address.replaceAll("/$", "") + "/v3/x?a=b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.mch.weixin.qq.com",
        "http://127.0.0.1.evil.com",
        "http://127.evil.com",
        "http://localhost.evil.com",
        "http://evil.com#127.0.0.1",
        "http://127.0.0.1@evil.com",
        "http://[::2]",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://192.168.0.1",
        "http://1270.0.0.1",
        "https://user@gateway.example",
        "https://user:password@gateway.example",
        "https://gateway.example/path",
        "https://gateway.example?query",
        "https://gateway.example/?a=b",
        "https://gateway.example#fragment",
        "ftp://gateway.example",
        "file:///etc/passwd",
        "gateway.example",
        "//gateway.example",
        "https:gateway.example",
        "https:///path",
        "mailto:x@example.com"
      })
  void everythingElseIsRefused(String address) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Endpoint.of("endpoint", URI.create(address)))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("endpoint"))
        .withMessageNotContaining("password@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v3/x",
        "@evil.com/v3/x",
        ".evil.com/v3/x",
        ":8443/v3/x",
        ":80@evil.com/",
        "?a=b",
        "#x",
        "\\evil.com/",
        "/v3/a b",
        "/v3/%zz",
        "/v3/x#fragment",
        "/v3/中文",
        "/v3/../secret",
        "/v3/./x",
        "/v3/%2e%2E/x"
      })
  void aTargetThatIsNotOnePlainPathOnTheHostIsRefused(String target) {
    Endpoint endpoint = Endpoint.of("endpoint", URI.create("https://gateway.example"));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> endpoint.resolve(target));
  }

  @Test
  void anEncodedTargetIsKeptAsItIs() {
    Endpoint endpoint = Endpoint.of("endpoint", URI.create("https://gateway.example:444"));

    assertThat(endpoint.resolve("/v3/a%7Cb%2F@*~.json?x=%E4%B8%AD&y=+%20").toString())
        .isEqualTo("https://gateway.example:444/v3/a%7Cb%2F@*~.json?x=%E4%B8%AD&y=+%20");
    assertThat(endpoint).hasToString("https://gateway.example:444");
  }

  @Test
  void anAddressIsHeldBySchemeHostAndPortAlone() {
    Endpoint https = Endpoint.of("endpoint", URI.create("https://Pay.example.com"));
    Endpoint loopback = Endpoint.of("endpoint", URI.create("http://127.0.0.1:8080"));

    assertThat(https.holds(URI.create("https://pay.example.com/a?b=c"))).isTrue();
    assertThat(https.holds(URI.create("https://pay.example.com:443/a"))).isTrue();
    assertThat(loopback.holds(URI.create("http://127.0.0.1:8080/x"))).isTrue();
    for (String other :
        new String[] {
          "http://pay.example.com/a",
          "https://pay.example.com:8443/a",
          "https://pay.example.com.evil.example/a",
          "https://pay.example.com@evil.example/a",
          "https://evil.example@pay.example.com/a",
          "https:/a",
          "/a",
          "mailto:a@pay.example.com",
          "http://127.0.0.1:8081/x",
          "http://127.0.0.1/x",
        }) {
      assertThat(https.holds(URI.create(other))).describedAs(other).isFalse();
      assertThat(loopback.holds(URI.create(other))).describedAs(other).isFalse();
    }
  }

  @Test
  void loopbackIsKnownAsSuch() {
    assertThat(Endpoint.of("endpoint", URI.create("http://[::1]:80")).isOnLoopback()).isTrue();
    assertThat(Endpoint.of("endpoint", URI.create("https://localhost")).isOnLoopback()).isTrue();
    assertThat(Endpoint.of("endpoint", URI.create("https://127.example.com")).isOnLoopback())
        .isFalse();
  }
}
