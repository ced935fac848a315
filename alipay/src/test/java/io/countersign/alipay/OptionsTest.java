// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every field of the protocol is filled by the request, by a typed option, or by name. */
class OptionsTest {
  private static final URI BACK = ScenesTest.BACK;
  private static final Money FORTY = Money.of("40.00", "CNY");
  static final AlipayGoods TEA =
      AlipayGoods.of("sku1", "茶", 2, Money.of("50.00", "CNY"))
          .withAlipayGoodsId("2010")
          .withCategory("34543238")
          .withCategoriesTree("124868003|126232002")
          .withBody("green")
          .withShowUrl("https://shop.example.com/tea?a=1&b=2")
          .withOutItemId("i1")
          .withOutSkuId("s1")
          .withEan("6901234567892");
  static final PersonalText NAME = PersonalText.of("张三");
  static final PersonalText NUMBER = PersonalText.of("110101199003071234");
  static final AlipayPayerIdentity PERSON =
      AlipayPayerIdentity.of(NAME, AlipayPayerIdentity.Document.IDENTITY_CARD, NUMBER)
          .withMinimumAge(18)
          .withMobile(PersonalText.of("13800000000"))
          .withFixedBuyer();
  static final AlipayPayerIdentity HASHED = AlipayPayerIdentity.hashed(NAME, NUMBER);

  /** One of each, and two where one cannot fill all of its fields. */
  static final List<AlipayOption> TYPED =
      List.of(
          AlipayOption.asLink(),
          AlipayOption.body("more about the tea"),
          AlipayOption.productCode("FACE_TO_FACE_PAYMENT"),
          AlipayOption.timeoutExpress(Duration.ofMinutes(90)),
          AlipayOption.untilMidnight(),
          AlipayOption.qrCodeTimeout(Duration.ofMinutes(10)),
          AlipayOption.sellerId("2088000000000001"),
          AlipayOption.goods(List.of(TEA)),
          AlipayOption.virtualGoods(),
          AlipayOption.physicalGoods(),
          AlipayOption.serviceProvider("2088511833207846"),
          AlipayOption.huabeiInstalments(3, true),
          AlipayOption.royaltyFreeze(),
          AlipayOption.payerIp(PersonalText.of("203.0.113.7")),
          AlipayOption.discountableAmount(FORTY),
          AlipayOption.undiscountableAmount(Money.of("60.00", "CNY")),
          AlipayOption.operatorId("yx_001"),
          AlipayOption.terminalId("NJ_T_001"),
          AlipayOption.storeId("NJ_001"),
          AlipayOption.alipayStoreId("2016041400077000000003314986"),
          AlipayOption.merchantOrderNo("20161008001"),
          AlipayOption.enablePayChannels("balance", "moneyFund"),
          AlipayOption.disablePayChannels("pcredit", "creditCard"),
          AlipayOption.specifiedChannel("pcredit"),
          AlipayOption.payerIdentity(PERSON),
          AlipayOption.payerIdentity(HASHED),
          AlipayOption.queryOptions("fund_bill_list", "voucher_detail_list"),
          AlipayOption.subMerchant("2088000603999128"),
          AlipayOption.invoice("茶店", "1464888883494"),
          AlipayOption.miniProgram("2021000000000000"),
          AlipayOption.buyerLogonId(PersonalText.of("a@example.com")),
          AlipayOption.qrPayMode(AlipayOption.QrPayMode.FRAME_TALL),
          AlipayOption.qrCodeOfWidth(200),
          AlipayOption.quitUrl(BACK));

  private final Shop shop = Shop.open();
  private final Drafts drafts = new Drafts(shop);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyOptionFillsItsFieldsInTheScenesThatTakeThemAndIsRefusedInOthers() {
    for (Product product : Product.values()) {
      Map<String, Set<String>> filled = new LinkedHashMap<>();
      Map<String, Set<String>> refused = new LinkedHashMap<>();
      for (AlipayOption option : TYPED) {
        try {
          Set<String> fields = leaves(drafts.content(product, option));
          fields.retainAll(leaves(alone(option)));
          if (option.name().equals("subMerchant")) {
            fields.add("settle_info/settle_detail_infos");
          }
          filled.computeIfAbsent(option.name(), name -> new TreeSet<>()).addAll(fields);
        } catch (InvalidRequestException unfit) {
          assertThat(unfit).hasMessageContaining("one that fits");
          refused.put(option.name(), Set.of());
        }
      }
      assertThat(filled.remove("asLink") != null)
          .isEqualTo(product == Product.PAGE || product == Product.WAP);
      assertThat(filled).as(product.word()).isEqualTo(listed(product));
      assertThat(filled).doesNotContainKeys(refused.keySet().toArray(new String[0]));
    }
  }

  @Test
  void theRequestFillsTheRestAndNothingElse() {
    for (Product product : Product.values()) {
      PaymentRequest.Builder<?> order = drafts.order(product);
      Set<String> fields =
          leaves(
              drafts
                  .orders
                  .order(
                      order
                          .payBefore(shop.clock.instant().plus(Duration.ofHours(1)))
                          .attachment("a")
                          .build())
                  .call()
                  .content()
                  .orElseThrow());
      if (product == Product.CREATE) {
        fields.addAll(
            leaves(
                drafts
                    .orders
                    .order(shop.order(Scene.inWallet("074a1CcTG1LelxKe4xQC0z")).build())
                    .call()
                    .content()
                    .orElseThrow()));
      }
      assertThat(fields).as(product.word()).isEqualTo(by(product, "request"));
    }
  }

  @Test
  void whatHasNoOptionIsReachableByName() {
    int seen = 0;
    for (Product product : Product.values()) {
      for (String path : by(product, "field")) {
        assertThat(text(product, AlipayOption.field(path, "茶 1"), path)).contains("茶 1");
        seen++;
      }
      for (String path : by(product, "jsonField")) {
        AlipayOption option = AlipayOption.jsonField(path, "[{\"a\":[1,true,\"茶\"]}]");
        boolean settles = path.startsWith("settle_info/");
        assertThat(
                settles
                    ? drafts.content(product, option, AlipayOption.subMerchant("2088")).toString()
                    : text(product, option, path))
            .contains("a=[1, true, 茶]");
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(100);
  }

  @Test
  void whatTheRequestOrAnOptionFillsCannotBeFilledByName() {
    Set<String> ours = new TreeSet<>();
    for (String[] row : rows()) {
      if (!row[2].contains("ield")
          && !row[0].startsWith("goods_detail/")
          && !row[0].startsWith("ext_user_info/")) {
        ours.add(row[0]);
      }
    }
    ours.addAll(List.of("notify_url", "return_url", "app_auth_token", "sign", "goods_detail"));
    ours.add("ext_user_info");
    for (String path : ours) {
      Drafts.refused("filled by", () -> AlipayOption.field(path, "1"));
      Drafts.refused("filled by", () -> AlipayOption.jsonField(path, "[1]"));
    }
    Drafts.refused(
        "filled by", () -> AlipayOption.jsonField("extend_params", "{\"hb_fq_num\":\"3\"}"));
    for (String path : List.of("", "/", "/a", "a/", "a//b", "a b", "a&b", "a=b", "ä")) {
      Drafts.refused("field", () -> AlipayOption.field(path, "1"));
    }
  }

  @Test
  void everyTypedOptionIsInTheList() {
    Set<String> typed =
        Arrays.stream(AlipayOption.class.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    typed.removeAll(Set.of("field", "jsonField", "asLink"));
    Set<String> listed =
        rows().stream()
            .flatMap(row -> Arrays.stream(row[2].split(",", -1)))
            .filter(by -> !Set.of("request", "field", "jsonField", "raw").contains(by))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(typed);
    assertThat(TYPED.stream().map(AlipayOption::name).filter(name -> !name.equals("asLink")))
        .containsAll(typed);
  }

  @Test
  void theGatewayTakesEveryOption() {
    Browser browser = new Browser();
    for (AlipayOption typed : TYPED) {
      AlipayOption option =
          typed.name().equals("sellerId") ? AlipayOption.sellerId(shop.merchant.sellerId()) : typed;
      if (fits(Product.PAGE, option)) {
        var page = Shop.accepted(shop.client().create(order(Scene.webPage(BACK), option))).value();
        assertThat(browser.open(page)).as(typed.name()).isNotEmpty();
      }
      if (fits(Product.WAP, option)) {
        var page =
            Shop.accepted(
                    shop.client().create(order(Scene.mobilePage(BACK, "203.0.113.7"), option)))
                .value();
        assertThat(browser.open(page)).as(typed.name()).isNotEmpty();
      }
      if (fits(Product.APP, option) && !option.name().equals("productCode")) {
        shop.merchant.openInApp(
            Shop.accepted(shop.client().create(order(Scene.inApp(), option))).value().content());
      }
    }
  }

  @Test
  void groupsAreOneTextOnPagesAndInOrderStrings() {
    AlipayOption ip = AlipayOption.payerIp(PersonalText.of("203.0.113.7"));
    AlipayOption memo = AlipayOption.field("business_params/buyer_memo", "\"茶\"");
    AlipayOption promo = AlipayOption.jsonField("promo_params", "{\"a\":1}");
    for (Product product : List.of(Product.PAGE, Product.WAP, Product.APP)) {
      Map<String, Object> content = drafts.content(product, ip, memo, promo);
      assertThat(content)
          .containsEntry(
              "business_params",
              "{\"mc_create_trade_ip\":\"203.0.113.7\",\"buyer_memo\":\"\\\"茶\\\"\"}")
          .containsEntry("promo_params", "{\"a\":1}");
    }
    assertThat(drafts.content(Product.PAY, ip, promo))
        .containsEntry("business_params", Map.of("mc_create_trade_ip", "203.0.113.7"))
        .containsEntry("promo_params", Map.of("a", 1L));
    assertThat(drafts.content(Product.PAGE, AlipayOption.field("promo_params", "storeIdType=1")))
        .containsEntry("promo_params", "storeIdType=1");
  }

  private boolean fits(Product product, AlipayOption option) {
    try {
      AlipayOption.of(List.of(option), product.target());
      return true;
    } catch (InvalidRequestException unfit) {
      return false;
    }
  }

  private String text(Product product, AlipayOption option, String path) {
    List<AlipayOption> together = new ArrayList<>(List.of(option));
    if (path.startsWith("settle_info/")) {
      together.add(AlipayOption.subMerchant("2088"));
      together.add(AlipayOption.jsonField("settle_info/settle_detail_infos", "[{}]"));
    }
    Map<String, Object> content = drafts.content(product, together.toArray(new AlipayOption[0]));
    String top = path.split("/", -1)[0];
    assertThat(content).containsKey(top);
    return content.get(top).toString();
  }

  private <R> PaymentRequest<R> order(Scene<R> scene, AlipayOption option) {
    return shop.order(scene).with(option).build();
  }

  private static Map<String, Object> alone(AlipayOption option) {
    BusinessFields fields = new BusinessFields();
    fields.add(option);
    return fields.asMap();
  }

  /** The paths of all single values; the elements of a list of groups stand for one. */
  private static Set<String> leaves(Map<String, Object> tree) {
    Set<String> leaves = new TreeSet<>();
    tree.forEach((name, value) -> collect(name, value, leaves));
    return leaves;
  }

  private static void collect(String at, Object value, Set<String> leaves) {
    if (at.equals("settle_info/settle_detail_infos")) {
      leaves.add(at);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, inner) -> collect(at + "/" + name, inner, leaves));
    } else if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      list.forEach(element -> collect(at, element, leaves));
    } else if (at.equals("business_params")) {
      collect(at, group(value.toString()), leaves);
    } else {
      leaves.add(at);
    }
  }

  private static Map<String, Object> group(String json) {
    try {
      return JsonText.object(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Which typed option fills which fields of a call. */
  private static Map<String, Set<String>> listed(Product product) {
    Map<String, Set<String>> listed = new LinkedHashMap<>();
    for (String[] row : rows(product)) {
      for (String option : row[2].split(",", -1)) {
        if (!Set.of("request", "field", "jsonField", "raw").contains(option)) {
          listed.computeIfAbsent(option, name -> new TreeSet<>()).add(row[0]);
        }
      }
    }
    return listed;
  }

  private static Set<String> by(Product product, String who) {
    return rows(product).stream()
        .filter(row -> List.of(row[2].split(",", -1)).contains(who))
        .map(row -> row[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String[]> rows(Product product) {
    return rows().stream()
        .filter(
            row -> row[1].equals("all") || List.of(row[1].split(",", -1)).contains(product.word()))
        .toList();
  }

  private static List<String[]> rows() {
    try (InputStream in =
        Objects.requireNonNull(OptionsTest.class.getResourceAsStream("order-fields.txt"))) {
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
