// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Tells who a visitor is, as paying in the wallet or a mini program needs. The visitor of a page is
 * sent to {@link #authorizeUrl} and comes back with a code and the state, which {@link #session}
 * exchanges; a mini program calls {@code my.getAuthCode} and sends the code to the shop's server,
 * which exchanges it by {@link #miniProgramSession}. Immutable; safe for use by many threads.
 * (支付宝开放平台, 用户授权, alipay.system.oauth.token.)
 */
public final class AlipayLogin {

  /** What the visitor is asked for. */
  public enum Scope {
    /** Only the id; the visitor is asked nothing ({@code auth_base}). */
    BASE("auth_base"),
    /** Name and picture, too; the visitor must agree ({@code auth_user}). */
    USER("auth_user");

    private final String word;

    Scope(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private final GatewayCalls gateway;

  AlipayLogin(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Where to send the visitor. Nothing is sent here.
   *
   * @param scope what is asked for
   * @param returnUrl where the visitor comes back to, as the application's console lists it: https
   * @param state a fresh random text for this visit, 16 to 100 letters and digits, kept with the
   *     visitor's session: without it a stranger's code could be slipped in
   * @throws InvalidRequestException if one of them cannot be right
   */
  public URI authorizeUrl(Scope scope, URI returnUrl, String state) {
    return calls().visitorUrl(scope.word(), returnUrl, state);
  }

  /**
   * Who the visitor of a page is. A code is good for minutes and for one call: a lost answer is not
   * asked for again, and the same code given twice is refused the second time. On any exception
   * send the visitor to {@link #authorizeUrl} again, with a new state.
   *
   * @param code {@code auth_code} of the address the visitor came back to; untrusted input; null if
   *     the address has none, which is refused
   * @param returnedState from the same address; untrusted input; null is refused, too
   * @param expectedState the one kept with the visitor's session; compared in constant time
   * @throws InvalidRequestException if the states differ, or it cannot be a code; nothing was sent
   * @throws RejectedException if Alipay refuses: code not good or used before, or a wrong
   *     configuration
   * @throws UnavailableException if no proven answer was to be had; the code may have been used
   */
  public AlipaySession session(
      @Nullable String code, @Nullable String returnedState, String expectedState) {
    LoginCalls.mustBeOurs(returnedState, expectedState);
    return calls().session(code);
  }

  /**
   * Who a mini program's visitor is. What is said of {@link #session} holds here, too, but for the
   * state: the mini program itself brings the code.
   *
   * @param code from {@code my.getAuthCode}; untrusted input; null is refused
   * @throws InvalidRequestException if it cannot be a code; nothing was sent
   * @throws RejectedException if Alipay refuses
   * @throws UnavailableException if no proven answer was to be had; the code may have been used
   */
  public AlipaySession miniProgramSession(@Nullable String code) {
    return calls().session(code);
  }

  /**
   * The visitor's next permission. A token is good for one call; after a lost answer the visitor
   * must log in again.
   *
   * @param refreshToken {@link AlipaySession#refreshToken()}
   * @throws RejectedException if Alipay refuses: used, too old, or another application's
   * @throws UnavailableException if no proven answer was to be had; the token may have been used
   */
  public AlipaySession refresh(Secret refreshToken) {
    return calls().refresh(refreshToken);
  }

  /**
   * What the visitor has allowed to be told, after {@link Scope#USER}.
   *
   * @param accessToken {@link AlipaySession#accessToken()}
   * @throws RejectedException if Alipay refuses: the permission has ended or does not go so far
   * @throws UnavailableException if no proven answer was to be had
   */
  public AlipayUser user(Secret accessToken) {
    return calls().user(accessToken);
  }

  private LoginCalls calls() {
    return new LoginCalls(gateway);
  }
}
