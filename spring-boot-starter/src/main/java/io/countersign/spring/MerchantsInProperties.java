// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.Merchants;
import io.countersign.PaymentClient;
import io.countersign.spring.CountersignProperties.MerchantProperties;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** The accounts that stand in properties; each is opened anew whenever it is asked for. */
final class MerchantsInProperties implements Merchants {

  private final Map<String, MerchantProperties> merchants;
  private final PaymentClients clients;

  MerchantsInProperties(Map<String, MerchantProperties> merchants, PaymentClients clients) {
    this.merchants = merchants;
    this.clients = clients;
  }

  @Override
  public Optional<PaymentClient> find(String merchantId) {
    return Optional.ofNullable(merchants.get(merchantId))
        .map(merchant -> clients.open(merchantId, merchant));
  }

  /**
   * Refuses a property that nothing reads. Boot's own check would print its value, which is a key
   * when the name of a key's property is misspelt.
   */
  static void refuseUnknown(Environment environment) {
    try {
      Binder.get(environment)
          .bind(
              CountersignProperties.PREFIX,
              Bindable.of(CountersignProperties.class),
              new NoUnboundElementsBindHandler(
                  new MisfitSettings(BindHandler.DEFAULT), new UnboundElementsSourceFilter()));
    } catch (BindException refused) {
      if (refused.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
        Set<String> names =
            unknown.getUnboundProperties().stream()
                .map(ConfigurationProperty::getName)
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        // Blank, it is bound to nothing; whoever needs it says what is wrong.
        names.remove(CountersignProperties.PREFIX + ".notify-base");
        if (names.isEmpty()) {
          return;
        }
        throw new MerchantSettingsException(
            String.join(", ", names),
            "no such property; nothing reads it",
            "Check its spelling: every property stands in the metadata of"
                + " countersign-spring-boot-starter and in its README.");
      }
      throw refused;
    }
  }
}
