// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.RsaSha256;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one place that knows by which keys Alipay proves itself to this application, for answers and
 * notifications alike.
 */
final class AlipayKeys {

  private final List<AlipayKey> publicKeys;

  AlipayKeys(AlipayConfig config) {
    List<AlipayKey> keys = new ArrayList<>();
    RsaSha256 rsa = new RsaSha256(config.securityProvider);
    for (RSAPublicKey key : config.alipayPublicKeys) {
      keys.add(AlipayKey.of(keys.isEmpty() ? "public key" : "previous public key", key, rsa));
    }
    this.publicKeys = List.copyOf(keys);
  }

  /**
   * The keys that may have signed a message, the likeliest first.
   *
   * @param certificateNumber the {@code alipay_cert_sn} that came with it
   */
  List<AlipayKey> candidates(Optional<String> certificateNumber) {
    return publicKeys;
  }
}
