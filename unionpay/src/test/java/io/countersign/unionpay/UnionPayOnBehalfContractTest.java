// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** A view for a merchant of a platform keeps what its own client keeps. */
class UnionPayOnBehalfContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new UnionPayUnderTest(Shop.openOnPlatform(), Product.QR);
  }

  @Override
  protected String tradesFor() {
    return "on-behalf";
  }
}
