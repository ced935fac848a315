// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every field of the protocol is filled by the request, by a typed option, or by name. */
class OptionsTest {
  private static final List<ProviderOption> FOR_ORDERS =
      List.of(
          WeChatPayOption.goodsTag("WXG"),
          WeChatPayOption.limitPay(
              WeChatPayOption.LimitPay.NO_CREDIT, WeChatPayOption.LimitPay.NO_BALANCE),
          WeChatPayOption.supportFapiao(),
          WeChatPayOption.profitSharing(),
          WeChatPayOption.payerIdentity("IDCARD", "11010119900307123X", "张三"),
          WeChatPayOption.payerClientIp("203.0.113.9"),
          WeChatPayOption.deviceId("till 7"),
          WeChatPayOption.store("0001", "腾讯大厦", "440305", "深圳"),
          WeChatPayOption.detail(
              1000, "wx123", List.of(new WeChatPayOption.GoodsLine("sku1", "茶", 1, 1000))));
  private static final List<WeChatPayOption.GoodsLine> GOODS =
      List.of(new WeChatPayOption.GoodsLine("sku1", "茶", 1, 1000));
  private static final List<ProviderOption> FOR_MOBILE_PAGES =
      List.of(
          WeChatPayOption.goods(GOODS),
          WeChatPayOption.h5Type(WeChatPayOption.H5Type.IOS),
          WeChatPayOption.h5Site("shop", "https://shop.example.com"),
          WeChatPayOption.h5BundleId("com.example.shop"),
          WeChatPayOption.h5PackageName("com.example.shop"));
  private static final List<ProviderOption> FOR_CODES =
      List.of(
          WeChatPayOption.goodsTag("WXG"),
          WeChatPayOption.supportFapiao(),
          WeChatPayOption.profitSharing(),
          WeChatPayOption.deviceId("till 7"),
          WeChatPayOption.deviceIp("203.0.113.9"),
          WeChatPayOption.detail(
              1000, "wx123", List.of(new WeChatPayOption.GoodsLine("sku1", "茶", 1, 1000))));
  private static final List<ProviderOption> FOR_SUB_MERCHANTS =
      List.of(WeChatPayOption.profitSharingWithSubsidy(Shop.TEN));
  private static final List<ProviderOption> FOR_REFUNDS =
      List.of(
          WeChatPayOption.fundsAccount(WeChatPayOption.FundsAccount.AVAILABLE),
          WeChatPayOption.refundedGoods(
              List.of(new WeChatPayOption.RefundedLine("sku1", "茶", 1, 1000, 1000))));

  private final Shop shop = Shop.open();
  private final RecordingTransport wire = new RecordingTransport();
  private final WeChatPayClient recorded =
      WeChatPayClient.of(shop.config().transport(wire).retryPolicy(RetryPolicy.none()).build());
  private final WeChatPayClient onBehalf =
      recorded.onBehalfOf(
          WeChatPaySubMerchant.of("1900000109")
              .withAppId(WeChatPayAppKind.MINI_PROGRAM, "wxsubmini"));
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theTypedOptionsFillWhatTheListSays() {
    assertThat(filled("order", FOR_ORDERS, FOR_MOBILE_PAGES)).isEqualTo(listed("order"));
    assertThat(filled("behalf", FOR_SUB_MERCHANTS, List.of())).isEqualTo(listed("behalf"));
    assertThat(filled("codepay", FOR_CODES, storesAndGoods())).isEqualTo(listed("codepay"));
    assertThat(filled("refund", FOR_REFUNDS, List.of())).isEqualTo(listed("refund"));
  }

  @Test
  void theRequestFillsTheRestAndNothingElse() {
    recorded.create(
        shop.order(shop.inWallet(shop.merchant.miniProgramAppId()))
            .attachment("a")
            .payBefore(shop.clock.instant().plus(Duration.ofHours(1)))
            .build());
    recorded.create(
        shop.order(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)))
            .attachment("a")
            .with(WeChatPayOption.storeId("1"))
            .build());
    PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);
    recorded.refund(RefundRequest.of(paid, "R1", Shop.TEN).withReason("cold"));

    onBehalf.create(shop.order(Scene.inWallet("oPayer")).build());
    onBehalf.refund(RefundRequest.of(paid.withOnBehalfOf("1900000109"), "R2", Shop.TEN));
    assertThat(sent(3)).containsAll(pointers("behalf", Set.of("request")));
    assertThat(sent(4)).contains("/sub_mchid").doesNotContain("/sp_mchid", "/mchid");
    assertThat(sent(0)).isEqualTo(pointers("order", Set.of("request")));
    Set<String> code = new TreeSet<>(pointers("codepay", Set.of("request")));
    code.add("/scene_info/store_info/id");
    assertThat(sent(1)).isEqualTo(code);
    assertThat(sent(2)).isEqualTo(pointers("refund", Set.of("request")));
  }

  @Test
  void everyTypedOptionIsInTheList() {
    Set<String> typed =
        Arrays.stream(WeChatPayOption.class.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    typed.removeAll(Set.of("field", "encryptedField", "appId"));

    Set<String> listed =
        rows().stream()
            .flatMap(row -> Arrays.stream(row[2].split(",", -1)))
            .filter(by -> !by.equals("request") && !by.equals("field"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(typed);
  }

  @Test
  void theGatewayTakesAllOptionsOfAnOrderAtOnce() {
    var order = shop.order(shop.inWallet(shop.merchant.miniProgramAppId()));
    FOR_ORDERS.forEach(order::with);
    order.with(
        WeChatPayOption.field(
            "/subsidy_info",
            "{\"subsidy_detail\":[{\"subsidy_period_type\":\"PERIOD\",\"subsidy_plan\":"
                + "[{\"subsidy_installment_num\":3,\"subsidy_percent\":100}]}]}"));

    Shop.accepted(client.create(order.build()));
  }

  @Test
  void theGatewayTakesAllOptionsOfAMobilePageAtOnce() {
    var order =
        shop.order(Scene.mobilePage(URI.create("https://shop.example.com/"), "203.0.113.7"));
    FOR_MOBILE_PAGES.forEach(order::with);

    Shop.accepted(client.create(order.build()));
  }

  @Test
  void theGatewayTakesAllOptionsOfAPaymentCodeAtOnce() {
    for (ProviderOption store : stores()) {
      var order =
          shop.order(Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)));
      FOR_CODES.forEach(order::with);

      assertThat(Shop.accepted(client.create(order.with(store).build())).value().isPaid()).isTrue();
    }
  }

  @Test
  void theGatewayTakesAllOptionsOfARefundAtOnce() {
    RefundRequest refund = RefundRequest.of(shop.paidOrder(client), "R1", Shop.TEN);
    for (ProviderOption option : FOR_REFUNDS) {
      refund = refund.with(option);
    }
    refund =
        refund.with(
            WeChatPayOption.field("/amount/from", "[{\"account\":\"AVAILABLE\",\"amount\":1000}]"));

    Shop.accepted(client.refund(refund));
  }

  @Test
  void aFieldWithoutAnOptionIsReachableByName() {
    recorded.create(
        shop.order(Scene.qrCode())
            .with(WeChatPayOption.field("/detail/receipt", "{\"a\":[1,true,\"x\"]}"))
            .with(WeChatPayOption.encryptedField("/secret/name", PersonalText.of("张三")))
            .build());

    assertThat(sent(0)).contains("/detail/receipt/a", "/secret/name");
  }

  @Test
  void whatTheRequestFillsCannotBeFilledByName() {
    for (String pointer :
        List.of(
            "/appid",
            "/mchid",
            "/amount",
            "/amount/total",
            "/out_trade_no",
            "/notify_url",
            "/time_expire",
            "/attach",
            "/description",
            "/transaction_id",
            "/out_refund_no",
            "/reason",
            "amount",
            "",
            "/",
            "//amount")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(pointer)
          .isThrownBy(
              () ->
                  recorded.create(
                      shop.order(Scene.qrCode())
                          .with(WeChatPayOption.field(pointer, "\"x\""))
                          .build()));
    }
    for (String pointer : List.of("/payer/openid", "/payer")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(pointer)
          .isThrownBy(
              () ->
                  recorded.create(
                      shop.order(shop.inWallet(shop.merchant.miniProgramAppId()))
                          .with(WeChatPayOption.field(pointer, "\"x\""))
                          .build()));
    }
    assertThat(wire.calls).isEmpty();
  }

  @Test
  void aFieldMustBeOneJsonValue() {
    for (String json : List.of("", "null", "{", "1,\"amount\":{}", "1}{", "x", "'x'", "NaN")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(json)
          .isThrownBy(() -> WeChatPayOption.field("/x", json));
    }
  }

  @Test
  void anOptionGivenTwiceIsRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                recorded.create(
                    shop.order(Scene.qrCode())
                        .with(WeChatPayOption.goodsTag("a"))
                        .with(WeChatPayOption.goodsTag("b"))
                        .build()));
  }

  @Test
  void anOptionOfAnotherKindOfRequestIsRefused() {
    PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);
    assertRefused(() -> recorded.create(order(WeChatPayOption.deviceIp("203.0.113.9"))));
    assertRefused(() -> recorded.create(order(FOR_REFUNDS.get(0))));
    assertRefused(
        () -> recorded.refund(RefundRequest.of(paid, "R1", Shop.TEN).with(FOR_ORDERS.get(0))));
    assertRefused(() -> recorded.create(order(WeChatPayOption.appId("wx0000000000000000"))));
    assertThat(wire.calls).isEmpty();
  }

  @Test
  void valuesBeyondTheProtocolsBoundsAreRefused() {
    assertRefused(() -> WeChatPayOption.goodsTag("x".repeat(33)));
    assertRefused(() -> WeChatPayOption.goodsTag(""));
    assertRefused(() -> WeChatPayOption.deviceId("x".repeat(33)));
    assertRefused(() -> WeChatPayOption.payerClientIp("localhost/"));
    assertRefused(() -> WeChatPayOption.store("1", "x".repeat(257), "1", "1"));
    assertRefused(
        () ->
            WeChatPayOption.detail(
                1, "1", Collections.nCopies(90, new WeChatPayOption.GoodsLine("sku", "x", 1, 1))));
  }

  @Test
  void aStoreNeedsThePayersAddressAndACodeNeedsAStore() {
    assertRefused(() -> recorded.create(order(WeChatPayOption.store("1", "1", "1", "1"))));
    assertRefused(
        () -> recorded.create(shop.order(Scene.paymentCode("130012345678901234")).build()));
    for (String code : List.of("13001234567890123", "990012345678901234", "13001234567890123x")) {
      assertRefused(
          () ->
              recorded.create(
                  shop.order(Scene.paymentCode(code)).with(WeChatPayOption.storeId("1")).build()));
    }
    assertThat(wire.calls).isEmpty();
  }

  private PaymentRequest<?> order(ProviderOption option) {
    return shop.order(Scene.qrCode()).with(option).build();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
  }

  private static List<ProviderOption> stores() {
    return List.of(WeChatPayOption.storeId("1"), WeChatPayOption.outStoreId("shop 1"));
  }

  private static List<ProviderOption> storesAndGoods() {
    List<ProviderOption> all = new ArrayList<>(stores());
    all.add(WeChatPayOption.goods(GOODS));
    return all;
  }

  /** Which option puts which fields on the wire, found out one option at a time. */
  private Map<String, Set<String>> filled(
      String kind, List<ProviderOption> options, List<ProviderOption> more) {
    Map<String, Set<String>> filled = new LinkedHashMap<>();
    List<ProviderOption> all = new ArrayList<>(options);
    all.addAll(more);
    for (ProviderOption option : all) {
      Set<String> pointers = new TreeSet<>();
      for (String pointer : leaves(values(option))) {
        pointers.add(pointer);
      }
      String name = option.toString().substring("WeChatPayOption.".length());
      filled.put(name, pointers);
      assertOnTheWire(kind, option, pointers);
    }
    return filled;
  }

  private void assertOnTheWire(String kind, ProviderOption option, Set<String> pointers) {
    wire.calls.clear();
    if (kind.equals("refund")) {
      PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);
      recorded.refund(RefundRequest.of(paid, "R1", Shop.TEN).with(option));
    } else if (kind.equals("codepay")) {
      var code = shop.order(Scene.paymentCode("130012345678901234")).with(option);
      if (pointers.stream().noneMatch(pointer -> pointer.contains("store_info"))) {
        code.with(WeChatPayOption.storeId("1"));
      }
      recorded.create(code.build());
    } else if (kind.equals("behalf")) {
      onBehalf.create(shop.order(Scene.qrCode()).with(option).build());
    } else if (pointers.contains("/scene_info/payer_client_ip")) {
      recorded.create(shop.order(Scene.qrCode()).with(option).build());
    } else {
      recorded.create(shop.order(Scene.mobilePage("203.0.113.7")).with(option).build());
    }
    assertThat(sent(0)).containsAll(pointers);
  }

  private static Map<String, Object> values(ProviderOption option) {
    Map<String, Object> tree = new LinkedHashMap<>();
    ((WeChatPayOption) option)
        .values()
        .forEach((pointer, value) -> JsonPointers.put(tree, pointer, value));
    ((WeChatPayOption) option)
        .encrypted()
        .forEach((pointer, value) -> JsonPointers.put(tree, pointer, "sealed"));
    return tree;
  }

  private Set<String> sent(int index) {
    try {
      return leaves(JsonText.object(wire.bodies().get(index)));
    } catch (JsonFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** The pointers of all single values; the elements of a list stand for one. */
  static Set<String> leaves(Map<String, Object> tree) {
    Set<String> leaves = new TreeSet<>();
    collect("", tree, leaves);
    return leaves;
  }

  private static void collect(String at, Object value, Set<String> leaves) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, inner) -> collect(at + "/" + name, inner, leaves));
    } else if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      list.forEach(element -> collect(at, element, leaves));
    } else {
      leaves.add(at);
    }
  }

  static Map<String, Set<String>> listed(String kind) {
    Map<String, Set<String>> listed = new LinkedHashMap<>();
    for (String[] row : rows()) {
      if (row[0].equals(kind) && !row[2].equals("request") && !row[2].equals("field")) {
        for (String option : row[2].split(",", -1)) {
          listed.computeIfAbsent(option, name -> new TreeSet<>()).add(row[1]);
        }
      }
    }
    return listed;
  }

  static Set<String> pointers(String kind, Set<String> by) {
    return rows().stream()
        .filter(row -> row[0].equals(kind) && by.contains(row[2]))
        .map(row -> row[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String[]> rows() {
    try (InputStream in =
        Objects.requireNonNull(OptionsTest.class.getResourceAsStream("request-fields.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
