// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.Signer;
import io.countersign.spi.RsaSha1;
import io.countersign.spi.RsaSha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The merchant's signing certificate, and its key or what signs in its place. (全渠道, 商户私钥证书.)
 *
 * @param certificate whose number goes with every message
 * @param key null if something else signs
 * @param elsewhere null if the key signs
 */
record MerchantCertificate(
    RsaCertificate certificate, @Nullable RSAPrivateKey key, @Nullable Signer elsewhere) {

  private static final int MOST_BYTES = 64 * 1024;
  private static final String FIELD = "signing certificate";
  private static final String PFX = "pfx";

  /** A file with key and certificate. */
  static MerchantCertificate pfx(byte[] file, Secret password) {
    if (file.length > MOST_BYTES) {
      throw new InvalidRequestException(PFX, "at most 64 KiB");
    }
    char[] characters = new String(password.reveal(), StandardCharsets.UTF_8).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), characters);
      String alias = alias(store);
      Key key = store.getKey(alias, characters);
      Certificate certificate = store.getCertificate(alias);
      if (!(key instanceof RSAPrivateKey rsa) || !(certificate instanceof X509Certificate x509)) {
        throw new InvalidRequestException(
            PFX, "an RSA key with its certificate; a key of SM2 belongs into sm2File(…)");
      }
      return of(x509, rsa);
    } catch (IOException unreadable) {
      throw new InvalidRequestException(
          PFX,
          unreadable.getCause() instanceof UnrecoverableKeyException
              ? "the password of this .pfx file; the one given is not right"
              : "the bytes of the .pfx file (PKCS#12)" + butIs(file));
    } catch (GeneralSecurityException unreadable) {
      throw new InvalidRequestException(
          PFX, "the .pfx file (PKCS#12) and its password; one of them is not right");
    }
  }

  /** A key and a certificate apart. */
  static MerchantCertificate pem(Pem privateKey, Pem certificate) {
    return of(certificate.certificate(FIELD), privateKey.rsaPrivateKey("signing key"));
  }

  /** A certificate whose key is elsewhere. */
  static MerchantCertificate signer(Signer signer, Pem certificate) {
    return new MerchantCertificate(rsa(certificate.certificate(FIELD)), null, signer);
  }

  /** What signs. */
  Signer signer(boolean sha1, @Nullable Provider provider) {
    if (elsewhere != null) {
      return elsewhere;
    }
    if (key == null) {
      throw new IllegalStateException("a merchant certificate has a key or a signer");
    }
    return sha1 ? new RsaSha1(provider).signer(key) : new RsaSha256(provider).signer(key);
  }

  /** What to say where a certificate does not fit its key. */
  static InvalidRequestException ofAnotherKey() {
    return new InvalidRequestException(
        FIELD, "the certificate of the signing key; this one is of another key");
  }

  private static String alias(KeyStore store) throws GeneralSecurityException {
    @Nullable String found = null;
    Enumeration<String> aliases = store.aliases();
    while (aliases.hasMoreElements()) {
      String next = aliases.nextElement();
      if (store.isKeyEntry(next)) {
        if (found != null) {
          throw new InvalidRequestException(PFX, "one key; this file has several");
        }
        found = next;
      }
    }
    if (found == null) {
      throw new InvalidRequestException(
          PFX, "a private key with its certificate; this file has only certificates");
    }
    return found;
  }

  /** What people give for the file by mistake. */
  private static String butIs(byte[] file) {
    try {
      Pem.bytes(file).certificate(FIELD);
      return "; this is a certificate (.cer), which has no key";
    } catch (InvalidRequestException noCertificate) {
      return "; this is something else, such as its Base64, or a file cut off";
    }
  }

  private static MerchantCertificate of(X509Certificate x509, RSAPrivateKey key) {
    RsaCertificate certificate = rsa(x509);
    if (key.getModulus().bitLength() < 2048) {
      throw new InvalidRequestException("signing key", "an RSA key of 2048 bits or more");
    }
    if (!certificate.key().getModulus().equals(key.getModulus())) {
      throw ofAnotherKey();
    }
    return new MerchantCertificate(certificate, key, null);
  }

  private static RsaCertificate rsa(X509Certificate x509) {
    return RsaCertificate.of(x509, null)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    FIELD,
                    "a certificate of an RSA key; a key of another kind belongs into"
                        + " sm2Certificate(…)"));
  }

  /** Its number only. */
  @Override
  public String toString() {
    return "MerchantCertificate[" + certificate.number() + "]";
  }
}
