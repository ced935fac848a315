// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Draws a QR code, so that the page needs no script for it and no other site sees the code. */
final class QrPicture {

  /** What the standard asks for around a code. */
  private static final int QUIET = 4;

  private QrPicture() {}

  /** A {@code data:} address of the picture of a text. */
  static String of(String text) {
    ByteMatrix code;
    try {
      code = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("no QR code holds this text", tooLong);
    }
    int side = code.getWidth() + 2 * QUIET;
    StringBuilder svg =
        new StringBuilder(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %1$d'>".formatted(side))
            .append("<rect width='100%' height='100%' fill='#fff'/><path fill='#10241b' d='");
    for (int row = 0; row < code.getHeight(); row++) {
      for (int column = 0; column < code.getWidth(); column++) {
        if (code.get(column, row) == 1) {
          svg.append("M%d %dh1v1h-1z".formatted(column + QUIET, row + QUIET));
        }
      }
    }
    byte[] bytes = svg.append("'/></svg>").toString().getBytes(StandardCharsets.UTF_8);
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
