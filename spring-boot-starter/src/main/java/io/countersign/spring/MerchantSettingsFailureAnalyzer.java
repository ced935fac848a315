// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * What the application prints instead of a stack trace when a merchant's properties are wrong.
 * First of all: Boot's own analyzer of what cannot be bound prints the value.
 */
final class MerchantSettingsFailureAnalyzer
    extends AbstractFailureAnalyzer<MerchantSettingsException> implements Ordered {

  MerchantSettingsFailureAnalyzer() {}

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MerchantSettingsException cause) {
    return new FailureAnalysis(cause.problem(), cause.action(), cause);
  }
}
