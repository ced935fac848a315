// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.HttpTransport;
import io.countersign.http.JdkHttpTransport;
import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** What holds with OkHttp holds for those who exclude it. */
class AlipayOverJdkTransportContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new AlipayUnderTest(Shop.open(), Product.PRECREATE);
  }

  @Override
  protected HttpTransport network() {
    return JdkHttpTransport.shared();
  }
}
