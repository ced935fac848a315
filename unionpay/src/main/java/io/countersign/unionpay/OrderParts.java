// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FormFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of one order, each given once; fields that are groups, such as {@code reserved}, by
 * several hands.
 */
final class OrderParts {

  /** What the request itself, or the method beside each, fills. */
  private static final String[][] OURS = {
    {"the payment id", "orderId txnTime"},
    {"the request's amount", "txnAmt currencyCode"},
    {"the request's description, in an app", "orderDesc"},
    {"the request's payBefore", "payTimeout"},
    {"the request's attachment", "reqReserved"},
    {"the request's notifyUrl", "backUrl"},
    {"the scene", "txnType txnSubType bizType qrNo"},
    {"the scene, or UnionPayOption.returnUrl(…) in an app", "frontUrl"},
    {
      "the client",
      "version encoding signMethod certId signature signPubKeyCert accessType merId acqInsCode"
          + " accInsCode encryptCertId"
    },
    {"UnionPayClient.onBehalfOf(…)", "merCatCode merName merAbbr subMerId subMerName subMerAbbr"},
    {
      "no order of a scene; make a raw call",
      "origQryId origOrderId origTxnTime queryId tokenPayData pin"
    },
    {"UnionPayOption.card(…)", "accNo accType"},
    {"UnionPayOption.customer(…)", "customerInfo"},
    {"UnionPayOption.b2b(…)", "bizScene payeeAcctNm payeeAcctNo payeeBankName"},
    {"UnionPayOption.instalments(…)", "instalTransInfo"},
    {"UnionPayOption.issuer(…)", "issInsCode"},
    {"UnionPayOption.defaultPayType(…)", "defaultPayType"},
    {"UnionPayOption.payTypes(…)", "supPayType"},
    {"UnionPayOption.failureUrl(…)", "frontFailUrl"},
    {"UnionPayOption.orderTimeout(…)", "orderTimeout"},
    {"UnionPayOption.payerIp(…)", "customerIp"},
    {"UnionPayOption.payerMac(…)", "userMac"},
    {"UnionPayOption.payCardType(…)", "payCardType"},
    {"UnionPayOption.terminal(…)", "termId"},
    {"UnionPayOption.terminalInfo(…)", "termInfo"},
    {"UnionPayOption.channelType(…)", "channelType"},
    {"UnionPayOption.riskInfo(…)", "riskRateInfo"},
    {"UnionPayOption.controlRule(…)", "ctrlRule"},
    {"UnionPayOption.lockedCardNumber()", "reserved/cardNumberLock"},
    {"UnionPayOption.framedPage()", "reserved/customPage"},
    {"UnionPayOption.reserved(…)", "reserved"}
  };

  private final FormFields fields = new FormFields();
  private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();

  /** Sets one that nobody has set. */
  OrderParts put(String name, String value) {
    place(name, value, name);
    return this;
  }

  /** Adds what an option says. */
  void add(UnionPayOption option) {
    for (Map.Entry<String, String> field : option.fields().entrySet()) {
      place(field.getKey(), field.getValue(), "option " + option.name());
    }
  }

  /** Writes all into a call; an option's word counts more than the product's. */
  Call into(Call call) {
    for (Map.Entry<String, String> field : fields.entries()) {
      call.with(field.getKey(), field.getValue());
    }
    for (Map.Entry<String, Map<String, String>> group : groups.entrySet()) {
      StringBuilder text = new StringBuilder("{");
      for (Map.Entry<String, String> part : group.getValue().entrySet()) {
        text.append(text.length() == 1 ? "" : "&")
            .append(part.getKey())
            .append('=')
            .append(part.getValue());
      }
      call.with(group.getKey(), bounded(group.getKey(), text.append('}').toString()));
    }
    return call;
  }

  /**
   * Checks that a field, or a part of one such as {@code reserved/customPage}, may be given by
   * name.
   */
  static void mustBeFree(String path) {
    for (String[] ours : OURS) {
      if ((" " + ours[1] + " ").contains(" " + path + " ")) {
        throw new InvalidRequestException(
            "field " + path, "another one; this is filled by " + ours[0]);
      }
    }
  }

  private static String bounded(String group, String text) {
    int most = group.equals("termInfo") ? 300 : 2048;
    if (text.length() > most) {
      throw new InvalidRequestException(group, "at most " + most + " characters altogether");
    }
    return text;
  }

  private void place(String path, String value, String who) {
    int slash = path.indexOf('/');
    boolean there =
        slash < 0
            ? fields.has(path)
            : groups
                    .computeIfAbsent(path.substring(0, slash), name -> new LinkedHashMap<>())
                    .putIfAbsent(path.substring(slash + 1), value)
                != null;
    if (there) {
      throw new InvalidRequestException(who, "to be given once; " + path + " is there already");
    }
    if (slash < 0) {
      fields.put(path, value);
    }
  }
}
