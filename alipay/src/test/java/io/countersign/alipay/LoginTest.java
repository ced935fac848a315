// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who a visitor is, and for whom an application may act: codes are good once and secret. */
class LoginTest {
  private static final URI BACK = URI.create("https://shop.example.com/back?from=alipay");
  private static final String STATE = "0123456789abcdef0123";

  private final Shop shop = Shop.open();
  private final AlipayLogin login = shop.client().login();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aVisitorComesBackWithACodeThatTellsWhoItIs() throws IOException {
    Map<String, String> back = returned(login.authorizeUrl(AlipayLogin.Scope.BASE, BACK, STATE));

    AlipaySession session = login.session(back.get("auth_code"), back.get("state"), STATE);

    assertThat(back).containsEntry("from", "alipay").containsEntry("scope", "auth_base");
    assertThat(session.userId()).contains(PersonalText.of(shop.merchant.payerUserId()));
    assertThat(session.payerId()).isEqualTo(session.userId().orElseThrow());
    assertThat(session.accessUntil()).contains(shop.clock.instant().plusSeconds(31_536_000));
    assertThat(session.refreshUntil()).isPresent();
  }

  @Test
  void anApplicationThatIsToldOpenIdsGetsOne() {
    try (Shop open = Shop.open(AlipaySetup.usual().namesPayersByOpenId())) {
      AlipaySession session =
          open.client().login().miniProgramSession(open.merchant.loginCode("auth_base"));

      assertThat(session.userId()).isEmpty();
      assertThat(session.payerId()).isEqualTo(PersonalText.of(open.merchant.payerOpenId()));
    }
  }

  @Test
  void aCodeIsGoodOnceAndALostAnswerIsNotAskedForAgain() {
    String code = shop.merchant.loginCode("auth_base");
    String lost = shop.merchant.loginCode("auth_base");
    login.miniProgramSession(code);

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> login.miniProgramSession(code))
        .withMessageContaining("isv.code-invalid")
        .withMessageNotContaining(code);
    shop.merchant.faults().once(Operation.OAUTH_TOKEN, Fault.answerDropped());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> login.miniProgramSession(lost))
        .withMessageNotContaining(lost);
    assertThat(shop.requests(Operation.OAUTH_TOKEN)).hasSize(3);
  }

  @Test
  void whatIsNotProvenIsNotBelieved() {
    for (Fault fault :
        List.of(
            Fault.missingSignature(),
            Fault.wrongSignature(),
            Fault.withoutField("access_token"),
            Fault.withoutField("user_id"),
            Fault.htmlWithStatus200())) {
      shop.merchant.faults().once(Operation.OAUTH_TOKEN, fault);
      String code = shop.merchant.loginCode("auth_base");

      assertThatExceptionOfType(io.countersign.PaymentException.class)
          .isThrownBy(() -> login.miniProgramSession(code));
    }
  }

  @Test
  void openApiV3TellsTheSameAndIsBelievedNoMore() {
    AlipayLogin byOpenApi = shop.client(shop.config().openApiV3()).login();

    AlipaySession session = byOpenApi.miniProgramSession(shop.merchant.loginCode("auth_user"));

    assertThat(session.userId()).contains(PersonalText.of(shop.merchant.payerUserId()));
    assertThat(byOpenApi.user(session.accessToken()).nickName()).isPresent();
    for (String field : List.of("access_token", "user_id")) {
      shop.merchant.faults().once(Operation.OAUTH_TOKEN, Fault.withoutField(field));
      String code = shop.merchant.loginCode("auth_base");
      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(field)
          .isThrownBy(() -> byOpenApi.miniProgramSession(code));
    }
  }

  @Test
  void aVisitorOfAnotherStateIsSentBackAndNothingIsSent() {
    refused("state", () -> login.session("code", STATE + "x", STATE));
    refused("state", () -> login.session("code", null, STATE));
    refused("state", () -> login.session("code", "", STATE));
    refused("state", () -> login.session("code", "short", "short"));
    refused("code", () -> login.session(null, STATE, STATE));
    refused("code", () -> login.session("a&grant_type=b", STATE, STATE));
    refused("state", () -> login.authorizeUrl(AlipayLogin.Scope.BASE, BACK, "a b"));
    refused(
        "returnUrl",
        () ->
            login.authorizeUrl(
                AlipayLogin.Scope.BASE, URI.create("http://shop.example.com/"), STATE));
    assertThat(shop.requests(Operation.OAUTH_TOKEN)).isEmpty();
  }

  @Test
  void aPermissionIsRenewedOnceAndTellsWhatWasAllowed() {
    AlipaySession first = login.miniProgramSession(shop.merchant.loginCode("auth_user"));
    Secret renewal = first.refreshToken().orElseThrow();

    AlipaySession second = login.refresh(renewal);
    AlipayUser user = login.user(second.accessToken());

    assertThat(user.nickName()).contains(PersonalText.of("沙箱用户"));
    assertThat(user.userId()).isEqualTo(first.userId());
    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> login.refresh(renewal));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> login.user(Secret.of("unknown")));
  }

  @Test
  void neitherIdsNorTokensArePrinted() {
    AlipaySession session = login.miniProgramSession(shop.merchant.loginCode("auth_user"));
    AlipayUser user = login.user(session.accessToken());
    String token = new String(session.accessToken().reveal(), StandardCharsets.UTF_8);

    assertThat(session + " " + user + user.fields() + login)
        .doesNotContain(shop.merchant.payerUserId(), token, "沙箱用户");
  }

  @Test
  void aWrongKeyIsToldWithoutTheCodeThatWasSigned() {
    String code = shop.merchant.loginCode("auth_base");
    AlipayMerchant stranger = shop.gateway.openMerchant();
    AlipayLogin wrong =
        AlipayClient.of(shop.config().appPrivateKey(Pem.text(stranger.appPrivateKey())).build())
            .login();

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> wrong.miniProgramSession(code))
        .withMessageContaining("isv.invalid-signature")
        .withMessageNotContaining(code);
  }

  @Test
  void aMerchantAllowsAThirdPartyWhichThenActsForIt() throws IOException {
    AlipayMerchant merchant = shop.gateway.openMerchant();
    AlipayAuthorisations authorisations = shop.client().authorisations();
    URI page = authorisations.authorizeUrl(BACK, STATE);

    Map<String, String> back = returned(URI.create(page + "&merchant=" + merchant.appId()));
    AlipayAuthorisation given =
        authorisations.authorisation(back.get("app_auth_code"), back.get("state"), STATE);

    assertThat(given.merchant().authAppId()).isEqualTo(merchant.appId());
    assertThat(given.sellerId()).contains(merchant.sellerId());
    String token = new String(given.appAuthToken().reveal(), StandardCharsets.UTF_8);
    assertThat(given.toString()).doesNotContain(token);
    AlipayClient view = shop.client().onBehalfOf(given.merchant());
    Shop.accepted(view.create(shop.order(io.countersign.Scene.qrCode()).build()));
    assertThat(merchant.ledger()).isNotNull();
    // Of a view, too, the third party's own.
    AlipayAuthorisation again = view.authorisations().refresh(given.refreshToken().orElseThrow());
    assertThat(again.merchant().authAppId()).isEqualTo(merchant.appId());
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> authorisations.authorisation(back.get("app_auth_code"), STATE, STATE));
    refused("state", () -> authorisations.authorisation("code", "other", STATE));
  }

  private static Map<String, String> returned(URI page) throws IOException {
    HttpURLConnection browser = (HttpURLConnection) page.toURL().openConnection();
    browser.setInstanceFollowRedirects(false);
    assertThat(browser.getResponseCode()).isEqualTo(302);
    String query = URI.create(browser.getHeaderField("Location")).getRawQuery();
    browser.disconnect();
    return FormFields.parse(query.getBytes(StandardCharsets.US_ASCII), FormFields.Writing.FORM)
        .orElseThrow()
        .asMap();
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
