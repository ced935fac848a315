// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.KeyExpiry;
import io.countersign.Merchants;
import io.countersign.PaymentClient;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.unionpay.UnionPayConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MerchantHealthTest {

  private static PaymentClient jade;
  private static Instant firstEnd;

  /** Certificates that end; a line on which every request would be an error. */
  @BeforeAll
  static void openMerchant() {
    try (Sandbox sandbox = Sandbox.start()) {
      UnionPayMerchant merchant = sandbox.unionPay().openMerchant();
      UnionPayClient client =
          UnionPayClient.of(
              UnionPayConfig.fromEnvironment(merchant.environment()).toBuilder()
                  .transport(new NoLine())
                  .build());
      jade = client;
      firstEnd =
          client.keyExpiries().stream()
              .map(key -> key.expiresAt().orElseThrow())
              .min(Instant::compareTo)
              .orElseThrow();
    }
  }

  @Test
  void aMerchantWithGoodKeysIsUp() {
    MerchantHealth health =
        at(firstEnd.minus(Duration.ofHours(36)), Merchants.of(Map.of("jade", jade)));

    assertThat(health.status()).isEqualTo("UP");
    assertThat(health.details())
        .containsEntry("merchants", 1)
        .containsEntry("firstKeyEnds", firstEnd.toString())
        .containsEntry("firstKeyEndsInDays", 1L)
        .containsEntry("firstKeyIsOf", "jade")
        .doesNotContainKey("problems");
  }

  @Test
  void aMerchantWhoseKeyEndedIsOutOfService() {
    MerchantHealth health =
        at(firstEnd.plus(Duration.ofSeconds(1)), Merchants.of(Map.of("jade", jade)));

    assertThat(health.status()).isEqualTo("OUT_OF_SERVICE");
    assertThat(health.details()).containsEntry("firstKeyEndsInDays", -1L);
  }

  @Test
  void aMerchantThatCannotBeOpenedIsDown() {
    MerchantHealth health =
        at(
            Instant.EPOCH,
            id -> {
              throw new MerchantSettingsException(
                  "countersign.merchants.jade.unionpay.cert", "a certificate", "Set it.");
            });

    assertThat(health.status()).isEqualTo("DOWN");
    assertThat(health.details().get("problems"))
        .isEqualTo(
            Map.of(
                "jade",
                "countersign.merchants.jade.unionpay.cert: expected a certificate. Set it."));
  }

  @Test
  void whatAShopsOwnSourceSaysIsNotRepeated() {
    MerchantHealth health =
        at(
            Instant.EPOCH,
            id -> {
              throw new IllegalArgumentException("key text");
            });

    assertThat(health.details().get("problems"))
        .isEqualTo(Map.of("jade", "cannot be opened: java.lang.IllegalArgumentException"));
  }

  @Test
  void whereTheWatchedCannotBeListedHealthIsDownAndNothingIsThrown() {
    KeyWatch keys =
        new KeyWatch(
            Merchants.of(Map.of("jade", jade)),
            () -> {
              throw new IllegalStateException("the table is away");
            },
            Clock.fixed(firstEnd, ZoneOffset.UTC));

    MerchantHealth health = MerchantHealth.of(keys);

    assertThat(health.status()).isEqualTo("DOWN");
    assertThat(health.details())
        .containsEntry(
            "problem", "the watched merchants cannot be listed: java.lang.IllegalStateException");
    assertThat(keys.fewestDays("unionpay")).isNaN();
  }

  @Test
  void aWatchedMerchantThatIsNotThereIsDown() {
    assertThat(at(Instant.EPOCH, id -> Optional.empty()).status()).isEqualTo("DOWN");
  }

  @Test
  void whereAKeyIsBeingReplacedTheLaterOneCounts() {
    Instant soon = Instant.parse("2026-03-01T00:00:00Z");
    Instant late = Instant.parse("2027-03-01T00:00:00Z");
    KeyExpiry old = new KeyExpiry("1", "signs", Optional.of(soon));
    KeyExpiry replacement = new KeyExpiry("2", "signs", Optional.of(late));
    KeyExpiry endless = new KeyExpiry("3", "verifies", Optional.empty());

    assertThat(KeyWatch.firstEnd(List.of(old, replacement, endless))).contains(late);
    assertThat(KeyWatch.firstEnd(List.of(replacement, old))).contains(late);
    assertThat(KeyWatch.firstEnd(List.of(old, endless))).contains(soon);
    assertThat(KeyWatch.firstEnd(List.of(endless))).isEmpty();
    assertThat(KeyWatch.firstEnd(List.of())).isEmpty();
  }

  @Test
  void daysAreAskedByProvider() {
    KeyWatch keys =
        new KeyWatch(
            Merchants.of(Map.of("jade", jade)),
            () -> List.of("jade"),
            Clock.fixed(firstEnd.minus(Duration.ofHours(36)), ZoneOffset.UTC));

    assertThat(keys.fewestDays("unionpay")).isEqualTo(1.5);
    assertThat(keys.fewestDays("alipay")).isNaN();
  }

  private static MerchantHealth at(Instant now, Merchants merchants) {
    return MerchantHealth.of(
        new KeyWatch(merchants, () -> List.of("jade"), Clock.fixed(now, ZoneOffset.UTC)));
  }

  private static final class NoLine implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) {
      throw new AssertionError("health asked the network");
    }

    @Override
    public HttpDownload download(HttpCall call) {
      throw new AssertionError("health asked the network");
    }
  }
}
