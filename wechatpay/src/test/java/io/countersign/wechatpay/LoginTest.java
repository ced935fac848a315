// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PayerAdvice;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the visitor is: asked once per code, believed by TLS alone, and no secret told. */
class LoginTest {
  private static final String CODE = "0a1C0deOf4Vis1tor";
  private static final String STATE = "aFreshRandomState0123";
  private static final String SESSION =
      "{\"openid\":\"oVisitor\",\"session_key\":\"tiihtNczf5v6AKRyjwEUhQ==\",\"unionid\":\"uVisitor\"}";

  private final LoginDesk desk = new LoginDesk();
  private final MiniProgramLogin login = MiniProgramLogin.of(desk.app());
  private final OfficialAccountLogin account = OfficialAccountLogin.of(desk.app());

  private static String refusal(int code) {
    return "{\"errcode\":" + code + ",\"errmsg\":\"words, rid: 65f0\"}";
  }

  @Test
  void aCodeBecomesASession() {
    desk.says(200, SESSION);

    MiniProgramSession session = login.session(CODE);

    assertThat(session.openId().reveal()).isEqualTo("oVisitor");
    assertThat(session.unionId().orElseThrow().reveal()).isEqualTo("uVisitor");
    assertThat(session.sessionKey()).isEqualTo(Secret.of("tiihtNczf5v6AKRyjwEUhQ=="));
    assertThat(desk.calls.get(0).uri())
        .hasToString(
            "https://api.weixin.qq.com/sns/jscode2session?appid="
                + LoginDesk.APP_ID
                + "&secret="
                + LoginDesk.SECRET
                + "&js_code="
                + CODE
                + "&grant_type=authorization_code");
    assertThat(desk.calls.get(0).method()).isEqualTo("GET");
    assertThat(desk.calls.get(0).headers().first("Authorization")).isEmpty();
  }

  @Test
  void aVisitorWithoutUnionIdAndAnErrcodeOfZeroAreNoErrors() {
    desk.says(200, "{\"errcode\":0,\"errmsg\":\"ok\",\"openid\":\"o1\",\"session_key\":\"k\"}");

    assertThat(login.session(CODE).unionId()).isEmpty();
  }

  @Test
  void anOfficialAccountsCodeBecomesAnOpenid() {
    desk.says(200, "{\"access_token\":\"a\",\"openid\":\"oVisitor\",\"scope\":\"snsapi_base\"}");

    assertThat(account.openId(CODE, STATE, STATE).reveal()).isEqualTo("oVisitor");
    assertThat(desk.calls.get(0).uri().getRawPath()).isEqualTo("/sns/oauth2/access_token");
    assertThat(desk.calls.get(0).uri().getRawQuery())
        .isEqualTo(
            "appid="
                + LoginDesk.APP_ID
                + "&secret="
                + LoginDesk.SECRET
                + "&code="
                + CODE
                + "&grant_type=authorization_code");
  }

  @Test
  void theVisitorIsSentToWeChatAndComesBackWithTheState() {
    assertThat(account.authorizeUrl(URI.create("https://shop.example.com/in?a=1&b=茶"), STATE))
        .hasToString(
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid="
                + LoginDesk.APP_ID
                + "&redirect_uri=https%3A%2F%2Fshop.example.com%2Fin%3Fa%3D1%26b%3D%25E8%258C%25B6"
                + "&response_type=code&scope=snsapi_base&state="
                + STATE
                + "#wechat_redirect");
    for (String returnUrl :
        List.of("http://shop.example.com/", "/in", "https://a@shop.example.com/", "https://s/#x")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> account.authorizeUrl(URI.create(returnUrl), STATE));
    }
    for (String state : List.of("", "short", "sixteen letters!", "a".repeat(129))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> account.authorizeUrl(URI.create("https://shop.example.com/"), state));
    }
    assertThat(desk.calls).isEmpty();
  }

  @Test
  void aVisitorWhoComesBackWithAnotherStateIsNotAskedAbout() {
    for (String returned : List.of("", STATE + "x", "anotherRandomState012")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> account.openId(CODE, returned, STATE))
          .withMessageNotContaining(STATE);
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> account.openId(CODE, "", ""));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> account.openId(CODE, null, STATE));
    assertThat(desk.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "40029, PAYER, TRY_AGAIN, log in",
    "40163, PAYER, TRY_AGAIN, used before",
    "40226, PAYER, OTHER_METHOD, risk",
    "40013, CONFIGURATION, CONTACT_SHOP, app id",
    "40125, CONFIGURATION, CONTACT_SHOP, app secret",
    "48001, NOT_ALLOWED, CONTACT_SHOP, ''"
  })
  void aRefusalSaysWhatToDo(int code, Rejection.Reason reason, PayerAdvice advice, String remedy) {
    desk.says(200, refusal(code));

    RejectedException refused =
        catchThrowableOfType(RejectedException.class, () -> login.session(CODE));

    assertThat(refused.rejection().code()).isEqualTo(Integer.toString(code));
    assertThat(refused.rejection().reason()).isEqualTo(reason);
    assertThat(refused.rejection().payerAdvice()).isEqualTo(advice);
    assertThat(refused.rejection().remedy()).contains(remedy);
    assertThat(refused.rejection().message()).isEqualTo("words, rid: 65f0");
    assertThat(refused.rejection().verified()).isFalse();
    assertThat(desk.calls).hasSize(1);
  }

  @Test
  void whoAsksOnceDoesNotAskABusyWeChatAgain() {
    desk.says(200, refusal(-1)).says(200, SESSION);

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                MiniProgramLogin.of(
                        desk.app()
                            .withRetryPolicy(RetryPolicy.none())
                            .withTimeout(Duration.ofSeconds(3)))
                    .session(CODE));
    assertThat(desk.calls).hasSize(1);
    assertThat(desk.calls.get(0).timeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aBusyWeChatIsAskedAgain() {
    desk.says(200, refusal(-1)).says(200, refusal(-1)).says(200, SESSION);

    assertThat(login.session(CODE).openId().reveal()).isEqualTo("oVisitor");
    assertThat(desk.calls).hasSize(3);
  }

  @Test
  void aWeChatThatStaysBusyIsUnavailable() {
    for (int i = 0; i < RetryPolicy.standard().attempts(); i++) {
      desk.says(200, refusal(-1));
    }

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> login.session(CODE))
        .withMessageContaining("busy");
    assertThat(desk.calls).hasSize(RetryPolicy.standard().attempts());
  }

  @Test
  void aVisitorWhoComesTooOftenIsToldToWaitAndNotAskedAboutAgain() {
    desk.says(200, refusal(45011));

    UnavailableException later =
        catchThrowableOfType(UnavailableException.class, () -> login.session(CODE));

    assertThat(later.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(desk.calls).hasSize(1);
    assertThat(desk.waits).isEmpty();
  }

  @Test
  void anAnswerLostOnItsWayIsNotAskedForAgainBecauseTheCodeIsUsed() {
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> login.session(CODE));
    assertThat(desk.calls).hasSize(1);
  }

  @Test
  void whatWasProvablyNotSentIsSentAgain() {
    desk.unreachable();

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> login.session(CODE));
    assertThat(desk.calls).hasSize(RetryPolicy.standard().attempts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>busy</html>",
        "[]",
        "{}",
        "{\"openid\":null}",
        "{\"openid\":\"\",\"session_key\":\"k\"}",
        "{\"openid\":\"o\"}",
        "{\"errcode\":\"40029\",\"openid\":\"o\",\"session_key\":\"k\"}",
        "{\"openid\":\"o\",\"openid\":\"p\",\"session_key\":\"k\"}",
        "{\"openid\":\"o\",\"session_key\":\"k\"} trailing"
      })
  void anOddAnswerIsNobody(String body) {
    desk.says(200, body);

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> login.session(CODE));
    assertThat(desk.calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 302, 400, 404, 500, 502})
  void anotherStatusThan200IsNobodyWhateverItSays(int status) {
    desk.says(status, SESSION);

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> login.session(CODE));
    assertThat(desk.calls).hasSize(1);
  }

  @Test
  void nothingIsSentAfterTheDeadline() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> login.before(LoginDesk.NOW).session(CODE));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> account.before(LoginDesk.NOW).openId(CODE, STATE, STATE));
    assertThat(desk.calls).isEmpty();
  }

  @Test
  void whatCannotBeACodeIsNotSent() {
    for (String code : List.of("", "a\nb", "x".repeat(257))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> login.session(code));
    }
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> login.session(null));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> account.openId(null, STATE, STATE));
    desk.says(200, SESSION);
    login.session("a&secret=b#c");
    assertThat(desk.calls).hasSize(1);
    assertThat(desk.calls.get(0).uri().getRawQuery()).contains("js_code=a%26secret%3Db%23c&");
  }

  @Test
  void noSecretNoCodeNoKeyAndNoPersonIsInAnyText() {
    StringWriter texts = new StringWriter();
    PrintWriter all = new PrintWriter(texts);
    desk.says(200, SESSION);
    all.println(login.session(CODE));
    for (String body :
        List.of(
            refusal(40029),
            "{\"errcode\":40029,\"errmsg\":\"bad " + CODE + "\"}",
            "{\"errcode\":40125,\"errmsg\":\"bad " + LoginDesk.SECRET + "\"}",
            "<html>" + LoginDesk.SECRET + CODE,
            "{\"openid\":\"oVisitor\",\"x\":" + LoginDesk.SECRET)) {
      desk.says(200, body);
      catchThrowableOfType(RuntimeException.class, () -> login.session(CODE)).printStackTrace(all);
    }
    catchThrowableOfType(RuntimeException.class, () -> login.session(CODE)).printStackTrace(all);
    all.println(login);
    all.println(account);
    all.println(desk.app());
    all.println(desk.signals);
    all.println(desk.calls);

    assertThat(desk.signals).isNotEmpty();
    assertThat(texts.toString())
        .contains(LoginDesk.APP_ID)
        .doesNotContain(LoginDesk.SECRET, CODE, "oVisitor", "uVisitor", "tiihtNczf5v6AKRyjwEUhQ");
  }

  @Test
  void aMessageThatRepeatsTheCodeAsItWasSentIsNotHandedOn() {
    desk.says(200, "{\"errcode\":40029,\"errmsg\":\"bad 0a%2B1C0deOf4Vis1tor\"}");

    assertThat(
            catchThrowableOfType(RejectedException.class, () -> login.session("0a+1C0deOf4Vis1tor"))
                .rejection()
                .message())
        .isEmpty();
  }

  @Test
  void theSecretGoesToTheEndpointOnlyAndNeverInTheClear() {
    desk.says(200, SESSION);
    MiniProgramLogin.of(desk.app().withEndpoint(WeChatApp.PRODUCTION_BACKUP)).session(CODE);
    assertThat(desk.calls.get(0).uri().getHost()).isEqualTo("api2.weixin.qq.com");
    desk.says(200, SESSION);
    MiniProgramLogin.of(desk.app().withEndpoint(URI.create("http://127.0.0.1:81"))).session(CODE);
    assertThat(desk.calls.get(1).uri().getAuthority()).isEqualTo("127.0.0.1:81");

    for (String endpoint : List.of("http://api.weixin.qq.com", "https://a.example/path")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> desk.app().withEndpoint(URI.create(endpoint)));
    }
  }

  @Test
  void theEnvironmentNamesAppAndSecretOfEachKind() {
    Map<String, String> environment =
        Map.of(
            "WECHATPAY_APPID", "wxoffice",
            "WECHATPAY_APP_SECRET", "0ff1ce",
            "WECHATPAY_APPID_MINI_PROGRAM", "wxmini",
            "WECHATPAY_APP_SECRET_MINI_PROGRAM", "3141",
            "WECHATPAY_LOGIN_ENDPOINT", "http://127.0.0.1:81");

    assertThat(MiniProgramLogin.fromEnvironment(environment).toString())
        .contains("wxmini", "http://127.0.0.1:81")
        .doesNotContain("3141");
    assertThat(OfficialAccountLogin.fromEnvironment(environment).toString()).contains("wxoffice");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> MiniProgramLogin.fromEnvironment(Map.of("WECHATPAY_APPID_MINI_PROGRAM", "wx1")))
        .withMessageContaining("WECHATPAY_APP_SECRET_MINI_PROGRAM");
  }

  @Test
  void whatCannotBeAnAppIsFoundWhenItIsBuilt() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> WeChatApp.of("", Secret.of("s")));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> WeChatApp.of("wx1", Secret.of("with blank".getBytes(StandardCharsets.UTF_8))))
        .withMessageNotContaining("with blank");
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(2))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> desk.app().withTimeout(timeout));
    }
  }
}
