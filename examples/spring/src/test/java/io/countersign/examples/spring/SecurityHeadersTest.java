// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SecurityHeadersTest {

  @Test
  void thePostedFormMayEndOnAnyHostThatSpeaksTls() {
    assertThat(policy("https://gateway.example/pay?charset=utf-8"))
        .contains("; form-action https: https://gateway.example; ");
  }

  @Test
  void inPlainOnlyTheActionItselfMayBeReached() {
    assertThat(policy("http://127.0.0.1:8080/pay"))
        .contains("; form-action https: http://127.0.0.1:8080; ");
  }

  private static String policy(String action) {
    return SecurityHeaders.policyOfForm("bm9uY2Utb2YtdGhpcy10ZXN0", URI.create(action));
  }
}
