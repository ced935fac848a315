// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Operation;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where requests go, how often, and what a broken wire means. */
class TransportTest {
  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSelfSignedCertificateIsRefusedAndNothingIsSent() {
    WireMockServer server =
        new WireMockServer(WireMockConfiguration.options().dynamicPort().dynamicHttpsPort());
    server.start();
    try {
      WeChatPayClient client =
          WeChatPayClient.of(
              shop.config()
                  .endpoint(URI.create("https://localhost:" + server.httpsPort()))
                  .build());

      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> client.create(shop.order(Scene.qrCode()).build()))
          .withMessageContaining("TLS");
      assertThat(server.getAllServeEvents()).isEmpty();
    } finally {
      server.stop();
    }
  }

  @Test
  void aRefundWhoseConnectionBreaksIsSentOnceAndUnknown() {
    WireMockServer server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.start();
    try {
      WeChatPayClient client =
          WeChatPayClient.of(
              shop.config().endpoint(URI.create("http://localhost:" + server.port())).build());
      PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);
      for (Fault fault : Fault.values()) {
        server.resetAll();
        server.stubFor(
            WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().withFault(fault)));

        Shop.unknown(client.refund(RefundRequest.of(paid, "R1", Shop.TEN)));

        assertThat(server.getAllServeEvents()).describedAs(fault.name()).hasSize(1);
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void anOrderIsRepeatedWithANewSignatureAndTheSameBody() {
    RecordingTransport wire = new RecordingTransport();
    WeChatPayClient client = WeChatPayClient.of(shop.config().transport(wire).build());

    Shop.unknown(client.create(shop.order(Scene.qrCode()).build()));

    assertThat(wire.calls).hasSize(RetryPolicy.standard().attempts());
    assertThat(wire.bodies()).allMatch(body -> Arrays.equals(body, wire.bodies().get(0)));
    assertThat(wire.calls)
        .extracting(call -> call.headers().single("Authorization").orElseThrow())
        .doesNotHaveDuplicates();
  }

  @Test
  void aRawCallCannotLeaveItsHost() {
    WeChatPayClient client = shop.client();
    for (String target :
        List.of(
            "https://evil.example.com/v3/x",
            "//evil.example.com/v3/x",
            "@evil.example.com/v3/x",
            ".evil.example.com/v3/x",
            "v3/x",
            "",
            "/v3/x?a=b",
            "/v3/x#y",
            "/v3/x y",
            "/v3/\n/x",
            "/\\evil.example.com/x")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(target)
          .isThrownBy(() -> client.read(SignedCall.get(target)));
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(target)
          .isThrownBy(() -> client.write(SignedCall.post(target).json("{}")));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aQueryIsSignedAsItGoesOverTheWire() {
    shop.gateway.serve("GET", "/v3/things/{id}", 200, "{\"ok\":true}");

    assertThat(
            shop.client()
                .read(
                    SignedCall.get("/v3/things/a%7Cb")
                        .with("date", "2026-11-20")
                        .with("text", "茶 & +%/?=#@|*'~")
                        .with("empty", ""))
                .fields()
                .text("ok"))
        .contains("true");
  }

  @Test
  void aRedirectIsNotFollowed() {
    shop.merchant
        .faults()
        .once(
            Operation.QUERY,
            io.countersign.sandbox.wechatpay.Fault.redirect(
                shop.gateway.baseUri().resolve("/v3/elsewhere")));
    PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> shop.impatientClient().find(paid));

    assertThat(shop.gateway.journal()).hasSize(1);
  }

  @Test
  void nothingIsSentAfterTheDeadline() {
    WeChatPayClient late = shop.client().before(shop.clock.instant());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> late.create(shop.order(Scene.qrCode()).build()));
    assertThat(shop.gateway.journal()).isEmpty();
  }
}
