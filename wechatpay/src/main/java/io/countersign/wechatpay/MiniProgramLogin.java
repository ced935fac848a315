// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells who a mini program's visitor is, as paying in a mini program needs: the page calls {@code
 * wx.login()} and sends the code to the shop's server, which exchanges it here ({@code
 * code2Session}). The answer is not signed; TLS alone protects it. Immutable; safe for use by many
 * threads. (WeChat mini programs, "小程序登录".)
 */
public final class MiniProgramLogin {

  private final WeChatApp app;
  private final @Nullable Instant deadline;

  private MiniProgramLogin(WeChatApp app, @Nullable Instant deadline) {
    this.app = app;
    this.deadline = deadline;
  }

  /** The login of a mini program. */
  public static MiniProgramLogin of(WeChatApp miniProgram) {
    return new MiniProgramLogin(miniProgram, null);
  }

  /**
   * From {@code System.getenv()} or another map: {@code WECHATPAY_APPID_MINI_PROGRAM} and {@code
   * WECHATPAY_APP_SECRET_MINI_PROGRAM}, required; {@code WECHATPAY_LOGIN_ENDPOINT}, another host,
   * such as the backup or one on loopback.
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static MiniProgramLogin fromEnvironment(Map<String, String> environment) {
    return of(WeChatPayEnvironment.readApp(environment, "_MINI_PROGRAM"));
  }

  /** The same, with calls that end before a moment. */
  public MiniProgramLogin before(Instant newDeadline) {
    return new MiniProgramLogin(app, newDeadline);
  }

  /**
   * Who the visitor is. A code lives five minutes and is good for one call: a lost answer is not
   * asked for again, and the same code given twice is refused the second time. So keep the session
   * with the visitor's own, and on any exception let the page call {@code wx.login()} again.
   *
   * @param code from {@code wx.login()}; untrusted input, 1 to 256 characters; null if the page
   *     sent none, which is refused
   * @throws InvalidRequestException if it cannot be a code; nothing was sent
   * @throws RejectedException if WeChat refuses: code not good or used before (40029, 40163), a
   *     visitor held for a risk (40226), app id or secret wrong (40013, 40125)
   * @throws UnavailableException if no answer was to be had, after a busy WeChat was asked again;
   *     the code may have been used. A visitor who comes too often (45011) is one, too, to be tried
   *     after a minute
   */
  public MiniProgramSession session(@Nullable String code) {
    ProviderFields fields =
        new LoginCode(app, code)
            .exchange(
                "mini program login",
                "/sns/jscode2session",
                "js_code",
                List.of("openid", "session_key"),
                deadline);
    return new MiniProgramSession(
        PersonalText.of(fields.text("openid").orElse("")),
        fields.text("unionid").map(PersonalText::of),
        Secret.of(fields.text("session_key").orElse("")));
  }

  /** App id and endpoint; no secret. */
  @Override
  public String toString() {
    return "MiniProgramLogin[" + app + "]";
  }
}
