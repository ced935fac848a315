// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** What holds at the classic gateway holds by OpenAPI v3, whose answers are dated besides. */
class AlipayOpenApiContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return AlipayUnderTest.byOpenApi(Shop.open(), Product.PRECREATE);
  }
}
