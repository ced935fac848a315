// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A combined order survives as one line of text, and nothing else is taken for one. */
class CombinedRefTest {
  private static final Instant NOW = ScriptedPlatform.NOW;
  private static final Money TEN = Money.of("10.00", "CNY");
  private static final SubOrderRef TEA = SubOrderRef.of("1900000109", "TEA|*@_-1", TEN);
  private static final SubOrderRef CAKE =
      SubOrderRef.of("1900000110", "CAKE0001", Money.of("15.50", "CNY"))
          .onBehalfOf("1900000201")
          .withSubAppId("wxsub_1");
  private static final CombinedRef REF =
      CombinedRef.of("1900000109", "wx1", new PaymentId("C|1", NOW), List.of(TEA, CAKE))
          .withPayBefore(NOW.plusSeconds(900));

  @Test
  void theStoredFormIsPinned() {
    assertThat(REF)
        .hasToString(
            "wechatpay-combined1:number=C%7C1&created=1795237200&merchant=1900000109&app=wx1"
                + "&before=1795238100&sub=1900000109,TEA%7C%2A%40_-1,1000,CNY"
                + "&sub=1900000110,CAKE0001,1550,CNY,1900000201,wxsub_1");
  }

  @Test
  void itComesBackAsItWas() {
    CombinedRef back = CombinedRef.parse(REF.toString());

    assertThat(back).isEqualTo(REF).hasSameHashCodeAs(REF);
    assertThat(back.subOrders()).containsExactly(TEA, CAKE);
    assertThat(back.id()).isEqualTo(REF.id());
    assertThat(back.total()).isEqualTo(Money.of("25.50", "CNY"));
    assertThat(back.payBefore()).contains(NOW.plusSeconds(900));
    assertThat(back.payment("CAKE0001")).isEqualTo(REF.payment("CAKE0001"));
  }

  @Test
  void theLargestOneComesBackToo() {
    List<SubOrderRef> fifty = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      fifty.add(
          SubOrderRef.of("1".repeat(32), "|".repeat(30) + i, Money.ofMinor(1_000_000_000L, "CNY"))
              .onBehalfOf("2".repeat(32))
              .withSubAppId("x".repeat(32)));
    }
    CombinedRef largest =
        CombinedRef.of("1".repeat(32), "x".repeat(32), new PaymentId("@".repeat(32), NOW), fifty);

    assertThat(CombinedRef.parse(largest.toString())).isEqualTo(largest);
    assertThat(largest.toString().length()).isLessThan(250 + 50 * 230);
  }

  @Test
  void aPartNamesItsOwnPayment() {
    PaymentRef cake = REF.payment("CAKE0001");

    assertThat(cake.total()).isEqualTo(Money.of("15.50", "CNY"));
    assertThat(cake.onBehalfOf()).contains("1900000201");
    assertThat(cake.id().createdAt()).isEqualTo(NOW);
    assertThat(PaymentRef.parse(cake.toString())).isEqualTo(cake);
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> REF.payment("C|1"));
  }

  @Test
  void anythingElseIsRefused() {
    String good = REF.toString();
    for (String garbage :
        List.of(
            "",
            "wechatpay-combined1:",
            "wechatpay-combined2:" + good.substring(20),
            good.substring(20),
            REF.payment("CAKE0001").toString(),
            good + "&",
            good + " ",
            good + "&sub=1900000110,CAKE0001,1550,CNY",
            good + "&sub=1900000110",
            good + "&sub=1900000110,CAKE0002,1550,CNY,1900000201,wxsub_1,more",
            good + "&unknown=1",
            good + "&number=C%7C1",
            good.replace("number=C%7C1", "number=C%7c1"),
            good.replace("number=C%7C1", "number=C|1"),
            good.replace("number=C%7C1", "number=%ZZ"),
            good.replace("created=1795237200", "created=01795237200"),
            good.replace("created=1795237200", "created=now"),
            good.replace("created=1795237200", "created=999999999999"),
            good.replace("before=1795238100", "before=-1"),
            good.replace("before=1795238100", "before="),
            good.replace("merchant=1900000109&", ""),
            good.replace("app=wx1", "app=w x"),
            good.replace(",1000,CNY", ",0,CNY"),
            good.replace(",1000,CNY", ",-1000,CNY"),
            good.replace(",1000,CNY", ",1e3,CNY"),
            good.replace(",1000,CNY", ",1000,USD"),
            good.replace(",1000,CNY", ",1000,XXXX"),
            good.replace(",1000,CNY", ",99999999999999999999,CNY"),
            good.replace(",1000,CNY", "," + Long.MAX_VALUE + ",CNY"),
            good.replace("CAKE0001", "TEA%7C%2A%40_-1"),
            good.substring(0, good.indexOf("&sub=")),
            "wechatpay-combined1:" + "&sub=1,ABCDEF,1,CNY".repeat(2000))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(garbage.length() > 300 ? "long" : garbage)
          .isThrownBy(() -> CombinedRef.parse(garbage))
          .withMessageContaining("combined reference");
    }
  }

  @Test
  void whatCannotBeACombinedOrderIsRefused() {
    PaymentId id = new PaymentId("C1", NOW);
    for (List<SubOrderRef> wrong :
        List.of(List.<SubOrderRef>of(), List.of(TEA, TEA), Collections.nCopies(51, TEA))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> CombinedRef.of("1900000109", "wx1", id, wrong));
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> REF.withPayBefore(Instant.MAX));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> TEA.withSubAppId("wxsub_1"));
  }
}
