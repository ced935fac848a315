// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Bytes that are made while they are sent, so that a file may be larger than the memory. */
interface ByteSource {
  void writeTo(OutputStream out) throws IOException;

  /** Their number; -1 when nobody has counted them. */
  default long length() {
    return -1;
  }

  default byte[] inMemory() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
