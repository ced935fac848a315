// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * CFCA's file of an SM2 key and its certificate: the key's number under SM4, whose key and start
 * are a hash of the password. (全渠道, 国密, {@code .sm2}.)
 */
final class Sm2File {

  private static final String FIELD = "sm2 file";
  private static final int MOST_BYTES = 64 * 1024;
  private static final int BLOCK = 16;

  private Sm2File() {}

  /**
   * Reads it.
   *
   * @throws InvalidRequestException if it is another file, or the password is another's
   */
  static Sm2Identity read(byte[] file, Secret password) {
    if (file.length > MOST_BYTES) {
      throw new InvalidRequestException(FIELD, "at most 64 KiB");
    }
    ASN1OctetString hidden;
    byte[] certificate;
    try {
      ASN1Sequence whole = ASN1Sequence.getInstance(der(file));
      hidden = ASN1OctetString.getInstance(part(whole, 1, 2));
      certificate = certificate(part(whole, 2, 1));
    } catch (IOException | RuntimeException other) {
      throw new InvalidRequestException(
          FIELD,
          "the .sm2 file that CFCA gives out; this is another kind of file (a .pfx file belongs"
              + " into pfx(…))");
    }
    Optional<byte[]> key = opened(hidden.getOctets(), password).flatMap(Sm2File::pkcs8);
    if (key.isEmpty()) {
      throw new InvalidRequestException(
          FIELD, "its password; with the one given the key in it cannot be opened");
    }
    return new Sm2Identity(Pem.bytes(key.get()), Pem.bytes(certificate));
  }

  private static byte[] der(byte[] file) {
    return file.length > 0 && file[0] == 0x30 ? file : Base64.getMimeDecoder().decode(file);
  }

  private static ASN1Encodable part(ASN1Sequence whole, int outer, int inner) {
    return ASN1Sequence.getInstance(whole.getObjectAt(outer)).getObjectAt(inner);
  }

  private static byte[] certificate(ASN1Encodable part) throws IOException {
    return part instanceof ASN1OctetString octets
        ? octets.getOctets()
        : part.toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }

  private static Optional<byte[]> opened(byte[] hidden, Secret password) {
    byte[] secret = password.reveal();
    byte[] counted = Arrays.copyOf(secret, secret.length + 4);
    counted[counted.length - 1] = 1;
    byte[] derived = Sm3.digest(counted);
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(
            CBCBlockCipher.newInstance(new SM4Engine()), new PKCS7Padding());
    cipher.init(
        false,
        new ParametersWithIV(
            new KeyParameter(derived, BLOCK, BLOCK), Arrays.copyOf(derived, BLOCK)));
    byte[] plain = new byte[cipher.getOutputSize(hidden.length)];
    try {
      int length = cipher.processBytes(hidden, 0, hidden.length, plain, 0);
      length += cipher.doFinal(plain, length);
      return Optional.of(Arrays.copyOf(plain, length));
    } catch (InvalidCipherTextException | RuntimeException wrongPassword) {
      return Optional.empty();
    }
  }

  /** The number of 32 bytes, as keys are read elsewhere. */
  private static Optional<byte[]> pkcs8(byte[] number) {
    if (number.length != 32) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PrivateKeyInfo(
                  new AlgorithmIdentifier(
                      X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1),
                  new ECPrivateKey(256, new BigInteger(1, number)))
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException impossible) {
      return Optional.empty();
    }
  }
}
