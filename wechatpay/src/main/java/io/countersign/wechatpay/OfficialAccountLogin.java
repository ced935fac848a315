// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.PercentEncoding;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells who a visitor in WeChat's browser is, as paying on a page of an official account (JSAPI)
 * needs. The visitor is sent to {@link #authorizeUrl} and comes back to the shop with a code and
 * the state, which {@link #openId} exchanges. The visitor is asked nothing ({@code snsapi_base}).
 * The answer is not signed; TLS alone protects it. Immutable; safe for use by many threads. (WeChat
 * official accounts, "网页授权".)
 */
public final class OfficialAccountLogin {

  private static final String AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize";

  private final WeChatApp app;
  private final @Nullable Instant deadline;

  private OfficialAccountLogin(WeChatApp app, @Nullable Instant deadline) {
    this.app = app;
    this.deadline = deadline;
  }

  /** The login of an official account. */
  public static OfficialAccountLogin of(WeChatApp officialAccount) {
    return new OfficialAccountLogin(officialAccount, null);
  }

  /**
   * From {@code System.getenv()} or another map: {@code WECHATPAY_APPID} and {@code
   * WECHATPAY_APP_SECRET}, required; {@code WECHATPAY_LOGIN_ENDPOINT}, another host, such as the
   * backup or one on loopback.
   *
   * @throws InvalidRequestException if one is missing or wrong; it names the variable
   */
  public static OfficialAccountLogin fromEnvironment(Map<String, String> environment) {
    return of(WeChatPayEnvironment.readApp(environment, ""));
  }

  /** The same, with calls that end before a moment. */
  public OfficialAccountLogin before(Instant newDeadline) {
    return new OfficialAccountLogin(app, newDeadline);
  }

  /**
   * Where to send the visitor. Nothing is sent here.
   *
   * @param returnUrl where the visitor comes back to, on a domain that the account lists: https
   * @param state a fresh random text for this visit, 16 to 128 letters and digits, kept with the
   *     visitor's session: without it a stranger's code could be slipped in
   * @throws InvalidRequestException if one of them cannot be right
   */
  public URI authorizeUrl(URI returnUrl, String state) {
    FieldRules.token("state", state, 16, 128, "");
    if (!"https".equals(returnUrl.getScheme())
        || returnUrl.getHost() == null
        || returnUrl.getRawUserInfo() != null
        || returnUrl.getRawFragment() != null) {
      throw new InvalidRequestException("returnUrl", "an absolute https address without fragment");
    }
    return URI.create(
        AUTHORIZE
            + "?appid="
            + PercentEncoding.encode(app.appId)
            + "&redirect_uri="
            + PercentEncoding.encode(returnUrl.toASCIIString())
            + "&response_type=code&scope=snsapi_base&state="
            + state
            + "#wechat_redirect");
  }

  /**
   * The visitor's openid in this official account: the payer id of {@code Scene.inWallet}. A code
   * lives five minutes and is good for one call: a lost answer is not asked for again, and the same
   * code given twice is refused the second time. On any exception send the visitor to {@link
   * #authorizeUrl} again, with a new state.
   *
   * @param code from the address the visitor came back to; untrusted input, 1 to 256 characters;
   *     null if the address has none, which is refused
   * @param returnedState from the same address; untrusted input; null is refused, too
   * @param expectedState the one kept with the visitor's session; compared in constant time
   * @throws InvalidRequestException if the states differ, or it cannot be a code; nothing was sent
   * @throws RejectedException if WeChat refuses: code not good or used before (40029, 40163), a
   *     visitor held for a risk (40226), app id or secret wrong (40013, 40125)
   * @throws UnavailableException if no answer was to be had, after a busy WeChat was asked again;
   *     the code may have been used
   */
  public PersonalText openId(
      @Nullable String code, @Nullable String returnedState, String expectedState) {
    FieldRules.token("expectedState", expectedState, 16, 128, "");
    if (returnedState == null || !Secret.of(returnedState).equals(Secret.of(expectedState))) {
      throw new InvalidRequestException(
          "state", "the one given to this visitor; send the visitor to log in again");
    }
    return PersonalText.of(
        new LoginCode(app, code)
            .exchange(
                "official account login",
                "/sns/oauth2/access_token",
                "code",
                List.of("openid"),
                deadline)
            .text("openid")
            .orElse(""));
  }

  /** App id and endpoint; no secret. */
  @Override
  public String toString() {
    return "OfficialAccountLogin[" + app + "]";
  }
}
