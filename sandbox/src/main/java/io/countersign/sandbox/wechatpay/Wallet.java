// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * WeChat on the payer's phone: takes what a page or an app hands it, and checks the merchant's
 * pay-sign as WeChat does.
 */
final class Wallet {
  private static final Set<String> IN_APP =
      Set.of("appId", "partnerId", "prepayId", "packageValue", "nonceStr", "timeStamp", "sign");
  private static final Set<String> IN_PAGE =
      Set.of("appId", "timeStamp", "nonceStr", "package", "signType", "paySign");
  private static final Set<String> IN_MINI_PROGRAM =
      Set.of("timeStamp", "nonceStr", "package", "signType", "paySign");

  private final Account account;

  Wallet(Account account) {
    this.account = account;
  }

  String open(Map<String, String> invocation) {
    boolean inApp = invocation.containsKey("prepayId");
    Set<String> names =
        inApp ? IN_APP : invocation.containsKey("appId") ? IN_PAGE : IN_MINI_PROGRAM;
    demand(invocation.keySet().equals(names), "the parameters must be exactly " + names);
    String packed = value(invocation, "package");
    demand(inApp || packed.startsWith("prepay_id="), "package must be prepay_id=<id>");
    String prepayId =
        inApp ? value(invocation, "prepayId") : packed.substring("prepay_id=".length());
    Tickets.Ticket ticket =
        account
            .tickets
            .prepay(prepayId)
            .orElseThrow(() -> wrong("nobody has issued this prepay id"));
    demand(ticket.account() == account, "the prepay id belongs to another merchant");
    demand(ticket.validAt(account.agenda.now()), "the prepay id has expired");
    Order order;
    synchronized (ticket.checkout().monitor()) {
      order = ticket.checkout().payable(ticket.outTradeNo());
    }
    String appid = invocation.getOrDefault("appId", order.launchAppid);
    demand(
        inApp ? order.parties.appids().contains(appid) : appid.equals(order.launchAppid),
        "appId is not the order's");
    demand(
        order.product == (inApp ? Product.APP : Product.JSAPI),
        "the order is of product " + order.product);
    if (inApp) {
      demand(value(invocation, "partnerId").equals(account.mchid), "partnerId must be the mchid");
      demand(
          value(invocation, "packageValue").equals("Sign=WXPay"),
          "packageValue must be Sign=WXPay");
    } else {
      demand(value(invocation, "signType").equals("RSA"), "signType must be RSA");
    }
    String time = value(invocation, "timeStamp");
    demand(time.matches("[0-9]{10}"), "timeStamp must be Unix seconds");
    String nonce = value(invocation, "nonceStr");
    demand(!nonce.isEmpty() && nonce.length() <= 32, "nonceStr must have 1 to 32 characters");
    String message = appid + "\n" + time + "\n" + nonce + "\n" + (inApp ? prepayId : packed) + "\n";
    String signature = value(invocation, inApp ? "sign" : "paySign");
    demand(
        verifies(message, signature),
        "the pay-sign does not match appId, timeStamp, nonceStr and package");
    return ticket.outTradeNo();
  }

  private boolean verifies(String message, String signature) {
    try {
      byte[] given = Base64.getDecoder().decode(signature);
      return Rsa.verify(
          account.keys.merchantPublicKey(), message.getBytes(StandardCharsets.UTF_8), given);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String value(Map<String, String> invocation, String name) {
    return invocation.getOrDefault(name, "");
  }

  private static void demand(boolean met, String otherwise) {
    if (!met) {
      throw wrong(otherwise);
    }
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException("WeChat would not open the payment: " + message);
  }
}
