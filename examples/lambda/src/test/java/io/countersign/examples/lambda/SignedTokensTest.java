// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class SignedTokensTest {

  private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");

  private static SignedTokens tokens(String key, String purpose, Instant now) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new SignedTokens(key.getBytes(UTF_8), purpose, Duration.ofMinutes(5), clock);
  }

  @Test
  void aTokenTellsItsSubjectUntilItEnds() {
    SignedTokens.Signed signed = tokens("key", "session", NOW).sign("somebody.with.dots");
    assertThat(signed.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(tokens("key", "session", NOW.plusSeconds(299)).subject(signed.token()))
        .contains("somebody.with.dots");
    assertThat(tokens("key", "session", NOW.plusSeconds(300)).subject(signed.token())).isEmpty();
  }

  @Test
  void anotherKeyOrPurposeOpensNothing() {
    String token = tokens("key", "session", NOW).sign("somebody").token();
    assertThat(tokens("other", "session", NOW).subject(token)).isEmpty();
    assertThat(tokens("key", "checkout", NOW).subject(token)).isEmpty();
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    SignedTokens tokens = tokens("key", "session", NOW);
    String token = tokens.sign("somebody").token();
    // The last character of unpadded Base64 holds bits that mean nothing.
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.subject(changed)).as("character " + i).isEmpty();
    }
  }

  @Test
  void whatIsNoTokenIsRefusedAndNotThrownAt() {
    SignedTokens tokens = tokens("key", "session", NOW);
    for (String text : new String[] {"", ".", "..", "a.b", "a.1.c", "é.1.é", "a".repeat(2_000)}) {
      assertThat(tokens.subject(text)).as(text).isEmpty();
    }
  }
}
