// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.ProviderFields;
import io.countersign.ShowVoucher;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What ECPay says that a payer may pay with: the same names in forms, where they stand beside the
 * order, and in envelopes, where each kind has a group. (綠界科技 ECPay, 全方位金流, 取號結果通知; 幕後取號.)
 */
final class IssuedVoucher {

  private static final int DAY_LENGTH = "uuuu/MM/dd".length();

  private IssuedVoucher() {}

  /** In a form: of whichever kind there is; empty if there is none, or a part of it is missing. */
  static Optional<ShowVoucher> ofForm(ProviderFields fields) {
    return of(fields, "", "", "");
  }

  /** In an envelope, likewise. */
  static Optional<ShowVoucher> ofEnvelope(ProviderFields data) {
    return of(data, "ATMInfo/", "CVSInfo/", "BarcodeInfo/");
  }

  private static Optional<ShowVoucher> of(
      ProviderFields fields, String account, String code, String barcode) {
    String bank = shown(fields, account + "BankCode");
    String number = shown(fields, account + "vAccount");
    Optional<Instant> until = until(fields, account);
    if (!bank.isEmpty() && !number.isEmpty() && until.isPresent()) {
      return Optional.of(new ShowVoucher.BankAccount(bank, number, until.get()));
    }
    String typed = shown(fields, code + "PaymentNo");
    until = until(fields, code);
    if (!typed.isEmpty() && until.isPresent()) {
      return Optional.of(
          new ShowVoucher.StoreCode(typed, page(fields, code + "PaymentURL"), until.get()));
    }
    List<String> segments =
        List.of(
            shown(fields, barcode + "Barcode1"),
            shown(fields, barcode + "Barcode2"),
            shown(fields, barcode + "Barcode3"));
    until = until(fields, barcode);
    return segments.contains("") || until.isEmpty()
        ? Optional.empty()
        : Optional.of(new ShowVoucher.StoreBarcode(segments, until.get()));
  }

  /** A day is told without a time for what is valid to its end in Taipei. */
  private static Optional<Instant> until(ProviderFields fields, String group) {
    String text = fields.text(group + "ExpireDate").orElse("").trim();
    return TaipeiTime.parse(text.length() == DAY_LENGTH ? text + " 23:59:59" : text);
  }

  /** What a payer can type or a scanner reads; anything else counts as absent. */
  private static String shown(ProviderFields fields, String path) {
    String text = fields.text(path).orElse("").trim();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        return "";
      }
    }
    return text.length() > 40 ? "" : text;
  }

  /** The payer's browser goes there, so nothing but a web address is handed on. */
  private static Optional<URI> page(ProviderFields fields, String path) {
    try {
      URI page = new URI(fields.text(path).orElse(""));
      FieldRules.address(path, page, 2000);
      return Optional.of(page);
    } catch (URISyntaxException | InvalidRequestException noAddress) {
      return Optional.empty();
    }
  }
}
