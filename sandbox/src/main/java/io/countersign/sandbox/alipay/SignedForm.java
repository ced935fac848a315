// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields that Alipay signs and posts, or lets the payer's browser bring. Immutable. */
public final class SignedForm {
  private final SignType type;
  private final PrivateKey key;
  private final boolean signsType;
  private final Charset charset;
  private final Map<String, String> fields;

  private SignedForm(
      SignType type,
      PrivateKey key,
      boolean signsType,
      Charset charset,
      Map<String, String> fields) {
    this.type = type;
    this.key = key;
    this.signsType = signsType;
    this.charset = charset;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Of a product: {@code sign_type} is not among what is signed. */
  static SignedForm of(AppKeys keys, Charset charset, Map<String, String> fields) {
    return of(keys.signType(), keys.current().pair().getPrivate(), charset, fields);
  }

  static SignedForm of(SignType type, PrivateKey key, Charset charset, Map<String, String> fields) {
    return new SignedForm(type, key, false, charset, fields).signed(fields);
  }

  private SignedForm signed(Map<String, String> unsigned) {
    Map<String, String> all = new LinkedHashMap<>(unsigned);
    all.remove(Pairs.SIGN);
    all.put(Pairs.SIGN_TYPE, type.name());
    String text = signsType ? Pairs.signed(all) : Pairs.signedWithoutType(all);
    all.put(Pairs.SIGN, type.sign(key, text.getBytes(charset)));
    return raw(all);
  }

  private SignedForm raw(Map<String, String> all) {
    return new SignedForm(type, key, signsType, charset, all);
  }

  /** The fields in their order, {@code sign_type} and {@code sign} last. */
  public Map<String, String> fields() {
    return fields;
  }

  /** The same with another value, signed anew. */
  public SignedForm with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return signed(changed);
  }

  /** The same without a field, signed anew. */
  public SignedForm without(String name) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(name);
    return signed(changed);
  }

  /** The same signed in the second way, with {@code sign_type} among what is signed. */
  public SignedForm signingItsType() {
    return new SignedForm(type, key, true, charset, fields).signed(fields);
  }

  /** The same in another charset, which it names, signed anew. */
  public SignedForm in(Charset other) {
    SignedForm moved = new SignedForm(type, key, signsType, other, fields);
    return moved.with("charset", other.name());
  }

  /** The same signed with another kind of signature, and the same key. */
  public SignedForm signedBy(SignType other) {
    return new SignedForm(other, key, signsType, charset, fields).signed(fields);
  }

  /** The same signed with somebody else's key. */
  public SignedForm signedBy(AlipayMerchant stranger) {
    AppKeys other = stranger.account().keys;
    return new SignedForm(
            other.signType(), other.current().pair().getPrivate(), signsType, charset, fields)
        .signed(fields);
  }

  /** The same with another value under the old signature. */
  public SignedForm tampered(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return raw(changed);
  }

  /** The same without a field, under the old signature. */
  public SignedForm withoutSigning(String name) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(name);
    return raw(changed);
  }

  /** The body of the post: form-encoded in its charset. */
  public byte[] body() {
    return query().getBytes(StandardCharsets.US_ASCII);
  }

  /** The same behind a question mark, as the payer's browser brings it. */
  public String query() {
    return Pairs.encoded(fields, charset);
  }

  /** The header that goes with the body. */
  public String contentType() {
    return "application/x-www-form-urlencoded; charset=" + charset.name();
  }
}
