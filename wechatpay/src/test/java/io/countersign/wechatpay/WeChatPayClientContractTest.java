// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

class WeChatPayClientContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new WeChatPayUnderTest(Shop.open());
  }
}
