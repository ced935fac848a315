// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** A view for a merchant keeps what its own client keeps; here the payer pays in the wallet. */
class AlipayOnBehalfContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new AlipayUnderTest(Shop.openOnBehalf(), Product.CREATE);
  }

  @Override
  protected String tradesFor() {
    return "on-behalf";
  }
}
