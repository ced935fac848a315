// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.BitSet;

/** What a payer scans, as one SVG path of unit squares. */
final class QrCode {

  private QrCode() {}

  /** The path's text behind the number of squares at each side, such as {@code 29 M4 4h7v1h-7z}. */
  static String picture(String content) {
    BitMatrix code;
    try {
      code = new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, 0, 0);
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("no QR code holds this", tooLong);
    }
    StringBuilder path = new StringBuilder().append(code.getWidth());
    for (int y = 0; y < code.getHeight(); y++) {
      BitSet dark = new BitSet();
      for (int x = 0; x < code.getWidth(); x++) {
        dark.set(x, code.get(x, y));
      }
      for (int from = dark.nextSetBit(0); from >= 0; ) {
        int to = dark.nextClearBit(from);
        int length = to - from;
        path.append(" M").append(from).append(' ').append(y);
        path.append('h').append(length).append("v1h-").append(length).append('z');
        from = dark.nextSetBit(to);
      }
    }
    return path.toString();
  }
}
