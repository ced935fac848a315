// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Set;

/** How a merchant is set up. Immutable; every method with a value gives a changed copy. */
public final class UnionPaySetup {
  private final SignMethod signMethod;
  private final boolean old;
  private final AccessType accessType;
  private final long balance;
  private final Addresses addresses;
  private final Terms terms;

  /** Where the shop is. */
  private record Addresses(String front, String back) {}

  /** What stands in the contract. */
  private record Terms(boolean encrypts, boolean notifiesFailures, Set<Operation> denied) {}

  private UnionPaySetup(
      SignMethod signMethod,
      boolean old,
      AccessType accessType,
      long balance,
      Addresses addresses,
      Terms terms) {
    this.signMethod = signMethod;
    this.old = old;
    this.accessType = accessType;
    this.balance = balance;
    this.addresses = addresses;
    this.terms = terms;
  }

  /**
   * With a certificate (method 01) and version 5.1.0, for itself, without money, with every
   * permission, and nothing encrypted where a product leaves that open.
   */
  public static UnionPaySetup usual() {
    return new UnionPaySetup(
        SignMethod.RSA,
        false,
        AccessType.MERCHANT,
        0,
        new Addresses(
            "https://shop.example/unionpay/return", "https://shop.example/unionpay/notify"),
        new Terms(false, false, Set.of()));
  }

  private UnionPaySetup with(Addresses changed) {
    return new UnionPaySetup(signMethod, old, accessType, balance, changed, terms);
  }

  private UnionPaySetup with(Terms changed) {
    return new UnionPaySetup(signMethod, old, accessType, balance, addresses, changed);
  }

  /** The same with another way to sign, in version 5.1.0. */
  public UnionPaySetup signMethod(SignMethod method) {
    return new UnionPaySetup(method, false, accessType, balance, addresses, terms);
  }

  /** The same with method 01 in version 5.0.0: SHA-1, and no certificate within messages. */
  public UnionPaySetup oldVersion() {
    return new UnionPaySetup(SignMethod.RSA, true, accessType, balance, addresses, terms);
  }

  /** The same for others than itself. */
  public UnionPaySetup accessType(AccessType type) {
    return new UnionPaySetup(signMethod, old, type, balance, addresses, terms);
  }

  /** The same with money to begin with, in fen. */
  public UnionPaySetup balance(long fen) {
    return new UnionPaySetup(signMethod, old, accessType, fen, addresses, terms);
  }

  /** The same with another address in {@link UnionPayMerchant#environment()}. */
  public UnionPaySetup notifyUrl(String url) {
    return with(new Addresses(addresses.front, url));
  }

  /** The same with another address in {@link UnionPayMerchant#environment()}. */
  public UnionPaySetup frontUrl(String url) {
    return with(new Addresses(url, addresses.back));
  }

  /** The same, but what is sensitive must be encrypted always, and is told encrypted. */
  public UnionPaySetup encrypts() {
    return with(new Terms(true, terms.notifiesFailures, terms.denied));
  }

  /** The same, but refunds, undos and their like are also notified when they have failed. */
  public UnionPaySetup notifiesFailures() {
    return with(new Terms(terms.encrypts, true, terms.denied));
  }

  /** The same without the permission for some calls: they are answered {@code 32}. */
  public UnionPaySetup withoutPermission(Operation... operations) {
    return with(new Terms(terms.encrypts, terms.notifiesFailures, Set.of(operations)));
  }

  /** How both sides sign. */
  public SignMethod signMethod() {
    return signMethod;
  }

  /** {@code 5.1.0}, or the old {@code 5.0.0}. */
  public String version() {
    return old ? Proof.OLD : Proof.NEW;
  }

  /** For whom it calls. */
  public AccessType accessType() {
    return accessType;
  }

  /** What the merchant has to refund and to pay out from, in fen. */
  public long balance() {
    return balance;
  }

  /** The value of {@code UNIONPAY_NOTIFY_URL} in {@link UnionPayMerchant#environment()}. */
  public String notifyUrl() {
    return addresses.back;
  }

  /** The value of {@code UNIONPAY_FRONT_URL} in {@link UnionPayMerchant#environment()}. */
  public String frontUrl() {
    return addresses.front;
  }

  boolean mustEncrypt() {
    return terms.encrypts;
  }

  boolean tellsFailures() {
    return terms.notifiesFailures;
  }

  boolean permits(Operation operation) {
    return !terms.denied.contains(operation);
  }
}
