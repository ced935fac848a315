// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification about a pre-authorisation: money was frozen or let go. Frozen is not
 * paid. Authentic is not yet yours: compare numbers and amount with your own records, as {@link
 * #confirm} does. (支付宝开放平台, 预授权, 异步通知.)
 *
 * @param id Alipay's id of the notification
 * @param createdAt when Alipay sent it
 * @param merchantId the application whose client proved it, {@code third-party/merchant} for a view
 * @param type {@code fund_auth_freeze} or {@code fund_auth_unfreeze}
 * @param operation the operation as reported
 */
public record AlipayFreezeChanged(
    String id, Instant createdAt, String merchantId, String type, FreezeOperation operation)
    implements ProviderEvent {

  @Override
  public String provider() {
    return AlipayClient.PROVIDER;
  }

  /**
   * The operation, if it is the one that you asked for.
   *
   * @param orderNumber your number of the pre-authorisation
   * @param number your number of the operation
   * @throws MismatchException if a number or the amount differs
   */
  public FreezeOperation confirm(String orderNumber, String number, Money amount) {
    same("out_order_no", orderNumber, operation.orderNumber());
    same("out_request_no", number, operation.number());
    same("amount", amount.toString(), operation.amount().toString());
    return operation;
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }

  @Override
  public ProviderFields fields() {
    return operation.fields();
  }

  @Override
  public Evidence evidence() {
    return operation.evidence();
  }

  @Override
  public String replayKey() {
    return provider()
        + "/"
        + merchantId
        + "/authorisation/"
        + operation.orderNumber()
        + "/"
        + operation.kind()
        + "/"
        + operation.number()
        + "/"
        + operation.providerState();
  }
}
