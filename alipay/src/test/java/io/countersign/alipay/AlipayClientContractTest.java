// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** The shop shows a QR code, of which Alipay knows once the payer has scanned it. */
class AlipayClientContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new AlipayUnderTest(Shop.open(), Product.PRECREATE);
  }
}
