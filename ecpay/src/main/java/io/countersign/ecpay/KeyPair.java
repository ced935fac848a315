// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;

/**
 * The HashKey and HashIV of one merchant and product. One merchant number may have several pairs.
 *
 * @param hashKey 16 bytes
 * @param hashIv 16 bytes
 */
record KeyPair(Secret hashKey, Secret hashIv) {

  KeyPair {
    check("HashKey", hashKey);
    check("HashIV", hashIv);
    if (hashKey.equals(hashIv)) {
      throw new InvalidRequestException("HashIV", "another value than HashKey; both are the same");
    }
  }

  private static void check(String field, Secret value) {
    if (value.length() != 16) {
      throw new InvalidRequestException(
          field, "exactly 16 characters, not " + value.length() + ", without blanks around");
    }
    for (byte b : value.reveal()) {
      if (b <= ' ' || b > '~') {
        throw new InvalidRequestException(field, "letters and digits only");
      }
    }
  }
}
