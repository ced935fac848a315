// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose account a payment goes to, or comes from. Immutable; it prints nothing personal. (支付宝开放平台,
 * 单笔转账接口, payee_info.)
 */
public final class TransferAccount {

  private final String type;
  private final PersonalText identity;
  private final @Nullable PersonalText name;
  private final FieldsByName fields;

  private TransferAccount(
      String type, PersonalText identity, @Nullable PersonalText name, FieldsByName fields) {
    this.type = type;
    this.identity = identity;
    this.name = name;
    this.fields = fields;
  }

  /** The account of a user id (2088…, 16 digits). */
  public static TransferAccount userId(PersonalText userId) {
    AlipayConfig.account("user id", userId.reveal());
    return of("ALIPAY_USER_ID", userId);
  }

  /** The account of an open id, which belongs to this application. */
  public static TransferAccount openId(PersonalText openId) {
    FieldRules.token("open id", openId.reveal(), 1, 128, "_-");
    return of("ALIPAY_OPEN_ID", openId);
  }

  /**
   * The account of an e-mail address or mobile number.
   *
   * @param logonId what the user logs in with
   * @param name the user's real name, which Alipay compares
   */
  public static TransferAccount logonId(PersonalText logonId, PersonalText name) {
    FieldRules.text("logon id", logonId.reveal(), 1, 64);
    return of("ALIPAY_LOGON_ID", logonId).named(name);
  }

  /**
   * A bank card, for {@link TransferKind#BANK_CARD}; {@code bankcard_ext_info} is given by {@link
   * #field}.
   *
   * @param cardNumber the card's number
   * @param name whose it is
   */
  public static TransferAccount bankCard(PersonalText cardNumber, PersonalText name) {
    FieldRules.token("card number", cardNumber.reveal(), 8, 32, "");
    return of("BANKCARD_ACCOUNT", cardNumber).named(name);
  }

  /** The same, where Alipay compares the real name, at most 128 characters, before it pays. */
  public TransferAccount named(PersonalText newName) {
    FieldRules.text("name", newName.reveal(), 1, 128);
    return new TransferAccount(type, identity, newName, fields);
  }

  /**
   * The same with any other documented field of {@code payee_info}: {@code cert_type}, {@code
   * cert_no}, {@code bankcard_ext_info}, {@code merchant_user_info}, {@code ext_info}.
   *
   * @param fieldName as Alipay writes it
   * @param json its value as JSON, such as {@code "\"IDENTITY_CARD\""}
   * @throws InvalidRequestException if it is not JSON, or was given already
   */
  public TransferAccount field(String fieldName, String json) {
    FieldsByName more = new FieldsByName(fields);
    more.put(fieldName, json);
    return new TransferAccount(type, identity, name, more);
  }

  /** What it is called: user id, open id, logon id or card number. */
  public PersonalText identity() {
    return identity;
  }

  /** The real name, if it is compared. */
  public Optional<PersonalText> name() {
    return Optional.ofNullable(name);
  }

  /** The kind of account; nothing personal. */
  @Override
  public String toString() {
    return "TransferAccount[" + type + "]";
  }

  boolean isBankCard() {
    return type.equals("BANKCARD_ACCOUNT");
  }

  /**
   * Whether a report's ids are this account's.
   *
   * @return empty if they cannot tell, because they name the account in another way
   */
  Optional<Boolean> isNamedBy(Optional<String> userId, Optional<String> openId) {
    Optional<String> reported =
        switch (type) {
          case "ALIPAY_USER_ID" -> userId;
          case "ALIPAY_OPEN_ID" -> openId;
          default -> Optional.empty();
        };
    return reported.filter(id -> !id.isBlank()).map(id -> id.equals(identity.reveal()));
  }

  Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("identity", identity.reveal());
    content.put("identity_type", type);
    if (name != null) {
      content.put("name", name.reveal());
    }
    fields.addTo(content);
    return content;
  }

  private static TransferAccount of(String type, PersonalText identity) {
    return new TransferAccount(type, identity, null, new FieldsByName());
  }
}
