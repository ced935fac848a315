// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.FollowUp;
import io.countersign.RefundState;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.http.Headers;
import io.countersign.sandbox.unionpay.Course;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.LedgerEntry;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.OrderView;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.SignedForm;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The shop with UnionPay, by HTTP")
class UnionPayShopTest {

  private final UnionPayHouse house = new UnionPayHouse();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void everyWayIsOfferedInYuan() {
    JsonNode ways = house.visitor.get("/catalogue").json().path("ways");

    assertThat(ways.findValuesAsText("scene"))
        .containsExactly("qr", "web-page", "mobile-page", "in-app", "payment-code");
    assertThat(ways.findValuesAsText("currency")).containsOnly("CNY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void thePageToUnionPayIsKeptByNobodyAndAllowsNothingElse(String scene) {
    String order = house.ordered(scene);

    HttpResponse<String> page = house.get("/pay/" + order);

    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains(
            "default-src 'none'",
            "form-action https: " + house.sandbox.unionPay().baseUri(),
            "nonce-")
        .doesNotContain("unsafe", "'self'");
    // Not through the page's scripts.
    assertThat(house.again(scene, order).json().toString()).doesNotContain("signature");
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
    assertThat(house.merchant.order(house.number(order))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void aBrowserThatComesBackWithOrWithoutAFormIsLedToItsOrderWhichIsStillUnpaid(String scene) {
    String order = house.ordered(scene);
    URI cashier = house.browser.opens(house.shop.home().resolve("/pay/" + order));
    URI shown = house.shop.home().resolve("/#order=" + order);

    assertThat(house.browser.leaves(cashier)).isEqualTo(shown);
    house.merchant.pay(house.number(order));
    assertThat(house.browser.comesBack(cashier)).isEqualTo(shown);
    assertThat(house.status(order)).isEqualTo(Status.OPEN);
    assertThat(house.orders.parcelsOf(order)).isZero();
  }

  @Test
  void aBrowserThatComesBackWithAForgeryLearnsNothing() {
    String order = page();
    String other = page();
    house.merchant.pay(house.number(other));
    SignedForm own = house.merchant.returnForm(house.number(other));

    for (String form :
        List.of(
            "",
            "orderId=" + house.number(order),
            own.tampered("orderId", house.number(order)).form(),
            own.form() + "&orderId=" + house.number(order),
            own.signedBy(house.sandbox.unionPay().openMerchant()).form())) {
      assertThat(back("/return/unionpay", form)).as(form).isEqualTo("/#shop");
    }
    assertThat(back("/return/unionpay", own.form())).isEqualTo("/#order=" + other);
    assertThat(back("/return/unionpay?order=none-of-ours", "")).isEqualTo("/#shop");
    assertThat(house.status(order)).isEqualTo(Status.OPEN);
  }

  @Test
  void whatIsPaidHasNoPageAnyMore() {
    String order = page();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.get("/pay/" + order).statusCode()).isEqualTo(303);
  }

  @Test
  void aPageIsTheSameOrderUntilItsTimeIsOverAndThenNoneAtAll() {
    String order = page();
    house.clock.advance(Duration.ofMinutes(9));
    house.browser.opens(house.shop.home().resolve("/pay/" + order));

    house.clock.advance(Duration.ofMinutes(2));
    assertThat(house.get("/pay/" + order).headers().firstValue("Location"))
        .contains("/#order=" + order);
    assertThat(house.again("web-page", order).status()).isEqualTo(409);
    // Asked after its end, with what may still have been on its way.
    house.clock.advance(Duration.ofMinutes(15));
    assertThat(house.again("web-page", order).status()).isEqualTo(200);
    assertThat(house.orders.attemptsOf(order)).hasSize(2);
  }

  @Test
  void aCodeIsShownOnceAndIsNoSecondOrderWhenAskedForAgain() {
    String order = house.ordered("qr");

    Visitor.Answer again = house.again("qr", order);

    assertThat(again.status()).isEqualTo(202);
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);
    assertThat(house.status(order)).isEqualTo(Status.PAID);
  }

  @Test
  void aPaymentThatNobodyTellsOfIsFoundByAsking() {
    String order = house.ordered("qr");
    house.merchant.deliverNotificationsTo(house.shop.home().resolve("/nowhere"));
    house.merchant.pay(house.number(order));

    house.after(Duration.ofMinutes(5));

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.orders.parcelsOf(order)).isEqualTo(1);
  }

  @Test
  void aCodeThatWasTriedBeforeChargesNobodyASecondTime() {
    String code = house.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE);
    house.merchant.faults().once(Operation.CODE, Fault.answerDropped());
    Visitor.Answer lost = house.checkout("payment-code", "code", code);
    String order = lost.text("order");

    assertThat(lost.status()).isEqualTo(202);
    assertThat(house.anotherCode(order, code).status()).isEqualTo(409);
    house.after(Duration.ofSeconds(10));

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(entries(LedgerEntry.Kind.PAYMENT)).containsExactly(2500L);
  }

  @Test
  void refundIdsTellTheirTimeAndNoTwoAreAlike() {
    String order = house.paid();
    house.refund(order, "1.00", "A");
    house.after(Duration.ofMinutes(1));
    house.refund(order, "2.00", "B");
    house.refund(order, "2.00", "B");

    List<OrderView.Refund> refunds =
        house.merchant.order(house.number(order)).orElseThrow().refunds();
    assertThat(refunds).extracting(OrderView.Refund::fen).containsExactly(100L, 200L);
    assertThat(refunds).extracting(OrderView.Refund::orderId).doesNotHaveDuplicates();
  }

  @Test
  void aRefundThatIsRefusedIsAnotherOneWhenAskedForAgain() {
    String order = house.paid();
    house.merchant.balance(0);
    Visitor.Answer refused = house.refund(order, "25.00", "A");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(house.refund(order, "25.00", "A").status()).as("the same click").isEqualTo(409);
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    house.merchant.balance(2500);

    house.clock.advance(Duration.ofMinutes(11));
    Visitor.Answer second = house.refund(order, "25.00", "B");
    house.after(Duration.ofMinutes(1));

    assertThat(second.text("refund")).isNotEqualTo(refused.text("refund"));
    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(2500L);
  }

  @Test
  void aRefundThatFailsAtUnionPayMayBeGivenAgain() {
    String order = house.paid();
    house.merchant.next(Operation.REFUND, Course.FAILS);

    assertThat(house.refund(order, "25.00", "A").status()).isEqualTo(202);
    house.after(Duration.ofMinutes(11));
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.orders.paybacksOf(order).get(0).state()).contains(RefundState.FAILED);
    house.refund(order, "25.00", "B");
    house.after(Duration.ofMinutes(1));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(house.merchant.refundedOf(house.number(order))).isEqualTo(2500);
  }

  @Test
  void aRefundThatUnionPayNeverGotIsNeitherSentLateNorGivenTwice() {
    String order = house.paid();
    house.merchant.faults().once(Operation.REFUND, Fault.requestDropped());
    house.refund(order, "25.00", "A");

    // Nobody asks before its number is too old to be sent.
    house.after(Duration.ofMinutes(30));

    Payback payback = house.orders.paybacksOf(order).get(0);
    assertThat(payback.undecided()).isTrue();
    assertThat(payback.next())
        .isEqualTo(new FollowUp.Ask(house.clock.instant().plus(Duration.ofDays(1))));
    assertThat(house.refund(order, "25.00", "B").status()).isEqualTo(409);
    assertThat(entries(LedgerEntry.Kind.REFUND)).isEmpty();
  }

  @Test
  void aRefundThatUnionPayNeverGotIsSentOnceMoreWhileItsNumberIsGood() {
    String order = house.paid();
    house.merchant.faults().once(Operation.REFUND, Fault.requestDropped());
    house.refund(order, "25.00", "A");

    house.after(Duration.ofMinutes(1));
    house.after(Duration.ofMinutes(10));

    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(2500L);
    assertThat(house.orders.paybacksOf(order)).hasSize(1);
    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
  }

  @Test
  void anUnsignedNoIsNotBelieved() {
    String order = page();
    house.merchant.begin(house.number(order));
    house.clock.advance(Duration.ofMinutes(26));
    house.merchant.faults().always(Operation.QUERY, Fault.unsignedRespCode("34"));

    assertThat(house.again("web-page", order).status()).isEqualTo(503);
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
  }

  @Test
  void theTimeLineHoldsNeitherKeysNorWhatIsPaidWith() {
    String order = page();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);
    house.visitor.get("/desk/" + order);
    String code = house.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE);
    String atTheCounter = house.checkout("payment-code", "code", code).text("order");

    assertThat(timeline(order))
        .contains(
            "\"kind\":\"form\"",
            "txnAmt=2500",
            "origRespCode=00",
            "\"kind\":\"proven\"",
            "signPubKeyCert=***")
        .doesNotContain("BEGIN CERTIFICATE", house.merchant.pfxPassword());
    assertThat(timeline(atTheCounter)).contains("qrNo=***").doesNotContain(code);
  }

  @Test
  void theTextThatIsShownIsTheOneThatWasSigned() throws GeneralSecurityException {
    String order = house.ordered("qr");
    house.merchant.pay(house.number(order));
    SignedForm notice = house.merchant.notification(house.number(order));

    SignedText shown = SignedText.ofMessage(Headers.of(Map.of()), notice.form()).orElseThrow();

    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(shown.text().getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    house.merchant.verifyCertificatePem().getBytes(StandardCharsets.US_ASCII))));
    signature.update(HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getDecoder().decode(shown.signature()))).isTrue();
  }

  /** A new order whose page the payer's browser has opened: its id. */
  private String page() {
    String order = house.ordered("web-page");
    house.browser.opens(house.shop.home().resolve("/pay/" + order));
    return order;
  }

  /** Where a browser is led that posts a form there. */
  private String back(String path, String form) {
    return house
        .browser
        .posts(house.shop.home().resolve(path), form)
        .headers()
        .firstValue("Location")
        .orElse("");
  }

  private String timeline(String order) {
    return house.visitor.get("/desk/" + order + "/timeline").toString();
  }

  private List<Long> entries(LedgerEntry.Kind kind) {
    return house.merchant.ledger().stream()
        .filter(entry -> entry.kind() == kind)
        .map(LedgerEntry::fen)
        .toList();
  }
}
