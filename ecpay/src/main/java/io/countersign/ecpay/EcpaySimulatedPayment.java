// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * Somebody pressed 模擬付款 in the merchant's back office: everything looks like success, and nobody
 * has paid. Never ship for it. With {@link EcpayConfig.Builder#allowSimulatedPayments()}, which
 * production refuses, a simulated payment is told like a real one instead. (綠界科技 ECPay, 全方位金流,
 * 付款結果通知, SimulatePaid.)
 *
 * @param id ECPay's number of the order and the result
 * @param createdAt when it came: ECPay signs no time of sending
 * @param merchantId the merchant whose client proved it; for a view on behalf of a sub-merchant
 *     both numbers, the platform's first, with a slash between
 * @param number the merchant's number of the order; treat it as untrusted input
 * @param fields everything, as received
 * @param evidence why it may be believed that ECPay said so
 */
public record EcpaySimulatedPayment(
    String id,
    Instant createdAt,
    String merchantId,
    String number,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  @Override
  public String provider() {
    return EcpayClient.PROVIDER;
  }

  @Override
  public String type() {
    return "SIMULATED_PAYMENT";
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/simulated/" + number + "/" + id;
  }

  /** Number and id. */
  @Override
  public String toString() {
    return "EcpaySimulatedPayment[" + number + ", " + id + "]";
  }
}
