// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Fields that UnionPay signs and posts, or lets the payer's browser post. Immutable. */
public final class SignedForm {
  /** The shared key of every published example. */
  static final String SAMPLE_KEY = "88888888";

  private final Seal seal;
  private final Function<CertificateFlaw, Seal> flawed;
  private final Charset charset;
  private final Map<String, String> fields;

  private SignedForm(
      Seal seal,
      Function<CertificateFlaw, Seal> flawed,
      Charset charset,
      Map<String, String> fields) {
    this.seal = seal;
    this.flawed = flawed;
    this.charset = charset;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static SignedForm of(MerchantKeys keys, Charset charset, Map<String, String> fields) {
    return of(keys.seal(), keys::flawed, charset, fields);
  }

  static SignedForm of(
      Seal seal,
      Function<CertificateFlaw, Seal> flawed,
      Charset charset,
      Map<String, String> fields) {
    return new SignedForm(seal, flawed, charset, fields).stamped(seal);
  }

  /** Says how it is signed, and signs it. */
  private SignedForm stamped(Seal other) {
    Map<String, String> plain = new LinkedHashMap<>(fields);
    plain.remove("certId");
    plain.remove(Pairs.SIGNATURE);
    return new SignedForm(other, flawed, charset, other.sign(other.stamp(plain), charset));
  }

  private SignedForm signed(Map<String, String> unsigned) {
    return raw(seal.sign(unsigned, charset));
  }

  private SignedForm raw(Map<String, String> all) {
    return new SignedForm(seal, flawed, charset, all);
  }

  /** The fields in their order, {@code signature} last. */
  public Map<String, String> fields() {
    return fields;
  }

  /** The charset that it travels in. */
  public Charset charset() {
    return charset;
  }

  /** The same with another value, signed anew. */
  public SignedForm with(String name, String value) {
    return signed(changed(name, value));
  }

  /** The same without a field, signed anew. */
  public SignedForm without(String name) {
    return signed(fewer(name));
  }

  /** The same in another charset, which it names, signed anew. */
  public SignedForm in(Charset other) {
    return new SignedForm(seal, flawed, other, fields).with("encoding", other.name());
  }

  /** The same signed with the key of another customer, whose certificate it brings. */
  public SignedForm signedBy(UnionPayMerchant stranger) {
    MerchantKeys keys = stranger.account().keys;
    return stamped(Seal.of(keys.method, keys.version, keys.own()));
  }

  /** The same with another certificate that must not be believed, signed with its key. */
  public SignedForm signedBy(CertificateFlaw flaw) {
    return stamped(flawed.apply(flaw));
  }

  /** The same signed with the shared key of every published example. */
  public SignedForm signedBySampleKey(SignMethod method) {
    return signedByKey(method, SAMPLE_KEY);
  }

  /** The same signed with a shared key. */
  public SignedForm signedByKey(SignMethod method, String secureKey) {
    if (method.certificates()) {
      throw new IllegalArgumentException("only methods 11 and 12 have a shared key");
    }
    return stamped(Seal.keyed(method, secureKey));
  }

  /**
   * The same by the right key in version 5.0.0, with SHA-1; the certificate is in it still, so that
   * whoever lets the message choose can verify it.
   */
  public SignedForm signedByOldVersion() {
    Map<String, String> changed = changed("version", Proof.OLD);
    Seal old = new Seal(seal.method(), Proof.OLD, seal.holder(), seal.secureKey());
    return new SignedForm(old, flawed, charset, old.sign(changed, charset));
  }

  /** The same with the certificate's lines ended by LF, under the old signature. */
  public SignedForm withLfCertificate() {
    String pem = fields.getOrDefault("signPubKeyCert", "");
    return tampered("signPubKeyCert", pem.replace("\r\n", "\n"));
  }

  /** The same with another value under the old signature. */
  public SignedForm tampered(String name, String value) {
    return raw(changed(name, value));
  }

  /** The same without a field, under the old signature. */
  public SignedForm withoutSigning(String name) {
    return raw(fewer(name));
  }

  private Map<String, String> changed(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return changed;
  }

  private Map<String, String> fewer(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(fields);
    fewer.remove(name);
    return fewer;
  }

  /** The body of the post: form-encoded in its charset. */
  public byte[] body() {
    return form().getBytes(StandardCharsets.US_ASCII);
  }

  /** The same as text. */
  public String form() {
    return Pairs.encoded(fields, charset);
  }

  /** The header that goes with the body. */
  public String contentType() {
    return "application/x-www-form-urlencoded;charset=" + charset.name();
  }
}
