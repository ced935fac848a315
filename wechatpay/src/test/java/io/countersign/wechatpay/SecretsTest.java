// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.InvokeWallet;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.SignedCall;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys and personal data are planted everywhere and looked for in every text: toString, exceptions
 * with their causes, serialised exceptions, signals, replies and the log at its finest level. The
 * build lets slf4j-simple write everything into one file.
 */
class SecretsTest {
  private static final Path LOG = Path.of("target", "countersign.log");
  private static final String IDENTITY = "11010119900307123X";
  private static final String HOLDER = "张三丰";
  private static final String PAYER_IP = "203.0.113.77";

  private final Shop shop = Shop.open();
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> serialised = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private int logged;

  @BeforeEach
  void plant() throws IOException {
    logged = Files.exists(LOG) ? (int) Files.size(LOG) : 0;
    secrets.add(shop.merchant.apiV3Key());
    for (String line : shop.merchant.merchantPrivateKeyPem().split("\\s+")) {
      if (line.length() >= 40) {
        secrets.add(line);
        secrets.add(line.substring(10, 40));
      }
    }
    secrets.add(shop.merchant.openIdOf(shop.merchant.miniProgramAppId()));
    secrets.addAll(List.of(IDENTITY, HOLDER, PAYER_IP));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void noKeyAndNoPersonalDataIsInAnyTextOrLog() throws IOException {
    WeChatPayClient client = shop.impatientClient();
    WeChatPayConfig.Builder config = shop.config();
    tell(client);
    tell(config.build());
    tell(config);
    tell(Secret.of(shop.merchant.apiV3Key()));
    tell(Pem.text(shop.merchant.merchantPrivateKeyPem()));
    tell(client.notifications());
    tell(client.keyExpiries());

    String code = shop.merchant.authCode(PayerBehaviour.PAYS_AFTER_PASSWORD);
    secrets.add(code);
    PaymentRequest<InvokeWallet> inWallet =
        shop.order(shop.inWallet(shop.merchant.miniProgramAppId()))
            .with(WeChatPayOption.payerIdentity("IDCARD", IDENTITY, HOLDER))
            .with(WeChatPayOption.payerClientIp(PAYER_IP))
            .build();
    PaymentRequest<?> mobile = shop.order(Scene.mobilePage(PAYER_IP)).build();
    PaymentRequest<Payment> byCode =
        shop.order(Scene.paymentCode(code)).with(WeChatPayOption.storeId("1")).build();
    for (PaymentRequest<?> request : List.of(inWallet, mobile, byCode)) {
      tell(request);
      tell(request.scene());
      tell(request.options());
      tell(client.ref(request));
      for (Fault fault : faults()) {
        shop.gateway.faults().once(Operation.ANY, fault);
        tellOf(() -> client.create(request));
        shop.gateway.faults().clear();
      }
      tellOf(() -> client.create(request));
      tellOf(() -> client.find(client.ref(request)));
      tellOf(() -> client.reverse(client.ref(request)));
    }

    PaymentRef paid = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    tell(refund);
    for (Fault fault : faults()) {
      shop.gateway.faults().once(Operation.ANY, fault);
      tellOf(() -> client.find(paid));
      shop.gateway.faults().once(Operation.ANY, fault);
      tellOf(() -> client.refund(refund));
      shop.gateway.faults().clear();
    }
    SignedCall echo =
        SignedCall.post("/v3/security/echo")
            .json("{\"echo_message\":\"x\"}")
            .encrypted("/encrypted_echo_message", PersonalText.of(HOLDER));
    tell(echo);
    tellOf(() -> client.write(echo));
    tellOf(() -> client.write(echo.encrypted("/b", PersonalText.of(IDENTITY.repeat(20)))));
    tellOf(() -> client.decrypt(shop.merchant.encryptForMerchant(HOLDER)));
    tellOf(() -> client.decrypt(IDENTITY));

    shop.failing(true);
    SignedNotification genuine =
        shop.notice(paid).withContent("/payer/openid", "\"" + shop.merchant.openId() + "\"");
    for (SignedNotification notice :
        List.of(
            genuine,
            genuine.withAmount(1),
            genuine.withWrongSignature(),
            genuine.asProbe(),
            genuine.withUnknownKeyId(),
            genuine.signedAgo(Duration.ofDays(1)),
            genuine.withContent("/appid", "\"wxother\""),
            genuine.withBody(IDENTITY.getBytes(StandardCharsets.UTF_8)))) {
      tell(shop.received(notice));
      tell(shop.received(notice).headers());
      tellOf(() -> client.notifications().verify(shop.received(notice)));
      ReceivedReply reply = shop.handle(client, notice);
      tell(reply);
    }
    tellOf(() -> shop.config().merchantKey(Pem.text(HOLDER + IDENTITY)).build());

    assertThatNoneIsShown(100);
    assertThat(log())
        .describedAs("the log is really listened to")
        .contains("WARN", "io.countersign", "UnknownOpened", "ProvenButUnexpected");
  }

  @Test
  void noCodeNoSecretAndNoSessionOfALoginIsInAnyTextOrLog() throws IOException {
    WeChatLogin weChat = shop.sandbox.weChatLogin();
    String appId = shop.merchant.appId();
    WeChatApp app =
        WeChatApp.of(appId, Secret.of(weChat.secret(appId)))
            .withEndpoint(weChat.baseUri())
            .withRetryPolicy(RetryPolicy.none())
            .withClock(shop.clock, shop.clock::advance)
            .withObserver(shop.signals::add);
    MiniProgramLogin login = MiniProgramLogin.of(app);
    OfficialAccountLogin account = OfficialAccountLogin.of(app);
    String state = "aFreshRandomState0123";
    String openId = shop.merchant.openId();
    String code = weChat.code(appId, openId, "uNion0000000000000000000001");
    String pageCode = weChat.pageCode(appId, openId);
    secrets.addAll(
        List.of(
            weChat.secret(appId), state, openId, code, pageCode, "uNion0000000000000000000001"));
    tell(app);
    tell(login);
    tell(account);
    for (Fault fault :
        List.of(
            Fault.answerDropped().beforeProcessing(),
            Fault.badGateway().beforeProcessing(),
            WeChatLogin.refusal(-1, "busy " + code + pageCode),
            WeChatLogin.refusal(40029, "bad " + code + pageCode),
            WeChatLogin.refusal(40125, "bad " + weChat.secret(appId)),
            Fault.literal(200, "text/plain", "{\"openid\":\"" + openId + "\",\"x\":" + openId),
            Fault.literal(200, "text/html", weChat.secret(appId) + code + pageCode))) {
      for (Operation operation : List.of(Operation.CODE_TO_SESSION, Operation.CODE_TO_TOKEN)) {
        weChat.faults().once(operation, fault);
      }
      tellOf(() -> login.session(code));
      tellOf(() -> account.openId(pageCode, state, state));
      weChat.faults().clear();
    }
    tellOf(() -> account.openId(pageCode, state + "x", state));
    tellOf(() -> login.session(code + "\n"));
    MiniProgramSession session = login.session(code);
    secrets.add(new String(session.sessionKey().reveal(), StandardCharsets.UTF_8));
    tell(session);
    tell(account.openId(pageCode, state, state));
    tellOf(() -> login.session(code));

    assertThatNoneIsShown(18);
  }

  @Test
  void noCardNoPayeeAndNoNameOfMoneyPaidOutIsInAnyTextOrLog() throws IOException {
    WeChatPayClient client = shop.impatientClient();
    shop.merchant.balance(100_000);
    String card = "6214830012345678";
    String payeeName = "欧阳娜娜";
    String openId = shop.merchant.openId();
    secrets.addAll(List.of(card, payeeName, openId));
    PaymentRef paid = shop.paidOrder(client);
    RefundRequest refund = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    Shop.accepted(client.refund(refund));
    shop.merchant.completeRefund(refund.refundId(), RefundEnd.ABNORMAL);
    Refund stuck = client.findRefund(paid, refund.refundId()).orElseThrow();
    WeChatPayAbnormalRefund toCard =
        WeChatPayAbnormalRefund.toPayersCard(
            paid, stuck, WeChatPayBank.CMB_DEBIT, PersonalText.of(card), PersonalText.of(HOLDER));
    TransferRequest transfer =
        TransferRequest.to(shop.merchant.appId(), PersonalText.of(openId))
            .number("T20261121001")
            .amount(Shop.TEN)
            .scene(TransferScene.compensation("少发一件"))
            .remark("赔付")
            .payeeName(PersonalText.of(payeeName))
            .build();
    WeChatPayTransfers transfers = client.transfers();
    tell(toCard);
    tell(transfer);
    for (Fault fault : faults()) {
      shop.gateway.faults().once(Operation.ANY, fault);
      tellOf(() -> client.applyAbnormalRefund(toCard));
      shop.gateway.faults().clear();
      shop.gateway.faults().once(Operation.ANY, fault);
      tellOf(() -> transfers.send(transfer));
      shop.gateway.faults().clear();
      shop.gateway.faults().once(Operation.ANY, fault);
      tellOf(() -> transfers.find(transfer.number(), Shop.TEN));
      shop.gateway.faults().clear();
    }
    tellOf(() -> client.applyAbnormalRefund(toCard));
    tellOf(() -> transfers.send(transfer));
    tellOf(() -> transfers.find(transfer.number(), Shop.TEN));
    tellOf(
        () ->
            WeChatPayAbnormalRefund.toPayersCard(
                paid,
                stuck,
                WeChatPayBank.CMB_DEBIT,
                PersonalText.of(card + " "),
                PersonalText.of(HOLDER)));
    tellOf(
        () ->
            WeChatPayAbnormalRefund.toPayersCard(
                paid,
                stuck,
                WeChatPayBank.CMB_DEBIT,
                PersonalText.of(card),
                PersonalText.of(HOLDER + "\n")));
    tellOf(() -> TransferRequest.to(shop.merchant.appId(), PersonalText.of(openId + " ")));
    shop.failing(true);
    shop.merchant.transfers().confirm(transfer.number());
    shop.wait(Duration.ofMinutes(1));
    tell(shop.handle(client, shop.merchant.transfers().notification(transfer.number())));
    tellOf(
        () ->
            client
                .notifications()
                .verify(shop.received(shop.merchant.transfers().notification(transfer.number()))));

    assertThatNoneIsShown(30);
  }

  private void assertThatNoneIsShown(int leastTexts) throws IOException {
    shop.signals.forEach(this::tell);
    assertThat(texts).hasSizeGreaterThan(leastTexts);
    assertThat(serialised).hasSizeGreaterThan(10);
    String log = log();
    for (String secret : secrets) {
      assertThat(texts).noneMatch(text -> text.contains(secret));
      assertThat(log).doesNotContain(secret);
      assertThat(serialised)
          .noneMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(secret));
    }
  }

  @Test
  void aHandledNotificationLogsNothing() throws IOException {
    WeChatPayClient client = shop.client();
    PaymentRef paid = shop.paidOrder(client);
    String before = log();

    assertThat(shop.handle(client, shop.notice(paid)).status()).isEqualTo(204);

    assertThat(log()).isEqualTo(before);
  }

  @Test
  void aSignatureProbeRaisesNoAlarmAndAForgeryDoes() throws IOException {
    WeChatPayClient client = shop.client();
    PaymentRef paid = shop.paidOrder(client);
    String before = log();
    shop.handle(client, shop.notice(paid).asProbe());
    assertThat(log()).isEqualTo(before);

    shop.handle(client, shop.notice(paid).withWrongSignature());
    assertThat(log().substring(before.length())).contains("WARN", "SIGNATURE_WRONG");
    assertThat(shop.signals(Signal.NotificationRefused.class)).hasSize(2);
  }

  private static List<Fault> faults() {
    return List.of(
        Fault.answerDropped(),
        Fault.badGateway(),
        Fault.wrongSignature(),
        Fault.missingSignature(),
        Fault.systemError(),
        Fault.answer(400, "PARAM_ERROR", "no"),
        Fault.answer(401, "SIGN_ERROR", "no").unsigned(),
        Fault.answer(403, "OUT_TRADE_NO_USED", "no"),
        Fault.otherOrder(),
        Fault.wrongAmount());
  }

  private void tell(Object thing) {
    texts.add(String.valueOf(thing));
  }

  private void tellOf(Callable<?> action) {
    Throwable thrown =
        catchThrowable(
            () -> {
              Object value = action.call();
              if (value instanceof Outcome<?> outcome) {
                tell(outcome);
                outcome.orElseThrow();
              }
              tell(value);
            });
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      texts.add(trace.toString());
      serialise(thrown);
    }
  }

  private void serialise(Throwable thrown) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    } catch (IOException notSerialisable) {
      // What cannot be written shows nothing; what was written until then is looked at.
    }
    serialised.add(bytes.toByteArray());
  }

  private String log() throws IOException {
    // The file begins anew with the first line that is written in this JVM.
    byte[] all = Files.exists(LOG) ? Files.readAllBytes(LOG) : new byte[0];
    int from = all.length < logged ? 0 : logged;
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }
}
