// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether merchants stand in properties, and whether it is one alone. */
abstract sealed class OnMerchantsInProperties extends SpringBootCondition {

  private final boolean oneAlone;

  private OnMerchantsInProperties(boolean oneAlone) {
    this.oneAlone = oneAlone;
  }

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    int merchants = ids(context.getEnvironment()).size();
    ConditionMessage message =
        ConditionMessage.forCondition("Countersign merchants in properties")
            .because("there are " + merchants);
    return new ConditionOutcome(oneAlone ? merchants == 1 : merchants > 0, message);
  }

  private static Set<String> ids(Environment environment) {
    return Binder.get(environment)
        .bind(
            CountersignProperties.PREFIX + ".merchants",
            Bindable.mapOf(String.class, Object.class),
            new MisfitSettings(BindHandler.DEFAULT))
        .map(Map::keySet)
        .orElse(Set.of());
  }

  /** There is at least one. */
  static final class Any extends OnMerchantsInProperties {
    Any() {
      super(false);
    }
  }

  /** There is exactly one. */
  static final class One extends OnMerchantsInProperties {
    One() {
      super(true);
    }
  }
}
