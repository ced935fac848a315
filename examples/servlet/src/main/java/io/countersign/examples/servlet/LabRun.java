// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.examples.servlet.LabLog.Lane;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.Delivery;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.OrderView;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attack on one shop, which has a sandbox, a merchant and a time of its own. */
final class LabRun {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;
  private final WeChatPayMerchant merchant;
  private final LabSide side;
  private final LabLog log;
  private final List<Integer> answers = new ArrayList<>();
  private long servedBefore;

  private LabRun(Sandbox sandbox, WeChatPayMerchant merchant, LabSide side, LabLog log) {
    this.sandbox = sandbox;
    this.merchant = merchant;
    this.side = side;
    this.log = log;
  }

  /** Opens a shop. */
  @FunctionalInterface
  interface Opening {
    LabSide open(Sandbox sandbox, WeChatPayMerchant merchant, LabLog log);
  }

  static LabEnd of(LabAttack attack, Opening opening) {
    try (Sandbox sandbox = Sandbox.start()) {
      WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant();
      LabLog log = new LabLog(sandbox, merchant);
      try (LabSide side = opening.open(sandbox, merchant, log)) {
        LabRun run = new LabRun(sandbox, merchant, side, log);
        run.attack(attack);
        run.noteTheEnd();
        return LabEnd.of(merchant.ledger(), side, run.answers, log.events());
      }
    }
  }

  private void attack(LabAttack attack) {
    switch (attack) {
      case FORGED -> forged();
      case REPLAYED -> replayed();
      case SMALLER_AMOUNT -> smallerAmount();
      case OTHER_MERCHANT -> otherMerchant();
      case DROPPED_ANSWER -> droppedAnswer();
      case GATEWAY_DOWN -> gatewayDown();
      case CALLBACKS_DEAD -> callbacksDead();
    }
  }

  private void forged() {
    side.orderByQrCode();
    hostile(paid(merchant.mchid(), side.number(), OurSide.PRICE_IN_FEN).withWrongSignature());
  }

  private void smallerAmount() {
    side.orderByQrCode();
    hostile(paid(merchant.mchid(), side.number(), 1));
  }

  /** Numbers are a merchant's own, so somebody else may well have the same one. */
  private void otherMerchant() {
    side.orderByQrCode();
    WeChatPayMerchant other = sandbox.weChatPay().openMerchant();
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.fromEnvironment(OurSide.environment(other, side.notifyUrl()))
                .toBuilder()
                .clock(sandbox.clock())
                .build());
    client
        .create(
            PaymentRequest.in(Scene.qrCode())
                .id(new PaymentId(side.number(), sandbox.clock().instant()))
                .amount(Money.ofMinor(OurSide.PRICE_IN_FEN, "CNY"))
                .description("Something else")
                .build())
        .orElseThrow();
    other.deliverNotificationsTo(side.deadUrl());
    other.pay(side.number());
    String amount = LabLog.yuan(OurSide.PRICE_IN_FEN);
    log.note(Lane.ATTACKER, Optional.of(Lane.GATEWAY), LabStep.PAID, "amount", amount);
    hostile(paid(other.mchid(), side.number(), OurSide.PRICE_IN_FEN));
  }

  private void replayed() {
    side.orderByQrCode();
    pay();
    SignedNotification recorded = merchant.paymentNotification(side.number());
    sandbox.clock().advance(Duration.ZERO);
    noteWhatIsServed();
    hostile(recorded);
    pass(Duration.ofHours(1));
    hostile(recorded);
  }

  private void droppedAnswer() {
    merchant.faults().once(Operation.CODEPAY, Fault.answerDropped());
    side.orderByPaymentCode(this::paymentCode);
    noteWhatIsServed();
    passWithTimer(12, Duration.ofSeconds(5));
  }

  private void gatewayDown() {
    merchant.faults().once(Operation.CODEPAY, Fault.badGateway().afterProcessing());
    merchant.faults().always(Operation.ANY, Fault.badGateway());
    log.note(Lane.GATEWAY, Optional.empty(), LabStep.GATEWAY_DOWN);
    side.orderByPaymentCode(this::paymentCode);
    passWithTimer(2, Duration.ofMinutes(5));
    merchant.faults().clear();
    log.note(Lane.GATEWAY, Optional.empty(), LabStep.GATEWAY_UP);
    passWithTimer(1, Duration.ofMinutes(5));
  }

  private void callbacksDead() {
    merchant.deliverNotificationsTo(side.deadUrl());
    side.orderByQrCode();
    pay();
    passWithTimer(60, Duration.ofMinutes(1));
  }

  private void pay() {
    String amount = LabLog.yuan(merchant.order(side.number()).map(OrderView::total).orElse(0L));
    log.note(Lane.PAYER, Optional.of(Lane.GATEWAY), LabStep.PAID, "amount", amount);
    merchant.pay(side.number());
  }

  private void passWithTimer(int steps, Duration step) {
    for (int i = 0; i < steps; i++) {
      sandbox.clock().advance(step);
      side.timer();
      noteWhatIsServed();
    }
    Duration passed = step.multipliedBy(steps);
    if (passed.compareTo(Duration.ofMinutes(1)) > 0) {
      notePassed(passed);
    }
  }

  private void pass(Duration time) {
    sandbox.clock().advance(time);
    notePassed(time);
  }

  private void notePassed(Duration time) {
    String passed = Long.toString(time.toMinutes());
    log.note(Lane.PAYER, Optional.empty(), LabStep.TIME_PASSES, "minutes", passed);
  }

  private String paymentCode() {
    return merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
  }

  /** Posts a message, and looks whether anything was served for it. */
  private void hostile(SignedNotification message) {
    long before = side.shipped();
    Delivery delivery = merchant.deliverOnce(message, side.notifyUrl());
    log.deliveredByHand();
    int status = delivery.status().orElse(0);
    answers.add(status);
    String shown = Integer.toString(status);
    log.note(Lane.ATTACKER, Optional.of(Lane.SHOP), LabStep.HOSTILE, "status", shown);
    if (side.shipped() > before) {
      log.note(Lane.SHOP, Optional.empty(), LabStep.BELIEVED, "status", shown);
    } else if (status >= 400) {
      log.note(Lane.SHOP, Optional.of(Lane.ATTACKER), LabStep.REFUSED, "status", shown);
    } else {
      noteHowItStands();
    }
  }

  /** If it has served since the last time. */
  private void noteWhatIsServed() {
    if (side.shipped() > servedBefore) {
      noteHowItStands();
    }
  }

  /** Unless it has just been said. */
  private void noteTheEnd() {
    if (servedBefore == 0 || side.shipped() > servedBefore) {
      noteHowItStands();
    }
  }

  private void noteHowItStands() {
    servedBefore = side.shipped();
    log.note(
        Lane.SHOP,
        Optional.empty(),
        servedBefore > 0 ? LabStep.ORDER_PAID : LabStep.ORDER_OPEN,
        "shipped",
        Long.toString(servedBefore));
  }

  /** An event as the gateway would sign it for the shop's merchant: paid, and by what it says. */
  private SignedNotification paid(String mchid, String number, long fen) {
    ObjectNode content = JSON.createObjectNode();
    content.put("mchid", mchid);
    content.put("appid", merchant.appId());
    content.put("out_trade_no", number);
    content.put(
        "transaction_id", "4200%024d".formatted(Math.floorMod(number.hashCode(), 1_000_000_000)));
    content.put("trade_type", "NATIVE");
    content.put("trade_state", "SUCCESS");
    content.put("trade_state_desc", "paid");
    content.put("bank_type", "OTHERS");
    content.put("success_time", sandbox.clock().instant().toString());
    content.putObject("payer").put("openid", merchant.openId());
    ObjectNode amount = content.putObject("amount");
    amount.put("total", fen);
    amount.put("payer_total", fen);
    amount.put("currency", "CNY");
    amount.put("payer_currency", "CNY");
    return merchant.event("TRANSACTION.SUCCESS", "transaction", content.toString());
  }
}
