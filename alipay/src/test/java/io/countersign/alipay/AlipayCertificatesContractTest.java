// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** What a key proves, certificates prove: the application's, Alipay's and the roots. */
class AlipayCertificatesContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new AlipayUnderTest(Shop.open(AlipaySetup.usual().certificates()), Product.PRECREATE);
  }
}
