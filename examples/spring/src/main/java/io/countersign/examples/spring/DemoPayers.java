// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What only the demo has: somebody to play the payer, who pays on the sandbox's pages. */
@RestController
class DemoPayers {

  private final Orders orders;
  private final DemoGateways gateways;

  DemoPayers(Orders orders, DemoGateways gateways) {
    this.orders = orders;
    this.gateways = gateways;
  }

  /** Where the latest attempt of an order is paid. */
  @GetMapping("/demo/cashier/{order}")
  ResponseEntity<Map<String, Object>> cashier(@PathVariable String order) {
    List<Attempt> attempts = orders.attempts(order);
    return attempts.stream()
        .skip(Math.max(0, attempts.size() - 1))
        .findFirst()
        .flatMap(gateways::cashier)
        .map(URI::toString)
        .map(page -> ResponseEntity.ok(Map.<String, Object>of("page", page)))
        .orElse(ResponseEntity.status(HttpStatus.NOT_FOUND).build());
  }
}
