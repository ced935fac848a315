// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is believed of an answer, and what is not: a 2xx proves nothing by itself. */
class AnswerProofTest {
  private static final List<Fault> PROVING_NOTHING =
      List.of(
          Fault.wrongSignature(),
          Fault.probeSignature(),
          Fault.staleSignature(Duration.ofSeconds(300)),
          Fault.staleSignature(Duration.ofSeconds(-300)),
          Fault.staleSignature(Duration.ofDays(400)),
          Fault.missingSignature(),
          Fault.withoutHeader(Proof.SIGNATURE),
          Fault.withoutHeader(Proof.SERIAL),
          Fault.withoutHeader(Proof.TIMESTAMP),
          Fault.withoutHeader(Proof.NONCE),
          Fault.unknownKeyId(),
          Fault.htmlWithStatus200(),
          Fault.noContent(),
          Fault.emptyBody(),
          Fault.jsonArray(),
          Fault.nullCode(200),
          Fault.nullCode(400),
          Fault.nullCode(500),
          Fault.badGateway(),
          Fault.systemError(),
          Fault.serviceUnavailable(),
          Fault.truncatedBody(),
          Fault.hugeBody(4L * 1024 * 1024),
          Fault.literal(200, "text/plain", "SUCCESS"),
          Fault.literal(200, "application/json", "{\"code\":\"success\"}").signed(),
          Fault.literal(
                  200, "application/json", "{\"code\":\"SUCCESS\",\"return_code\":\"SUCCESS\"}")
              .signed(),
          Fault.literal(500, "text/html", ""),
          Fault.literal(418, "application/json", "[]"),
          Fault.literal(599, "application/json", "{\"code\":\"" + "X".repeat(9_000) + "\"}"),
          Fault.redirect(URI.create("http://127.0.0.1:9/v3/elsewhere")));

  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.impatientClient();

  @AfterEach
  void close() {
    shop.close();
  }

  @TestFactory
  Stream<DynamicTest> aQuestionAnsweredSoIsUnavailable() {
    PaymentRef ref = shop.paidOrder(client);
    return PROVING_NOTHING.stream()
        .map(
            fault ->
                dynamicTest(
                    fault.toString(),
                    () -> {
                      shop.merchant.faults().once(Operation.QUERY, fault);

                      assertThatExceptionOfType(UnavailableException.class)
                          .isThrownBy(() -> client.find(ref));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anOrderAnsweredSoIsUnknown() {
    return PROVING_NOTHING.stream()
        .map(
            fault ->
                dynamicTest(
                    fault.toString(),
                    () -> {
                      shop.merchant.faults().once(Operation.ORDER_NATIVE, fault);

                      Shop.unknown(client.create(shop.order(Scene.qrCode()).build()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aRefundAnsweredSoIsUnknownAndNeverMadeTwice() {
    return PROVING_NOTHING.stream()
        .map(
            fault ->
                dynamicTest(
                    fault.toString(),
                    () -> {
                      PaymentRef ref = shop.paidOrder(client);
                      RefundRequest refund = RefundRequest.of(ref, "R" + ref.number(), Shop.TEN);
                      shop.merchant.faults().once(Operation.REFUND, fault.afterProcessing());

                      Shop.unknown(client.refund(refund));

                      shop.clock.advance(Duration.ofMinutes(2));
                      Shop.accepted(client.refund(refund));
                      assertThat(shop.merchant.balance()).isZero();
                    }));
  }

  @Test
  void aPaidReportAboutAnotherAmountOrderOrMerchantStopsEverything() {
    PaymentRef ref = shop.paidOrder(client);
    for (Fault fault :
        List.of(
            Fault.wrongAmount(),
            Fault.otherOrder(),
            Fault.otherMerchant(),
            Fault.withField("/mchid", "\"1900000109\""),
            Fault.withoutField("/mchid"),
            Fault.withField("/amount/currency", "\"USD\""))) {
      shop.merchant.faults().once(Operation.QUERY, fault);

      assertThatExceptionOfType(MismatchException.class)
          .describedAs(fault.toString())
          .isThrownBy(() -> client.find(ref));
    }
    assertThat(shop.requests(Operation.QUERY)).describedAs("a mismatch is not repeated").hasSize(6);
  }

  @Test
  void aPaidReportWithoutItsAmountOrStateIsNoReport() {
    PaymentRef ref = shop.paidOrder(client);
    for (String pointer : List.of("/amount", "/amount/total", "/trade_state", "/out_trade_no")) {
      shop.merchant.faults().once(Operation.QUERY, Fault.withoutField(pointer));

      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(pointer)
          .isThrownBy(() -> client.find(ref));
    }
  }

  @Test
  void aStateOfNextYearIsUnrecognizedAndNeitherPaidNorOver() {
    PaymentRef ref = shop.paidOrder(client);
    for (String word : List.of("PAID", "success", "SUCCESS ", "", "REFUNDED")) {
      shop.merchant
          .faults()
          .once(Operation.QUERY, Fault.withField("/trade_state", "\"" + word + "\""));

      Payment found = client.find(ref).orElseThrow();

      assertThat(found.state()).isEqualTo(PaymentState.UNRECOGNIZED);
      assertThat(found.state().isFinal()).isFalse();
      assertThat(found.isPaid()).isFalse();
    }
  }

  @Test
  void anUnsignedNotFoundIsAnEmptyFindAndNeverARefusalOfAWrite() {
    PaymentRef ref = shop.paidOrder(client);
    Fault notFound = Fault.answer(404, "ORDER_NOT_EXIST", "no such order").unsigned();
    shop.merchant.faults().times(2, Operation.QUERY, notFound);
    shop.merchant.faults().once(Operation.REFUND, notFound);
    shop.merchant.faults().once(Operation.CLOSE, notFound);
    shop.merchant.faults().once(Operation.ORDER_NATIVE, notFound);

    assertThat(client.find(ref)).isEmpty();
    assertThat(client.followUp(ref, client.find(ref), shop.clock.instant()))
        .describedAs("empty is not the end")
        .isNotInstanceOf(FollowUp.Done.class);
    Shop.unknown(client.refund(RefundRequest.of(ref, "R" + ref.number(), Shop.TEN)));
    Shop.unknown(client.close(ref));
    Shop.unknown(client.create(shop.order(Scene.qrCode()).build()));
  }

  @Test
  void aNotFoundOfAProxyIsNotEvenAnEmptyFind() {
    PaymentRef ref = shop.paidOrder(client);
    for (Fault fault :
        List.of(
            Fault.literal(404, "text/html", "<h1>404</h1>"),
            Fault.literal(404, "application/json", "{}"),
            Fault.literal(404, "application/json", "{\"code\":null}"))) {
      shop.merchant.faults().once(Operation.QUERY, fault);

      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> client.find(ref));
    }
  }

  @Test
  void anUnsignedRefusalOfBusinessProvesNothing() {
    PaymentRequest<ShowQrCode> request = shop.order(Scene.qrCode()).build();
    for (String code : List.of("RULE_LIMIT", "ORDER_CLOSED", "TRADE_ERROR", "INVALID_REQUEST")) {
      shop.merchant
          .faults()
          .once(Operation.ORDER_NATIVE, Fault.answer(400, code, "forged").unsigned());

      Shop.unknown(client.create(request));
    }
  }

  @Test
  void aRefusalWithAWrongSignatureIsNotBelievedEvenWhereAnUnsignedOneWouldBe() {
    Fault forged = Fault.answer(401, "SIGN_ERROR", "forged").withHeader(Proof.SIGNATURE, "AAAA");
    shop.merchant.faults().once(Operation.ORDER_NATIVE, forged);

    Outcome<ShowQrCode> outcome = client.create(shop.order(Scene.qrCode()).build());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Unknown.class, unknown -> assertThat(unknown.cause()).contains("signature"));
  }

  @Test
  void anUnsignedRefusalBeforeProcessingSaysThatItIsNotVerified() {
    shop.merchant.signRefusals(false);
    WeChatPayClient stranger =
        WeChatPayClient.of(shop.config().merchantSerial("0123456789ABCDEF").build());

    Rejection rejection =
        Shop.rejected(stranger.create(shop.order(Scene.qrCode()).build())).rejection();

    assertThat(rejection.code()).isEqualTo("SIGN_ERROR");
    assertThat(rejection.verified()).isFalse();
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
  }

  @Test
  void aRateLimitIsRepeatedAfterTheTimeItNames() {
    WeChatPayClient patient = shop.client();
    PaymentRef ref = shop.paidOrder(patient);
    shop.merchant.faults().once(Operation.QUERY, Fault.frequencyLimited(Duration.ofSeconds(3)));
    var begun = shop.clock.instant();

    assertThat(patient.find(ref)).isPresent();

    assertThat(Duration.between(begun, shop.clock.instant())).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aWaitLongerThanTheBudgetIsHandedToTheCaller() {
    PaymentRef ref = shop.paidOrder(client);
    shop.merchant.faults().once(Operation.QUERY, Fault.frequencyLimited(Duration.ofMinutes(10)));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.client().find(ref))
        .satisfies(later -> assertThat(later.retryAfter()).contains(Duration.ofMinutes(10)));
  }

  @Test
  void aRefundThatMeetsARateLimitIsUnknown() {
    PaymentRef ref = shop.paidOrder(client);
    shop.merchant.faults().once(Operation.REFUND, Fault.frequencyLimited());

    Shop.unknown(shop.client().refund(RefundRequest.of(ref, "R" + ref.number(), Shop.TEN)));
  }

  @Test
  void aBelievedAnswerSaysWhyItIsBelieved() {
    PaymentRef ref = shop.paidOrder(client);

    Evidence evidence = client.find(ref).orElseThrow().evidence();

    assertThat(evidence.kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(evidence.keyId()).contains(shop.merchant.publicKeyId());
    assertThat(evidence.requestId()).isPresent();
    assertThat(evidence.at()).isEqualTo(shop.clock.instant());
  }

  @Test
  void everyRequestNamesTheKeyThatTheAnswerShouldBeSignedBy() {
    shop.merchant.notifyByPublicKey(0);
    PaymentRef ref = shop.paidOrder(client);

    assertThat(client.find(ref).orElseThrow().evidence().keyId())
        .contains(shop.merchant.publicKeyId());
    assertThat(shop.requests(Operation.CERTIFICATES)).isEmpty();
  }

  @Test
  void aRawQuestionIsBelievedOnlyIfSigned() {
    shop.gateway.serve("GET", "/v3/anything/{id}", 200, "{\"state\":\"GOOD\"}");

    assertThat(client.read(SignedCall.get("/v3/anything/7")).fields().text("state"))
        .contains("GOOD");

    shop.gateway.faults().once(Operation.OTHER, Fault.missingSignature());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.read(SignedCall.get("/v3/anything/7")));
    shop.gateway.faults().once(Operation.OTHER, Fault.answer(404, "NOT_FOUND", "gone"));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> client.read(SignedCall.get("/v3/anything/7")))
        .satisfies(gone -> assertThat(gone.rejection().verified()).isTrue());
  }

  @Test
  void aRawWriteIsSentOnceWhateverTheAnswer() {
    shop.gateway.serve("POST", "/v3/anything", 200, "{\"state\":\"GOOD\"}");
    WeChatPayClient patient = shop.client();
    SignedCall call = SignedCall.post("/v3/anything").json("{\"a\":\"茶\"}");

    for (Fault fault : PROVING_NOTHING) {
      boolean emptyIsFine =
          fault.toString().contains("204") || fault.toString().contains("literal 200");
      shop.gateway.faults().once(Operation.OTHER, fault);
      int before = shop.requests(Operation.OTHER).size();

      Outcome<?> outcome = patient.write(call);

      assertThat(shop.requests(Operation.OTHER)).hasSize(before + 1);
      if (!emptyIsFine) {
        assertThat(outcome).describedAs(fault.toString()).isInstanceOf(Outcome.Unknown.class);
      }
    }
    assertThat(Shop.accepted(patient.write(call)).value().fields().text("state")).contains("GOOD");
    assertThat(Optional.of(shop.merchant.faults().pending())).contains(0);
  }
}
