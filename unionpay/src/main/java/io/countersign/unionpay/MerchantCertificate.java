// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import io.countersign.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The merchant's signing certificate, and its key or what signs in its place. (全渠道, 商户私钥证书.)
 *
 * @param certificate whose number goes with every message
 * @param key null if something else signs
 * @param signer null if the key signs
 */
record MerchantCertificate(
    X509Certificate certificate, @Nullable RSAPrivateKey key, @Nullable Signer signer) {

  private static final int MOST_BYTES = 64 * 1024;
  private static final String FIELD = "signing certificate";

  /** A file with key and certificate. */
  static MerchantCertificate pfx(byte[] file, Secret password) {
    if (file.length > MOST_BYTES) {
      throw new InvalidRequestException("pfx", "at most 64 KiB");
    }
    char[] characters = new String(password.reveal(), StandardCharsets.UTF_8).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), characters);
      @Nullable String alias = null;
      Enumeration<String> aliases = store.aliases();
      while (aliases.hasMoreElements()) {
        String next = aliases.nextElement();
        if (store.isKeyEntry(next)) {
          if (alias != null) {
            throw new InvalidRequestException("pfx", "one key; this file has several");
          }
          alias = next;
        }
      }
      if (alias == null) {
        throw new InvalidRequestException(
            "pfx", "a private key with its certificate; this file has only certificates");
      }
      Key key = store.getKey(alias, characters);
      Certificate certificate = store.getCertificate(alias);
      if (!(key instanceof RSAPrivateKey rsa) || !(certificate instanceof X509Certificate x509)) {
        throw new InvalidRequestException("pfx", "an RSA key with its certificate");
      }
      return of(x509, rsa);
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new InvalidRequestException(
          "pfx", "the .pfx file (PKCS#12) and its password; one of them is not right");
    }
  }

  /** A key and a certificate apart. */
  static MerchantCertificate pem(Pem privateKey, Pem certificate) {
    return of(certificate.certificate(FIELD), privateKey.rsaPrivateKey("signing key"));
  }

  /** A certificate whose key is elsewhere. */
  static MerchantCertificate signer(Signer signer, Pem certificate) {
    X509Certificate x509 = certificate.certificate(FIELD);
    publicKey(x509);
    return new MerchantCertificate(x509, null, signer);
  }

  /** The certificate's number, decimal, of any size. */
  String certId() {
    return certificate.getSerialNumber().toString();
  }

  private static MerchantCertificate of(X509Certificate certificate, RSAPrivateKey key) {
    RSAPublicKey publicKey = publicKey(certificate);
    if (key.getModulus().bitLength() < 2048) {
      throw new InvalidRequestException("signing key", "an RSA key of 2048 bits or more");
    }
    if (!publicKey.getModulus().equals(key.getModulus())) {
      throw new InvalidRequestException(
          FIELD, "the certificate of the signing key; this one is of another key");
    }
    return new MerchantCertificate(certificate, key, null);
  }

  private static RSAPublicKey publicKey(X509Certificate certificate) {
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa) {
      return rsa;
    }
    throw new InvalidRequestException(FIELD, "a certificate of an RSA key");
  }

  /** Its number only. */
  @Override
  public String toString() {
    return "MerchantCertificate[" + certId() + "]";
  }
}
