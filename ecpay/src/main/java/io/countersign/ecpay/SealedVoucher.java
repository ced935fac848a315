// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ProviderFields;
import io.countersign.ShowVoucher;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the number to pay with that an envelope holds. (綠界科技 ECPay, 站內付 2.0, ATMInfo, CVSInfo,
 * BarcodeInfo.)
 */
final class SealedVoucher {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT);

  private SealedVoucher() {}

  /** What the payer pays with; empty if it holds none, or not all of one. */
  static Optional<ShowVoucher> in(ProviderFields data) {
    Optional<ShowVoucher> account = account(data);
    if (account.isPresent()) {
      return account;
    }
    Optional<ShowVoucher> code = code(data);
    return code.isPresent() ? code : barcode(data);
  }

  private static Optional<ShowVoucher> account(ProviderFields data) {
    String bank = text(data, "ATMInfo/BankCode");
    String account = text(data, "ATMInfo/vAccount");
    Optional<Instant> end = end(text(data, "ATMInfo/ExpireDate"));
    return bank.isEmpty() || account.isEmpty() || end.isEmpty()
        ? Optional.empty()
        : Optional.of(new ShowVoucher.BankAccount(bank, account, end.get()));
  }

  private static Optional<ShowVoucher> code(ProviderFields data) {
    String code = text(data, "CVSInfo/PaymentNo");
    Optional<Instant> end = end(text(data, "CVSInfo/ExpireDate"));
    return code.isEmpty() || end.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ShowVoucher.StoreCode(code, page(text(data, "CVSInfo/PaymentURL")), end.get()));
  }

  private static Optional<ShowVoucher> barcode(ProviderFields data) {
    List<String> segments = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      String segment = text(data, "BarcodeInfo/Barcode" + i);
      if (segment.isEmpty()) {
        return Optional.empty();
      }
      segments.add(segment);
    }
    Optional<Instant> end = end(text(data, "BarcodeInfo/ExpireDate"));
    return end.isEmpty()
        ? Optional.empty()
        : Optional.of(new ShowVoucher.StoreBarcode(segments, end.get()));
  }

  /** A bank account is good to the end of its last day. */
  private static Optional<Instant> end(String text) {
    Optional<Instant> moment = TaipeiTime.parse(text);
    if (moment.isPresent()) {
      return moment;
    }
    try {
      return Optional.of(
          LocalDate.parse(text, DAY).atTime(LocalTime.of(23, 59, 59)).toInstant(TaipeiTime.OFFSET));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<URI> page(String text) {
    try {
      URI page = new URI(text);
      return "https".equals(page.getScheme()) && page.getHost() != null
          ? Optional.of(page)
          : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private static String text(ProviderFields data, String path) {
    return data.text(path).orElse("").trim();
  }
}
