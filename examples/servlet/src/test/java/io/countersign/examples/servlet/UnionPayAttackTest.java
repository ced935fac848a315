// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.sandbox.unionpay.UnionPayAttacks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UnionPay's hostile catalogue against this shop")
class UnionPayAttackTest {

  @Test
  void nothingIsBelieved() {
    try (UnionPayHouse house = new UnionPayHouse()) {
      house.withstands(
          (paid, victim) ->
              UnionPayAttacks.on(house.merchant)
                  .order(paid, 2500)
                  .victim(victim)
                  .txnTime("20260105120000"));
    }
  }
}
