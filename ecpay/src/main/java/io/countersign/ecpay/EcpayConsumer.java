// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who pays in the embedded form, as ECPay demands it: how to reach the payer, and for kept cards
 * which member of the shop it is. Immutable; it prints nothing personal. (綠界科技 ECPay, 站內付 2.0,
 * ConsumerInfo.)
 */
public final class EcpayConsumer {

  private final @Nullable PersonalText email;
  private final @Nullable PersonalText phone;
  private final @Nullable PersonalText memberId;
  private final @Nullable PersonalText name;
  private final @Nullable PersonalText address;
  private final @Nullable String countryCode;

  private EcpayConsumer(
      @Nullable PersonalText email,
      @Nullable PersonalText phone,
      @Nullable PersonalText memberId,
      @Nullable PersonalText name,
      @Nullable PersonalText address,
      @Nullable String countryCode) {
    this.email = email;
    this.phone = phone;
    this.memberId = memberId;
    this.name = name;
    this.address = address;
    this.countryCode = countryCode;
  }

  /**
   * A payer to be reached by e-mail.
   *
   * @param email at most 100 characters
   */
  public static EcpayConsumer byEmail(PersonalText email) {
    return new EcpayConsumer(checked("e-mail", email, 100), null, null, null, null, null);
  }

  /**
   * A payer to be reached by telephone.
   *
   * @param phone at most 60 characters
   */
  public static EcpayConsumer byPhone(PersonalText phone) {
    return new EcpayConsumer(null, checked("phone", phone, 60), null, null, null, null);
  }

  /**
   * The same payer as a member of the shop, without which no card is kept or charged.
   *
   * @param value the shop's own number of the member, at most 60 characters, never another member's
   *     and never used again for another: with it goes the right to charge the member's cards
   */
  public EcpayConsumer withMemberId(PersonalText value) {
    PersonalText checked = checked("member id", value, 60);
    return new EcpayConsumer(email, phone, checked, name, address, countryCode);
  }

  /** The same payer with a name of at most 50 characters. */
  public EcpayConsumer withName(PersonalText value) {
    PersonalText checked = checked("name", value, 50);
    return new EcpayConsumer(email, phone, memberId, checked, address, countryCode);
  }

  /**
   * The same payer with an address.
   *
   * @param countryNumber the country by ISO 3166-1, three digits, such as {@code 158} for Taiwan
   * @param value at most 200 characters
   */
  public EcpayConsumer withAddress(String countryNumber, PersonalText value) {
    if (!countryNumber.matches("[0-9]{3}")) {
      throw new InvalidRequestException("CountryCode", "three digits such as 158");
    }
    PersonalText checked = checked("address", value, 200);
    return new EcpayConsumer(email, phone, memberId, name, checked, countryNumber);
  }

  /** Which member of the shop it is, if given. */
  public Optional<PersonalText> memberId() {
    return Optional.ofNullable(memberId);
  }

  /** The member that kept cards belong to. */
  String member() {
    if (memberId == null) {
      throw new InvalidRequestException(
          "consumer", "one with withMemberId(…): cards are kept for members of the shop only");
    }
    return memberId.reveal();
  }

  /** In the words of the wire. */
  Map<String, Object> info() {
    Map<String, Object> info = new LinkedHashMap<>();
    put(info, "MerchantMemberID", memberId);
    put(info, "Email", email);
    put(info, "Phone", phone);
    put(info, "Name", name);
    if (countryCode != null) {
      info.put("CountryCode", countryCode);
    }
    put(info, "Address", address);
    return info;
  }

  /** In the words of the back office, which takes digits and Latin letters only. */
  Map<String, Object> latinInfo() {
    if (phone != null && !phone.reveal().matches("[0-9]+")) {
      throw new InvalidRequestException("phone", "digits only here, without + and dashes");
    }
    if (name != null && !name.reveal().matches("[A-Za-z .,'-]+")) {
      throw new InvalidRequestException("name", "Latin letters only here");
    }
    Map<String, Object> info = new LinkedHashMap<>();
    put(info, "Phone", phone);
    put(info, "Name", name);
    return info;
  }

  /** Nothing personal. */
  @Override
  public String toString() {
    return "EcpayConsumer[" + (memberId == null ? "no member" : "a member") + "]";
  }

  private static void put(Map<String, Object> info, String name, @Nullable PersonalText value) {
    if (value != null) {
      info.put(name, value.reveal());
    }
  }

  private static PersonalText checked(String field, PersonalText value, int most) {
    FieldRules.text(field, value.reveal(), 1, most);
    return value;
  }
}
