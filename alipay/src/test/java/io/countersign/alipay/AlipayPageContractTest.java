// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** The payer pays on a page: a form that is signed, sent by nobody and brought by his browser. */
class AlipayPageContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new AlipayUnderTest(Shop.open(), Product.PAGE);
  }
}
