// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** A platform's view for a sub-merchant keeps every promise that a merchant's own client keeps. */
class EcpayOnBehalfContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new EcpayPageUnderTest(Shop.openOnBehalf());
  }

  @Override
  protected String tradesFor() {
    return "on-behalf";
  }
}
