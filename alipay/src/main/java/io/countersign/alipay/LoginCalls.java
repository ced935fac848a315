// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Secret;
import io.countersign.spi.FieldRules;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logins of visitors and permissions of merchants: addresses, codes and tokens. */
final class LoginCalls {

  private static final String VISITOR = "/oauth2/publicAppAuthorize.htm";
  private static final String MERCHANT = "/oauth2/appToAppAuth.htm";
  private static final String TOKEN = "alipay.system.oauth.token";
  private static final String USER = "alipay.user.info.share";
  private static final String APP_TOKEN = "alipay.open.auth.token.app";

  private static final int LONGEST_RETURN_URL = 1024;

  private final GatewayCalls gateway;

  LoginCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  URI visitorUrl(String scope, URI returnUrl, String state) {
    return page(VISITOR, "&scope=" + scope, returnUrl, state);
  }

  URI merchantUrl(URI returnUrl, String state) {
    return page(MERCHANT, "", returnUrl, state);
  }

  /**
   * Checks that a visitor comes back from where this one was sent.
   *
   * @throws InvalidRequestException if not
   */
  static void mustBeOurs(@Nullable String returnedState, String expectedState) {
    state(expectedState);
    if (returnedState == null || !Secret.of(returnedState).equals(Secret.of(expectedState))) {
      throw new InvalidRequestException(
          "state", "the one given to this visitor; send the visitor to log in again");
    }
  }

  AlipaySession session(@Nullable String code) {
    return session(codeGrant(code));
  }

  AlipaySession refresh(Secret refreshToken) {
    return session(refreshGrant(refreshToken));
  }

  AlipayUser user(Secret accessToken) {
    Map<String, String> parameters = Map.of("auth_token", token("auth_token", accessToken));
    return gateway
        .exchange()
        .read(
            Operation.USER,
            Call.ofParameters(USER, parameters),
            answer -> Verdict.accepted(new AlipayUser(answer.fields())));
  }

  AlipayAuthorisation authorisation(@Nullable String code) {
    return authorisation(codeGrant(code));
  }

  AlipayAuthorisation refreshedAuthorisation(Secret refreshToken) {
    return authorisation(refreshGrant(refreshToken));
  }

  private AlipaySession session(Map<String, String> grant) {
    return gateway
        .exchange()
        .read(
            Operation.LOGIN,
            Call.ofParameters(TOKEN, grant),
            answer -> {
              ProviderFields fields = answer.fields();
              boolean complete =
                  filled(fields, "access_token").isPresent()
                      && (filled(fields, "user_id").isPresent()
                          || filled(fields, "open_id").isPresent());
              return complete
                  ? Verdict.accepted(session(fields, answer.evidence().at()))
                  : Verdict.open("the answer lacks token or visitor");
            });
  }

  private static AlipaySession session(ProviderFields fields, Instant now) {
    return new AlipaySession(
        filled(fields, "user_id").map(PersonalText::of),
        filled(fields, "open_id").map(PersonalText::of),
        filled(fields, "union_id").map(PersonalText::of),
        Secret.of(filled(fields, "access_token").orElse("")),
        filled(fields, "refresh_token").map(Secret::of),
        after(now, fields, "expires_in"),
        after(now, fields, "re_expires_in"));
  }

  private AlipayAuthorisation authorisation(Map<String, String> grant) {
    return gateway
        .exchange()
        .read(
            Operation.LOGIN,
            Call.of(APP_TOKEN, new LinkedHashMap<>(grant)),
            LoginCalls::authorised);
  }

  private static Verdict<AlipayAuthorisation> authorised(Answer answer) {
    Optional<String> token = granted(answer, "app_auth_token");
    Optional<String> authAppId = granted(answer, "auth_app_id");
    if (token.isEmpty() || authAppId.isEmpty()) {
      return Verdict.open("the answer lacks token or application");
    }
    Optional<String> sellerId = granted(answer, "user_id").filter(OrderRules::isUserId);
    Secret secret = Secret.of(token.get());
    AlipaySubMerchant merchant;
    try {
      merchant = AlipaySubMerchant.of(authAppId.get(), secret);
    } catch (InvalidRequestException odd) {
      return Verdict.open("the answer's token or application has an odd form");
    }
    return Verdict.accepted(
        new AlipayAuthorisation(
            sellerId.isPresent() ? merchant.withSellerId(sellerId.get()) : merchant,
            secret,
            granted(answer, "app_refresh_token").map(Secret::of),
            sellerId));
  }

  /** Where it stands depends on how many merchants' permissions one code may carry. */
  private static Optional<String> granted(Answer answer, String field) {
    return filled(answer.fields(), field).or(() -> filled(answer.fields(), "tokens/0/" + field));
  }

  private URI page(String path, String more, URI returnUrl, String state) {
    return gateway
        .config()
        .endpoints
        .login()
        .resolve(
            path
                + "?app_id="
                + PercentEncoding.encode(gateway.config().appId)
                + more
                + "&redirect_uri="
                + PercentEncoding.encode(
                    FieldRules.address("returnUrl", returnUrl, LONGEST_RETURN_URL))
                + "&state="
                + state(state));
  }

  private static String state(String state) {
    return FieldRules.token("state", state, 16, 100, "");
  }

  private static Map<String, String> codeGrant(@Nullable String code) {
    if (code == null) {
      throw new InvalidRequestException("code", "the one that Alipay gave the visitor, not none");
    }
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "authorization_code");
    grant.put("code", FieldRules.token("code", code, 1, 128, "_-."));
    return grant;
  }

  private static Map<String, String> refreshGrant(Secret refreshToken) {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "refresh_token");
    grant.put("refresh_token", token("refresh_token", refreshToken));
    return grant;
  }

  private static String token(String field, Secret token) {
    return FieldRules.token(
        field, new String(token.reveal(), StandardCharsets.UTF_8), 1, 256, "_-.");
  }

  private static Optional<String> filled(ProviderFields fields, String field) {
    return fields.text(field).filter(text -> !text.isBlank());
  }

  /** Seconds, as number or text. */
  private static Optional<Instant> after(Instant now, ProviderFields fields, String field) {
    String text = fields.text(field).orElse("");
    boolean digits =
        !text.isEmpty() && text.length() < 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(now.plusSeconds(Long.parseLong(text))) : Optional.empty();
  }
}
