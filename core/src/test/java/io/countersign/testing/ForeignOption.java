// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.ProviderOption;

/** An option of a provider that does not exist. */
enum ForeignOption implements ProviderOption {
  SEVEN_DAYS_LATER
}
