// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.oned.Code39Writer;
import io.countersign.ShowVoucher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A voucher as the page shows it: what to type, and what to hold under a scanner. */
final class VoucherPicture {

  /** In modules; the page stretches it. */
  private static final int HEIGHT = 40;

  /** What the standard asks for beside the bars. */
  private static final int QUIET_MODULES = 10;

  private VoucherPicture() {}

  /** Under {@code voucher}, for the answer of the checkout and for the order. */
  static Map<String, ?> json(ShowVoucher voucher) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("payBefore", voucher.payBefore().toString());
    if (voucher instanceof ShowVoucher.BankAccount transfer) {
      shown.put("bankCode", transfer.bankCode());
      shown.put("account", transfer.account());
    } else if (voucher instanceof ShowVoucher.StoreCode code) {
      shown.put("code", code.code());
      code.page().ifPresent(page -> shown.put("page", page.toString()));
    } else if (voucher instanceof ShowVoucher.StoreBarcode barcode) {
      List<Map<String, String>> bars =
          barcode.segments().stream()
              .map(segment -> Map.of("text", segment, "picture", code39(segment)))
              .toList();
      shown.put("barcodes", bars);
    }
    return Map.of("voucher", shown);
  }

  /** Code 39: a {@code data:} address of an SVG, one unit for each module. */
  static String code39(String text) {
    BitMatrix bars = new Code39Writer().encode(text, BarcodeFormat.CODE_39, 0, 1);
    int width = bars.getWidth() + 2 * QUIET_MODULES;
    StringBuilder path = new StringBuilder();
    for (int x = 0; x < bars.getWidth(); x++) {
      if (bars.get(x, 0)) {
        path.append('M').append(x + QUIET_MODULES).append(" 0h1v").append(HEIGHT).append("h-1z");
      }
    }
    return QrPicture.svg(width, HEIGHT, path, " preserveAspectRatio=\"none\"");
  }
}
