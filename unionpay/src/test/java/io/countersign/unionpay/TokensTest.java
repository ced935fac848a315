// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.plain;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cards are opened by their holders, and charged once each time. */
class TokensTest {
  private static final PersonalText CARD = PersonalText.of("6216261000000000018");
  private static final PersonalText TOKEN = PersonalText.of("6235240000020757577");
  private static final String DATA =
      "{token=6235240000020757577&trId=62000000001&tokenLevel=40&tokenBegin=20261121153023"
          + "&tokenEnd=20311121153023&tokenType=01}";
  private static final SelfMadeChain.Leaf ENCRYPTS = ScriptedGateway.CHAIN.unionPay();
  private static final UnionPayCustomer HOLDER =
      UnionPayCustomer.builder()
          .phone(PersonalText.of("13552535506"))
          .smsCode(PersonalText.of("111111"))
          .build();

  private static UnionPayClient client(ScriptedGateway gateway) {
    return UnionPayClient.of(
        gateway.config().encryptionCertificate(ENCRYPTS.certificate()).build());
  }

  private static UnionPayTokens tokens(ScriptedGateway gateway) {
    return client(gateway).tokens("62000000001");
  }

  private static ScriptedGateway.Reply opened() {
    return accepted().with("activateStatus", "1").with("tokenPayData", DATA);
  }

  private static ScriptedGateway.Reply report(String code) {
    return found(code).with("txnSubType", "01");
  }

  @Test
  void aPageToOpenACardIsSignedAndNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    PaymentId id = gateway.freshId();

    OpenPage.PostForm page = tokens(gateway).page(id, ScriptedGateway.BACK);

    Map<String, String> fields =
        page.fields().stream()
            .collect(
                Collectors.toMap(OpenPage.PostForm.Field::name, OpenPage.PostForm.Field::value));
    assertThat(page.action().getPath()).isEqualTo("/gateway/api/frontTransReq.do");
    assertThat(fields)
        .containsAllEntriesOf(
            Map.of(
                "txnType", "79",
                "txnSubType", "00",
                "bizType", "000902",
                "orderId", id.number(),
                "tokenPayData", "{trId=62000000001&tokenType=01}",
                "frontUrl", ScriptedGateway.BACK.toString(),
                "backUrl", ScriptedGateway.NOTIFY_URL.toString()))
        .containsKeys("signature", "payTimeout");
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aCardIsOpenedByACodeAndGivesAToken() {
    ScriptedGateway gateway = new ScriptedGateway(accepted(), opened());
    UnionPayTokens tokens = tokens(gateway);

    assertThat(tokens.sendOpeningCode(gateway.freshId(), CARD, HOLDER))
        .isInstanceOf(Outcome.Accepted.class);
    Outcome.Accepted<UnionPayCardOpening> outcome =
        (Outcome.Accepted<UnionPayCardOpening>) tokens.open(gateway.freshId(), CARD, HOLDER);

    UnionPayCardOpening opening = outcome.value();
    assertThat(opening.isOpen()).isTrue();
    assertThat(opening.token().orElseThrow().reveal()).isEqualTo(TOKEN.reveal());
    assertThat(opening.ends()).contains(Instant.parse("2031-11-21T07:30:23Z"));
    assertThat(opening.begins()).contains(ScriptedGateway.NOW);
    assertThat(opening.toString()).doesNotContain("6235");
    assertThat(gateway.kinds()).containsExactly("77/00", "79/00");
    for (int call : new int[] {0, 1}) {
      FormFields fields = gateway.fields(call);
      assertThat(fields.text("accNo")).doesNotContain("6216");
      assertThat(fields.text("encryptCertId")).isEqualTo(ENCRYPTS.certId());
      String customer =
          new String(
              Base64.getDecoder().decode(fields.text("customerInfo")), StandardCharsets.UTF_8);
      assertThat(customer).contains("encryptedInfo=", "smsCode=111111").doesNotContain("13552535");
    }
  }

  @Test
  void acceptedIsNotOpenUnlessItSaysSo() {
    for (ScriptedGateway.Reply told :
        List.of(
            accepted(),
            opened().with("activateStatus", "0"),
            opened().with("activateStatus", ""))) {
      ScriptedGateway gateway = new ScriptedGateway(told);
      assertThat(
              ((Outcome.Accepted<UnionPayCardOpening>)
                      tokens(gateway).open(gateway.freshId(), CARD, HOLDER))
                  .value()
                  .isOpen())
          .isFalse();
    }
  }

  @Test
  void aLostOpeningIsAskedAboutByItsNumberAndATimeOfItsOwn() {
    ScriptedGateway gateway = new ScriptedGateway(lost(), opened(), reply("34"));
    UnionPayTokens tokens = tokens(gateway);
    PaymentId id = gateway.freshId();

    assertThat(tokens.open(id, CARD, HOLDER)).isInstanceOf(Outcome.Unknown.class);
    gateway.moveTo(gateway.now().plus(Duration.ofHours(2)));
    assertThat(tokens.find(id.number()).orElseThrow().isOpen()).isTrue();
    assertThat(tokens.find(id.number())).isEmpty();

    assertThat(gateway.kinds()).containsExactly("79/00", "78/02", "78/02");
    assertThat(gateway.fields(1).text("orderId")).isEqualTo(id.number());
    assertThat(gateway.fields(1).text("txnTime")).isEqualTo("20261121173023");
  }

  @Test
  void anOpeningWhoseNumberIsUsedIsSettledByAsking() {
    ScriptedGateway there = new ScriptedGateway(reply("12"), opened());
    assertThat(tokens(there).open(there.freshId(), CARD, HOLDER))
        .isInstanceOf(Outcome.Accepted.class);
    for (ScriptedGateway.Step open : List.of(reply("34"), accepted(), lost())) {
      ScriptedGateway gateway = new ScriptedGateway(reply("12"), open);
      assertThat(tokens(gateway).open(gateway.freshId(), CARD, HOLDER))
          .isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void aTokenIsRenewedAndDeletedByItsName() {
    ScriptedGateway gateway = new ScriptedGateway(opened(), accepted());
    UnionPayTokens tokens = tokens(gateway);

    assertThat(tokens.update(gateway.freshId(), TOKEN, HOLDER))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(tokens.delete(gateway.freshId(), TOKEN)).isInstanceOf(Outcome.Accepted.class);

    assertThat(gateway.kinds()).containsExactly("79/03", "74/01");
    assertThat(gateway.fields(0).text("tokenPayData"))
        .isEqualTo("{token=6235240000020757577&trId=62000000001&tokenType=01}");
    assertThat(gateway.fields(1).text("tokenPayData"))
        .isEqualTo("{token=6235240000020757577&trId=62000000001}");
  }

  @Test
  void aChargeIsAskedAboutAtOnceAndFoundLaterByItsReference() {
    ScriptedGateway gateway = new ScriptedGateway(accepted(), accepted(), report("00"));
    UnionPayClient client = client(gateway);
    UnionPayTokens tokens = client.tokens("62000000001");
    PaymentId id = gateway.freshId();
    Outcome<Answer> code =
        tokens.sendPaymentCode(id, HUNDRED, TOKEN, PersonalText.of("13552535506"));
    UnionPayTokenCharge charge =
        UnionPayTokenCharge.of(TOKEN, id, HUNDRED).withSmsCode(PersonalText.of("111111"));

    Outcome.Accepted<Payment> paid = (Outcome.Accepted<Payment>) tokens.charge(charge);

    assertThat(code).isInstanceOf(Outcome.Accepted.class);
    assertThat(paid.value().isPaid()).isTrue();
    assertThat(paid.value().ref())
        .isEqualTo(tokens.ref(charge).withTransactionId(ScriptedGateway.QUERY_ID));
    assertThat(gateway.kinds()).containsExactly("77/02", "01/01", "00/00");
    assertThat(gateway.fields(1).asMap())
        .containsEntry("tokenPayData", "{token=6235240000020757577&trId=62000000001}")
        .containsEntry("orderId", gateway.fields(0).text("orderId"))
        .containsEntry("txnTime", gateway.fields(0).text("txnTime"));
    assertThat(gateway.fields(2).text("bizType")).isEqualTo("000902");
    assertThat(client.find(tokens.ref(charge))).isPresent();
  }

  @Test
  void aChargeIsSentOnceWhateverBecomesOfIt() {
    for (ScriptedGateway.Step step :
        List.of(lost(), reply("03"), reply("06"), reply("60"), reply("Z9"), plain(502, ""))) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      Outcome<Payment> outcome = charged(gateway);
      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      assertThat(((Outcome.Unknown<Payment>) outcome).followUp()).isInstanceOf(FollowUp.Ask.class);
      assertThat(gateway.kinds()).containsExactly("01/01");
    }
    for (String code : List.of("64", "71", "80", "89")) {
      assertThat(charged(new ScriptedGateway(reply(code)))).isInstanceOf(Outcome.Rejected.class);
    }
    assertThat(charged(new ScriptedGateway(accepted(), report("64"))))
        .isInstanceOf(Outcome.Rejected.class);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> charged(new ScriptedGateway(accepted().with("txnAmt", "1"))));
  }

  @Test
  void aChargeThatIsStillUnderWayIsAskedAboutThenReversed() {
    ScriptedGateway gateway = new ScriptedGateway(accepted(), report("05"));
    Outcome.Accepted<Payment> taken = (Outcome.Accepted<Payment>) charged(gateway);
    assertThat(taken.value().state()).isEqualTo(PaymentState.PROCESSING);
    PaymentRef ref = taken.value().ref();
    Instant made = ref.id().createdAt();
    UnionPayClient client = client(gateway);
    assertThat(client.followUp(ref, Optional.of(taken.value()), made))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(client.followUp(ref, Optional.of(taken.value()), made.plusSeconds(300)))
        .isInstanceOf(FollowUp.Reverse.class);
  }

  private static Outcome<Payment> charged(ScriptedGateway gateway) {
    return tokens(gateway).charge(UnionPayTokenCharge.of(TOKEN, gateway.freshId(), HUNDRED));
  }

  @Test
  void whatCannotBeSentIsRefusedUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    UnionPayTokens tokens = tokens(gateway);
    PaymentId old = new PaymentId("OLD00001", ScriptedGateway.NOW.minusSeconds(3600));
    for (String token : List.of("", "1", "a&b=c&token=1", "62352400000207575}7", "6".repeat(41))) {
      assertRefused(() -> tokens.delete(gateway.freshId(), PersonalText.of(token)));
    }
    assertRefused(() -> tokens.open(old, CARD, HOLDER));
    assertRefused(() -> tokens.page(old, ScriptedGateway.BACK));
    assertRefused(() -> tokens.charge(UnionPayTokenCharge.of(TOKEN, old, HUNDRED)));
    assertRefused(() -> UnionPayTokenCharge.of(TOKEN, old, Money.of("1.00", "USD")));
    assertRefused(() -> client(gateway).tokens("{1}"));
    assertRefused(() -> client(gateway).tokens(""));
    assertRefused(() -> tokens.find("x"));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aCardOpenedOnThePageIsAnEventAndNoPayment() {
    NoticeDesk desk = new NoticeDesk();
    SignedNotice notice =
        NoticeDesk.paid()
            .with("txnType", "79")
            .with("txnSubType", "00")
            .with("activateStatus", "1")
            .with("tokenPayData", DATA);

    assertThat(desk.handle(notice).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.handle(notice).result()).isEqualTo(Result.ALREADY_HANDLED);

    UnionPayCardOpened event = (UnionPayCardOpened) desk.events.get(0);
    assertThat(event.number()).isEqualTo(NoticeDesk.ID.number());
    assertThat(event.opening().isOpen()).isTrue();
    assertThat(event.opening().token().orElseThrow().reveal()).isEqualTo(TOKEN.reveal());
    assertThat(event.toString()).doesNotContain("6235");
    assertThat(desk.payments).isEmpty();
  }

  @Test
  void aChargeByTokenIsNotifiedAsAPayment() {
    NoticeDesk desk = new NoticeDesk();
    desk.handle(NoticeDesk.paid().with("bizType", "000902").with("tokenPayData", DATA));

    assertThat(desk.payments).hasSize(1).allMatch(Payment::isPaid);
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call::run);
  }
}
