// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Someone with whom payments may be shared: account, relation to the merchant, name. Immutable.
 * (WeChat Pay, 分账, 添加分账接收方.)
 */
public final class ShareReceiver {

  private final ShareAccount account;
  private final Relation relation;
  private final @Nullable String customRelation;
  private final @Nullable PersonalText name;

  /** What the receiver is to the merchant ({@code relation_type}). */
  public enum Relation {
    /** A service provider. */
    SERVICE_PROVIDER,
    /** A store. */
    STORE,
    /** An employee. */
    STAFF,
    /** A store's owner. */
    STORE_OWNER,
    /** A partner. */
    PARTNER,
    /** The headquarters. */
    HEADQUARTER,
    /** The brand. */
    BRAND,
    /** A distributor. */
    DISTRIBUTOR,
    /** A user. */
    USER,
    /** A supplier. */
    SUPPLIER,
    /** Something else, in own words. */
    CUSTOM
  }

  private ShareReceiver(
      ShareAccount account,
      Relation relation,
      @Nullable String customRelation,
      @Nullable PersonalText name) {
    this.account = account;
    this.relation = relation;
    this.customRelation = customRelation;
    this.name = name;
  }

  /**
   * A receiver.
   *
   * @param relation one that has a name; for {@link Relation#CUSTOM} see {@link #custom}
   */
  public static ShareReceiver of(ShareAccount account, Relation relation) {
    if (relation == Relation.CUSTOM) {
      throw new InvalidRequestException("relation", "ShareReceiver.custom(account, \"…\")");
    }
    return new ShareReceiver(account, relation, null, null);
  }

  /**
   * A receiver whose relation has no name.
   *
   * @param relation the relation in own words, at most 10 characters
   */
  public static ShareReceiver custom(ShareAccount account, String relation) {
    return new ShareReceiver(
        account, Relation.CUSTOM, FieldRules.text("custom relation", relation, 1, 10), null);
  }

  /**
   * The same with a name: a merchant's full name, required; a person's real name, checked if given.
   * It is encrypted when sent.
   */
  public ShareReceiver named(PersonalText newName) {
    return new ShareReceiver(account, relation, customRelation, ShareAccounts.checked(newName));
  }

  /** Who it is. */
  public ShareAccount account() {
    return account;
  }

  /** What it is to the merchant. */
  public Relation relation() {
    return relation;
  }

  /** The relation in own words, for {@link Relation#CUSTOM}. */
  public Optional<String> customRelation() {
    return Optional.ofNullable(customRelation);
  }

  /** The name. */
  public Optional<PersonalText> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public String toString() {
    return "ShareReceiver[" + account + ", " + relation + "]";
  }
}
