// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.wechat.pay.java.core.certificate.AutoCertificateService;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RSACombinedNotificationConfig;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.payments.model.Transaction;
import com.wechat.pay.java.service.payments.model.Transaction.TradeStateEnum;
import com.wechat.pay.java.service.refund.model.AmountReq;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import com.wechat.pay.java.service.refund.model.QueryByOutRefundNoRequest;
import com.wechat.pay.java.service.refund.model.Refund;
import com.wechat.pay.java.service.refund.model.RefundNotification;
import com.wechat.pay.java.service.refund.model.Status;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Pem;
import io.countersign.RefundState;
import io.countersign.Scene;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SdkAgainstSandboxTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private static final int ORDERS = 10;

  @AfterAll
  static void forgetCertificates() {
    AutoCertificateService.shutdown();
  }

  @Test
  void buysClosesAndRefundsByPublicKey(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) throws IOException {
    wholeLife(merchant, clock, Sdk.byPublicKey(gateway, merchant), ours(merchant, clock, true));
  }

  @Test
  void buysClosesAndRefundsByPublicKeyWhereThereIsNoCertificate(
      WeChatPayGateway gateway, SandboxClock clock) throws IOException {
    WeChatPayMerchant merchant =
        gateway.openMerchant(MerchantSetup.usual().keyMode(KeyMode.PUBLIC_KEY_ONLY));
    wholeLife(merchant, clock, Sdk.byPublicKey(gateway, merchant), ours(merchant, clock, true));
  }

  @Test
  void buysClosesAndRefundsByCertificatesThatItFetches(WeChatPayGateway gateway, SandboxClock clock)
      throws IOException {
    WeChatPayMerchant merchant =
        gateway.openMerchant(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY));
    merchant.rotatePlatformCertificate();
    wholeLife(merchant, clock, Sdk.byCertificates(gateway, merchant), ours(merchant, clock, false));
  }

  @Test
  void readsNotificationsOfBothKindsDuringAMigration(
      WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    NotificationParser theirs =
        new NotificationParser(
            new RSACombinedNotificationConfig.Builder()
                .merchantId(merchant.mchid())
                .privateKey(merchant.merchantPrivateKeyPem())
                .merchantSerialNumber(merchant.merchantSerial())
                .publicKey(merchant.publicKeyPem())
                .publicKeyId(merchant.publicKeyId())
                .apiV3Key(merchant.apiV3Key())
                .httpClient(
                    Sdk.http(gateway)
                        .config(Sdk.byCertificates(gateway, merchant).config())
                        .build())
                .build());
    WeChatPayClient ours = ours(merchant, clock, true);
    PaymentRequest<?> request =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.ofMinor(100, "CNY"))
            .description("一杯茶🍵")
            .build();
    ours.create(request).orElseThrow();
    merchant.pay(request.id().number());
    merchant.notifyByPublicKey(0.5);
    for (int round = 0; round < ORDERS; round++) {
      SignedNotification notification = merchant.paymentNotification(request.id().number());
      Map<String, String> headers = new LinkedHashMap<>();
      notification.headers().forEach((name, values) -> headers.put(name, values.get(0)));
      Transaction their =
          theirs.parse(
              param(headers, new String(notification.body(), StandardCharsets.UTF_8)),
              Transaction.class);
      assertThat(their.getOutTradeNo()).isEqualTo(request.id().number());
    }
  }

  @Test
  void seesTheCodeOfARefusalAndBelievesNoForgedAnswer(
      WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    Sdk theirs = Sdk.byPublicKey(gateway, merchant);
    assertThatThrownBy(() -> query(theirs, merchant, "unknown-number"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            no -> {
              assertThat(no.getHttpStatusCode()).isEqualTo(404);
              assertThat(no.getErrorCode()).isEqualTo("ORDER_NOT_EXIST");
            });
    String number = PaymentId.next().number();
    merchant.faults().once(Operation.ANY, Fault.wrongSignature());
    assertThatThrownBy(() -> orderNative(theirs, merchant, number, "https://shop.example/notify"))
        .isInstanceOf(ValidationException.class);
    assertThat(merchant.order(number)).isPresent();
  }

  /** Orders, queries, pays, notifies, refunds, closes; ours looks at the same orders meanwhile. */
  private static void wholeLife(
      WeChatPayMerchant merchant, SandboxClock clock, Sdk theirs, WeChatPayClient ours)
      throws IOException {
    RandomText random = new RandomText(16);
    try (Shop shop = new Shop()) {
      for (int i = 0; i < ORDERS; i++) {
        String number = random.number(6, 32);
        switch (i % 4) {
          case 0 -> {
            String code = orderNative(theirs, merchant, number, shop.address());
            assertThat(merchant.scan(code)).isEqualTo(number);
          }
          case 1 -> {
            Map<String, String> wallet = orderPage(theirs, merchant, number, shop.address());
            assertThat(merchant.openWallet(wallet)).isEqualTo(number);
          }
          case 2 -> {
            Map<String, String> wallet = orderApp(theirs, merchant, number, shop.address());
            assertThat(merchant.openWallet(wallet)).isEqualTo(number);
          }
          default ->
              assertThat(orderH5(theirs, merchant, number, shop.address())).startsWith("http");
        }
        PaymentRef ref =
            PaymentRef.of(
                WeChatPayClient.PROVIDER,
                new PaymentId(number, clock.instant()),
                Money.ofMinor(2500, "CNY"));
        assertThat(query(theirs, merchant, number).getTradeState())
            .isEqualTo(TradeStateEnum.NOTPAY);
        assertThat(ours.find(ref).orElseThrow().state()).isEqualTo(PaymentState.AWAITING_PAYER);
        if (i % 3 == 2) {
          close(theirs, merchant, number);
          assertThat(query(theirs, merchant, number).getTradeState())
              .isEqualTo(TradeStateEnum.CLOSED);
          assertThat(ours.find(ref).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
          continue;
        }
        merchant.pay(number);
        clock.advance(Duration.ZERO);
        Transaction told = theirs.notifications().parse(shop.last(), Transaction.class);
        Transaction asked = query(theirs, merchant, number);
        Payment our = ours.find(ref).orElseThrow();
        assertThat(told.getOutTradeNo()).isEqualTo(number);
        assertThat(told.getTradeState()).isEqualTo(TradeStateEnum.SUCCESS);
        assertThat(told.getAttach()).isEqualTo("附加🍵");
        assertThat(asked).usingRecursiveComparison().isEqualTo(told);
        assertThat(our.isPaid()).isTrue();
        assertThat(our.ref().transactionId()).contains(asked.getTransactionId());
        assertThat(our.orderTotal().orElseThrow().minorUnits())
            .isEqualTo(asked.getAmount().getTotal().longValue());
        assertThat(byId(theirs, merchant, asked.getTransactionId()).getOutTradeNo())
            .isEqualTo(number);

        refund(merchant, clock, theirs, ours, shop, our, random);
      }
    }
    assertThat(merchant.deliveries())
        .allSatisfy(delivery -> assertThat(delivery.status()).hasValue(200));
  }

  private static void refund(
      WeChatPayMerchant merchant,
      SandboxClock clock,
      Sdk theirs,
      WeChatPayClient ours,
      Shop shop,
      Payment payment,
      RandomText random) {
    String refundId = random.number(1, 64);
    AmountReq amount = new AmountReq();
    amount.setRefund(1L + random.below(2500));
    amount.setTotal(2500L);
    amount.setCurrency("CNY");
    CreateRequest request = new CreateRequest();
    request.setOutTradeNo(payment.ref().number());
    request.setOutRefundNo(refundId);
    request.setReason("茶凉了🍵");
    request.setNotifyUrl(shop.address());
    request.setAmount(amount);
    Refund begun = theirs.refunds().create(request);
    assertThat(begun.getStatus()).isEqualTo(Status.PROCESSING);
    assertThat(begun.getAmount().getRefund()).isEqualTo(amount.getRefund());
    assertThat(ours.findRefund(payment.ref(), refundId).orElseThrow().state())
        .isEqualTo(RefundState.PROCESSING);

    clock.advance(Duration.ofSeconds(6));
    RefundNotification told = theirs.notifications().parse(shop.last(), RefundNotification.class);
    assertThat(told.getOutRefundNo()).isEqualTo(refundId);
    assertThat(told.getRefundStatus()).isEqualTo(Status.SUCCESS);
    QueryByOutRefundNoRequest query = new QueryByOutRefundNoRequest();
    query.setOutRefundNo(refundId);
    Refund asked = theirs.refunds().queryByOutRefundNo(query);
    assertThat(asked.getStatus()).isEqualTo(Status.SUCCESS);
    assertThat(asked.getRefundId()).isEqualTo(begun.getRefundId()).isEqualTo(told.getRefundId());
    io.countersign.Refund our = ours.findRefund(payment.ref(), refundId).orElseThrow();
    assertThat(our.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(our.providerRefundId()).contains(asked.getRefundId());
    assertThat(our.amount().minorUnits()).isEqualTo(asked.getAmount().getRefund());
    assertThat(query(theirs, merchant, payment.ref().number()).getTradeState())
        .isEqualTo(TradeStateEnum.REFUND);
  }

  private static String orderNative(
      Sdk theirs, WeChatPayMerchant merchant, String number, String notifyUrl) {
    var amount = new com.wechat.pay.java.service.payments.nativepay.model.Amount();
    amount.setTotal(2500);
    var request = new com.wechat.pay.java.service.payments.nativepay.model.PrepayRequest();
    request.setAppid(merchant.appId());
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setAttach("附加🍵");
    request.setOutTradeNo(number);
    request.setNotifyUrl(notifyUrl);
    request.setAmount(amount);
    return theirs.nativePay().prepay(request).getCodeUrl();
  }

  private static String orderH5(
      Sdk theirs, WeChatPayMerchant merchant, String number, String notifyUrl) {
    var amount = new com.wechat.pay.java.service.payments.h5.model.Amount();
    amount.setTotal(2500);
    var h5 = new com.wechat.pay.java.service.payments.h5.model.H5Info();
    h5.setType("Wap");
    var scene = new com.wechat.pay.java.service.payments.h5.model.SceneInfo();
    scene.setPayerClientIp("203.0.113.7");
    scene.setH5Info(h5);
    var request = new com.wechat.pay.java.service.payments.h5.model.PrepayRequest();
    request.setAppid(merchant.appId());
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setAttach("附加🍵");
    request.setOutTradeNo(number);
    request.setNotifyUrl(notifyUrl);
    request.setAmount(amount);
    request.setSceneInfo(scene);
    return theirs.h5().prepay(request).getH5Url();
  }

  private static Map<String, String> orderPage(
      Sdk theirs, WeChatPayMerchant merchant, String number, String notifyUrl) {
    var amount = new com.wechat.pay.java.service.payments.jsapi.model.Amount();
    amount.setTotal(2500);
    var payer = new com.wechat.pay.java.service.payments.jsapi.model.Payer();
    payer.setOpenid(merchant.openId());
    var request = new com.wechat.pay.java.service.payments.jsapi.model.PrepayRequest();
    request.setAppid(merchant.appId());
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setAttach("附加🍵");
    request.setOutTradeNo(number);
    request.setNotifyUrl(notifyUrl);
    request.setAmount(amount);
    request.setPayer(payer);
    var answer = theirs.jsapi().prepayWithRequestPayment(request);
    return Map.of(
        "appId", answer.getAppId(),
        "timeStamp", answer.getTimeStamp(),
        "nonceStr", answer.getNonceStr(),
        "package", answer.getPackageVal(),
        "signType", answer.getSignType(),
        "paySign", answer.getPaySign());
  }

  private static Map<String, String> orderApp(
      Sdk theirs, WeChatPayMerchant merchant, String number, String notifyUrl) {
    var amount = new com.wechat.pay.java.service.payments.app.model.Amount();
    amount.setTotal(2500);
    var request = new com.wechat.pay.java.service.payments.app.model.PrepayRequest();
    request.setAppid(merchant.mobileAppId());
    request.setMchid(merchant.mchid());
    request.setDescription("一杯茶🍵");
    request.setAttach("附加🍵");
    request.setOutTradeNo(number);
    request.setNotifyUrl(notifyUrl);
    request.setAmount(amount);
    var answer = theirs.app().prepayWithRequestPayment(request);
    return Map.of(
        "appId", answer.getAppid(),
        "partnerId", answer.getPartnerId(),
        "prepayId", answer.getPrepayId(),
        "packageValue", answer.getPackageVal(),
        "nonceStr", answer.getNonceStr(),
        "timeStamp", answer.getTimestamp(),
        "sign", answer.getSign());
  }

  private static Transaction query(Sdk theirs, WeChatPayMerchant merchant, String number) {
    var request =
        new com.wechat.pay.java.service.payments.jsapi.model.QueryOrderByOutTradeNoRequest();
    request.setMchid(merchant.mchid());
    request.setOutTradeNo(number);
    return theirs.jsapi().queryOrderByOutTradeNo(request);
  }

  private static Transaction byId(Sdk theirs, WeChatPayMerchant merchant, String transactionId) {
    var request = new com.wechat.pay.java.service.payments.jsapi.model.QueryOrderByIdRequest();
    request.setMchid(merchant.mchid());
    request.setTransactionId(transactionId);
    return theirs.jsapi().queryOrderById(request);
  }

  private static void close(Sdk theirs, WeChatPayMerchant merchant, String number) {
    var request = new com.wechat.pay.java.service.payments.jsapi.model.CloseOrderRequest();
    request.setMchid(merchant.mchid());
    request.setOutTradeNo(number);
    theirs.jsapi().closeOrder(request);
  }

  private static WeChatPayClient ours(
      WeChatPayMerchant merchant, SandboxClock clock, boolean byPublicKey) {
    var config = Keys.merchant(merchant, OkHttpTransport.shared()).clock(clock);
    if (byPublicKey) {
      config.publicKey(merchant.publicKeyId(), Pem.text(merchant.publicKeyPem()));
    }
    return WeChatPayClient.of(config.build());
  }

  private static RequestParam param(Map<String, String> headers, String body) {
    return new RequestParam.Builder()
        .serialNumber(headers.get("Wechatpay-Serial"))
        .timestamp(headers.get("Wechatpay-Timestamp"))
        .nonce(headers.get("Wechatpay-Nonce"))
        .signature(headers.get("Wechatpay-Signature"))
        .signType(headers.get("Wechatpay-Signature-Type"))
        .body(body)
        .build();
  }

  /** A shop's notification address, as one writes it with their SDK. */
  private static final class Shop implements AutoCloseable {
    private final HttpServer server;
    private final List<RequestParam> posts = new CopyOnWriteArrayList<>();

    Shop() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.createContext(
          "/notify",
          exchange -> {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name :
                List.of(
                    "Wechatpay-Serial",
                    "Wechatpay-Timestamp",
                    "Wechatpay-Nonce",
                    "Wechatpay-Signature",
                    "Wechatpay-Signature-Type")) {
              headers.put(name, exchange.getRequestHeaders().getFirst(name));
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            posts.add(param(headers, new String(body, StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/notify").toString();
    }

    RequestParam last() {
      return posts.get(posts.size() - 1);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
