// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Logins.Grant;
import java.util.Map;
import java.util.Optional;

/** Who has logged in, and for whom an application may act. */
final class LoginCalls {
  private LoginCalls() {}

  /** The parameters are no JSON, and a success has no code. */
  static ObjectNode token(Call call) throws Refusal {
    Grant grant = grant(call, false);
    Logins logins = call.app().logins;
    ObjectNode answer =
        JsonText.object()
            .put("access_token", logins.accessToken(grant, call.now()))
            .put("refresh_token", logins.refreshToken(grant, call.now()))
            .put("expires_in", 31_536_000)
            .put("re_expires_in", 31_968_000)
            .put("auth_start", Numbers.time(call.now()));
    putUser(call, answer);
    return answer;
  }

  static ObjectNode user(Call call) throws Refusal {
    String token = plain(call, "auth_token");
    Grant grant =
        call.app()
            .logins
            .token(token, call.now())
            .orElseThrow(
                () ->
                    Refusal.token("aop.invalid-auth-token", "auth_token is unknown or has ended"));
    ObjectNode answer = JsonText.object().put("code", "10000").put("msg", "Success");
    putUser(call, answer);
    if (grant.scope().equals("auth_user")) {
      answer.put("nick_name", "沙箱用户").put("avatar", "https://shop.example/avatar.png");
    }
    return answer;
  }

  static ObjectNode appToken(Call call) throws Refusal {
    Grant grant = grant(call, true);
    Account merchant = grant.merchant().orElseThrow();
    Account app = call.app();
    // The same merchant keeps its token.
    String token =
        app.tokens.entrySet().stream()
            .filter(entry -> entry.getValue() == merchant)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> Numbers.token(40));
    app.tokens.put(token, merchant);
    ObjectNode one =
        JsonText.object()
            .put("app_auth_token", token)
            .put("app_refresh_token", app.logins.refreshToken(grant, call.now()))
            .put("auth_app_id", merchant.appId)
            .put("user_id", merchant.sellerId)
            .put("expires_in", 31_536_000)
            .put("re_expires_in", 32_140_800);
    ObjectNode answer = one.deepCopy();
    answer.putArray("tokens").add(one);
    return answer;
  }

  private static Grant grant(Call call, boolean merchants) throws Refusal {
    String type = plain(call, "grant_type");
    Logins logins = call.app().logins;
    return switch (type) {
      case "authorization_code" ->
          known(
              logins.takeCode(plain(call, "code"), merchants, call.now()),
              "isv.code-invalid",
              "code is unknown, was used, or has ended");
      case "refresh_token" ->
          known(
              logins.takeRefresh(plain(call, "refresh_token"), merchants, call.now()),
              "isv.refresh-token-invalid",
              "refresh_token is unknown, was used, or has ended");
      default ->
          throw Refusal.invalid(
              "isv.grant-type-invalid", "grant_type must be authorization_code or refresh_token");
    };
  }

  private static Grant known(Optional<Grant> grant, String subCode, String text) throws Refusal {
    return grant.orElseThrow(() -> Refusal.invalid(subCode, text));
  }

  private static void putUser(Call call, ObjectNode answer) {
    if (call.app().setup.openIds()) {
      answer.put("open_id", call.app().payerOpenId);
    } else {
      answer.put("user_id", call.owner().payerUserId);
    }
  }

  /** Beside the business content in a classic call, inside it otherwise. */
  private static String plain(Call call, String name) {
    String given = call.parameter(name);
    return given.isEmpty() ? call.biz().path(name).asText("") : given;
  }
}
