// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** A view on behalf of a sub-merchant keeps every promise that a merchant's own client keeps. */
class WeChatPayOnBehalfContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new WeChatPayUnderTest(Shop.openOnBehalf());
  }

  @Override
  protected String tradesFor() {
    return "on-behalf";
  }
}
