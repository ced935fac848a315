// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {
  private static final String APP = "wx1111111111111111";
  private static final String OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
  private static final String SESSION = "/sns/jscode2session";
  private static final String TOKEN = "/sns/oauth2/access_token";

  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-09T02:00:00Z"));
  private final WeChatLogin login = WeChatLogin.listen(clock, 0);

  @AfterEach
  void stop() {
    login.close();
  }

  private HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    URI uri = URI.create(login.baseUri() + pathAndQuery);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String session(String secret, String code) {
    return "%s?appid=%s&secret=%s&js_code=%s&grant_type=authorization_code"
        .formatted(SESSION, APP, secret, code);
  }

  private String session(String code) {
    return session(login.secret(APP), code);
  }

  private int errcode(String pathAndQuery) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(pathAndQuery);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    return PlainClient.read(answer.body()).path("errcode").asInt();
  }

  @Test
  void aMiniProgramsCodeBecomesAnOpenid() throws Exception {
    HttpResponse<String> answer = get(session(login.code(APP, OPENID)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(answer.headers().firstValue("Wechatpay-Signature")).isEmpty();
    JsonNode json = PlainClient.read(answer.body());
    assertThat(json.path("openid").asText()).isEqualTo(OPENID);
    assertThat(Base64.getDecoder().decode(json.path("session_key").asText())).hasSize(16);
    assertThat(json.has("unionid") || json.has("errcode")).isFalse();
    String shared = login.code(APP, OPENID, "u1");
    assertThat(PlainClient.read(get(session(shared)).body()).path("unionid").asText())
        .isEqualTo("u1");
  }

  @Test
  void aPagesCodeBecomesAnOpenid() throws Exception {
    String url = "%s?appid=%s&secret=%s&code=%s&grant_type=authorization_code";
    String code = login.pageCode(APP, OPENID);
    JsonNode json =
        PlainClient.read(get(url.formatted(TOKEN, APP, login.secret(APP), code)).body());
    assertThat(json.path("openid").asText()).isEqualTo(OPENID);
    assertThat(json.path("scope").asText()).isEqualTo("snsapi_base");
    assertThat(json.path("access_token").asText()).isNotEmpty();
    String other = login.code(APP, OPENID);
    assertThat(errcode(url.formatted(TOKEN, APP, login.secret(APP), other))).isEqualTo(40029);
    assertThat(errcode(session(login.pageCode(APP, OPENID)))).isEqualTo(40029);
  }

  @Test
  void aCodeIsGoodOnceAndForFiveMinutes() throws Exception {
    String code = login.code(APP, OPENID);
    clock.advance(Duration.ofMinutes(5));
    assertThat(errcode(session(code))).isZero();
    assertThat(errcode(session(code))).isEqualTo(40163);
    String late = login.code(APP, OPENID);
    clock.advance(Duration.ofSeconds(301));
    assertThat(errcode(session(late))).isEqualTo(40029);
  }

  @Test
  void aRefusedRequestLeavesTheCodeGood() throws Exception {
    String code = login.code(APP, OPENID);
    assertThat(errcode(session("wrong", code))).isEqualTo(40125);
    assertThat(errcode(session(code).replace(APP, "wx2222222222222222"))).isEqualTo(40013);
    login.secret("wx3333333333333333");
    String others =
        session(login.secret("wx3333333333333333"), code).replace(APP, "wx3333333333333333");
    assertThat(errcode(others)).isEqualTo(40029);
    assertThat(errcode(session(code).replace("authorization_code", "client"))).isEqualTo(40002);
    assertThat(errcode(session(code) + "&appid=" + APP)).isEqualTo(40097);
    assertThat(errcode(session("never-issued"))).isEqualTo(40029);
    assertThat(errcode(session(code))).isZero();
  }

  @Test
  void aHundredLoginsAMinuteAreEnough() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(errcode(session(login.code(APP, OPENID)))).isZero();
    }
    String code = login.code(APP, OPENID);
    assertThat(errcode(session(code))).isEqualTo(45011);
    assertThat(errcode(session(login.code(APP, "oSomebodyElse")))).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(errcode(session(code))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-1,system error", "40226,code blocked", "45011,api minute-quota reach limit"})
  void refusalsArePlanned(int errcode, String errmsg) throws Exception {
    login.faults().once(Operation.CODE_TO_SESSION, WeChatLogin.refusal(errcode, errmsg));
    String code = login.code(APP, OPENID);
    assertThat(errcode(session(code))).isEqualTo(errcode);
    assertThat(errcode(session(code))).isZero();
  }

  @Test
  void anAnswerThatIsLostHasUsedTheCodeUp() throws Exception {
    String code = login.code(APP, OPENID);
    // Not dropped whole: the JDK's client would ask a second time by itself.
    login.faults().once(Operation.CODE_TO_SESSION, Fault.truncatedBody());
    assertThatThrownBy(() -> get(session(code))).isInstanceOf(IOException.class);
    assertThat(errcode(session(code))).isEqualTo(40163);
    login.faults().once(Operation.CODE_TO_SESSION, Fault.badGateway());
    assertThat(get(session("x")).statusCode()).isEqualTo(502);
    login.faults().once(Operation.CODE_TO_SESSION, Fault.withoutField("/openid"));
    assertThat(get(session(login.code(APP, OPENID))).body()).doesNotContain("openid");
  }

  @Test
  void nothingElseIsServedAndNothingSecretIsKept() throws Exception {
    assertThat(get(SESSION + "/more").statusCode()).isEqualTo(404);
    assertThat(get("/cgi-bin/token").statusCode()).isEqualTo(404);
    String code = login.code(APP, OPENID);
    get(session(code));
    List<JournalEntry> journal = login.journal();
    assertThat(journal)
        .extracting(JournalEntry::operation)
        .containsExactly(Operation.OTHER, Operation.OTHER, Operation.CODE_TO_SESSION);
    assertThat(journal.toString()).doesNotContain(code, OPENID, login.secret(APP));
    URI uri = URI.create(login.baseUri() + session(login.code(APP, OPENID)));
    HttpRequest post =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    String answer =
        HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(PlainClient.read(answer).path("errcode").asInt()).isEqualTo(43001);
  }
}
