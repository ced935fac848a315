// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Show the payer what to pay with, elsewhere and later. A voucher that was issued is not paid: the
 * money comes hours or days later, and only its notification or {@link PaymentClient#find} says so.
 */
public sealed interface ShowVoucher
    permits ShowVoucher.BankAccount, ShowVoucher.StoreCode, ShowVoucher.StoreBarcode {

  /** The last moment to pay with it; afterwards a new attempt needs a new number. */
  Instant payBefore();

  /**
   * Transfer the exact amount to this account; it belongs to this one attempt.
   *
   * @param bankCode the bank's code, such as {@code 005}
   * @param account the account's number, digits only
   * @param payBefore the last moment to pay
   */
  record BankAccount(String bankCode, String account, Instant payBefore) implements ShowVoucher {}

  /**
   * Type this code at a convenience store's terminal and pay at the counter.
   *
   * @param code the code
   * @param page the provider's page that shows it as a barcode, if there is one
   * @param payBefore the last moment to pay
   */
  record StoreCode(String code, Optional<URI> page, Instant payBefore) implements ShowVoucher {}

  /**
   * Show these barcodes at a convenience store's counter, all of them, one below the other.
   *
   * @param segments what each encodes (Code 39), in order
   * @param payBefore the last moment to pay
   */
  record StoreBarcode(List<String> segments, Instant payBefore) implements ShowVoucher {
    /** Keeps an unmodifiable copy. */
    public StoreBarcode {
      segments = List.copyOf(segments);
    }
  }
}
