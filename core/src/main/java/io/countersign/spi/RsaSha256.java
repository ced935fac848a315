// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidRequestException;
import io.countersign.Signer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** RSASSA-PKCS1-v1_5 with SHA-256, one {@link Signature} per call: it is not thread-safe. */
public final class RsaSha256 {

  private static final String ALGORITHM = "SHA256withRSA";

  private final String algorithm;
  private final @Nullable Provider provider;

  /** By the JVM's own provider, or the one given. */
  public RsaSha256(@Nullable Provider provider) {
    this(ALGORITHM, provider);
  }

  /** The same with another hash, for {@link RsaSha1}. */
  RsaSha256(String algorithm, @Nullable Provider provider) {
    this.algorithm = algorithm;
    this.provider = provider;
  }

  /** A signer with a key held in this JVM. */
  public Signer signer(PrivateKey key) {
    return new LocalSigner(this, key);
  }

  /**
   * Whether the Base64 text is the signature of the message. Anything malformed is {@code false}:
   * providers of the JDK throw at a wrong length where others answer false.
   */
  public boolean verifies(PublicKey key, byte[] message, String base64Signature) {
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(base64Signature);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
    try {
      Signature verifier = instance();
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeyException wrongKind) {
      throw new InvalidRequestException("verification key", "an RSA public key");
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signer = instance();
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException unfit) {
      throw new InvalidRequestException(
          "signing key", "an RSA private key that the security provider accepts");
    }
  }

  private Signature instance() throws GeneralSecurityException {
    return provider == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, provider);
  }

  private static final class LocalSigner implements Signer {
    private final RsaSha256 algorithm;
    private final PrivateKey key;

    LocalSigner(RsaSha256 algorithm, PrivateKey key) {
      this.algorithm = algorithm;
      this.key = key;
    }

    @Override
    public byte[] sign(byte[] message) {
      return algorithm.sign(key, message);
    }

    @Override
    public String toString() {
      return "(RSA key in this JVM)";
    }
  }
}
