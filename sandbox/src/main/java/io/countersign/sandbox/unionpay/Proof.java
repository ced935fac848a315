// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Signatures: always over the digest as hexadecimal text in small letters, never over its bytes.
 */
final class Proof {
  static final String NEW = "5.1.0";
  static final String OLD = "5.0.0";

  private Proof() {}

  /** The digest as it is signed. */
  static String digest(String algorithm, byte[] message) {
    try {
      MessageDigest digest =
          algorithm.equals("SM3")
              ? MessageDigest.getInstance(algorithm, Bouncy.CASTLE)
              : MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The signature of methods 11 and 12. */
  static String keyed(SignMethod method, String secureKey, String text, Charset charset) {
    String algorithm = method == SignMethod.SM3 ? "SM3" : "SHA-256";
    String key = digest(algorithm, secureKey.getBytes(charset));
    return digest(algorithm, (text + "&" + key).getBytes(charset));
  }

  /** What method 01 signs in a version. */
  static byte[] rsaMessage(String version, String text, Charset charset) {
    String algorithm = version.equals(OLD) ? "SHA-1" : "SHA-256";
    return ascii(digest(algorithm, text.getBytes(charset)));
  }

  static String rsa(PrivateKey key, String version, String text, Charset charset) {
    try {
      Signature signature = Signature.getInstance(rsaAlgorithm(version));
      signature.initSign(key);
      signature.update(rsaMessage(version, text, charset));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean rsaProves(
      PublicKey key, String version, String text, Charset charset, String base64) {
    try {
      Signature signature = Signature.getInstance(rsaAlgorithm(version));
      signature.initVerify(key);
      signature.update(rsaMessage(version, text, charset));
      return signature.verify(Base64.getDecoder().decode(base64));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Also what a provider throws at a signature of the wrong length.
      return false;
    }
  }

  private static String rsaAlgorithm(String version) {
    return version.equals(OLD) ? "SHA1withRSA" : "SHA256withRSA";
  }

  /** The signature of method 21: 64 bytes in Base64. */
  static String sm2(PrivateKey key, String certId, String text, Charset charset) {
    try {
      SM2Signer signer = signer(true, PrivateKeyFactory.createKey(key.getEncoded()), certId);
      byte[] message = ascii(digest("SM3", text.getBytes(charset)));
      signer.update(message, 0, message.length);
      return Base64.getEncoder().encodeToString(signer.generateSignature());
    } catch (IOException | CryptoException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean sm2Proves(
      PublicKey key, String certId, String text, Charset charset, String base64) {
    try {
      SM2Signer signer = signer(false, PublicKeyFactory.createKey(key.getEncoded()), certId);
      byte[] message = ascii(digest("SM3", text.getBytes(charset)));
      signer.update(message, 0, message.length);
      return signer.verifySignature(Base64.getDecoder().decode(base64));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static SM2Signer signer(boolean signs, CipherParameters key, String certId) {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(signs, new ParametersWithID(key, ascii(certId)));
    return signer;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
