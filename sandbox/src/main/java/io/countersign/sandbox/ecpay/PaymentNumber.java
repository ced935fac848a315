// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * With what a payer pays at a bank or in a shop.
 *
 * @param fields as ECPay names them: {@code BankCode} and {@code vAccount}, or {@code PaymentNo},
 *     or {@code Barcode1} to {@code Barcode3}
 * @param until the last moment to pay
 */
public record PaymentNumber(Map<String, String> fields, Instant until) {
  /** Unmodifiable. */
  public PaymentNumber {
    fields = Map.copyOf(fields);
  }

  static PaymentNumber of(Method method, String sub, Instant now, long days, long minutes) {
    Map<String, String> fields = new LinkedHashMap<>();
    Instant until = now.plusSeconds(days * 86_400 + minutes * 60);
    switch (method) {
      case ATM -> {
        fields.put("BankCode", bankCode(sub));
        fields.put("vAccount", "5219" + Numbers.digits(12));
        until = Numbers.date(now).plusDays(days).atTime(23, 59, 59).toInstant(Numbers.TAIPEI);
      }
      case CVS -> fields.put("PaymentNo", "LLL" + Numbers.digits(11));
      default -> {
        fields.put("Barcode1", Numbers.digits(6) + "6EA");
        fields.put("Barcode2", Numbers.digits(16));
        fields.put("Barcode3", Numbers.digits(15));
      }
    }
    return new PaymentNumber(fields, until);
  }

  private static String bankCode(String bank) {
    return switch (bank) {
      case "BOT" -> "004";
      case "FIRST" -> "007";
      case "CATHAY" -> "013";
      case "TACHONG" -> "047";
      case "PANHSIN" -> "118";
      case "KGI" -> "809";
      case "CHINATRUST" -> "822";
      default -> "005";
    };
  }
}
