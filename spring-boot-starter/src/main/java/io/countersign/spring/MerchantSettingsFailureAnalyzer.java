// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What the application prints instead of a stack trace when a merchant's properties are wrong. */
final class MerchantSettingsFailureAnalyzer
    extends AbstractFailureAnalyzer<MerchantSettingsException> {

  MerchantSettingsFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MerchantSettingsException cause) {
    return new FailureAnalysis(cause.problem(), cause.action(), cause);
  }
}
