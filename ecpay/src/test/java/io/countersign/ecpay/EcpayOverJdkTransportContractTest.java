// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.http.HttpTransport;
import io.countersign.http.JdkHttpTransport;
import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** What holds with OkHttp holds for those who exclude it. */
class EcpayOverJdkTransportContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new EcpayPageUnderTest(Shop.open());
  }

  @Override
  protected HttpTransport network() {
    return JdkHttpTransport.shared();
  }
}
