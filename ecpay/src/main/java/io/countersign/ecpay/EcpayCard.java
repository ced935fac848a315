// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A card's number, for one charge by {@link EcpayBackOffice}. A server that handles it is subject
 * to PCI DSS SAQ-D. It is sent, encrypted, to ECPay and nowhere else: never printed, logged or kept
 * by this library, and the shop must neither store nor log it either, the security code least of
 * all. Immutable. (綠界科技 ECPay, 幕後授權, CardInfo.)
 */
public final class EcpayCard {

  private final PersonalText number;
  private final YearMonth validThrough;
  private final PersonalText securityCode;

  private EcpayCard(PersonalText number, YearMonth validThrough, PersonalText securityCode) {
    this.number = number;
    this.validThrough = validThrough;
    this.securityCode = securityCode;
  }

  /**
   * A card.
   *
   * @param number 12 to 19 digits, without blanks
   * @param validThrough the last month it is valid
   * @param securityCode the three or four digits beside the number
   * @throws InvalidRequestException if one cannot be; it quotes none of them
   */
  public static EcpayCard of(
      PersonalText number, YearMonth validThrough, PersonalText securityCode) {
    digits("card number", number, 12, 19);
    digits("security code", securityCode, 3, 4);
    if (validThrough.getYear() < 2000 || validThrough.getYear() > 2099) {
      throw new InvalidRequestException("validThrough", "a month of this century");
    }
    return new EcpayCard(number, validThrough, securityCode);
  }

  /** In the words of the wire. */
  Map<String, Object> info() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("CardNo", number.reveal());
    info.put("CardValidMM", twoDigits(validThrough.getMonthValue()));
    info.put("CardValidYY", twoDigits(validThrough.getYear() % 100));
    info.put("CardCVV2", securityCode.reveal());
    return info;
  }

  /** Nothing of the card. */
  @Override
  public String toString() {
    return "EcpayCard";
  }

  private static String twoDigits(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  private static void digits(String field, PersonalText value, int least, int most) {
    String text = value.reveal();
    if (text.length() < least || text.length() > most) {
      throw new InvalidRequestException(field, least + " to " + most + " digits");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw new InvalidRequestException(field, "digits only, without blanks or dashes");
      }
    }
  }
}
