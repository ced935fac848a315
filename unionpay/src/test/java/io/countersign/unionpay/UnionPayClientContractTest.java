// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** The shop shows a QR code, of which UnionPay knows once the payer has scanned it. */
class UnionPayClientContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new UnionPayUnderTest(Shop.open(), Product.QR);
  }
}
