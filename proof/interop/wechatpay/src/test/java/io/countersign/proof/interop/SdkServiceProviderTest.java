// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.partnerpayments.jsapi.JsapiServiceExtension;
import com.wechat.pay.java.service.partnerpayments.jsapi.model.Payer;
import com.wechat.pay.java.service.partnerpayments.jsapi.model.PrepayWithRequestPaymentResponse;
import com.wechat.pay.java.service.partnerpayments.nativepay.NativePayService;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.Amount;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.CloseOrderRequest;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.PrepayRequest;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.QueryOrderByOutTradeNoRequest;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.Transaction;
import com.wechat.pay.java.service.partnerpayments.nativepay.model.Transaction.TradeStateEnum;
import com.wechat.pay.java.service.refund.model.AmountReq;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import io.countersign.ExpectedPayment;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.http.Headers;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayAppKind;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPaySubMerchant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official SDK and ours, both trading for the same sub-merchant of a service provider. */
class SdkServiceProviderTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.wechatPay();

  private WeChatPayMerchant provider;
  private SubMerchant shop;
  private Sdk theirs;
  private WeChatPayClient ours;
  private SandboxClock clock;

  @BeforeEach
  void openShop(WeChatPayGateway gateway, SandboxClock driven) {
    clock = driven;
    provider = gateway.openServiceProvider();
    shop = provider.openSubMerchant();
    theirs = Sdk.byPublicKey(gateway, provider);
    ours =
        WeChatPayClient.of(
                WeChatPayConfig.fromEnvironment(provider.environment()).toBuilder()
                    .clock(clock)
                    .build())
            .onBehalfOf(
                WeChatPaySubMerchant.of(shop.mchid())
                    .withAppId(
                        WeChatPayAppKind.MINI_PROGRAM, shop.miniProgramAppId().orElseThrow()));
  }

  private NativePayService nativePay() {
    return new NativePayService.Builder().httpClient(theirs.http()).build();
  }

  private String theirOrder(String number) {
    PrepayRequest request = new PrepayRequest();
    request.setSpAppid(provider.appId());
    request.setSpMchid(provider.mchid());
    request.setSubMchid(shop.mchid());
    request.setDescription("一杯茶🍵");
    request.setOutTradeNo(number);
    request.setNotifyUrl("https://shop.example/notify");
    Amount amount = new Amount();
    amount.setTotal(2500);
    amount.setCurrency("CNY");
    request.setAmount(amount);
    return nativePay().prepay(request).getCodeUrl();
  }

  private Transaction theirQuery(String number) {
    QueryOrderByOutTradeNoRequest request = new QueryOrderByOutTradeNoRequest();
    request.setOutTradeNo(number);
    request.setSpMchid(provider.mchid());
    request.setSubMchid(shop.mchid());
    return nativePay().queryOrderByOutTradeNo(request);
  }

  private PaymentRef ref(String number) {
    return PaymentRef.of(
            WeChatPayClient.PROVIDER,
            new PaymentId(number, clock.instant()),
            Money.ofMinor(2500, "CNY"))
        .withOnBehalfOf(shop.mchid());
  }

  private <R> PaymentRequest<R> tea(Scene<R> scene) {
    return PaymentRequest.in(scene)
        .id(PaymentId.next())
        .amount(Money.ofMinor(2500, "CNY"))
        .description("一杯茶🍵")
        .build();
  }

  @Test
  void theirOrderIsFoundRefundedAndClosedByOurs() {
    String paid = PaymentId.next().number();
    provider.pay(provider.scan(theirOrder(paid)));
    assertThat(ours.find(ref(paid)).orElseThrow().isPaid()).isTrue();
    assertThat(shop.chargesOf(paid)).isEqualTo(1);

    CreateRequest refund = new CreateRequest();
    refund.setSubMchid(shop.mchid());
    refund.setOutTradeNo(paid);
    refund.setOutRefundNo("their-refund");
    AmountReq amount = new AmountReq();
    amount.setRefund(100L);
    amount.setTotal(2500L);
    amount.setCurrency("CNY");
    refund.setAmount(amount);
    theirs.refunds().create(refund);
    assertThat(ours.findRefund(ref(paid), "their-refund").orElseThrow().amount())
        .isEqualTo(Money.ofMinor(100, "CNY"));

    String open = PaymentId.next().number();
    theirOrder(open);
    assertThat(ours.close(ref(open)).orElseThrow()).isEqualTo(PaymentState.CLOSED);
    assertThat(theirQuery(open).getTradeState()).isEqualTo(TradeStateEnum.CLOSED);
  }

  @Test
  void ourOrderIsFoundAndClosedByTheirs() {
    PaymentRequest<ShowQrCode> request = tea(Scene.qrCode());
    String number = request.id().number();
    provider.pay(provider.scan(ours.create(request).orElseThrow().content()));
    Transaction found = theirQuery(number);
    assertThat(found.getTradeState()).isEqualTo(TradeStateEnum.SUCCESS);
    assertThat(found.getSubMchid()).isEqualTo(shop.mchid());

    PaymentRequest<ShowQrCode> open = tea(Scene.qrCode());
    ours.create(open).orElseThrow();
    CloseOrderRequest close = new CloseOrderRequest();
    close.setOutTradeNo(open.id().number());
    close.setSpMchid(provider.mchid());
    close.setSubMchid(shop.mchid());
    nativePay().closeOrder(close);
    assertThat(ours.find(ours.ref(open)).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void bothInvokeTheSubMerchantsMiniProgram() {
    String app = shop.miniProgramAppId().orElseThrow();
    String payer = provider.openIdOf(app);
    PaymentRequest<InvokeWallet> our = tea(Scene.inWallet(payer));
    assertThat(provider.openWallet(ours.create(our).orElseThrow().parameters()))
        .isEqualTo(our.id().number());

    var request = new com.wechat.pay.java.service.partnerpayments.jsapi.model.PrepayRequest();
    request.setSpAppid(provider.appId());
    request.setSpMchid(provider.mchid());
    request.setSubAppid(app);
    request.setSubMchid(shop.mchid());
    request.setDescription("一杯茶🍵");
    String number = PaymentId.next().number();
    request.setOutTradeNo(number);
    request.setNotifyUrl("https://shop.example/notify");
    var amount = new com.wechat.pay.java.service.partnerpayments.jsapi.model.Amount();
    amount.setTotal(2500);
    amount.setCurrency("CNY");
    request.setAmount(amount);
    Payer by = new Payer();
    by.setSubOpenid(payer);
    request.setPayer(by);
    PrepayWithRequestPaymentResponse their =
        new JsapiServiceExtension.Builder()
            .config(theirs.config())
            .httpClient(theirs.http())
            .build()
            .prepayWithRequestPayment(request, app);
    assertThat(
            provider.openWallet(
                Map.of(
                    "appId", their.getAppId(),
                    "timeStamp", their.getTimeStamp(),
                    "nonceStr", their.getNonceStr(),
                    "package", their.getPackageVal(),
                    "signType", their.getSignType(),
                    "paySign", their.getPaySign())))
        .isEqualTo(number);
    assertThat(their.getAppId()).isEqualTo(app);
  }

  @Test
  void bothReadTheSameNotification() {
    PaymentRequest<ShowQrCode> request = tea(Scene.qrCode());
    ours.create(request).orElseThrow();
    provider.pay(request.id().number());
    SignedNotification notice = provider.paymentNotification(request.id().number());

    RequestParam.Builder param =
        new RequestParam.Builder().body(new String(notice.body(), StandardCharsets.UTF_8));
    notice
        .headers()
        .forEach(
            (name, values) -> {
              switch (name.toLowerCase(Locale.ROOT)) {
                case "wechatpay-serial" -> param.serialNumber(values.get(0));
                case "wechatpay-nonce" -> param.nonce(values.get(0));
                case "wechatpay-signature" -> param.signature(values.get(0));
                case "wechatpay-timestamp" -> param.timestamp(values.get(0));
                default -> {
                  // Theirs takes no other.
                }
              }
            });
    Transaction their = theirs.notifications().parse(param.build(), Transaction.class);
    assertThat(their.getSubMchid()).isEqualTo(shop.mchid());

    List<Payment> our = new ArrayList<>();
    int status =
        ours.notifications()
            .handle(
                ReceivedRequest.of(Headers.of(notice.headers()), notice.body(), clock.instant()),
                number -> Optional.of(ExpectedPayment.of(ours.ref(request))),
                (payment, delivery) -> our.add(payment))
            .status();
    assertThat(status).isEqualTo(204);
    assertThat(our)
        .singleElement()
        .satisfies(
            payment ->
                assertThat(payment.ref().transactionId()).contains(their.getTransactionId()));
  }
}
