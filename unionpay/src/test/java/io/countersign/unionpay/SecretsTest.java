// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.PaymentException;
import io.countersign.PersonalText;
import io.countersign.Secret;
import io.countersign.SignedCall;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Nothing that is printed, thrown or signalled shows a key, a card, a token or a person. */
class SecretsTest {
  private static final String CARD = "6216261000000000018";
  private static final String TOKEN = "6235240000020757577";
  private static final String PHONE = "13552535506";
  private static final String NAME = "全渠道";
  private static final String KEY = "a shared key of the merchant";
  private static final List<String> HIDDEN =
      List.of(CARD, TOKEN, PHONE, NAME, KEY, "341126197709218366", "987654", "PRIVATE KEY");

  private static final UnionPayCustomer HOLDER =
      UnionPayCustomer.builder()
          .name(PersonalText.of(NAME))
          .phone(PersonalText.of(PHONE))
          .identityCard(PersonalText.of("341126197709218366"))
          .smsCode(PersonalText.of("987654"))
          .cvn2(Secret.of("123"))
          .expires(YearMonth.of(2031, 12))
          .build();

  private final List<String> printed = new ArrayList<>();

  @Test
  void cardsTokensAndPeopleStayUnprintedWhateverHappens() {
    for (ScriptedGateway.Step step :
        List.of(
            accepted().with("accNo", CARD).with("tokenPayData", "{token=" + TOKEN + "}"),
            accepted().with("orderId", "OTHERS01").with("accNo", CARD),
            accepted().with("accNo", CARD).unsigned(),
            reply("10").with("accNo", CARD).with("customerInfo", NAME),
            reply("Z9").with("accNo", CARD),
            ScriptedGateway.plain(500, CARD + NAME + PHONE),
            lost())) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      UnionPayClient client =
          UnionPayClient.of(
              gateway
                  .config()
                  .encryptionCertificate(ScriptedGateway.CHAIN.unionPay().certificate())
                  .build());
      UnionPayTokens tokens = client.tokens("62000000001");
      PersonalText card = PersonalText.of(CARD);
      PersonalText token = PersonalText.of(TOKEN);
      print(() -> tokens.open(gateway.freshId(), card, HOLDER));
      print(() -> tokens.update(gateway.freshId(), token, HOLDER));
      print(() -> tokens.delete(gateway.freshId(), token));
      print(() -> tokens.find("OPENING01"));
      print(() -> tokens.sendPaymentCode(gateway.freshId(), HUNDRED, token, card));
      print(() -> tokens.charge(UnionPayTokenCharge.of(token, gateway.freshId(), HUNDRED)));
      UnionPayPayoutRequest request =
          UnionPayPayoutRequest.toCard(card)
              .number(gateway.freshId().number())
              .amount(Money.of("3.00", "CNY"))
              .payee(HOLDER)
              .build();
      print(() -> request);
      print(() -> client.payouts().send(request));
      print(
          () ->
              client.write(
                  SignedCall.post("/gateway/api/backTransReq.do")
                      .field("txnType", "11")
                      .field("txnSubType", "00")
                      .field("bizType", "000501")
                      .field("accNo", CARD)));
      gateway.signals.forEach(signal -> printed.add(signal.toString()));
    }
    assertNothingShown();
  }

  @Test
  void wrongInputIsRefusedWithoutShowingIt() {
    ScriptedGateway gateway = new ScriptedGateway(lost());
    UnionPayTokens tokens = gateway.client().tokens("62000000001");
    print(() -> tokens.delete(gateway.freshId(), PersonalText.of(TOKEN + "&" + NAME)));
    print(() -> tokens.open(gateway.freshId(), PersonalText.of(CARD + " " + NAME), HOLDER));
    print(() -> UnionPayTokenCharge.of(PersonalText.of(TOKEN), gateway.freshId(), HUNDRED));
    print(() -> HOLDER);
    assertNothingShown();
  }

  @Test
  void whatIsNotifiedPrintsNobody() {
    NoticeDesk desk = new NoticeDesk();
    for (String type : List.of("01/01", "02/01", "04/00", "12/00", "79/00", "13/08")) {
      SignedNotice notice =
          NoticeDesk.paid()
              .with("txnType", type.substring(0, 2))
              .with("txnSubType", type.substring(3))
              .with("accNo", CARD)
              .with("customerInfo", NAME)
              .with("tokenPayData", "{token=" + TOKEN + "}");
      Notification proven =
          desk.client.notifications().verify(notice.received(ScriptedGateway.NOW));
      printed.add(proven.toString());
      printed.add(proven.replayKey());
      print(() -> desk.handle(notice.tampered("txnAmt", "1")));
      print(() -> desk.handle(notice.with("orderId", "NOBODYS1")));
    }
    desk.payments.forEach(payment -> printed.add(payment.toString()));
    desk.gateway.signals.forEach(signal -> printed.add(signal.toString()));
    assertNothingShown();
  }

  @Test
  void keysStayUnprinted() {
    ScriptedGateway gateway = new ScriptedGateway(lost());
    UnionPayConfig shared =
        UnionPayConfig.builder().merId(ScriptedGateway.MER_ID).secureKey(Secret.of(KEY)).build();
    print(() -> shared);
    print(() -> UnionPayClient.of(shared));
    print(() -> gateway.client());
    print(() -> gateway.client().keyExpiries());
    assertNothingShown();
  }

  private void print(Supplier<Object> call) {
    try {
      printed.add(String.valueOf(call.get()));
    } catch (PaymentException thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      printed.add(text.toString());
    }
  }

  private void assertNothingShown() {
    assertThat(printed).isNotEmpty();
    for (String text : printed) {
      assertThat(text).doesNotContain(HIDDEN);
    }
  }
}
