// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.sandbox.alipay.AlipayAttacks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Alipay's hostile catalogue against this shop")
class AlipayAttackTest {

  @Test
  void nothingIsBelieved() {
    try (AlipayHouse house = new AlipayHouse()) {
      house.withstands(
          (paid, victim) -> AlipayAttacks.on(house.merchant).order(paid, 2500).victim(victim));
    }
  }
}
