// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where attacks may go")
class LoopbackEndpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/notify",
        "http://127.9.8.7/notify",
        "http://[::1]:8080/notify?x=1",
        "http://[::ffff:127.0.0.1]:8080/notify",
        "HTTP://localhost:8080"
      })
  void toThisComputer(String url) {
    assertThat(LoopbackEndpoint.of(url).address().getAddress().isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.0.2.7/notify",
        "http://10.0.0.1/notify",
        "http://0.0.0.0/notify",
        "http://[2001:db8::1]/notify",
        "http://3221225991/notify",
        "http://[::]/notify",
        "http://[::ffff:192.0.2.7]/notify",
        "http://[::127.0.0.1]/notify",
        "http://[fe80::1]/notify",
        "http://[64:ff9b::7f00:1]/notify",
        "http://127.0.0.1:65536/notify",
        "https://127.0.0.1/notify",
        "ftp://127.0.0.1/notify",
        "//127.0.0.1/notify",
        "127.0.0.1:8080",
        "http://127.0.0.1@192.0.2.7/notify",
        "http://user@127.0.0.1/notify",
        "http://127.0.0.1/notify#x",
        "http:///notify",
        "not a url",
        ""
      })
  void andNowhereElse(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> LoopbackEndpoint.of(url));
  }

  @Test
  void aNameThatIsHereAndElsewhereIsElsewhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LoopbackEndpoint.of(
                    "http://shop.example/notify",
                    host ->
                        List.of(
                            InetAddress.getByName("127.0.0.1"),
                            InetAddress.getByName("192.0.2.7"))))
        .withMessageContaining("192.0.2.7, which is not loopback: nothing was sent");
  }

  @Test
  void theNameIsResolvedOnce() {
    int[] asked = {0};
    LoopbackEndpoint endpoint =
        LoopbackEndpoint.of(
            "http://shop.example:81/a?b=c",
            host -> {
              asked[0]++;
              return List.of(InetAddress.getByName("127.0.0.1"));
            });

    assertThat(endpoint.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(endpoint.address().getPort()).isEqualTo(81);
    assertThat(endpoint.target()).isEqualTo("/a?b=c");
    assertThat(endpoint.authority()).isEqualTo("shop.example:81");
    assertThat(asked[0]).isEqualTo(1);
  }
}
