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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The merchants' data")
class RestaurantsTest {

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
        "{'method':'a','name':{'en':'A','zh':'A'},'kind':'arrival','scene':'fax'}"
      })
  void isRefusedWhereALineIsOdd(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Offer.of(json(line.replace('\'', '"'))))
        .withMessageContaining(":");
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
    return "{\"method\":\"%s\",\"name\":{\"en\":\"A\",\"zh\":\"A\"},\"kind\":\"provider\",\"account\":\"x\",%s}"
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
