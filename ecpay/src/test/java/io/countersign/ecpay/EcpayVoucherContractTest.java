// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.testing.PaymentClientContract;
import io.countersign.testing.ProviderUnderTest;

/** What a voucher of the shop's own server keeps: made by a call, told and asked by envelope. */
class EcpayVoucherContractTest extends PaymentClientContract {
  @Override
  protected ProviderUnderTest open() {
    return new EcpayVoucherUnderTest(Shop.open());
  }
}
