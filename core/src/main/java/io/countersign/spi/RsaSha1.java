// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.Signer;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * RSASSA-PKCS1-v1_5 with SHA-1, which is broken by today's means: for providers that still have it,
 * where a shop has asked for it by name.
 */
public final class RsaSha1 {

  private final RsaSha256 rsa;

  /** By the JVM's own provider, or the one given. */
  public RsaSha1(@Nullable Provider provider) {
    this.rsa = new RsaSha256("SHA1withRSA", provider);
  }

  /** A signer with a key held in this JVM. */
  public Signer signer(PrivateKey key) {
    return rsa.signer(key);
  }

  /** Whether the Base64 text is the signature of the message; anything malformed is not. */
  public boolean verifies(PublicKey key, byte[] message, String base64Signature) {
    return rsa.verifies(key, message, base64Signature);
  }
}
