// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The signed text does not tell where a value ends. So of all the fields that one signature covers,
 * one reading at most may be believed, and UnionPay's real messages must be it.
 */
class SignedTextTest {
  private static final Secret KEY = Secret.of("s3cretKeyOf11");

  private final UnionPayConfig config =
      UnionPayConfig.builder().merId(ScriptedGateway.MER_ID).secureKey(KEY).build();

  @Test
  void realMessagesAreReadInOneWay() {
    FormFields real =
        message()
            .put("respMsg", "成功[0000000]")
            .put("accNo", "6216***********0018")
            .put("customerInfo", "e2NlcnRpZlRwPTAxJmNlcnRpZklkPTM0MTEyNjE5NzcwOTIxODM2Nn0=")
            .put("signPubKeyCert", ScriptedGateway.UNIONPAY.pem())
            .put("tokenPayData", "{token=6235240000020757577&trId=62000000001&tokenType=01}")
            .put("instalTransInfo", "{a=[{k=v&m=n}&{k=w}]&b={c=d&e={f=g}}}")
            .put("reserved", "")
            .put("reqReserved", "a b+c/d?e;f:g,h.i-j_k~l%20")
            .put("payCardIssueName", "中国工商银行 (北京)")
            .put("orderDesc", "Tom & Jerry");

    assertBelieved(real);
    assertBelieved(Published.notification(), Published.THEN);
    assertBelieved(message().put("respMsg", "交易失败{原因:余额不足"));
    assertBelieved(message().put("respMsg", "交易失败[5100"));
    assertBelieved(message().put("respMsg", "交易失败]}"));
    assertBelieved(message().put("respMsg", "a&b"));
    assertBelieved(message().put("respMsg", "a&b c=d"));
  }

  @Test
  void messagesInGbkAre() {
    FormFields gbk = message().put("encoding", "GBK").put("respMsg", "成功[0000000]&全渠道");

    assertBelieved(gbk, Charset.forName("GBK"));
  }

  @Test
  void aBorderMovedUnderTheSameSignatureIsNotBelieved() {
    FormFields genuine =
        signed(message().put("reqReserved", "x").put("respCode", "05").put("respMsg", "y"));

    for (Map<String, String> moved :
        List.of(
            Map.of("reqReserved", "x&respCode=05", "respMsg", "y"),
            Map.of("reqReserved", "x&respCode=05&respMsg=y"),
            Map.of("orderId", genuine.text("orderId") + "&reqReserved=x", "respCode", "05"))) {
      FormFields forged = new FormFields();
      genuine.asMap().forEach(forged::put);
      for (String name : List.of("reqReserved", "respCode", "respMsg")) {
        forged.without(name);
      }
      moved.forEach(forged::put);
      assertRefused(forged);
    }
  }

  @Test
  void anEmptyFieldCannotMoveABorderEither() {
    FormFields genuine = signed(message().put("reqReserved", "x").put("respCode", "05"));
    FormFields forged = new FormFields();
    genuine.asMap().forEach(forged::put);

    forged.without("respCode").put("reqReserved", "x&respCode=05").put("more", "");

    assertRefused(forged);
    assertBelieved(
        new FormFields().put("more", ""), genuine); // The genuine one, with an empty field more.
  }

  @Test
  void ofEveryTextOneReadingAtMostIsBelieved() {
    Random random = new Random(20261121);
    int genuineBelieved = 0;
    int recut = 0;
    for (int round = 0; round < 4_000; round++) {
      FormFields genuine = signed(randomMessage(random));
      String text = SignedText.of(genuine);
      boolean believed = isBelieved(genuine);
      genuineBelieved += believed ? 1 : 0;
      Set<Map<String, String>> believedOthers = new HashSet<>();
      for (FormFields other : readings(text, random)) {
        Map<String, String> fields = new TreeMap<>(other.asMap());
        if (fields.equals(new TreeMap<>(genuine.without("signature").asMap()))) {
          continue;
        }
        recut++;
        if (isBelieved(other.put("signature", signature(text)))) {
          believedOthers.add(fields);
        }
      }
      assertThat(believedOthers.size() + (believed ? 1 : 0))
          .describedAs(text)
          .isLessThanOrEqualTo(1);
    }
    assertThat(genuineBelieved).isGreaterThan(1_500);
    assertThat(recut).isGreaterThan(15_000);
  }

  @Test
  void messagesWithoutStructureInTheirValuesAreAlwaysBelieved() {
    Random random = new Random(7);
    String harmless = "aB3 中+/%?.:;,-_~*()!@#$^|<>\\`\r\n";
    for (int round = 0; round < 2_000; round++) {
      FormFields fields = message();
      for (int i = 0; i < 8; i++) {
        StringBuilder value = new StringBuilder();
        for (int c = random.nextInt(12); c > 0; c--) {
          value.append(harmless.charAt(random.nextInt(harmless.length())));
        }
        fields.put("f" + (char) ('a' + i), value.toString());
      }
      assertBelieved(fields);
    }
  }

  @Test
  void whatIsSentIsReadInOneWay() {
    assertThatNoException()
        .isThrownBy(
            () ->
                SignedText.requireOneReading(
                    message()
                        .put("riskRateInfo", "{a=b&c=d}")
                        .put("customerInfo", "e30=")
                        .put("backUrl", "https://shop.example.com/n?a=b")));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> SignedText.requireOneReading(message().put("orderDesc", "x&txnAmt=1")))
        .withMessageContaining("orderDesc");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> SignedText.requireOneReading(message().put("order_desc", "x")))
        .withMessageContaining("order_desc");
    assertThat(SignedText.hasStructure("a&b")).isTrue();
    assertThat(SignedText.hasStructure("a'b")).isTrue();
    assertThat(SignedText.hasStructure("茶 (2)")).isFalse();
  }

  @Test
  void aCallCannotNameWhatTheConfigurationTells() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.accepted());
    RequestSigning signing = gateway.client().gateway().signing();
    for (String own :
        List.of(
            "version", "encoding", "signMethod", "certId", "signature", "accessType", "merId")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () -> signing.signed(Call.of(Call.Path.BACK, "04", "00", "000201").with(own, "1")))
          .withMessageContaining(own);
    }
    FormFields sent =
        signing.signed(
            Call.of(Call.Path.BACK, "04", "00", "000201").with("a", " x ").with("b", " "));
    assertThat(sent.text("a")).isEqualTo("x");
    assertThat(sent.has("b")).isFalse();
    assertThat(sent.text("signature"))
        .isEqualTo(
            ScriptedGateway.MERCHANT.sign(ScriptedGateway.plainText(sent), StandardCharsets.UTF_8));
  }

  private FormFields randomMessage(Random random) {
    String[] pieces = {
      "1",
      "x",
      "中",
      "&",
      "=",
      "{",
      "}",
      "[",
      "]",
      "&b=1",
      "&respCode=00",
      "{k=v&m=n}",
      "signature=",
      "&signature=1",
      " ",
      "a=b"
    };
    FormFields fields = message();
    for (String name : new String[] {"accNo", "reqReserved", "respCode", "respMsg", "tn", "zz"}) {
      StringBuilder value = new StringBuilder();
      for (int i = random.nextInt(4); i > 0; i--) {
        value.append(pieces[random.nextInt(random.nextInt(3) == 0 ? pieces.length : 3)]);
      }
      fields.put(name, value.toString());
    }
    return fields;
  }

  /** Fields that have the text in common: cut at any ampersands that a name and a sign follow. */
  private static List<FormFields> readings(String text, Random random) {
    List<FormFields> all = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      FormFields fields = new FormFields();
      int from = 0;
      while (from < text.length()) {
        int equals = text.indexOf('=', from);
        if (equals < 0) {
          break;
        }
        int end = text.indexOf('&', equals);
        while (end >= 0
            && (text.indexOf('=', end) < 0 || (attempt > 0 && random.nextInt(6) == 0))) {
          end = text.indexOf('&', end + 1);
        }
        end = end < 0 ? text.length() : end;
        fields.put(text.substring(from, equals), text.substring(equals + 1, end));
        from = end + 1;
      }
      if (SignedText.of(fields).equals(text)) {
        all.add(fields);
      }
    }
    AnswerText.fields(text).filter(read -> SignedText.of(read).equals(text)).ifPresent(all::add);
    return all;
  }

  private static FormFields message() {
    return new FormFields()
        .put("version", "5.1.0")
        .put("signMethod", "11")
        .put("encoding", "UTF-8")
        .put("merId", ScriptedGateway.MER_ID)
        .put("orderId", "order12345")
        .put("txnAmt", "100");
  }

  private static FormFields signed(FormFields fields) {
    return fields.put("signature", signature(SignedText.of(fields)));
  }

  private static String signature(String text) {
    return new SharedKey(KEY, false).sign(text, StandardCharsets.UTF_8);
  }

  private void assertBelieved(FormFields fields) {
    assertThat(isBelieved(signed(fields))).describedAs(SignedText.of(fields)).isTrue();
  }

  private void assertBelieved(FormFields more, FormFields genuine) {
    more.asMap().forEach(genuine::put);
    assertThat(isBelieved(genuine)).isTrue();
  }

  private void assertBelieved(FormFields fields, Charset charset) {
    fields.put("signature", new SharedKey(KEY, false).sign(SignedText.of(fields), charset));
    new Proof(config, config.keys)
        .of(Evidence.Kind.SIGNED_ANSWER, new ReceivedMessage(fields, charset), ScriptedGateway.NOW);
  }

  private static void assertBelieved(FormFields real, Instant then) {
    assertThat(SignedText.isReadInOneWay(real)).describedAs("%s", then).isTrue();
  }

  private void assertRefused(FormFields forged) {
    assertThat(SignedText.of(forged)).isNotEmpty();
    assertThat(isBelieved(forged)).describedAs(SignedText.of(forged)).isFalse();
  }

  private boolean isBelieved(FormFields fields) {
    try {
      return Optional.of(
              new Proof(config, config.keys)
                  .of(
                      Evidence.Kind.SIGNED_ANSWER,
                      new ReceivedMessage(fields, StandardCharsets.UTF_8),
                      ScriptedGateway.NOW))
          .isPresent();
    } catch (InvalidNotificationException unproven) {
      return false;
    }
  }
}
