// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.spi.FieldRules;
import io.countersign.spi.PercentEncoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a shop stores about one combined order, in one text column: its number, the app, the last
 * moment to pay, and every sub-order's merchant, number and amount, because closing must list
 * exactly the sub-orders that were ordered.
 *
 * <p>{@link #toString()} is the stored form and {@link #parse(String)} reads it back. It is
 * versioned ASCII without secrets and personal data: at most 250 characters, and at most 230 for
 * each sub-order. It is known <em>before</em> WeChat Pay is called ({@link
 * WeChatPayCombinedOrders#ref}); store it first, and a crash loses nothing.
 */
public final class CombinedRef {

  private static final String VERSION = "wechatpay-combined1:";
  private static final int MOST_SUB_ORDERS = 50;
  private static final int MOST_CHARACTERS = 12_000;
  private static final int MOST_TIME_DIGITS = 11;
  private static final long MOST_SECONDS = 99_999_999_999L;

  private final String merchantId;
  private final String appId;
  private final PaymentId id;
  private final List<SubOrderRef> subOrders;
  private final Money total;
  private final @Nullable Instant payBefore;

  private CombinedRef(
      String merchantId,
      String appId,
      PaymentId id,
      List<SubOrderRef> subOrders,
      Money total,
      @Nullable Instant payBefore) {
    this.merchantId = merchantId;
    this.appId = appId;
    this.id = id;
    this.subOrders = subOrders;
    this.total = total;
    this.payBefore = payBefore;
  }

  /**
   * Names a combined order; also one that this library did not create.
   *
   * @param merchantId {@code combine_mchid}, the merchant that ordered
   * @param appId {@code combine_appid}, the app it was ordered for
   * @param id {@code combine_out_trade_no}, at most 32 letters, digits and {@code _-|*@}, and when
   *     it was ordered
   * @param subOrders every sub-order, 1 to 50
   * @throws InvalidRequestException if a number does not fit or stands twice, or if the sum does
   *     not fit
   */
  public static CombinedRef of(
      String merchantId, String appId, PaymentId id, List<SubOrderRef> subOrders) {
    if (subOrders.isEmpty() || subOrders.size() > MOST_SUB_ORDERS) {
      throw new InvalidRequestException(
          "sub-orders", "1 to " + MOST_SUB_ORDERS + ", not " + subOrders.size());
    }
    Set<String> numbers = new HashSet<>();
    Money total = Money.ofMinor(0, "CNY");
    for (SubOrderRef subOrder : subOrders) {
      if (!numbers.add(subOrder.number())) {
        throw new InvalidRequestException(
            "sub-order number", "one of its own for each sub-order; one stands twice");
      }
      total = total.plus(subOrder.amount());
    }
    FieldRules.token("combined order's number", id.number(), 1, 32, "_-|*@");
    return new CombinedRef(
        FieldRules.token("merchantId", merchantId, 1, 32, ""),
        FieldRules.token("appId", appId, 1, 32, "_-"),
        id,
        List.copyOf(subOrders),
        total,
        null);
  }

  /**
   * The same order, with the last moment at which the payer may pay, in whole seconds.
   *
   * @throws InvalidRequestException if no calendar shows it
   */
  public CombinedRef withPayBefore(Instant newPayBefore) {
    long seconds = newPayBefore.getEpochSecond();
    if (seconds < 0 || seconds > MOST_SECONDS) {
      throw new InvalidRequestException("payBefore", "a moment that a calendar shows");
    }
    return new CombinedRef(merchantId, appId, id, subOrders, total, Instant.ofEpochSecond(seconds));
  }

  /** The merchant that ordered. */
  public String merchantId() {
    return merchantId;
  }

  /** The app it was ordered for. */
  public String appId() {
    return appId;
  }

  /** The attempt's own id. */
  public PaymentId id() {
    return id;
  }

  /** The combined order's number, {@code id().number()}. */
  public String number() {
    return id.number();
  }

  /** Every sub-order, in the order given. */
  public List<SubOrderRef> subOrders() {
    return subOrders;
  }

  /** The sum of all sub-orders: what the payer sees. */
  public Money total() {
    return total;
  }

  /** The last moment to pay, if one was given. */
  public Optional<Instant> payBefore() {
    return Optional.ofNullable(payBefore);
  }

  /**
   * One sub-order as a payment that its own merchant can refund: {@code
   * client.refund(RefundRequest.of(ref.payment(number), …))}, with the client of that sub-order's
   * merchant, or the service provider's view on behalf of its sub-merchant. It cannot be found,
   * closed or reversed by itself, only with the others.
   *
   * @throws InvalidRequestException if no sub-order has this number
   */
  public PaymentRef payment(String subOrderNumber) {
    for (SubOrderRef subOrder : subOrders) {
      if (subOrder.number().equals(subOrderNumber)) {
        PaymentRef ref =
            payment(
                new PaymentId(subOrderNumber, id.createdAt()),
                subOrder.amount(),
                Product.SUB_ORDER);
        Optional<String> collector = subOrder.subMerchantId();
        return collector.isPresent() ? ref.withOnBehalfOf(collector.get()) : ref;
      }
    }
    throw new InvalidRequestException("sub-order number", "one of this combined order's");
  }

  /** The order as a whole, as outcomes and rejections carry it. */
  PaymentRef whole() {
    return payment(id, total, Product.COMBINED);
  }

  private PaymentRef payment(PaymentId as, Money amount, String product) {
    PaymentRef ref =
        PaymentRef.of(WeChatPayClient.PROVIDER, as, amount).withProduct(product).withAppId(appId);
    return payBefore == null ? ref : ref.withPayBefore(payBefore);
  }

  /**
   * Reads the stored form.
   *
   * @throws InvalidRequestException if the text is not one that {@link #toString()} wrote
   */
  public static CombinedRef parse(String stored) {
    if (!stored.startsWith(VERSION) || stored.length() > MOST_CHARACTERS) {
      throw unreadable();
    }
    CombinedRef ref;
    try {
      ref = parsed(stored.substring(VERSION.length()).split("&", -1));
    } catch (InvalidRequestException | NumberFormatException malformed) {
      throw unreadable();
    }
    // One order has one text: what is doubled, unknown or out of place does not come back.
    if (!ref.toString().equals(stored)) {
      throw unreadable();
    }
    return ref;
  }

  private static CombinedRef parsed(String[] pairs) {
    String number = "";
    String created = "";
    String merchantId = "";
    String appId = "";
    String payBefore = null;
    List<SubOrderRef> subOrders = new ArrayList<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String value = pair.substring(equals + 1);
      switch (equals < 0 ? "" : pair.substring(0, equals)) {
        case "number" -> number = decoded(value);
        case "created" -> created = value;
        case "merchant" -> merchantId = value;
        case "app" -> appId = value;
        case "before" -> payBefore = value;
        case "sub" -> subOrders.add(subOrder(value.split(",", -1)));
        default -> throw unreadable();
      }
    }
    CombinedRef ref =
        of(merchantId, appId, new PaymentId(number, instant(created)), List.copyOf(subOrders));
    return payBefore == null ? ref : ref.withPayBefore(instant(payBefore));
  }

  private static SubOrderRef subOrder(String[] parts) {
    if (parts.length < 4 || parts.length > 6) {
      throw unreadable();
    }
    SubOrderRef subOrder =
        SubOrderRef.of(
            parts[0], decoded(parts[1]), Money.ofMinor(Long.parseLong(parts[2]), parts[3]));
    subOrder = parts.length > 4 ? subOrder.onBehalfOf(parts[4]) : subOrder;
    return parts.length > 5 ? subOrder.withSubAppId(parts[5]) : subOrder;
  }

  /** The stored form. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(320).append(VERSION);
    text.append("number=").append(PercentEncoding.encode(id.number()));
    text.append("&created=").append(id.createdAt().getEpochSecond());
    text.append("&merchant=").append(merchantId);
    text.append("&app=").append(appId);
    if (payBefore != null) {
      text.append("&before=").append(payBefore.getEpochSecond());
    }
    for (SubOrderRef subOrder : subOrders) {
      text.append("&sub=").append(subOrder.merchantId());
      text.append(',').append(PercentEncoding.encode(subOrder.number()));
      text.append(',').append(subOrder.amount().minorUnits());
      text.append(',').append(subOrder.amount().currency().getCurrencyCode());
      if (subOrder.subMerchantId().isPresent()) {
        text.append(',').append(subOrder.subMerchantId().get());
      }
      if (subOrder.subAppId().isPresent()) {
        text.append(',').append(subOrder.subAppId().get());
      }
    }
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CombinedRef && toString().equals(other.toString());
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  private static String decoded(String value) {
    Optional<String> text = PercentEncoding.decode(value);
    if (text.isEmpty()) {
      throw unreadable();
    }
    return text.get();
  }

  private static Instant instant(String seconds) {
    if (seconds.length() > MOST_TIME_DIGITS) {
      throw unreadable();
    }
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  private static InvalidRequestException unreadable() {
    return new InvalidRequestException(
        "combined reference",
        "the text that CombinedRef.toString() wrote (it begins with " + VERSION + ")");
  }
}
