// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.LoopbackServer;
import io.countersign.sandbox.wechatpay.LoginCodes.Refused;
import io.countersign.sandbox.wechatpay.LoginCodes.User;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * WeChat's login on a port of 127.0.0.1: {@code /sns/jscode2session} for mini programs and {@code
 * /sns/oauth2/access_token} for pages in WeChat. Answers with HTTP 200 and JSON as {@code
 * text/plain}, good or bad, never signed.
 */
public final class WeChatLogin implements AutoCloseable {
  private static final String TYPE = "text/plain";

  private final SandboxClock clock;
  private final LoopbackServer server;
  private final AnswerWriter writer;
  private final LoginCodes codes = new LoginCodes();
  private final FaultPlan faults = new FaultPlan();
  private final Journal journal = new Journal();

  private WeChatLogin(SandboxClock clock, int port) {
    this.clock = clock;
    this.server = new LoopbackServer("countersign-sandbox-wechatlogin", port);
    this.writer = new AnswerWriter(server.closed());
    server.serve("/", exchange -> handle(exchange, Operation.OTHER, "", ""));
    server.serve(
        "/sns/jscode2session",
        exchange -> handle(exchange, Operation.CODE_TO_SESSION, "/sns/jscode2session", "js_code"));
    server.serve(
        "/sns/oauth2/access_token",
        exchange -> handle(exchange, Operation.CODE_TO_TOKEN, "/sns/oauth2/access_token", "code"));
    server.start();
  }

  /**
   * Starts the login.
   *
   * @param clock the time it lives in
   * @param port a port of 127.0.0.1, 0 for a free one
   * @return the running login
   */
  public static WeChatLogin listen(SandboxClock clock, int port) {
    return new WeChatLogin(clock, port);
  }

  /**
   * What takes the place of {@code https://api.weixin.qq.com}.
   *
   * @return an http address on 127.0.0.1 without a path
   */
  public URI baseUri() {
    return server.baseUri();
  }

  /**
   * The secret of an app, which is known here from now on.
   *
   * @param appid any; its openids need not come from the same sandbox
   * @return 32 hex digits, always the same for one appid
   */
  public String secret(String appid) {
    return codes.secret(appid);
  }

  /**
   * A code as {@code wx.login()} gives it to a mini program: good for five minutes and once.
   *
   * @param appid of the mini program, known here from now on
   * @param openid the user's, which the code leads to
   * @return the code
   */
  public String code(String appid, String openid) {
    return issue(Operation.CODE_TO_SESSION, new User(appid, openid, Optional.empty()));
  }

  /**
   * The same for a user whose apps share one open-platform account.
   *
   * @param appid of the mini program, known here from now on
   * @param openid the user's, which the code leads to
   * @param unionid the user's across these apps
   * @return the code
   */
  public String code(String appid, String openid, String unionid) {
    return issue(Operation.CODE_TO_SESSION, new User(appid, openid, Optional.of(unionid)));
  }

  /**
   * A code as it comes back to a page in WeChat: good for five minutes and once.
   *
   * @param appid of the official account, known here from now on
   * @param openid the user's, which the code leads to
   * @return the code
   */
  public String pageCode(String appid, String openid) {
    return issue(Operation.CODE_TO_TOKEN, new User(appid, openid, Optional.empty()));
  }

  /**
   * A refusal for no reason of the request, for example {@code -1} for a busy system, {@code 45011}
   * for too many logins, {@code 40226} for a user at risk; the code is not used up.
   *
   * @param errcode any but 0
   * @param errmsg its text
   * @return a fault for {@link #faults()}
   */
  public static Fault refusal(int errcode, String errmsg) {
    return Fault.literal(200, TYPE, StrictJson.text(refusalBody(errcode, errmsg)));
  }

  /**
   * Faults for {@link Operation#CODE_TO_SESSION} and {@link Operation#CODE_TO_TOKEN}.
   *
   * @return the plan
   */
  public FaultPlan faults() {
    return faults;
  }

  /**
   * The latest calls, at most 10,000; neither codes nor secrets nor openids stand in it.
   *
   * @return oldest first
   */
  public List<JournalEntry> journal() {
    return journal.entries();
  }

  /** Stops at once; calls that hang are dropped. */
  @Override
  public void close() {
    server.stop();
  }

  private String issue(Operation operation, User user) {
    return codes.issue(operation, user, clock.instant());
  }

  private void handle(
      HttpExchange exchange, Operation operation, String served, String codeParameter)
      throws IOException {
    URI uri = exchange.getRequestURI();
    Instant now = clock.instant();
    // A context serves whatever begins with its path.
    boolean known = operation != Operation.OTHER && uri.getRawPath().equals(served);
    Operation called = known ? operation : Operation.OTHER;
    Optional<Fault> fault = faults.take(called);
    Answer answer;
    if (fault.isPresent() && !fault.get().processed()) {
      answer = Answer.empty();
      answer.status = 0;
    } else if (!known) {
      answer = Answer.text(404, "text/html", "<html><body>404 Not Found</body></html>");
    } else {
      answer = answer(exchange.getRequestMethod(), uri.getRawQuery(), called, codeParameter, now);
    }
    fault.ifPresent(met -> met.apply(answer));
    String requestId = Tokens.requestId();
    journal.add(
        new JournalEntry(
            now,
            called,
            Optional.empty(),
            exchange.getRequestMethod(),
            String.valueOf(uri.getRawPath()),
            answer.status,
            answer.code,
            answer.explanation,
            requestId,
            fault.map(Fault::toString)));
    writer.write(exchange, answer, null, Optional.empty(), requestId, now);
  }

  private Answer answer(
      String method, String query, Operation operation, String codeParameter, Instant now) {
    try {
      if (!method.equals("GET")) {
        throw new Refused(43001, "require GET method");
      }
      Map<String, String> given = new WireRequest(method, "", query, Map.of(), new byte[0]).query();
      if (!given.getOrDefault("grant_type", "").equals("authorization_code")) {
        throw new Refused(40002, "invalid grant_type");
      }
      User user =
          codes.use(
              operation,
              given.getOrDefault("appid", ""),
              given.getOrDefault("secret", ""),
              given.getOrDefault(codeParameter, ""),
              now);
      return said(operation == Operation.CODE_TO_SESSION ? session(user) : token(user));
    } catch (Refused refused) {
      return refused(refused.errcode, String.valueOf(refused.getMessage()));
    } catch (Refusal broken) {
      return refused(40097, "invalid args, " + broken.text());
    }
  }

  private static ObjectNode session(User user) {
    byte[] key = Tokens.alphanumeric(16).getBytes(StandardCharsets.US_ASCII);
    ObjectNode session = StrictJson.object();
    session.put("session_key", Base64.getEncoder().encodeToString(key));
    session.put("openid", user.openid());
    user.unionid().ifPresent(unionid -> session.put("unionid", unionid));
    return session;
  }

  private static ObjectNode token(User user) {
    ObjectNode token = StrictJson.object();
    token.put("access_token", "60_" + Tokens.alphanumeric(80));
    token.put("expires_in", 7200);
    token.put("refresh_token", "60_" + Tokens.alphanumeric(80));
    token.put("openid", user.openid());
    token.put("scope", "snsapi_base");
    return token;
  }

  private static Answer refused(int errcode, String errmsg) {
    Answer answer = said(refusalBody(errcode, errmsg));
    answer.code = Integer.toString(errcode);
    answer.explanation = errmsg;
    return answer;
  }

  private static ObjectNode refusalBody(int errcode, String errmsg) {
    ObjectNode body = StrictJson.object();
    body.put("errcode", errcode);
    body.put("errmsg", errmsg);
    return body;
  }

  private static Answer said(ObjectNode body) {
    return Answer.text(200, TYPE, StrictJson.text(body));
  }
}
