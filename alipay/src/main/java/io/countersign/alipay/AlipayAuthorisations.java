// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How a merchant allows a third-party application (第三方应用) to act for it: the merchant is sent to
 * {@link #authorizeUrl} and comes back with a code, which {@link #authorisation} exchanges for the
 * token that {@link AlipayClient#onBehalfOf} needs. Immutable; safe for use by many threads.
 * (支付宝开放平台, 第三方应用授权, alipay.open.auth.token.app.)
 */
public final class AlipayAuthorisations {

  private final GatewayCalls gateway;

  AlipayAuthorisations(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Where to send the merchant. Nothing is sent here.
   *
   * @param returnUrl where the merchant comes back to, as the application's console lists it: https
   * @param state a fresh random text for this visit, 16 to 100 letters and digits, kept with the
   *     merchant's session
   * @throws InvalidRequestException if one of them cannot be right
   */
  public URI authorizeUrl(URI returnUrl, String state) {
    return new LoginCalls(gateway).merchantUrl(returnUrl, state);
  }

  /**
   * The merchant's permission. A code is good for one call: on any exception send the merchant to
   * {@link #authorizeUrl} again, with a new state.
   *
   * @param code {@code app_auth_code} of the address the merchant came back to; untrusted input;
   *     null is refused
   * @param returnedState from the same address; untrusted input; null is refused, too
   * @param expectedState the one kept with the merchant's session; compared in constant time
   * @throws InvalidRequestException if the states differ, or it cannot be a code; nothing was sent
   * @throws RejectedException if Alipay refuses
   * @throws UnavailableException if no proven answer was to be had; the code may have been used
   */
  public AlipayAuthorisation authorisation(
      @Nullable String code, @Nullable String returnedState, String expectedState) {
    LoginCalls.mustBeOurs(returnedState, expectedState);
    return new LoginCalls(gateway).authorisation(code);
  }

  /**
   * Another token for the same permission.
   *
   * @param refreshToken {@link AlipayAuthorisation#refreshToken()}
   * @throws RejectedException if Alipay refuses
   * @throws UnavailableException if no proven answer was to be had; the token may have been used
   */
  public AlipayAuthorisation refresh(Secret refreshToken) {
    return new LoginCalls(gateway).refreshedAuthorisation(refreshToken);
  }
}
