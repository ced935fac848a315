// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A form that ECPay signs and posts, or lets the payer's browser post. Immutable. */
public final class SignedForm {
  private final Keys keys;
  private final Map<String, String> fields;

  private SignedForm(Keys keys, Map<String, String> fields) {
    this.keys = keys;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static SignedForm of(Keys keys, Map<String, String> fields) {
    Map<String, String> signed = new LinkedHashMap<>(fields);
    signed.put(CheckMac.FIELD, CheckMac.of(signed, keys));
    return new SignedForm(keys, signed);
  }

  Keys keys() {
    return keys;
  }

  /** The fields in their order, {@code CheckMacValue} last. */
  public Map<String, String> fields() {
    return fields;
  }

  /** The same with another value, signed anew. */
  public SignedForm with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(CheckMac.FIELD);
    changed.put(name, value);
    return of(keys, changed);
  }

  /** The same without a field, signed anew. */
  public SignedForm without(String name) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(CheckMac.FIELD);
    changed.remove(name);
    return of(keys, changed);
  }

  /** The same with another value under the old signature. */
  public SignedForm tampered(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return new SignedForm(keys, changed);
  }

  /** The same without a field, under the old signature. */
  public SignedForm withoutSigning(String name) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(name);
    return new SignedForm(keys, changed);
  }

  /** The body of the post: form-encoded UTF-8. */
  public byte[] body() {
    return FormText.write(fields).getBytes(StandardCharsets.US_ASCII);
  }
}
