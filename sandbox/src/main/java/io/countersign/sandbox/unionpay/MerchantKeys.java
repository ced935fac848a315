// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;

/** With what one merchant and UnionPay prove their messages to each other. */
final class MerchantKeys {
  /** How long an encryption certificate counts after it was replaced. */
  private static final Duration BOTH_VALID = Duration.ofDays(30);

  final SignMethod method;
  final String version;
  final String secureKey = Numbers.token(32);
  final String pfxPassword = Numbers.digits(6);
  private final Clock clock;
  private final Chains chains;
  private final @Nullable Holder own;
  private final List<Encryption> encryptions = new ArrayList<>();
  private @Nullable Holder signing;

  /** A key for what is secret, and until when it counts. */
  private record Encryption(Holder holder, Instant until) {}

  MerchantKeys(Clock clock, Chains chains, String merId, SignMethod method, String version) {
    this.clock = clock;
    this.chains = chains;
    this.method = method;
    this.version = version;
    this.own = method.certificates() ? chains.of(method).issuer().merchant(merId) : null;
  }

  /** The merchant's own. */
  Holder own() {
    Holder holder = own;
    if (holder == null) {
      throw new IllegalStateException(
          "a merchant with signMethod " + method.code() + " has no certificate");
    }
    return holder;
  }

  Chain chain() {
    return chains.of(method);
  }

  /** With what UnionPay signs for this merchant now. */
  synchronized Seal seal() {
    if (!method.certificates()) {
      return Seal.keyed(method, secureKey);
    }
    return Seal.of(method, version, signing());
  }

  /** Something that says it is UnionPay's, also for a merchant with a shared key. */
  Seal flawed(CertificateFlaw flaw) {
    SignMethod by = method.certificates() ? method : SignMethod.RSA;
    return Seal.of(by, version, chain().issuer().flawed(flaw));
  }

  /** UnionPay's own, also for a merchant to whom it signs by a shared key. */
  synchronized Holder signing() {
    Holder ready = signing;
    if (ready == null) {
      ready = chain().signing();
      signing = ready;
    }
    return ready;
  }

  synchronized void rotateSigning() {
    own();
    signing = chain().issuer().signing();
  }

  synchronized void rotateSigning(CertificateFlaw flaw) {
    own();
    signing = chain().issuer().flawed(flaw);
  }

  /** For what is secret now. */
  synchronized Holder encryption() {
    own();
    if (encryptions.isEmpty()) {
      encryptions.add(new Encryption(chain().encryption(), Instant.MAX));
    }
    return encryptions.get(encryptions.size() - 1).holder;
  }

  /** The key that a message names, if it counts still. */
  synchronized Optional<Holder> encryption(String certId) {
    encryption();
    Instant now = clock.instant();
    return encryptions.stream()
        .filter(one -> one.holder.certId().equals(certId) && now.isBefore(one.until))
        .map(Encryption::holder)
        .findFirst();
  }

  synchronized void rotateEncryption() {
    Encryption old = new Encryption(encryption(), clock.instant().plus(BOTH_VALID));
    encryptions.set(encryptions.size() - 1, old);
    encryptions.add(new Encryption(chain().issuer().encryption(), Instant.MAX));
  }

  /** Whether a request was signed by this merchant. */
  boolean proves(Map<String, String> fields, Charset charset) {
    String text = Pairs.signed(fields);
    String signature = fields.getOrDefault(Pairs.SIGNATURE, "");
    return switch (method) {
      case RSA ->
          Proof.rsaProves(own().certificate().getPublicKey(), version, text, charset, signature);
      case SM2 ->
          Proof.sm2Proves(
              own().certificate().getPublicKey(), own().certId(), text, charset, signature);
      case SHA256, SM3 -> Proof.keyed(method, secureKey, text, charset).equals(signature);
    };
  }

  /** After this the merchant must not be used any more. */
  void giveBack() {
    Holder holder = own;
    if (holder != null) {
      chain().giveBack(holder);
    }
  }

  /** The file that the authority gives to a merchant. */
  byte[] pfx() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = pfxPassword.toCharArray();
      Certificate[] chain = {
        own().certificate(), chain().middleCertificate(), chain().rootCertificate()
      };
      byte[] salt = Numbers.digits(8).getBytes(StandardCharsets.US_ASCII);
      // The old kind of encryption, as the real files have it.
      KeyStore.PasswordProtection protection =
          new KeyStore.PasswordProtection(
              password, "PBEWithSHA1AndDESede", new PBEParameterSpec(salt, 2048));
      store.setEntry(
          "{5f3e6a0c-7d1b-4c55-9a57-3f6b0f2b8a11}",
          new KeyStore.PrivateKeyEntry(own().pair().getPrivate(), chain),
          protection);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, password);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
