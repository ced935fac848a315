// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.RejectedException;
import io.countersign.RetryPolicy;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands on the wire, and answers that the sandbox does not give, those of logistics. */
class RawFormTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final KeyPair LOGISTICS = Vector.key("K4");
  private static final SignedCall CREATE =
      SignedCall.post("/Express/Create")
          .field("MerchantTradeNo", "A1")
          .field("LogisticsType", "CVS");
  private static final SignedCall QUERY =
      SignedCall.post("/Helper/QueryLogisticsTradeInfo/V2").field("AllPayLogisticsID", "1");

  private final Script script = new Script();
  private final EcpayClient client =
      EcpayClient.of(
          EcpayConfig.builder()
              .merchantId("3002607")
              .keys(Vector.key("K1").hashKey(), Vector.key("K1").hashIv())
              .logisticsKeys("2000933", LOGISTICS.hashKey(), LOGISTICS.hashIv())
              .endpoints(EcpayEndpoints.stage())
              .clock(Clock.fixed(NOW, ZoneOffset.UTC))
              .retryPolicy(RetryPolicy.none())
              .transport(script)
              .build());

  @Test
  void aShipmentIsSignedWithMd5UnderTheNumberOfLogistics() {
    script.answers("1|AllPayLogisticsID=1&RtnCode=300&RtnMsg=訂單處理中&MerchantTradeNo=A1");

    Answer answer = Shop.accepted(client.write(CREATE)).value();

    HttpCall sent = script.calls.get(0);
    assertThat(sent.uri().toString())
        .isEqualTo("https://logistics-stage.ecpay.com.tw/Express/Create");
    FormFields form = sent(0);
    assertThat(form.text("MerchantID")).isEqualTo("2000933");
    assertThat(form.has("TimeStamp")).isFalse();
    assertThat(form.text("CheckMacValue")).hasSize(32);
    assertThat(CheckMacValue.proves(form, List.of(LOGISTICS), CheckMacValue.Hash.MD5)).isTrue();
    assertThat(answer.fields().text("AllPayLogisticsID")).contains("1");
    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
  }

  @Test
  void aSignedShipmentIsBelievedMoreAndAWronglySignedOneNot() {
    FormFields fields =
        new FormFields()
            .put("AllPayLogisticsID", "1")
            .put("MerchantTradeNo", "A1")
            .put("RtnCode", "300");
    CheckMacValue.sign(fields, LOGISTICS, CheckMacValue.Hash.MD5);
    String signed = new String(fields.encoded(), StandardCharsets.UTF_8);
    script.answers("1|" + signed);
    assertThat(Shop.accepted(client.write(CREATE)).value().evidence().kind())
        .isEqualTo(Evidence.Kind.SIGNED_ANSWER);

    script.answers("1|" + signed.replace("RtnCode=300", "RtnCode=301"));
    assertThat(client.write(CREATE)).isInstanceOf(Outcome.Unknown.class);

    script.answers("1|" + signed);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client.write(CREATE.field("MerchantTradeNo", "A2")));
  }

  @Test
  void aRefusedShipmentIsUnknownBecauseNobodySignedTheRefusal() {
    for (String body : List.of("0|找不到加密金鑰", "0|", "1|", "1", "", "300", "2|OK")) {
      script.answers(body);
      Outcome<Answer> outcome = client.write(CREATE);
      assertThat(outcome).describedAs(body).isInstanceOf(Outcome.Unknown.class);
    }
    script.answers("0|找不到加密金鑰");
    assertThat(((Outcome.Unknown<Answer>) client.write(CREATE)).cause()).contains("找不到加密金鑰");
  }

  @Test
  void aShipmentIsAskedForWithItsTimeAndBelievedOnlySigned() {
    FormFields fields =
        new FormFields().put("AllPayLogisticsID", "1").put("LogisticsStatus", "300");
    CheckMacValue.sign(fields, LOGISTICS, CheckMacValue.Hash.MD5);
    String signed = new String(fields.encoded(), StandardCharsets.UTF_8);
    script.answers(signed);

    Answer answer = client.read(QUERY);

    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(sent(0).text("TimeStamp")).isEqualTo(Long.toString(NOW.getEpochSecond()));
    script.answers("AllPayLogisticsID=1&LogisticsStatus=300");
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> client.read(QUERY));
    script.answers("0|查無資料");
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> client.read(QUERY));
  }

  @Test
  void aTimeThatIsGivenWins() {
    script.answers("");
    for (SignedCall call :
        List.of(QUERY, SignedCall.post("/Cashier/CreditCardPeriodAction").field("A", "1"))) {
      client.write(call.field("TimeStamp", "77"));
    }

    assertThat(sent(0).text("TimeStamp")).isEqualTo("77");
    assertThat(sent(1).text("TimeStamp")).isEqualTo("77");
  }

  @Test
  void aFormOfPaymentsIsSignedWithSha256AndSentToItsHost() {
    script.answers("");
    client.write(
        SignedCall.post("/CreditDetail/DoAction")
            .field("MerchantTradeNo", "A1")
            .field("Empty", "")
            .field("Note", " a+b 茶~'"));

    assertThat(script.calls.get(0).uri().toString())
        .isEqualTo("https://payment-stage.ecpay.com.tw/CreditDetail/DoAction");
    FormFields form = sent(0);
    assertThat(form.asMap())
        .containsEntry("MerchantID", "3002607")
        .containsEntry("Empty", "")
        .containsEntry("Note", " a+b 茶~'")
        .doesNotContainKeys("TimeStamp", "PlatformID", "EncryptType");
    assertThat(CheckMacValue.proves(form, List.of(Vector.key("K1")), CheckMacValue.Hash.SHA256))
        .isTrue();
  }

  @Test
  void aSignedRefusalIsARefusal() {
    FormFields fields =
        new FormFields()
            .put("MerchantID", "")
            .put("MerchantTradeNo", "")
            .put("RtnCode", "10200083")
            .put("RtnMsg", "");
    CheckMacValue.sign(fields, Vector.key("K1"), CheckMacValue.Hash.SHA256);
    script.answers(new String(fields.encoded(), StandardCharsets.UTF_8));
    SignedCall cancel =
        SignedCall.post("/Cashier/CreditCardPeriodAction").field("MerchantTradeNo", "P1");

    Outcome<Answer> outcome = client.write(cancel);

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(((Outcome.Rejected<Answer>) outcome).rejection().verified()).isTrue();
  }

  @Test
  void aQuestionWhoseKeysAreWrongIsRefusedInWords() {
    FormFields fields = new FormFields().put("TradeStatus", "10200073").put("TradeAmt", "0");
    CheckMacValue.sign(fields, Vector.key("K1"), CheckMacValue.Hash.SHA256);
    script.answers(new String(fields.encoded(), StandardCharsets.UTF_8));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () -> client.read(SignedCall.post("/Cashier/QueryTradeInfo/V5").field("A", "1")))
        .withMessageContaining("HashKey");
  }

  private FormFields sent(int index) {
    return FormFields.parse(script.calls.get(index).body().orElseThrow(), FormFields.Writing.FORM)
        .orElseThrow();
  }

  private static final class Script implements HttpTransport {
    private final List<HttpCall> calls = new ArrayList<>();
    private String body = "";

    void answers(String newBody) {
      body = newBody;
    }

    @Override
    public HttpAnswer send(HttpCall call) {
      calls.add(call);
      return new HttpAnswer(200, Headers.builder().build(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("nothing to download", false);
    }
  }
}
