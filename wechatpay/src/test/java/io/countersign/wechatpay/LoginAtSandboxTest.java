// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvokeWallet;
import io.countersign.RejectedException;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.WeChatLogin;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the visitor's code to a wallet that opens, against WeChat's own side. */
class LoginAtSandboxTest {
  private static final String STATE = "aFreshRandomState0123";

  private final Shop shop = Shop.open();
  private final WeChatLogin weChat = shop.sandbox.weChatLogin();
  private final String miniProgram = shop.merchant.miniProgramAppId();
  private final MiniProgramLogin login = MiniProgramLogin.of(app(miniProgram));

  @AfterEach
  void close() {
    shop.close();
  }

  private WeChatApp app(String appId) {
    return WeChatApp.of(appId, Secret.of(weChat.secret(appId)))
        .withEndpoint(weChat.baseUri())
        .withClock(shop.clock, shop.clock::advance);
  }

  private String code() {
    return weChat.code(miniProgram, shop.merchant.openIdOf(miniProgram));
  }

  @Test
  void aVisitorOfTheMiniProgramPaysAfterLogin() {
    MiniProgramSession visitor = login.session(code());

    InvokeWallet wallet =
        Shop.accepted(
                shop.client()
                    .create(
                        shop.order(Scene.inWallet(visitor.openId().reveal()))
                            .with(WeChatPayOption.appId(miniProgram))
                            .build()))
            .value();

    assertThat(wallet.parameters()).containsKey("paySign");
  }

  @Test
  void aVisitorOfTheOfficialAccountIsKnownByTheirOpenid() {
    String appId = shop.merchant.appId();
    String openId = shop.merchant.openId();
    OfficialAccountLogin account = OfficialAccountLogin.of(app(appId));

    assertThat(account.openId(weChat.pageCode(appId, openId), STATE, STATE).reveal())
        .isEqualTo(openId);
  }

  @Test
  void aCodeIsGoodOnceAndForFiveMinutes() {
    String code = code();
    login.session(code);
    assertRefused(code, "40163");

    String late = code();
    shop.wait(Duration.ofMinutes(6));
    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> login.session(late));
    assertRefused("nobodysCode", "40029");
  }

  @Test
  void anAnswerLostOnItsWayHasUsedTheCode() {
    String code = code();
    weChat.faults().once(Operation.CODE_TO_SESSION, Fault.answerDropped());

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> login.session(code));
    assertThat(weChat.journal()).hasSize(1);
    assertRefused(code, "40163");
  }

  @Test
  void aBusyWeChatIsAskedAgainWithTheSameCode() {
    weChat.faults().once(Operation.CODE_TO_SESSION, WeChatLogin.refusal(-1, "system error"));

    assertThat(login.session(code()).openId().reveal()).isNotEmpty();
    assertThat(weChat.journal()).hasSize(2);
  }

  @Test
  void aWrongSecretIsAConfigurationToCorrect() {
    MiniProgramLogin wrong =
        MiniProgramLogin.of(
            WeChatApp.of(miniProgram, Secret.of("0123456789abcdef0123456789abcdef"))
                .withEndpoint(weChat.baseUri()));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> wrong.session(code()))
        .withMessageContaining("40125");
  }

  private void assertRefused(String code, String errcode) {
    assertThat(
            catchThrowableOfType(RejectedException.class, () -> login.session(code))
                .rejection()
                .code())
        .isEqualTo(errcode);
  }
}
