// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

class EcpayClientContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new EcpayPageUnderTest(Shop.open());
  }
}
