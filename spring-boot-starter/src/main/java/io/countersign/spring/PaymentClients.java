// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.InvalidRequestException;
import io.countersign.Merchants;
import io.countersign.NotificationRouter;
import io.countersign.PaymentClient;
import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.http.HttpTransport;
import io.countersign.spi.Signals;
import io.countersign.spring.CountersignProperties.MerchantProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes clients that fit into this application: with its transport, clock, retry policy, observers
 * and notify URLs. For a {@link Merchants} bean that reads accounts from a database; accounts in
 * properties need none. Immutable and safe for use by many threads.
 */
public final class PaymentClients {

  private final ResourceLoader resources;
  private final Optional<NotificationRouter> addresses;
  private final Optional<HttpTransport> transport;
  private final Optional<Clock> clock;
  private final Optional<RetryPolicy> retryPolicy;
  private final List<Signals> signals;
  private final Optional<TransportObservation> observation;

  PaymentClients(
      ResourceLoader resources,
      Optional<NotificationRouter> addresses,
      Optional<HttpTransport> transport,
      Optional<Clock> clock,
      Optional<RetryPolicy> retryPolicy,
      List<PaymentObserver> observers,
      Optional<TransportObservation> observation) {
    this.resources = resources;
    this.addresses = addresses;
    this.transport = transport;
    this.clock = clock;
    this.retryPolicy = retryPolicy;
    // One that throws must not keep the others from hearing.
    this.signals = observers.stream().map(Signals::new).toList();
    this.observation = observation;
  }

  /**
   * A client of one account. Reads keys, sends nothing.
   *
   * @param merchantId the shop's own id of the account; its notify URL follows from it where {@code
   *     countersign.notify-base} is set and the variables name no other
   * @param provider {@code wechatpay}, {@code ecpay}, {@code alipay} or {@code unionpay}
   * @param variables what the configuration of that provider reads by {@code fromEnvironment}, such
   *     as {@code WECHATPAY_MCHID}
   * @throws InvalidRequestException if one of them is missing or wrong, or the provider's module is
   *     not on the class path; it names the variable, never its value
   */
  public PaymentClient open(String merchantId, String provider, Map<String, String> variables) {
    Provider known =
        Provider.named(provider)
            .orElseThrow(
                () -> new InvalidRequestException("provider", "one of " + Provider.allNames()));
    if (!known.isOnClassPath(resources.getClassLoader())) {
      throw new InvalidRequestException(
          "provider", "the module of " + provider + " on the class path: add " + known.artifact());
    }
    Map<String, String> all = new LinkedHashMap<>(variables);
    notifyUrl(merchantId).ifPresent(url -> all.putIfAbsent(known.notifyVariable(), url));
    return known.open(all, wiring(merchantId, known, null));
  }

  PaymentClient open(String merchantId, MerchantProperties merchant) {
    String property = CountersignProperties.ofMerchant(merchantId);
    Provider provider = provider(property, merchant);
    MerchantProperties.Section section = provider.section(merchant);
    if (section == null) {
      throw new MerchantSettingsException(
          property + "." + provider.shortName(),
          "the account's settings; there are none",
          "Set the properties of this provider below it.");
    }
    SettingVariables variables =
        SettingVariables.read(
            property + "." + provider.shortName(), provider, (Record) section, resources);
    try {
      notifyUrl(merchantId)
          .ifPresent(
              url -> variables.notifyUrl(url, CountersignProperties.PREFIX + ".notify-base"));
      return provider.open(variables.values(), wiring(merchantId, provider, merchant.timeout()));
    } catch (InvalidRequestException wrong) {
      throw variables.explain(wrong);
    }
  }

  private Provider provider(String property, MerchantProperties merchant) {
    String named = merchant.provider() == null ? "" : merchant.provider().trim();
    Provider provider =
        Provider.named(named)
            .orElseThrow(
                () ->
                    new MerchantSettingsException(
                        property + ".provider",
                        "one of "
                            + Provider.allNames()
                            + (named.isEmpty() ? "; it is missing" : ""),
                        "Say at which provider this account is."));
    for (Provider other : Provider.values()) {
      if (other != provider && other.section(merchant) != null) {
        throw new MerchantSettingsException(
            property + "." + other.shortName(),
            "nothing, because this account's provider is " + provider.shortName(),
            "Give each account an id of its own.");
      }
    }
    if (!provider.isOnClassPath(resources.getClassLoader())) {
      throw new MerchantSettingsException(
          property + ".provider",
          "the module of " + provider.shortName() + " on the class path",
          "Add the dependency " + provider.artifact() + ".");
    }
    return provider;
  }

  private Optional<String> notifyUrl(String merchantId) {
    return addresses.map(router -> router.notifyUrl(merchantId).toString());
  }

  private Wiring wiring(String merchantId, Provider provider, @Nullable Duration timeout) {
    return new Wiring(
        observation.isEmpty()
            ? transport
            : Optional.of(observation.get().of(transport, provider.shortName(), merchantId)),
        clock,
        retryPolicy,
        Optional.ofNullable(timeout),
        this::tellAll);
  }

  private void tellAll(Signal signal) {
    for (Signals each : signals) {
      each.tell(signal);
    }
  }
}
