// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The merchants' data")
class RestaurantsTest {

  private static final String POINTS =
      "{\"method\":\"a\",\"name\":{\"en\":\"A\",\"zh\":\"A\"},\"kind\":\"points\",\"pointsPerYuan\":\"1000000\"}";

  private final Restaurants restaurants = Restaurants.ofTheExample();

  @ParameterizedTest
  @CsvSource({
    "weixin, 38.00 CNY",
    "zhifubao, 60.80 CNY",
    "unionpay, 53.20 CNY",
    "arrival, 76.00 CNY",
    "points, 7600 points"
  })
  void statesThePriceByEachMethod(String method, String price) {
    Restaurant jiyuan = restaurants.find("jiyuan").orElseThrow();
    Offer offer =
        jiyuan.offers().stream()
            .filter(one -> one.method().equals(method))
            .findFirst()
            .orElseThrow();

    assertThat(offer.rule().of(jiyuan.total(Map.of("beef-noodles", 2))).text()).isEqualTo(price);
  }

  @Test
  void changesWhileThePlatformRuns() {
    assertThat(restaurants.offer("lanxin", Offer.of(json(line("weixin", "\"percent\":\"50\"")))))
        .isTrue();
    assertThat(methods("lanxin")).containsExactly("zhifubao", "weixin");
    assertThat(restaurants.offer("lanxin", Offer.of(json(line("zhifubao", "\"percent\":\"90\"")))))
        .isTrue();
    assertThat(methods("lanxin")).containsExactly("zhifubao", "weixin");
    assertThat(restaurants.withdraw("lanxin", "zhifubao")).isTrue();
    assertThat(methods("lanxin")).containsExactly("weixin");
    assertThat(restaurants.withdraw("nobody", "weixin")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'cash'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'provider'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','account':'x'}",
        "{'method':'A b','name':{'en':'A','zh':'A'},'kind':'arrival'}",
        "{'method':'a','name':{'en':'A'},'kind':'arrival'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','percent':80}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','percent':'1e2'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','percent':'-5'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','percent':'101'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'points','percent':'50'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','pointsPerYuan':'50'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','scene':'fax'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','pecent':'50'}",
        "{'method':'a','name':{'en':'A','zh':'A','de':'A'},'kind':'arrival'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'points','pointsPerYuan':'5','percent':'50'}",
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'points','pointsPerYuan':'1000000.1'}"
      })
  void isRefusedWhereALineIsOdd(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Offer.of(json(line.replace('\'', '"'))))
        .withMessageContaining(":");
  }

  /** What is paid to an account is its owner's, whoever sold the noodles. */
  @ParameterizedTest
  @ValueSource(
      strings = {"lanxin.alipay", "jiyuan", "jiyuanalipay", "jiyuan-east.alipay", "alipay"})
  void namesNoOtherMerchantsAccount(String account) {
    Offer offer =
        new Offer(
            "neighbour",
            new Label("A", "A"),
            Kind.PROVIDER,
            Optional.of(account),
            "qr",
            PriceRule.full());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> restaurants.offer("jiyuan", offer))
        .withMessageContaining("jiyuan.,");
    assertThat(methods("jiyuan")).hasSize(5);
  }

  /** Else a merchant called jiyuan.east would have its accounts among those of jiyuan. */
  @Test
  void hasNoPointInAMerchantsName() {
    Restaurant jiyuan = restaurants.find("jiyuan").orElseThrow();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Restaurant(
                    "jiyuan.east", jiyuan.name(), jiyuan.currency(), jiyuan.products(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a','name':{'en':'A','zh':'A'},'currency':'CNY','products':[],'methods':[],'x':1}",
        "{'id':'a','name':{'en':'A','zh':'A'},'currency':'CNY','methods':[],'products':"
            + "[{'id':'b','name':{'en':'B','zh':'B'},'price':'1.00','pirce':'2.00'}]}"
      })
  void isRefusedWhereAFileIsOdd(String file) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Restaurant.of(json(file.replace('\'', '"'))))
        .withMessageContaining("unknown field");
  }

  /** No line may be the one for which a whole restaurant can sell nothing any more. */
  @Test
  void hasAPriceByEachLineForEveryTotal() {
    String file =
        "{'id':'a','name':{'en':'A','zh':'A'},'currency':'CNY','methods':[],'products':"
            + "[{'id':'b','name':{'en':'B','zh':'B'},'price':'10000000000'},"
            + "{'id':'c','name':{'en':'C','zh':'C'},'price':'0.01'}]}";
    Restaurant dear = Restaurant.of(json(file.replace('\'', '"')));
    Offer most = Offer.of(json(POINTS));

    assertThat(most.rule().of(dear.total(Map.of("b", 1))).text())
        .isEqualTo("10000000000000000 points");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dear.total(Map.of("b", 1, "c", 1)))
        .withMessageContaining("a total that fits");
  }

  @Test
  void namesNoMethodTwice() {
    Restaurant jiyuan = restaurants.find("jiyuan").orElseThrow();
    List<Offer> twice = List.of(jiyuan.offers().get(0), jiyuan.offers().get(0));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Restaurant("x", jiyuan.name(), jiyuan.currency(), jiyuan.products(), twice));
  }

  @Test
  void hasNoTokenForAnotherStateOrOrder() {
    TaskTokens tokens = new TaskTokens(new byte[32]);
    String token = tokens.token("order-0001", "payment");

    assertThat(tokens.isToken(token, "order-0001", "payment")).isTrue();
    assertThat(tokens.isToken(token, "order-0002", "payment")).isFalse();
    assertThat(tokens.isToken(token, "order-0001", "callback")).isFalse();
    assertThat(tokens.isToken("", "order-0001", "payment")).isFalse();
    assertThat(
            new TaskTokens("another key of thirty-two bytes!".getBytes(StandardCharsets.UTF_8))
                .isToken(token, "order-0001", "payment"))
        .isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new TaskTokens(new byte[31]));
  }

  private List<String> methods(String id) {
    return restaurants.find(id).orElseThrow().offers().stream().map(Offer::method).toList();
  }

  private static String line(String method, String more) {
    return "{\"method\":\"%s\",\"name\":{\"en\":\"A\",\"zh\":\"A\"},\"kind\":\"provider\",\"account\":\"lanxin.x\",%s}"
        .formatted(method, more);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException odd) {
      throw new AssertionError(odd);
    }
  }
}
