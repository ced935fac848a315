// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import java.time.Instant;

/**
 * An authentic notification that is neither about a payment of this merchant's orders nor has a
 * type of its own, as {@link EcpayPeriodCharged}, {@link EcpayVoucherIssued} and {@link
 * EcpaySimulatedPayment} are. It never proves a payment.
 *
 * <p>Those of invoices and logistics are signed by MD5 with those products' own key pairs ({@link
 * EcpayConfig.Builder#invoiceKeys}, {@link EcpayConfig.Builder#logisticsKeys}), so they are worth
 * no more than MD5 is.
 *
 * @param id the beginning of its signature: ECPay gives no ids, and a copy in other words has
 *     another, so be ready to be told twice
 * @param createdAt when it came: ECPay signs no time of sending
 * @param merchantId the merchant whose client proved it; for a view on behalf of a sub-merchant
 *     both numbers, the platform's first, with a slash between; for another product that product's
 *     number
 * @param type one of the types named here
 * @param fields everything, as received; card numbers and names may be among it
 * @param evidence why it may be believed
 */
public record EcpayEvent(
    String id,
    Instant createdAt,
    String merchantId,
    String type,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  /** A card was bound, or was not ({@code RtnCode}). (綁定信用卡.) */
  public static final String CARD_BINDING = "CARD_BINDING";

  /** A bound card was charged by {@code AuthCardID}, or was not ({@code RtnCode}). */
  public static final String BOUND_CARD_CHARGE = "BOUND_CARD_CHARGE";

  /** The buyer agreed to an allowance on an invoice. (電子發票, 線上折讓, AllowanceByCollegiate.) */
  public static final String INVOICE_ALLOWANCE = "INVOICE_ALLOWANCE";

  /** A parcel is somewhere else now. (物流, 物流狀態通知.) */
  public static final String LOGISTICS = "LOGISTICS";

  /** Anything else with a right signature. */
  public static final String OTHER = "OTHER";

  @Override
  public String provider() {
    return EcpayClient.PROVIDER;
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/event/" + id;
  }

  /** Type and id; fields may be personal. */
  @Override
  public String toString() {
    return "EcpayEvent[" + type + ", " + id + "]";
  }
}
