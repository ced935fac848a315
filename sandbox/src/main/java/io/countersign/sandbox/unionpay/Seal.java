// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * With what a message is signed. Immutable.
 *
 * @param method how
 * @param version by the rules of which version
 * @param holder the key and its certificate, of methods 01 and 21
 * @param secureKey of methods 11 and 12
 */
record Seal(SignMethod method, String version, @Nullable Holder holder, String secureKey) {

  static Seal of(SignMethod method, String version, Holder holder) {
    return new Seal(method, version, holder, "");
  }

  static Seal keyed(SignMethod method, String secureKey) {
    return new Seal(method, Proof.NEW, null, secureKey);
  }

  /** Adds what says how the message is signed. */
  Map<String, String> stamp(Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("version", version);
    all.put("signMethod", method.code());
    fields.forEach(all::put);
    all.put("version", version);
    all.put("signMethod", method.code());
    all.remove("signPubKeyCert");
    Holder signer = holder;
    if (signer != null) {
      if (version.equals(Proof.OLD)) {
        all.put("certId", signer.certId());
      } else {
        all.put("signPubKeyCert", Pem.wire(signer.certificate()));
      }
    }
    return all;
  }

  /** Signs the fields as they are, whatever they say of it. */
  Map<String, String> sign(Map<String, String> fields, Charset charset) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.remove(Pairs.SIGNATURE);
    all.put(Pairs.SIGNATURE, signature(Pairs.signed(all), charset));
    return all;
  }

  private String signature(String text, Charset charset) {
    Holder signer = holder;
    if (signer == null) {
      return Proof.keyed(method, secureKey, text, charset);
    }
    return method == SignMethod.SM2
        ? Proof.sm2(signer.pair().getPrivate(), signer.certId(), text, charset)
        : Proof.rsa(signer.pair().getPrivate(), version, text, charset);
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "seal of " + method + " " + version;
  }
}
