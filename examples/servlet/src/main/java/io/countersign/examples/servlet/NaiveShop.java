// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.examples.servlet.LabLog.Lane;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPayOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What <b>not</b> to do. A shop as tutorials show it, for the lab to knock over: it believes every
 * notification that it can decrypt, whoever sent it, whenever, about whatever amount and merchant;
 * it ships as often as it is told to; it takes a lost answer for a no and tries another number; and
 * nobody asks about what was never heard of again.
 */
final class NaiveShop implements LabSide {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 2;

  private final Clock clock;
  private final LabLog log;
  private final String apiV3Key;
  private final HttpServer server;
  private final WeChatPayClient client;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong shipped = new AtomicLong();
  private String number = "";
  private volatile String status = "OPEN";

  NaiveShop(Sandbox sandbox, WeChatPayMerchant merchant, LabLog log) {
    this.clock = sandbox.clock();
    this.log = log;
    this.apiV3Key = merchant.apiV3Key();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/notify/wechatpay", this::notified);
    server.start();
    client =
        WeChatPayClient.of(
            WeChatPayConfig.fromEnvironment(OurSide.environment(merchant, home())).toBuilder()
                .clock(clock)
                .retryPolicy(RetryPolicy.none())
                .build());
  }

  private void notified(HttpExchange exchange) throws IOException {
    int answer;
    try {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      JsonNode payment = JSON.readTree(decrypted(body.path("resource")));
      // It could be decrypted, so it must be true.
      if (payment.path("trade_state").asText().equals("SUCCESS")) {
        ship();
      }
      answer = 204;
    } catch (GeneralSecurityException | IllegalArgumentException notForUs) {
      answer = 500;
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private byte[] decrypted(JsonNode resource) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(apiV3Key.getBytes(StandardCharsets.UTF_8), "AES"),
        new GCMParameterSpec(
            128, resource.path("nonce").asText().getBytes(StandardCharsets.UTF_8)));
    cipher.updateAAD(resource.path("associated_data").asText().getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(Base64.getDecoder().decode(resource.path("ciphertext").asText()));
  }

  private void ship() {
    status = "PAID";
    shipped.incrementAndGet();
  }

  @Override
  public void orderByQrCode() {
    ordered();
    if (collect(Scene.qrCode(), false) instanceof Outcome.Accepted) {
      log.note(Lane.SHOP, Optional.of(Lane.PAYER), LabStep.CODE_SHOWN);
    }
  }

  /** No answer is a no, so: once more, under a new number. */
  @Override
  public void orderByPaymentCode(Supplier<String> codes) {
    ordered();
    for (int tries = 0; tries < TRIES; tries++) {
      log.note(Lane.PAYER, Optional.of(Lane.SHOP), LabStep.CODE_SHOWN);
      if (collect(Scene.paymentCode(codes.get()), tries > 0) instanceof Outcome.Accepted<?> accepted
          && accepted.value() instanceof Payment payment
          && payment.state() == PaymentState.PAID) {
        ship();
        return;
      }
      log.note(Lane.SHOP, Optional.of(Lane.PAYER), LabStep.GAVE_UP);
    }
    status = "CANCELLED";
  }

  private <R> Outcome<R> collect(Scene<R> scene, boolean again) {
    PaymentId id = PaymentId.next(clock, random);
    number = id.number();
    PaymentRequest.Builder<R> request =
        PaymentRequest.in(scene)
            .id(id)
            .amount(Money.ofMinor(OurSide.PRICE_IN_FEN, "CNY"))
            .description("One pot of tea");
    if (scene instanceof Scene.PaymentCode) {
      request.with(WeChatPayOption.outStoreId("NAIVE-1"));
    }
    log.number(number);
    if (again) {
      log.note(Lane.SHOP, Optional.empty(), LabStep.NEW_NUMBER);
    }
    return client.create(request.build());
  }

  @Override
  public URI notifyUrl() {
    return home().resolve("/notify/wechatpay");
  }

  @Override
  public URI deadUrl() {
    return home().resolve("/nobody");
  }

  /** There is none. */
  @Override
  public void timer() {}

  @Override
  public String number() {
    return number;
  }

  @Override
  public long shipped() {
    return shipped.get();
  }

  @Override
  public String status() {
    return status;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void ordered() {
    String amount = LabLog.yuan(OurSide.PRICE_IN_FEN);
    log.note(Lane.PAYER, Optional.of(Lane.SHOP), LabStep.ORDERED, "amount", amount);
  }

  private URI home() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
