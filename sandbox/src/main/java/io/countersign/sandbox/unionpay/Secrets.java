// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * What a call says of a card and a person, decrypted.
 *
 * @param accNo the card; empty if it names none
 * @param customer what stands in {@code customerInfo}
 */
record Secrets(String accNo, Map<String, String> customer) {
  private static final Set<String> SEALED = Set.of("phoneNo", "cvn2", "expired");

  /** Reads them, and refuses what is in the clear although it must not be, or the other way. */
  static Secrets of(Call call) throws Refusal {
    String accNo = call.text("accNo");
    String info = call.text("customerInfo");
    String certId = call.text("encryptCertId");
    boolean encrypts = call.account().setup.mustEncrypt() || call.operation().encrypts();
    if (accNo.isEmpty() && info.isEmpty()) {
      if (!certId.isEmpty()) {
        throw Refusal.format("encryptCertId", "is there, but nothing is encrypted");
      }
      return new Secrets("", Map.of());
    }
    Map<String, String> customer = new TreeMap<>(customer(call, info));
    String sealed = customer.remove("encryptedInfo");
    if (encrypts && customer.keySet().stream().anyMatch(SEALED::contains)) {
      throw Refusal.format("customerInfo", "holds phoneNo, cvn2 or expired in the clear");
    }
    boolean needsKey =
        (encrypts && !accNo.isEmpty()) || sealed != null || customer.containsKey("pin");
    if (certId.isEmpty() && needsKey) {
      throw Refusal.missing("encryptCertId");
    }
    if (!certId.isEmpty()) {
      if (!call.account().keys.method.certificates()) {
        throw new Refusal("32", "only a merchant with a certificate may encrypt");
      }
      Holder key =
          call.account()
              .keys
              .encryption(certId)
              .orElseThrow(
                  () -> Refusal.format("encryptCertId", "names no encryption certificate of now"));
      if (!accNo.isEmpty()) {
        accNo = open(key, "accNo", accNo, call.charset());
      }
      if (sealed != null) {
        customer.putAll(Pairs.unbraced(open(key, "encryptedInfo", sealed, call.charset())));
      }
    }
    if (!accNo.isEmpty() && !accNo.matches("[0-9]{12,19}")) {
      throw Refusal.format("accNo", "is no card number");
    }
    return new Secrets(accNo, customer);
  }

  private static Map<String, String> customer(Call call, String info) throws Refusal {
    if (info.isEmpty()) {
      return Map.of();
    }
    try {
      String text = new String(Base64.getDecoder().decode(info), call.charset());
      if (text.startsWith("{") && text.endsWith("}")) {
        return Pairs.unbraced(text);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like text without braces.
    }
    throw Refusal.format("customerInfo", "must be Base64 of {name=value&…}");
  }

  private static String open(Holder key, String name, String base64, Charset charset)
      throws Refusal {
    try {
      byte[] sealed = Base64.getDecoder().decode(base64);
      return new String(decrypt(key.pair().getPrivate(), sealed), charset);
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | IOException
        | InvalidCipherTextException e) {
      throw Refusal.format(name, "cannot be decrypted with the key that encryptCertId names");
    }
  }

  private static byte[] decrypt(PrivateKey key, byte[] sealed)
      throws GeneralSecurityException, IOException, InvalidCipherTextException {
    if (key.getAlgorithm().equals("RSA")) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.DECRYPT_MODE, key);
      return cipher.doFinal(sealed);
    }
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, PrivateKeyFactory.createKey(key.getEncoded()));
    return engine.processBlock(sealed, 0, sealed.length);
  }

  /** For the merchant's own key, as answers and notifications hold card numbers. */
  static String sealed(Holder merchant, String text) {
    byte[] clear = text.getBytes(StandardCharsets.UTF_8);
    PublicKey key = merchant.certificate().getPublicKey();
    try {
      if (key.getAlgorithm().equals("RSA")) {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return Base64.getEncoder().encodeToString(cipher.doFinal(clear));
      }
      SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
      engine.init(
          true,
          new ParametersWithRandom(
              PublicKeyFactory.createKey(key.getEncoded()), new SecureRandom()));
      return Base64.getEncoder().encodeToString(engine.processBlock(clear, 0, clear.length));
    } catch (GeneralSecurityException | IOException | InvalidCipherTextException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "secrets";
  }
}
