// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.util.Arrays;

/** The calls that the gateway knows, for faults and the journal. */
public enum Operation {
  /** Any call; only for planning faults. */
  ANY("", false),
  /** The order page, posted by the payer's browser. */
  ORDER("/Cashier/AioCheckOut/V5", false),
  /** An order's state. */
  QUERY("/Cashier/QueryTradeInfo/V5", false),
  /** A payment number. */
  NUMBER_QUERY("/Cashier/QueryPaymentInfo", false),
  /** A period order's charges. */
  PERIOD_QUERY("/Cashier/QueryCreditCardPeriodInfo", false),
  /** Stopping a period order, or repeating a failed charge. */
  PERIOD_ACTION("/Cashier/CreditCardPeriodAction", false),
  /** Capturing, refunding, giving up. */
  CARD_ACTION("/CreditDetail/DoAction", false),
  /** A card payment's captures and refunds. */
  CARD_QUERY("/CreditDetail/QueryTrade/V2", false),
  /** The statement file. */
  STATEMENT("/PaymentMedia/TradeNoAio", false),
  /** The statement file of captured and refunded cards. */
  CARD_STATEMENT("/CreditDetail/FundingReconDetail", false),
  /** A token for the embedded form. */
  TOKEN("/Merchant/GetTokenbyTrade", true),
  /** Paying with the embedded form's token. */
  PAYMENT("/Merchant/CreatePayment", true),
  /** A token for the page with a member's cards. */
  CARDS_TOKEN("/Merchant/GetTokenbyUser", true),
  /** A token for the form that binds a card. */
  BINDING_TOKEN("/Merchant/GetTokenbyBindingCard", true),
  /** Binding a card with the form's token. */
  BINDING("/Merchant/CreateBindCard", true),
  /** Charging a bound card. */
  BOUND_PAYMENT("/Merchant/CreatePaymentWithCardID", true),
  /** A member's bound cards. */
  BOUND_CARDS("/Merchant/GetMemberBindCard", true),
  /** Deleting a bound card. */
  UNBINDING("/Merchant/DeleteMemberBindCard", true),
  /** A payment number without a browser. */
  NUMBER("/1.0.0/Cashier/GenPaymentCode", true),
  /** Charging a card whose number comes through the shop's server. */
  BACK_AUTH("/1.0.0/Cashier/BackAuth", true),
  /** The statement file, by envelope. */
  SEALED_STATEMENT("/1.0.0/Cashier/QueryTradeMedia", true),
  /** An order's state, by envelope. */
  SEALED_QUERY("/1.0.0/Cashier/QueryTrade", true),
  /** A payment number, by envelope. */
  SEALED_NUMBER_QUERY("/1.0.0/Cashier/QueryPaymentInfo", true),
  /** A card payment's captures and refunds, by envelope. */
  SEALED_CARD_QUERY("/1.0.0/CreditDetail/QueryTrade", true),
  /** Capturing, refunding, giving up, by envelope. */
  SEALED_CARD_ACTION("/1.0.0/Credit/DoAction", true),
  /** Stopping a period order or repeating a charge, by envelope. */
  SEALED_PERIOD_ACTION("/1.0.0/Cashier/CreditCardPeriodAction", true),
  /** Issuing an e-invoice. */
  INVOICE("/B2CInvoice/Issue", true),
  /** An e-invoice's state. */
  INVOICE_QUERY("/B2CInvoice/GetIssue", true),
  /** An allowance on an e-invoice. */
  INVOICE_ALLOWANCE("/B2CInvoice/Allowance", true),
  /** Making an e-invoice void. */
  INVOICE_VOID("/B2CInvoice/Invalid", true),
  /** Whatever else was asked. */
  OTHER("", false);

  final String path;

  /** Whether the call comes in an encrypted envelope. */
  final boolean sealed;

  Operation(String path, boolean sealed) {
    this.path = path;
    this.sealed = sealed;
  }

  /** Whether a refusal is a page or a line of text, whoever asks. */
  boolean tellsPlainly() {
    return this == ORDER || this == STATEMENT || this == CARD_STATEMENT;
  }

  /** Whether the envelope is sealed with the keys for e-invoices. */
  boolean aboutInvoices() {
    return path.startsWith("/B2CInvoice/");
  }

  static Operation at(String path) {
    return Arrays.stream(values())
        .filter(operation -> !operation.path.isEmpty() && operation.path.equals(path))
        .findFirst()
        .orElse(OTHER);
  }
}
