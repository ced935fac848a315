// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The certificate to encrypt by is asked for, believed if UnionPay signed the answer, and used. */
class EncryptionCertificateTest {
  private static final SelfMadeChain.Leaf OLD = ScriptedGateway.CHAIN.unionPay();
  private static final SelfMadeChain.Leaf NEW = ScriptedGateway.CHAIN.unionPay();

  @Test
  void theRunningClientAndItsViewsEncryptByTheNewOneAtOnce() {
    ScriptedGateway gateway = answering(NEW);
    UnionPayClient client =
        UnionPayClient.of(
            gateway.config().platform().encryptionCertificate(OLD.certificate()).build());
    UnionPayClient view = client.onBehalfOf(UnionPaySubMerchant.ofPlatform("sub0001", "茶馆", "茶馆"));
    SensitiveFields begun = client.gateway().sensitive().cardNumber(PersonalText.of("6216261"));
    assertThat(encryptedBy(client)).isEqualTo(OLD.certId());

    UnionPayEncryptionCertificate told = client.encryptionCertificate();

    assertThat(told.certId()).isEqualTo(NEW.certId());
    assertThat(told.expiresAt()).isEqualTo(SelfMadeChain.UNTIL);
    assertThat(encryptedBy(client)).isEqualTo(NEW.certId());
    assertThat(encryptedBy(view)).isEqualTo(NEW.certId());
    assertThat(begun.into(call()).fields().text("encryptCertId")).isEqualTo(NEW.certId());
    assertThat(client.keyExpiries())
        .filteredOn(key -> key.purpose().equals("encryption certificate"))
        .extracting(key -> key.keyId())
        .containsExactly(NEW.certId(), OLD.certId());
    FormFields asked = gateway.fields(0);
    assertThat(asked.text("txnType") + asked.text("txnSubType") + asked.text("bizType"))
        .isEqualTo("9500000000");
    assertThat(asked.text("certType")).isEqualTo("01");
    assertThat(asked.text("channelType")).isEqualTo("07");
    assertThat(asked.text("txnTime")).isEqualTo(ScriptedGateway.NOW_TEXT);
    UnionPayConfig next = gateway.config().encryptionCertificate(Pem.text(told.pem())).build();
    assertThat(next.encryption.get(0).number()).isEqualTo(NEW.certId());
  }

  @Test
  void oneThatMayOnlyEncryptIsTakenAndProvesNoMessage() {
    SelfMadeChain.Leaf encrypting = ScriptedGateway.CHAIN.encrypting();
    UnionPayClient client = answering(encrypting).client();

    assertThat(client.encryptionCertificate().certId()).isEqualTo(encrypting.certId());

    assertThat(encryptedBy(client)).isEqualTo(encrypting.certId());
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(
            () ->
                client
                    .notifications()
                    .verify(NoticeDesk.paid().signedBy(encrypting).received(ScriptedGateway.NOW)));
  }

  @Test
  void theSameOneAgainIsHeldOnce() {
    UnionPayClient client = answering(NEW).client();
    client.encryptionCertificate();
    client.encryptionCertificate();

    assertThat(client.keyExpiries())
        .filteredOn(key -> key.purpose().equals("encryption certificate"))
        .hasSize(1);
  }

  @Test
  void nothingChangesUnlessUnionPaySignedTheAnswer() {
    SelfMadeChain.Leaf forged = new SelfMadeChain().unionPay();
    for (ScriptedGateway gateway :
        List.of(
            new ScriptedGateway(named(NEW).unsigned()),
            new ScriptedGateway(named(NEW).signedBy(forged)),
            new ScriptedGateway(named(NEW).signedBy(ScriptedGateway.MERCHANT)),
            new ScriptedGateway(accepted()),
            new ScriptedGateway(accepted().with("encryptPubKeyCert", "nothing")),
            answering(ScriptedGateway.MERCHANT),
            answering(ScriptedGateway.CHAIN.authority()),
            answering(
                ScriptedGateway.CHAIN.leaf(
                    SelfMadeChain.COMPANY,
                    SelfMadeChain.FROM,
                    ScriptedGateway.NOW.minusSeconds(1))),
            new ScriptedGateway(lost()))) {
      UnionPayClient client =
          UnionPayClient.of(gateway.config().encryptionCertificate(OLD.certificate()).build());

      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(client::encryptionCertificate);

      assertThat(encryptedBy(client)).isEqualTo(OLD.certId());
    }
  }

  @Test
  void aNumberedQuestionIsNotSentTwice() {
    ScriptedGateway gateway = new ScriptedGateway(lost(), named(NEW));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> gateway.client().encryptionCertificate());

    assertThat(gateway.calls).hasSize(1);
  }

  @Test
  void aRefusalIsToldAsOne() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ScriptedGateway(reply("32")).client().encryptionCertificate());
  }

  @Test
  void whoeverSharesAKeyIsNotTold() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    UnionPayClient client =
        UnionPayClient.of(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .secureKey(Secret.of("s3cretKeyOf11"))
                .transport(gateway)
                .build());

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(client::encryptionCertificate);
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void whatEndsWithinThirtyDaysIsToldOnceADay() {
    ScriptedGateway gateway = answering(NEW);
    Instant soon = ScriptedGateway.NOW.plus(Duration.ofDays(29));
    SelfMadeChain.Leaf own = ScriptedGateway.CHAIN.leaf("x:SIGN", SelfMadeChain.FROM, soon);
    SelfMadeChain.Leaf ending =
        ScriptedGateway.CHAIN.leaf(SelfMadeChain.COMPANY, SelfMadeChain.FROM, soon);
    UnionPayClient client =
        UnionPayClient.of(
            gateway
                .config()
                .certificate(own.privateKey(), own.certificate())
                .encryptionCertificate(ending.certificate())
                .build());

    client.encryptionCertificate();
    assertThat(warned(gateway)).containsExactlyInAnyOrder(own.certId(), ending.certId());

    client.encryptionCertificate();
    assertThat(warned(gateway)).hasSize(2);

    gateway.moveTo(ScriptedGateway.NOW.plus(Duration.ofDays(1)));
    client.encryptionCertificate();
    // The new one does the ending one's work by now.
    assertThat(warned(gateway)).hasSize(3).endsWith(own.certId());
  }

  private static List<String> warned(ScriptedGateway gateway) {
    return gateway.signals.stream()
        .filter(Signal.KeyNearExpiry.class::isInstance)
        .map(signal -> ((Signal.KeyNearExpiry) signal).keyId())
        .toList();
  }

  private static String encryptedBy(UnionPayClient client) {
    return client
        .gateway()
        .sensitive()
        .cardNumber(PersonalText.of("6216261000000000018"))
        .into(call())
        .fields()
        .text("encryptCertId");
  }

  private static Call call() {
    return Call.of(Call.Path.BACK, "12", "00", "000401");
  }

  private static ScriptedGateway answering(SelfMadeChain.Leaf named) {
    return new ScriptedGateway(named(named));
  }

  private static ScriptedGateway.Reply named(SelfMadeChain.Leaf named) {
    return accepted().with("encryptPubKeyCert", named.pem()).with("certType", "01");
  }
}
