// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** The payer pays on a page: a form that is signed, sent by nobody and brought by his browser. */
class UnionPayPageContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new UnionPayUnderTest(Shop.open(), Product.PAGE);
  }
}
