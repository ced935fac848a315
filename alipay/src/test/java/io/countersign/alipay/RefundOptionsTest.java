// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.RefundRequest;
import io.countersign.alipay.AlipayRefundOption.Detail;
import io.countersign.alipay.AlipayRefundOption.ReturnedGoods;
import io.countersign.alipay.AlipayRefundOption.ReturnedShare;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefundOptionsTest {

  private static final Money ONE = Money.of("1.00", "CNY");
  private static final PaymentRef PAID =
      PaymentRef.of("alipay", new PaymentId("T1", Instant.EPOCH), Shop.HUNDRED);
  private static final RefundRequest REQUEST = RefundRequest.of(PAID, "R-1", ONE);

  private static final Map<String, AlipayRefundOption> TYPED = new LinkedHashMap<>();

  static {
    for (AlipayRefundOption option :
        List.of(
            AlipayRefundOption.operatorId("店员 7"),
            AlipayRefundOption.storeId("S-1"),
            AlipayRefundOption.terminalId("T-1"),
            AlipayRefundOption.refundCurrency("CNY"),
            AlipayRefundOption.relatedSettleConfirm("C-1"),
            AlipayRefundOption.orgPid("2088000000000001"),
            AlipayRefundOption.details(Detail.values()),
            AlipayRefundOption.returnedGoods(
                List.of(
                    new ReturnedGoods(
                        "G-1", ONE, Optional.of("I-1"), Optional.of("K-1"), List.of("V-1")))),
            AlipayRefundOption.returnedShares(
                List.of(
                    new ReturnedShare(
                        PersonalText.of("2088000000000002"), ONE, Optional.of("退")))))) {
      TYPED.put(option.name(), option);
    }
  }

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyDocumentedFieldHasAWay() {
    Set<String> documented = new TreeSet<>();
    Set<String> byOptions = new TreeSet<>();
    for (Map.Entry<String, String> row : rows().entrySet()) {
      if (TYPED.containsKey(row.getValue())) {
        documented.add(row.getKey() + " " + row.getValue());
      } else {
        assertThat(row.getValue()).matches("request|field|jsonField|none-.+");
      }
    }
    for (AlipayRefundOption option : TYPED.values()) {
      for (String path : paths("/" + option.field(), option.value())) {
        byOptions.add(path + " " + option.name());
      }
    }
    assertThat(byOptions).isEqualTo(documented);
  }

  @Test
  void everyOptionIsListed() {
    Set<String> methods =
        Arrays.stream(AlipayRefundOption.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == AlipayRefundOption.class)
            .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
            .map(java.lang.reflect.Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = new TreeSet<>(TYPED.keySet());
    known.addAll(List.of("field", "jsonField"));
    assertThat(methods).isEqualTo(known);
  }

  @Test
  void aFieldWithoutAMethodIsReachedByName() {
    rows()
        .forEach(
            (path, way) -> {
              String name = path.substring(1);
              if (way.equals("field")) {
                assertThat(fields(REQUEST.with(AlipayRefundOption.field(name, "a"))))
                    .containsEntry(name, "a");
              } else if (way.equals("jsonField")) {
                assertThat(fields(REQUEST.with(AlipayRefundOption.jsonField(name, "[{\"a\":1}]"))))
                    .containsKey(name);
              } else if (path.indexOf('/', 1) < 0 && !TYPED.containsKey(way)) {
                assertThatExceptionOfType(InvalidRequestException.class)
                    .as(name)
                    .isThrownBy(() -> AlipayRefundOption.field(name, "x"));
              }
            });
  }

  @Test
  void whatIsSentIsWhatWasAskedFor() {
    RefundRequest request = REQUEST.withReason("太甜");
    for (AlipayRefundOption option : TYPED.values()) {
      request = request.with(option);
    }
    Map<String, Object> sent = fields(request);

    assertThat(sent)
        .containsEntry("out_trade_no", "T1")
        .containsEntry("out_request_no", "R-1")
        .containsEntry("refund_amount", "1.00")
        .containsEntry("refund_reason", "太甜")
        .containsEntry("operator_id", "店员 7")
        .containsEntry(
            "query_options",
            List.of(
                "refund_detail_item_list",
                "deposit_back_info",
                "refund_voucher_detail_list",
                "pre_auth_cancel_fee"))
        .doesNotContainKey("trade_no");
  }

  @Test
  void theNumberOfTheShopCountsAlone() {
    RefundRequest request =
        RefundRequest.of(PAID.withTransactionId("2026070122001400000000000001"), "R-1", ONE);

    assertThat(fields(request)).containsKey("out_trade_no").doesNotContainKey("trade_no");
  }

  @Test
  void whatIsNotAlipaysIsRefused() {
    ProviderOption foreign = new ProviderOption() {};
    refused(REQUEST.with(foreign), "AlipayRefundOption");
    refused(REQUEST.withNotifyUrl(URI.create("https://shop.example.com/x")), "notifyUrl");
    PaymentRef other = PaymentRef.of("ecpay", new PaymentId("T1", Instant.EPOCH), Shop.HUNDRED);
    refused(RefundRequest.of(other, "R-1", ONE), "ecpay");
    PaymentRef dollars =
        PaymentRef.of("alipay", new PaymentId("T1", Instant.EPOCH), Money.of("100.00", "USD"));
    refused(RefundRequest.of(dollars, "R-1", Money.of("1.00", "USD")), "CNY");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void aFieldIsFilledOnce() {
    refused(
        REQUEST
            .with(AlipayRefundOption.storeId("S-1"))
            .with(AlipayRefundOption.field("store_id", "S-2")),
        "store_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"茶&total_amount=0.01", "&out_trade_no=", "x&trade_status=TRADE_SUCCESS"})
  void aTextThatCouldStandForAParameterIsRefused(String text) {
    refused(REQUEST.withReason(text), "reason");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> AlipayRefundOption.operatorId(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"R&1", "R=1", "R%", "R+1", "R/1", "\"R", "<R>"})
  void anIdThatWouldComeBackInTwoReadingsIsRefused(String id) {
    refused(RefundRequest.of(PAID, id, ONE), "refund id");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().findRefund(PAID, id));
  }

  @Test
  void aReturnedShareDoesNotPrintWhoGivesItBack() {
    assertThat(ReturnedShare.of(PersonalText.of("2088000000000002"), ONE).toString())
        .doesNotContain("2088000000000002");
  }

  @Test
  void limitsAreCountedInCharacters() {
    AlipayRefundOption.operatorId("店".repeat(30));
    List<Consumer<String>> tooLong =
        List.of(
            text -> AlipayRefundOption.operatorId("店".repeat(31)),
            text -> AlipayRefundOption.storeId("店".repeat(33)),
            text -> AlipayRefundOption.terminalId(" "),
            text -> AlipayRefundOption.orgPid("2088"),
            text -> AlipayRefundOption.details(),
            text -> AlipayRefundOption.returnedGoods(List.of()),
            text ->
                AlipayRefundOption.returnedGoods(List.of(ReturnedGoods.of("店".repeat(33), ONE))),
            text ->
                AlipayRefundOption.returnedShares(
                    List.of(ReturnedShare.of(PersonalText.of("me"), ONE))),
            text -> AlipayRefundOption.jsonField("store_id", "null"),
            text -> AlipayRefundOption.jsonField("store_id", "{"),
            text -> AlipayRefundOption.jsonField("a\":1,\"out_trade_no", "1"),
            text -> AlipayRefundOption.field("store_id", "x&total_amount=1"));
    for (Consumer<String> wrong : tooLong) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> wrong.accept(""));
    }
    refused(REQUEST.withReason("长".repeat(257)), "reason");
    refused(REQUEST.withReason("半\uD83C"), "reason");
  }

  @Test
  void anOptionShowsItsNameOnly() {
    assertThat(AlipayRefundOption.operatorId("张三")).hasToString("AlipayRefundOption.operatorId");
  }

  private void refused(RefundRequest request, String naming) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().refund(request))
        .withMessageContaining(naming);
  }

  private Map<String, Object> fields(RefundRequest request) {
    return new RefundFields(shop.client().gateway().merchant()).refund(request);
  }

  private static Set<String> paths(String path, Object value) {
    Set<String> paths = new TreeSet<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> paths.addAll(paths(path + "/" + key, inner)));
    } else if (value instanceof List<?> list && list.get(0) instanceof Map<?, ?>) {
      list.forEach(inner -> paths.addAll(paths(path, inner)));
    } else {
      paths.add(path);
    }
    return paths;
  }

  private static Map<String, String> rows() {
    try (InputStream in =
        Objects.requireNonNull(RefundOptionsTest.class.getResourceAsStream("refund-fields.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .collect(Collectors.toMap(row -> row[0], row -> row[1], (a, b) -> a, LinkedHashMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
