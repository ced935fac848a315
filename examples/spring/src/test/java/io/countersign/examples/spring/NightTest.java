// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Money;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The nightly comparison finds what no callback told and nobody asked about. */
@Tag("hosts")
class NightTest {

  @Test
  void theBooksFindALostCallbackAtEachProviderAndAForeignRefund() {
    List<String> merchants = List.of("wechatpay", "alipay", "unionpay", "ecpay");
    try (DemoGateways gateways = TeaHouse.openGateways();
        TeaHouse house = TeaHouse.open(gateways, TeaHouse.database())) {
      String known = house.order("wechatpay", Method.QR);
      house.pays("wechatpay", known);
      gateways.loseNotifications(house.home());
      List<String> lost = new ArrayList<>();
      for (String merchant : merchants) {
        String order = house.order(merchant, merchant.equals("wechatpay") ? "qr" : "page");
        house.pays(merchant, order);
        assertThat(house.status(order)).isEqualTo("OPEN");
        lost.add(order);
      }
      String foreign = foreignRefund(house, known);
      // Whatever is written down twice would show as a difference.
      String refunds = "/admin/orders/" + known + "/refunds";
      house.staff(refunds, Map.of("amount", "3.00", "click", "ours"));

      gateways.clock().advance(Duration.ofHours(24));
      JsonNode found = house.staff("/admin/night", Map.of()).json();

      for (String order : lost) {
        assertThat(house.status(order)).isEqualTo("PAID");
        assertThat(house.parcels(order)).isEqualTo(1);
        assertThat(remedy(found, house.number(order), "")).isEqualTo("SETTLED");
      }
      assertThat(remedy(found, house.number(known), foreign)).isEqualTo("LOOK");
      assertThat(found).hasSize(lost.size() + 1);

      // The same night again, by this instance or another, finds nothing to do.
      assertThat(house.staff("/admin/night", Map.of()).json()).isEqualTo(found);
      for (String merchant : merchants) {
        assertThat(house.bean(Books.class).begin(merchant, LocalDate.of(2026, 11, 18))).isFalse();
      }
    }
  }

  /** Somebody gives money back past the shop, as in the provider's portal. */
  private static String foreignRefund(TeaHouse house, String order) {
    PaymentClient client = house.bean(Tills.class).client("wechatpay");
    PaymentRef payment = house.bean(Orders.class).attempts(order).get(0).ref();
    String refundId = "PORTAL-1";
    client.refund(RefundRequest.of(payment, refundId, Money.of("1.00", "CNY"))).orElseThrow();
    return refundId;
  }

  private static String remedy(JsonNode found, String number, String refundId) {
    for (JsonNode row : found) {
      if (row.path("number").asText().equals(number)
          && row.path("refundId").asText().equals(refundId)) {
        return row.path("remedy").asText();
      }
    }
    return "not found";
  }

  @Test
  void daysOnWhichNobodyComparedAreComparedLaterAndOlderOnesAreAnAlarm() {
    try (DemoGateways gateways = TeaHouse.openGateways();
        TeaHouse house = TeaHouse.open(gateways, TeaHouse.database())) {
      gateways.loseNotifications(house.home());
      String order = house.order("wechatpay", Method.QR);
      house.pays("wechatpay", order);

      // The shop was away for two nights.
      gateways.clock().advance(Duration.ofHours(72));
      house.bean(Night.class).run();

      Books books = house.bean(Books.class);
      assertThat(house.status(order)).isEqualTo("PAID");
      assertThat(books.undone("wechatpay")).isEmpty();
      assertThat(books.leftUndone("wechatpay")).isZero();
      gateways.clock().advance(Duration.ofDays(9));
      assertThat(books.undone("wechatpay")).hasSize(7).startsWith(LocalDate.of(2026, 11, 23));
      assertThat(books.leftUndone("wechatpay")).isEqualTo(2);
    }
  }

  @Test
  void aStatementThatIsNotReadyOrBreaksOffStaysDueAndLeavesNoRows() {
    try (DemoGateways gateways = TeaHouse.openGateways();
        TeaHouse house = TeaHouse.open(gateways, TeaHouse.database())) {
      gateways.loseNotifications(house.home());
      String order = house.order("wechatpay", Method.QR);
      house.pays("wechatpay", order);
      LocalDate day = LocalDate.of(2026, 11, 18);

      // Two in the morning of the next day: there is no statement yet.
      gateways.clock().advance(Duration.ofHours(14));
      house.bean(Night.class).run();
      assertThat(house.status(order)).isEqualTo("OPEN");

      gateways.clock().advance(Duration.ofHours(9));
      gateways.weChatPay().faults().times(9, Operation.BILL_DOWNLOAD, Fault.truncatedBody());
      house.bean(Night.class).run();
      assertThat(house.status(order)).isEqualTo("OPEN");
      assertThat(house.jdbc().sql("select count(*) from statement_rows").query(Long.class).single())
          .isZero();

      gateways.weChatPay().faults().clear();
      house.bean(Night.class).run();
      assertThat(house.status(order)).isEqualTo("PAID");
      assertThat(house.bean(Books.class).begin("wechatpay", day)).isFalse();
    }
  }
}
