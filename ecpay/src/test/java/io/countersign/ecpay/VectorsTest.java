// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ecpay.CheckMacValue.Hash;
import io.countersign.spi.FormFields;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signature and envelope are those that ECPay printed or answered, and nothing beside them. */
class VectorsTest {

  /** Data of an envelope. */
  record Sealed(KeyPair keys, boolean seals, String json, String data) {}

  static List<Vector> vectors() {
    return Vector.all();
  }

  static List<Sealed> envelopes() {
    return Vector.groups("sealed-data.txt").stream()
        .map(
            lines ->
                new Sealed(
                    Vector.key(lines.get(0).substring(0, 2)),
                    lines.get(0).endsWith("both"),
                    lines.get(1),
                    lines.get(2)))
        .toList();
  }

  @Test
  void theyAreAllThere() {
    assertThat(vectors()).hasSize(33);
    assertThat(envelopes()).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aFormHasThePrintedValue(Vector vector) {
    assertThat(CheckMacValue.of(vector.fields(), vector.keys(), vector.hash()))
        .isEqualTo(vector.value());
    assertThat(proves(vector.signed(), vector)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theOrderOfFieldsDoesNotMatter(Vector vector) {
    FormFields backwards = new FormFields();
    List<Map.Entry<String, String>> entries = vector.signed().entries();
    IntStream.rangeClosed(1, entries.size())
        .mapToObj(i -> entries.get(entries.size() - i))
        .forEach(field -> backwards.put(field.getKey(), field.getValue()));

    assertThat(proves(backwards, vector)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyChangeIsSeen(Vector vector) {
    for (String name : vector.fields().asMap().keySet()) {
      String value = vector.fields().text(name);
      for (String other : List.of(value + " ", " " + value, value + "0", value + "\n")) {
        assertThat(proves(vector.signed().put(name, other), vector)).describedAs(name).isFalse();
      }
      assertThat(proves(vector.signed().without(name), vector)).describedAs(name).isFalse();
      if (!value.equals(value.strip())) {
        assertThat(proves(vector.signed().put(name, value.strip()), vector)).isFalse();
      }
    }
    assertThat(proves(vector.signed().put("New", ""), vector)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void anotherPairOrHashProvesNothing(Vector vector) {
    for (String other : List.of("K1", "K2", "K3", "K4", "K5")) {
      boolean own = Vector.key(other).equals(vector.keys());
      assertThat(CheckMacValue.proves(vector.signed(), List.of(Vector.key(other)), vector.hash()))
          .isEqualTo(own);
    }
    Hash otherHash = vector.hash() == Hash.MD5 ? Hash.SHA256 : Hash.MD5;
    assertThat(CheckMacValue.proves(vector.signed(), List.of(vector.keys()), otherHash)).isFalse();
    FormFields resigned = vector.signed();
    CheckMacValue.sign(resigned, vector.keys(), otherHash);
    assertThat(proves(resigned, vector)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aValueThatIsMissingShortDoubledOrOddProvesNothing(Vector vector) {
    String value = vector.value();
    for (String odd :
        List.of(
            "",
            " ",
            value.substring(1),
            value.substring(0, value.length() - 1),
            value + "0",
            value + value,
            value + " ",
            " " + value,
            "0".repeat(value.length()),
            value.replace('A', 'Ａ').replace('F', 'Ｆ') + "ﬀ")) {
      assertThat(proves(vector.signed().put(CheckMacValue.FIELD, odd), vector))
          .describedAs(odd)
          .isFalse();
    }
    assertThat(proves(vector.fields(), vector)).isFalse();
    assertThat(proves(Vector.copy(vector.fields()).put("checkMacValue", value), vector)).isFalse();
    assertThat(proves(vector.signed().put("checkMacValue", value), vector)).isFalse();
    assertThat(
            proves(
                vector.signed().put(CheckMacValue.FIELD, value.toLowerCase(Locale.ROOT)), vector))
        .describedAs("small letters are the same number")
        .isTrue();
  }

  @Test
  void theUsualMistakeWithBlanksIsAnotherValue() {
    Vector blanks = named("blanks");
    String encoded =
        CheckMacValue.encoded(CheckMacValue.signedText(blanks.fields(), blanks.keys()));

    assertThat(CheckMacValue.hashed(encoded.replace("+", "%20"), Hash.SHA256))
        .isEqualTo("13F7A6B69BF856B5203212AC5F3202B6140D8E2B4316A62851712BF2AF7812D0")
        .isNotEqualTo(blanks.value());
  }

  @Test
  void theDocumentedTextIsHashed() {
    Vector documented = named("documented order");
    String text = CheckMacValue.signedText(documented.fields(), documented.keys());

    assertThat(text)
        .isEqualTo(
            "HashKey=pwFHCqoQZGmho4w6&ChoosePayment=ALL&EncryptType=1&ItemName=Apple iphone 15"
                + "&MerchantID=3002607&MerchantTradeDate=2023/03/12 15:30:23"
                + "&MerchantTradeNo=ecpay20230312153023&PaymentType=aio"
                + "&ReturnURL=https://www.ecpay.com.tw/receive.php&TotalAmount=30000"
                + "&TradeDesc=促銷方案&HashIV=EkRm7iFT261dpevs");
    assertThat(CheckMacValue.encoded(text))
        .isEqualTo(
            "hashkey%3dpwfhcqoqzgmho4w6%26choosepayment%3dall%26encrypttype%3d1"
                + "%26itemname%3dapple+iphone+15%26merchantid%3d3002607"
                + "%26merchanttradedate%3d2023%2f03%2f12+15%3a30%3a23"
                + "%26merchanttradeno%3decpay20230312153023%26paymenttype%3daio"
                + "%26returnurl%3dhttps%3a%2f%2fwww.ecpay.com.tw%2freceive.php"
                + "%26totalamount%3d30000"
                + "%26tradedesc%3d%e4%bf%83%e9%8a%b7%e6%96%b9%e6%a1%88%26hashiv%3dekrm7ift261dpevs");
  }

  @Test
  void twoNamesThatDifferInCaseOnlyBothCount() {
    KeyPair keys = Vector.key("K1");
    FormFields both = new FormFields().put("note", "1").put("Note", "2");
    String value = CheckMacValue.of(both, keys, Hash.SHA256);

    assertThat(CheckMacValue.signedText(both, keys)).contains("&note=1&Note=2&");
    for (FormFields one :
        List.of(new FormFields().put("note", "1"), new FormFields().put("Note", "2"))) {
      assertThat(CheckMacValue.of(one, keys, Hash.SHA256)).isNotEqualTo(value);
    }
  }

  @Test
  void aTurkishMachineSignsTheSame() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      for (Vector vector : vectors()) {
        assertThat(CheckMacValue.of(vector.fields(), vector.keys(), vector.hash()))
            .isEqualTo(vector.value());
        assertThat(proves(vector.signed(), vector)).isTrue();
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Items (Special)~Test',items+(special)%7etest,Items+%28Special%29%7ETest",
    "Tom's Shop!,tom%27s+shop!,Tom%27s+Shop%21",
    "price=100&item=test*2,price%3d100%26item%3dtest*2,price%3D100%26item%3Dtest%2A2",
    "file_name-v2.0,file_name-v2.0,file_name-v2.0"
  })
  void bothEncodersGoTheirOwnWay(String text, String hashed, String sealed) {
    assertThat(CheckMacValue.encoded(text)).isEqualTo(hashed);
    assertThat(SealedData.encoded(text)).isEqualTo(sealed);
  }

  @Test
  void lettersOutsideAsciiAreOctets() {
    assertThat(CheckMacValue.encoded("Iıİi😀")).isEqualTo("i%c4%b1%c4%b0i%f0%9f%98%80");
    assertThat(SealedData.encoded("ı😀")).isEqualTo("%C4%B1%F0%9F%98%80");
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void dataIsThePrintedOne(Sealed sealed) {
    assertThat(SealedData.open(sealed.data, List.of(sealed.keys))).contains(sealed.json);
    assertThat(SealedData.open(sealed.data, List.of(Vector.key("K4"), sealed.keys)))
        .contains(sealed.json);
    if (sealed.seals) {
      assertThat(SealedData.seal(sealed.json, sealed.keys)).isEqualTo(sealed.data);
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void dataOfAnotherPairOrCutOrOddIsNotOpened(Sealed sealed) {
    for (String other : List.of("K2", "K4")) {
      assertThat(SealedData.open(sealed.data, List.of(Vector.key(other)))).isEmpty();
    }
    byte[] bytes = Base64.getDecoder().decode(sealed.data);
    for (int length = 0; length < bytes.length; length++) {
      String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length));
      assertThat(SealedData.open(cut, List.of(sealed.keys)))
          .describedAs("cut after " + length)
          .isNotEqualTo(Optional.of(sealed.json));
    }
    for (String odd : List.of("", "=", "*", sealed.data + "A", sealed.data + "\n", "e30=", "茶")) {
      assertThat(SealedData.open(odd, List.of(sealed.keys))).describedAs(odd).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void dataWithOneByteChangedNeverOpensToTheSame(Sealed sealed) {
    byte[] bytes = Base64.getDecoder().decode(sealed.data);
    int opened = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      Optional<String> text =
          SealedData.open(Base64.getEncoder().encodeToString(bytes), List.of(sealed.keys));
      assertThat(text).isNotEqualTo(Optional.of(sealed.json));
      opened += text.isPresent() ? 1 : 0;
      bytes[i] ^= 1;
    }
    assertThat(opened)
        .describedAs("noise in a block is not form-encoded text")
        .isLessThanOrEqualTo(1);
  }

  @Test
  void oneClientSealsAndSignsInManyThreads() throws Exception {
    KeyPair keys = Vector.key("K1");
    Vector documented = named("documented order");
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> all =
          IntStream.range(0, 16)
              .mapToObj(
                  thread ->
                      threads.submit(
                          () -> {
                            int right = 0;
                            for (int i = 0; i < 1_000; i++) {
                              String json = "{\"No\":\"T" + thread + "x" + i + "\",\"茶\":1}";
                              String data = SealedData.seal(json, keys);
                              boolean opens =
                                  SealedData.open(data, List.of(keys)).orElse("").equals(json);
                              right += opens && proves(documented.signed(), documented) ? 1 : 0;
                            }
                            return right;
                          }))
              .toList();
      for (Future<Integer> one : all) {
        assertThat(one.get()).isEqualTo(1_000);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean proves(FormFields fields, Vector vector) {
    return CheckMacValue.proves(fields, List.of(vector.keys()), vector.hash());
  }

  private static Vector named(String name) {
    return vectors().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aReplacementCharacterThatWasSealedIsKept() {
    KeyPair pair = Vector.key("K1");

    assertThat(SealedData.open(SealedData.seal("\uFFFD", pair), List.of(pair))).contains("\uFFFD");
  }
}
