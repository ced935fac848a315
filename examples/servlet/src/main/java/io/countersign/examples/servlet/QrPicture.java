// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Draws a QR code on the server, so that the page needs no script for it. */
final class QrPicture {

  /** What the standard asks for around the code. */
  private static final int QUIET_MODULES = 4;

  private QrPicture() {}

  /** The picture of a text: a {@code data:} address of an SVG. */
  static String of(String text) {
    BitMatrix modules = modules(text);
    int size = modules.getWidth();
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        if (modules.get(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return svg(size, size, path, "");
  }

  /** Dark on white: the address of a picture with one path. */
  static String svg(int width, int height, CharSequence path, String more) {
    String svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\""
                .formatted(width, height)
            + more
            + " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%1$dv%2$dH0z\"/>"
                .formatted(width, height)
            + "<path fill=\"#10241b\" d=\""
            + path
            + "\"/></svg>";
    return "data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
  }

  private static BitMatrix modules(String text) {
    try {
      // Size 0: one unit for each module, as small as the text allows.
      return new QRCodeWriter()
          .encode(
              text,
              BarcodeFormat.QR_CODE,
              0,
              0,
              Map.of(
                  EncodeHintType.CHARACTER_SET,
                  "UTF-8",
                  EncodeHintType.ERROR_CORRECTION,
                  ErrorCorrectionLevel.M,
                  EncodeHintType.MARGIN,
                  QUIET_MODULES));
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("no QR code holds this text", tooLong);
    }
  }
}
