// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** A merchant that trades through a service provider, as WeChat Pay keeps it. */
final class SubAccount {
  final String mchid = Tokens.mchid();
  final Apps apps;
  final Ledger ledger;

  SubAccount(SubMerchantSetup setup, Ledger provider) {
    this.apps = setup.ownApps() ? Apps.ofEachKind() : Apps.none();
    this.ledger = new Ledger(setup.balance(), provider);
  }
}
