// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.spring.CountersignProperties.MerchantProperties;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Says which property of ours does not fit. Boot's own complaint repeats the value, which is a key
 * where somebody forgot the merchant's id or wrote a key one level too high.
 */
final class MisfitSettings extends AbstractBindHandler {

  private static final ConfigurationPropertyName OURS =
      ConfigurationPropertyName.of(CountersignProperties.PREFIX);

  MisfitSettings(BindHandler parent) {
    super(parent);
  }

  @Override
  public Object onFailure(
      ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
      throws Exception {
    try {
      return super.onFailure(name, target, context, error);
    } catch (UnboundConfigurationPropertiesException namesOnly) {
      throw namesOnly;
    } catch (BindException deeper) {
      throw deeper;
    } catch (Exception refused) {
      if (OURS.equals(name) || OURS.isAncestorOf(name)) {
        // Not as the cause of ours: its message has the value.
        throw misfit(name, target);
      }
      throw refused;
    }
  }

  private static MerchantSettingsException misfit(
      ConfigurationPropertyName name, Bindable<?> target) {
    Class<?> type = target.getType().resolve(Object.class);
    if (type == URI.class) {
      return CountersignAutoConfiguration.unusableBase();
    }
    if (type == Duration.class) {
      return new MerchantSettingsException(
          name.toString(), "a duration such as 10s or PT10S", "Write a number and its unit.");
    }
    if (type == MerchantProperties.class
        || MerchantProperties.Section.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || type == CountersignProperties.class) {
      return new MerchantSettingsException(
          name.toString(),
          "no value of its own, but properties below it",
          "An account's settings stand in countersign.merchants.<id>.<provider>.<setting>: is its"
              + " id missing, or its provider?");
    }
    return new MerchantSettingsException(
        name.toString(),
        "another form",
        "Compare it with the properties in the README of countersign-spring-boot-starter.");
  }
}
