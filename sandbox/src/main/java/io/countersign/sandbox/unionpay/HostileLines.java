// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.attack.HostileMessage.Header;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How the lines of a run are made.
 *
 * @param forms what they hold
 */
record HostileLines(HostileForms forms) {
  private static final String FORM = "application/x-www-form-urlencoded;charset=UTF-8";
  static final String FREE = "Whoever knows the address gets goods for nothing.";
  static final String CHEAP = "Whoever pays a little gets goods worth more.";
  static final String UNPAID = "Goods are shipped for money that never came.";
  static final String TWICE = "The shop ships a second time for one payment.";
  static final String MOOT = "A payment is lost when its notification is not taken.";
  static final String BACK = "The shop takes a paid order for an open one.";
  static final String WRONG = "A wrong amount is booked as the right one.";
  static final String DOWN = "Whoever knows the address can stop the shop.";
  static final Charset GBK = Charset.forName("GBK");

  String fen() {
    return Long.toString(forms.orders().fen());
  }

  String victim() {
    return forms.orders().victim();
  }

  Attack event(String name, String what, String txnType, String txnSubType) {
    return other(
        name,
        what,
        form ->
            form.with("txnType", txnType)
                .with("txnSubType", txnSubType)
                .with("origQryId", forms.queryId()));
  }

  Attack other(String name, String what, UnaryOperator<SignedForm> change) {
    return form(Kind.OTHER_EVENT, name, what, UNPAID, () -> change.apply(forms.unpaid()));
  }

  Attack with(String name, String what, String cost, String field, String value) {
    return hostile(name, what, cost, form -> form.with(field, value));
  }

  Attack hostile(String name, String what, String cost, UnaryOperator<SignedForm> change) {
    return form(Kind.HOSTILE, name, what, cost, () -> change.apply(forms.unpaid()));
  }

  static Attack form(Kind kind, String name, String what, String cost, Supplier<SignedForm> form) {
    return new Attack(name, kind, what, cost, () -> List.of(post(form.get())));
  }

  static Attack broken(String name, Supplier<HostileMessage> message) {
    return new Attack(
        name, Kind.HOSTILE, "Something that is no form.", DOWN, () -> List.of(message.get()));
  }

  static HostileMessage post(SignedForm form) {
    List<Header> headers = List.of(new Header("Content-Type", form.contentType()));
    return new HostileMessage("POST", headers, form.body(), 0);
  }

  static HostileMessage raw(String form) {
    return post(FORM, form);
  }

  static HostileMessage post(String type, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new HostileMessage("POST", List.of(new Header("Content-Type", type)), body, 0);
  }
}
