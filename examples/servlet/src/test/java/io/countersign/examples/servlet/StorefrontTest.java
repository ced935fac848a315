// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.ChecksumException;
import com.google.zxing.FormatException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the shop shows to a browser")
class StorefrontTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private static final Pattern MODULE = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z");

  private TeaHouse house;

  @BeforeEach
  void open(WeChatPayMerchant merchant, SandboxClock clock) {
    house = new TeaHouse(merchant, clock);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/js/main.js", "/catalogue", "/orders/none", "/desk/", "/none.js"})
  void everyAnswerForbidsWhatThePageDoesNotNeed(String path) {
    HttpResponse<String> answer = get(path, "*/*", "en");

    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .doesNotContain("unsafe"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @ParameterizedTest
  @CsvSource({"/, 'zh-TW,en;q=0.5', zh-TW", "/?lang=en, zh-CN, en", "/?lang=tlh, zh-CN, zh-CN"})
  void thePageComesInTheReadersLanguage(String path, String liked, String language) {
    HttpResponse<String> page = get(path, "text/html", liked);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Language")).contains(language);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.body()).contains("<html lang=\"" + language + "\">");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/page.html", "/source/Checkout.java", "/js/", "/js/..%2fpage.html"})
  void otherFilesAreNotGivenAway(String path) {
    assertThat(get(path, "*/*", "en").statusCode()).isIn(400, 404);
  }

  @Test
  void theCatalogueListsWhatIsSoldAndHowItMayBePaid() {
    Visitor.Answer catalogue = house.visitor.get("/catalogue");

    assertThat(catalogue.json().path("items").findValuesAsText("name")).contains("longjing", "tea");
    assertThat(catalogue.json().path("ways").findValuesAsText("scene"))
        .containsExactly(
            "qr", "mobile-page", "mini-program", "official-account", "in-app", "payment-code");
  }

  @Test
  void aGatewayThatIsNotConfiguredForASceneDoesNotOfferIt() {
    assertThat(WeChatPayTill.ways(Map.of("WECHATPAY_APPID_APP", "wx1")))
        .extracting(Way::scene)
        .containsExactly("qr", "mobile-page", "in-app", "payment-code");
  }

  @Test
  void theQrCodeThatIsDrawnSaysWhatTheGatewaySaid() throws FormatException, ChecksumException {
    Visitor.Answer bought = house.checkout("qr", "item", "tea");

    String picture = bought.text("picture");
    String svg =
        new String(
            Base64.getDecoder().decode(picture.substring(picture.indexOf(',') + 1)),
            StandardCharsets.UTF_8);
    assertThat(new Decoder().decode(modules(svg)).getText()).isEqualTo(bought.text("qr"));
  }

  @Test
  void aBrowserThatComesBackIsLedToItsOrder() {
    String order = house.ordered();

    HttpResponse<String> answer = get("/orders/" + order, "text/html", "en");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith("/#order=" + order));
    assertThat(get("/orders/none", "text/html", "en").statusCode()).isEqualTo(404);
  }

  private static BitMatrix modules(String svg) {
    int size = Integer.parseInt(svg.replaceAll(".*viewBox=\"0 0 (\\d+) .*", "$1"));
    // The decoder wants the code without the quiet zone around it.
    BitMatrix bare = new BitMatrix(size - 8);
    Matcher module = MODULE.matcher(svg);
    while (module.find()) {
      bare.set(Integer.parseInt(module.group(1)) - 4, Integer.parseInt(module.group(2)) - 4);
    }
    return bare;
  }

  private HttpResponse<String> get(String path, String accept, String language) {
    return house.visitor.page(
        HttpRequest.newBuilder(house.shop.home().resolve(path))
            .header("Accept", accept)
            .header("Accept-Language", language)
            .build());
  }
}
