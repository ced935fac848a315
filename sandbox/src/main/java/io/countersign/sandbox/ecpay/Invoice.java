// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One e-invoice. Changes only while its account is locked. */
final class Invoice {
  final String merchantId;

  /** The fields of the call that issued it. */
  final ObjectNode terms;

  final String number;
  final Instant issued;
  final String randomNumber = Numbers.digits(4);
  final List<InvoiceView.Allowance> allowances = new ArrayList<>();

  /** Why it is void; empty while it counts. */
  String voidedFor = "";

  Invoice(String merchantId, ObjectNode terms, String number, Instant issued) {
    this.merchantId = merchantId;
    this.terms = terms;
    this.number = number;
    this.issued = issued;
  }

  String term(String name) {
    return Envelope.text(terms.path(name));
  }

  long amount() {
    return terms.path("SalesAmount").asLong();
  }

  long rest() {
    return amount() - allowances.stream().mapToLong(InvoiceView.Allowance::amount).sum();
  }

  InvoiceView view() {
    return new InvoiceView(
        term("RelateNumber"),
        number,
        issued,
        randomNumber,
        amount(),
        rest(),
        !voidedFor.isEmpty(),
        List.copyOf(allowances),
        Json.text(terms));
  }
}
