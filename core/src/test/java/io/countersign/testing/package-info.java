// SPDX-License-Identifier: Apache-2.0
/**
 * What every provider must do, as tests: extend {@link
 * io.countersign.testing.PaymentClientContract} in the provider's module and show it the provider's
 * gateway as a {@link io.countersign.testing.ProviderUnderTest}.
 */
package io.countersign.testing;
