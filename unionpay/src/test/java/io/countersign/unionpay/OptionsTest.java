// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every field of the protocol is filled by the request, by a typed option, or by name. */
class OptionsTest {

  /** One of each, and two where one cannot fill all of its fields. */
  static final List<UnionPayOption> TYPED =
      List.of(
          UnionPayOption.b2b(
              "110001", PersonalText.of("茶"), PersonalText.of("6212142600000000167"), "工商银行"),
          UnionPayOption.instalments(6),
          UnionPayOption.card(PersonalText.of("6216261000000000018")),
          UnionPayOption.customer(
              UnionPayCustomer.builder().phone(PersonalText.of("13552535506")).build()),
          UnionPayOption.issuer("WGTEST"),
          UnionPayOption.defaultPayType("0001"),
          UnionPayOption.payTypes("0001", "0201"),
          UnionPayOption.failureUrl(URI.create("https://shop.example.com/failed")),
          UnionPayOption.returnUrl(ScriptedGateway.BACK),
          UnionPayOption.orderTimeout(Duration.ofMinutes(5)),
          UnionPayOption.payerIp(PersonalText.of("203.0.113.7")),
          UnionPayOption.payerMac(PersonalText.of("00-11-22-33-44-55")),
          UnionPayOption.payCardType("01"),
          UnionPayOption.terminal("00000001"),
          UnionPayOption.terminalInfo("device_type", "08"),
          UnionPayOption.channelType("07"),
          UnionPayOption.riskInfo("shippingFlag", PersonalText.of("000")),
          UnionPayOption.controlRule("creditLimit", "0"),
          UnionPayOption.lockedCardNumber(),
          UnionPayOption.framedPage(),
          UnionPayOption.reserved("checkFlag", "11100"));

  private static final Set<Product> OF_SCENES = EnumSet.complementOf(EnumSet.of(Product.TOKEN));

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final OrderFields orders = gateway.client().orderFields();

  private PaymentRequest.Builder<?> order(Product product) {
    return switch (product) {
      case PAGE -> gateway.order(Scene.webPage(ScriptedGateway.BACK));
      case B2B -> gateway.order(Scene.webPage(ScriptedGateway.BACK)).with(UnionPayOption.b2b());
      case WAP -> gateway.order(Scene.mobilePage(ScriptedGateway.BACK, "203.0.113.7"));
      case APP -> gateway.order(Scene.inApp());
      case QR -> gateway.order(Scene.qrCode());
      case CODE -> gateway.order(OrdersTest.CODE);
      case TOKEN -> throw new AssertionError("charges by token are requests of their own");
    };
  }

  private Map<String, String> content(Product product, UnionPayOption... options) {
    PaymentRequest.Builder<?> order = order(product);
    for (UnionPayOption option : options) {
      order.with(option);
    }
    return orders.order(order.build()).call().fields().asMap();
  }

  static boolean fits(Product product, UnionPayOption option) {
    try {
      UnionPayOption.of(List.of(option), product);
      return true;
    } catch (InvalidRequestException unfit) {
      assertThat(unfit).hasMessageContaining("one that fits");
      return false;
    }
  }

  /** The names of fields, and of the parts of groups. */
  private static Set<String> leaves(Map<String, String> fields) {
    Set<String> leaves = new TreeSet<>();
    fields.forEach(
        (name, value) -> {
          if (value.startsWith("{")) {
            for (String part : value.substring(1, value.length() - 1).split("&", -1)) {
              leaves.add(name + "/" + part.substring(0, part.indexOf('=')));
            }
          } else {
            leaves.add(name);
          }
        });
    return leaves;
  }

  @Test
  void everyOptionFillsItsFieldsInTheProductsThatTakeThem() {
    for (Product product : OF_SCENES) {
      Map<String, Set<String>> filled = new LinkedHashMap<>();
      for (UnionPayOption option : TYPED) {
        if (fits(product, option)) {
          Map<String, String> with = new LinkedHashMap<>(content(product, option));
          with.entrySet().removeAll(content(product).entrySet());
          Set<String> fields = leaves(with);
          assertThat(fields).as(option.name()).containsAll(option.fields().keySet());
          fields.removeAll(Set.of("txnSubType", "orderId"));
          Set<String> all = filled.computeIfAbsent(option.name(), name -> new TreeSet<>());
          fields.forEach(field -> all.add(openEnded(field)));
        }
      }
      assertThat(filled).as(product.word()).isEqualTo(listed(product));
    }
  }

  /** Groups into which any part can be written. */
  private static String openEnded(String name) {
    for (String group : List.of("termInfo/", "riskRateInfo/", "ctrlRule/")) {
      if (name.startsWith(group)) {
        return group.substring(0, group.length() - 1);
      }
    }
    return name.equals("reserved/checkFlag") ? "reserved" : name;
  }

  @Test
  void theRequestFillsTheRestAndNothingElse() {
    for (Product product : OF_SCENES) {
      PaymentRequest.Builder<?> order =
          order(product).attachment("a").payBefore(gateway.now().plus(Duration.ofHours(1)));
      Set<String> fields = leaves(orders.order(order.build()).call().fields().asMap());
      assertThat(fields).as(product.word()).isEqualTo(by(product, "request"));
    }
  }

  @Test
  void whatHasNoOptionIsReachableByName() {
    int seen = 0;
    for (Product product : OF_SCENES) {
      for (String name : by(product, "field")) {
        String group = "{a=1&b={c=茶}}";
        assertThat(content(product, UnionPayOption.field(name, group))).containsEntry(name, group);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(5);
  }

  @Test
  void whatTheRequestOrAnOptionFillsCannotBeFilledByName() {
    Set<String> ours = new TreeSet<>();
    for (String[] row : rows()) {
      if (!row[2].equals("field") && !row[0].contains("/")) {
        ours.add(row[0]);
      }
    }
    assertThat(ours).hasSizeGreaterThan(40);
    for (String name : ours) {
      refused("filled by", () -> UnionPayOption.field(name, "1"));
    }
    refused("filled by", () -> UnionPayOption.reserved("customPage", "true"));
    refused("filled by", () -> UnionPayOption.reserved("cardNumberLock", "1"));
    for (String name : List.of("", "a b", "a&b", "a=b", "ä", "a/b")) {
      refused("field", () -> UnionPayOption.field(name, "1"));
    }
  }

  @Test
  void everyTypedOptionIsInTheList() {
    Set<String> typed =
        Arrays.stream(UnionPayOption.class.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    typed.remove("field");
    Set<String> listed =
        rows().stream()
            .map(row -> row[2])
            .filter(by -> !Set.of("request", "client", "field").contains(by))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(typed);
    assertThat(TYPED.stream().map(UnionPayOption::name).collect(Collectors.toSet()))
        .isEqualTo(typed);
  }

  private static void refused(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageContaining(message);
  }

  /** Which typed option fills which fields of an order. */
  private static Map<String, Set<String>> listed(Product product) {
    Map<String, Set<String>> listed = new LinkedHashMap<>();
    for (String[] row : rows(product)) {
      if (!Set.of("request", "client", "field").contains(row[2])) {
        listed.computeIfAbsent(row[2], name -> new TreeSet<>()).add(row[0]);
      }
    }
    return listed;
  }

  private static Set<String> by(Product product, String who) {
    return rows(product).stream()
        .filter(row -> row[2].equals(who))
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
