// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SandboxExtension.class)
class SandboxExtensionTest {
  private static final Set<String> SEEN = new HashSet<>();

  private String before = "";

  @BeforeEach
  void remember(WeChatPayMerchant merchant) {
    before = merchant.mchid();
  }

  @RepeatedTest(3)
  void everyTestHasAMerchantOfItsOwn(WeChatPayMerchant merchant) {
    assertThat(merchant.mchid()).isEqualTo(before);
    assertThat(SEEN.add(merchant.mchid())).isTrue();
  }

  @RepeatedTest(2)
  void everyTestHasAnEcpayMerchantOfItsOwn(
      EcpayMerchant merchant, EcpayMerchant same, EcpayGateway gateway, Sandbox sandbox) {
    assertThat(merchant).isSameAs(same);
    assertThat(gateway).isSameAs(sandbox.ecpay());
    assertThat(gateway.merchant(merchant.merchantId())).contains(merchant);
    assertThat(SEEN.add(merchant.merchantId())).isTrue();
  }

  @RepeatedTest(2)
  void everyTestHasAnAlipayMerchantOfItsOwn(
      AlipayMerchant merchant, AlipayMerchant same, AlipayGateway gateway, Sandbox sandbox) {
    assertThat(merchant).isSameAs(same);
    assertThat(gateway).isSameAs(sandbox.alipay());
    assertThat(gateway.merchant(merchant.appId())).contains(merchant);
    assertThat(SEEN.add(merchant.appId())).isTrue();
  }

  @RepeatedTest(2)
  void everyTestHasAUnionPayMerchantOfItsOwn(
      UnionPayMerchant merchant, UnionPayMerchant same, UnionPayGateway gateway, Sandbox sandbox) {
    assertThat(merchant).isSameAs(same);
    assertThat(gateway).isSameAs(sandbox.unionPay());
    assertThat(gateway.merchant(merchant.merId())).contains(merchant);
    assertThat(SEEN.add(merchant.merId())).isTrue();
  }

  @Test
  void everythingIsOneSandbox(Sandbox sandbox, SandboxClock clock, WeChatPayGateway gateway) {
    assertThat(sandbox.clock()).isSameAs(clock);
    assertThat(sandbox.weChatPay()).isSameAs(gateway);
    assertThat(sandbox.baseUri().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void sandboxesLiveSideBySide(Sandbox sandbox) {
    try (Sandbox other = Sandbox.start()) {
      assertThat(other.baseUri()).isNotEqualTo(sandbox.baseUri());
    }
  }
}
