// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.InvalidRequestException;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import io.countersign.wechatpay.MiniProgramLogin;
import io.countersign.wechatpay.MiniProgramSession;
import io.countersign.wechatpay.WeChatApp;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.crac.Resource;

/**
 * {@code POST /login} with {@code {"code":"…"}} of {@code wx.login()}: a session of the shop's own.
 * WeChat's session key stays here.
 */
public final class LoginFunction extends HttpFunction {

  /** For Lambda: configured by the environment. */
  public LoginFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  LoginFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  /** This one has neither a provider's keys nor a table. */
  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    shop().sessions().sign("nobody");
  }

  @Override
  FunctionReply answer(HttpEvent request, List<String> path, Instant deadline) throws IOException {
    if (!request.method().equals("POST") || !"login".equals(last(path))) {
      throw noSuchPath();
    }
    String code = field(fields(request), "code");
    MiniProgramSession session;
    try {
      session = MiniProgramLogin.of(app()).before(deadline).session(code);
    } catch (InvalidRequestException notACode) {
      throw new Refused(422, "CODE", "the code of wx.login(), as it gave it");
    } catch (RejectedException refused) {
      shop().metrics().log("login refused: " + refused.rejection().code());
      if (refused.rejection().reason() == Rejection.Reason.CONFIGURATION) {
        throw new Refused(500, "CONFIGURATION", "the shop cannot log anybody in; tell the shop");
      }
      throw new Refused(401, "CODE_REFUSED", "call wx.login() again and send the new code");
    }
    SignedTokens.Signed token = shop().sessions().sign(session.openId().reveal());
    return Replies.json(
        200, Map.of("token", token.token(), "expiresAt", token.expiresAt().toString()));
  }

  private WeChatApp app() {
    Settings settings = shop().settings();
    WeChatApp app =
        WeChatApp.of(
                settings.required("WECHATPAY_APPID_MINI_PROGRAM"),
                Secret.of(settings.required("WECHATPAY_APP_SECRET_MINI_PROGRAM")))
            .withClock(shop().clock(), pause -> Thread.sleep(pause.toMillis()))
            .withObserver(shop().metrics());
    return settings
        .optional("WECHATPAY_LOGIN_ENDPOINT")
        .map(URI::create)
        .map(app::withEndpoint)
        .orElse(app);
  }

  private static String last(List<String> path) {
    return path.isEmpty() ? "" : path.get(path.size() - 1);
  }
}
