// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders of an acquirer's and of a platform's merchants. */
class OnBehalfTest {
  private static final String TEA = "777290058110097";
  private static final UnionPaySubMerchant ACQUIRED =
      UnionPaySubMerchant.ofAcquirer(TEA, "5812", "一家茶馆", "茶馆");
  private static final UnionPaySubMerchant SECOND =
      UnionPaySubMerchant.ofPlatform("TEA001", "一家茶馆", "茶馆");

  private final ScriptedGateway gateway =
      new ScriptedGateway(accepted().with("tn", "1").with("qrCode", "q"));

  private UnionPayClient acquirer(ScriptedGateway at) {
    return UnionPayClient.of(at.config().acquirer("12345678").build()).onBehalfOf(ACQUIRED);
  }

  private UnionPayClient platform(ScriptedGateway at) {
    return UnionPayClient.of(at.config().platform().build()).onBehalfOf(SECOND);
  }

  @Test
  void anAcquirersOrdersNameTheMerchantAndTheInstitution() {
    acquirer(gateway).create(gateway.order(Scene.inApp()).build());
    assertThat(gateway.fields(0).asMap())
        .containsEntry("accessType", "1")
        .containsEntry("merId", TEA)
        .containsEntry("acqInsCode", "12345678")
        .containsEntry("merCatCode", "5812")
        .containsEntry("merName", "一家茶馆")
        .containsEntry("merAbbr", "茶馆")
        .doesNotContainKeys("subMerId", "accInsCode");
  }

  @Test
  void anAcquirersCodesNameTheInstitutionInTheirOwnWay() {
    UnionPayClient client = acquirer(gateway);
    client.create(gateway.order(Scene.qrCode()).build());
    assertThat(gateway.fields(0).asMap())
        .containsEntry("accInsCode", "12345678")
        .doesNotContainKey("acqInsCode");

    ScriptedGateway codes =
        new ScriptedGateway(
            accepted(),
            found("05"),
            found("05"),
            accepted(),
            found("05"),
            reply("35"),
            reply("34"));
    PaymentRef ref =
        Shop.accepted(acquirer(codes).create(codes.order(OrdersTest.CODE).build()))
            .payment()
            .orElseThrow();
    acquirer(codes).reverse(ref);
    acquirer(codes).refund(refund(codes, ref));
    acquirer(codes).findRefund(ref, codes.freshId().number());
    assertThat(codes.kinds())
        .containsExactly("01/06", "00/00", "00/00", "99/01", "00/00", "04/00", "00/00");
    for (int call = 0; call < codes.calls.size(); call++) {
      assertThat(codes.fields(call).asMap())
          .as(codes.kinds().get(call))
          .containsEntry("accInsCode", "12345678")
          .doesNotContainKey("acqInsCode");
    }
  }

  @Test
  void whatIsNotPaidByACodeNamesTheInstitutionAsAllOthersDo() {
    for (String product : List.of("page", "b2b", "wap", "app", "token", "")) {
      ScriptedGateway others = new ScriptedGateway(found("05"), reply("35"));
      PaymentRef ref =
          PaymentRef.of("unionpay", others.freshId(), ScriptedGateway.HUNDRED).withOnBehalfOf(TEA);
      PaymentRef made = product.isEmpty() ? ref : ref.withProduct(product);
      acquirer(others).find(made);
      if (!product.isEmpty()) {
        acquirer(others).refund(refund(others, made));
      }
      for (int call = 0; call < others.calls.size(); call++) {
        assertThat(others.fields(call).asMap())
            .as(product)
            .containsEntry("acqInsCode", "12345678")
            .doesNotContainKey("accInsCode");
      }
    }
  }

  private static RefundRequest refund(ScriptedGateway gateway, PaymentRef ref) {
    return RefundRequest.of(
        ref.withTransactionId(ScriptedGateway.QUERY_ID), gateway.freshId().number(), ref.total());
  }

  @Test
  void aPlatformsOrdersNameTheSecondMerchantToo() {
    Outcome.Accepted<OpenPage> page =
        Shop.accepted(
            platform(gateway).create(gateway.order(Scene.webPage(ScriptedGateway.BACK)).build()));
    assertThat(page.payment().orElseThrow().onBehalfOf()).contains("TEA001");
    assertThat(((OpenPage.PostForm) page.value()).fields())
        .contains(
            new OpenPage.PostForm.Field("accessType", "2"),
            new OpenPage.PostForm.Field("merId", ScriptedGateway.MER_ID),
            new OpenPage.PostForm.Field("subMerId", "TEA001"),
            new OpenPage.PostForm.Field("subMerName", "一家茶馆"),
            new OpenPage.PostForm.Field("subMerAbbr", "茶馆"));
  }

  @Test
  void theMerchantsOwnNotifyAddressCounts() {
    UnionPayClient own =
        UnionPayClient.of(gateway.config().platform().build())
            .onBehalfOf(SECOND.withNotifyUrl(URI.create("https://shop.example.com/tea")));
    own.create(gateway.order(Scene.qrCode()).build());
    assertThat(gateway.fields(0).text("backUrl")).isEqualTo("https://shop.example.com/tea");
  }

  @Test
  void anotherMerchantsReferenceIsRefusedUnsent() {
    PaymentRef tea = platform(gateway).ref(gateway.order(Scene.qrCode()).build());
    for (UnionPayClient other :
        new UnionPayClient[] {
          gateway.client(),
          acquirer(gateway),
          UnionPayClient.of(gateway.config().platform().build())
              .onBehalfOf(UnionPaySubMerchant.ofPlatform("TEA002", "另一家", "另一家"))
        }) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> other.find(tea))
          .withMessageContaining("on behalf of");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> other.reverse(tea.withProduct("code")));
    }
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aPayoutOfAnotherMerchantsIsNotThisOnes() {
    ScriptedGateway other =
        new ScriptedGateway(found("00").with("txnType", "12").with("subMerId", "TEA002"));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> platform(other).payouts().find(other.freshId().number(), ScriptedGateway.HUNDRED))
        .matches(different -> different.field().equals("subMerId"));
  }

  @Test
  void anAnswerAboutAnotherMerchantIsNotBelieved() {
    ScriptedGateway other = new ScriptedGateway(found("00").with("subMerId", "TEA002"));
    PaymentRef tea = platform(other).ref(other.order(Scene.qrCode()).build());
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> platform(other).find(tea))
        .matches(different -> different.field().equals("subMerId"));

    ScriptedGateway right = new ScriptedGateway(found("00").with("subMerId", "TEA001"));
    assertThat(platform(right).find(tea).orElseThrow().isPaid()).isTrue();

    ScriptedGateway another =
        new ScriptedGateway(found("00").with("merId", ScriptedGateway.MER_ID));
    PaymentRef acquired = acquirer(another).ref(another.order(Scene.qrCode()).build());
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> acquirer(another).find(acquired))
        .matches(different -> different.field().equals("merId"));
    assertThat(acquirer(new ScriptedGateway(reply("34"))).find(acquired)).isEmpty();
  }
}
