// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.util.BigIntegers;

/** The file in which the authority gives a key of SM2 to a merchant. */
final class Sm2File {
  private static final ASN1ObjectIdentifier DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  private static final ASN1ObjectIdentifier SM4_CBC =
      new ASN1ObjectIdentifier("1.2.156.10197.1.104");

  private Sm2File() {}

  /** One line of Base64. */
  static String of(Holder holder, String password) {
    if (!(holder.pair().getPrivate() instanceof ECPrivateKey key)) {
      throw new IllegalStateException("only a merchant with signMethod 21 has such a file");
    }
    byte[] number = BigIntegers.asUnsignedByteArray(32, key.getD());
    ASN1EncodableVector whole = new ASN1EncodableVector();
    try {
      whole.add(new ASN1Integer(1));
      whole.add(parts(DATA, SM4_CBC, new DEROctetString(sealed(number, password))));
      whole.add(parts(DATA, new DEROctetString(holder.certificate().getEncoded())));
      return Base64.getEncoder().encodeToString(new DERSequence(whole).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DERSequence parts(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  private static byte[] sealed(byte[] number, String password) throws GeneralSecurityException {
    byte[] secret = password.getBytes(StandardCharsets.US_ASCII);
    // One block of the key derivation of SM2: the counter is 1.
    byte[] counted = Arrays.copyOf(secret, secret.length + 4);
    counted[counted.length - 1] = 1;
    byte[] material = HexFormat.of().parseHex(Proof.digest("SM3", counted));
    Cipher cipher = Cipher.getInstance("SM4/CBC/PKCS7Padding", Bouncy.CASTLE);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(material, 16, 16, "SM4"),
        new IvParameterSpec(material, 0, 16));
    return cipher.doFinal(number);
  }
}
