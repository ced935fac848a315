// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedPlatform.NOW;
import static io.countersign.wechatpay.ScriptedPlatform.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Scene;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every field of a combined order is filled by the request or by a typed option, as listed. */
class CombinedOptionsTest {
  private static final List<WeChatPayOption> OF_ANY =
      List.of(
          WeChatPayOption.limitPay(WeChatPayOption.LimitPay.NO_CREDIT),
          WeChatPayOption.payerIdentity("IDCARD", "330106198001011234", "张三"),
          WeChatPayOption.deviceId("POS1:123"));
  private static final List<WeChatPayOption> OF_MOBILE_PAGES =
      List.of(
          WeChatPayOption.h5Site("shop", "https://shop.example.com"),
          WeChatPayOption.h5BundleId("com.example.shop"),
          WeChatPayOption.h5PackageName("com.example.shop"));

  private final CombinedShop shop = new CombinedShop();
  private int sent;

  CombinedOptionsTest() {
    shop.platform.plays(
        signed(
            200,
            "{\"code_url\":\"weixin://1\",\"h5_url\":\"https://wx.example\",\"prepay_id\":\"p\"}"));
  }

  @Test
  void theTypedOptionsFillWhatTheListSays() throws JsonFormatException {
    Map<String, Set<String>> filled = new LinkedHashMap<>();
    WeChatPayOption address = WeChatPayOption.payerClientIp("203.0.113.9");
    filled.put("payerClientIp", filled(Scene.qrCode(), address));
    for (WeChatPayOption option : OF_ANY) {
      Set<String> fields = filled(Scene.qrCode(), option, address);
      fields.remove("/scene_info/payer_client_ip");
      filled.put(name(option), fields);
    }
    for (WeChatPayOption option : OF_MOBILE_PAGES) {
      Set<String> fields = filled(Scene.mobilePage("203.0.113.7"), option);
      filled.put(name(option), fields);
    }
    // A mobile page has a type without the option, too, so its value is what tells.
    Shop.accepted(
        shop.orders.create(
            CombinedShop.order(Scene.mobilePage("203.0.113.7"))
                .with(WeChatPayOption.h5Type(WeChatPayOption.H5Type.IOS))
                .build()));
    assertThat(shop.platform.body(sent++)).contains("\"h5_info\":{\"type\":\"iOS\"}");
    filled.put("h5Type", Set.of("/scene_info/h5_info/type"));

    assertThat(filled).isEqualTo(OptionsTest.listed("combined"));
  }

  @Test
  void theRequestFillsTheRestAndNothingElse() throws JsonFormatException {
    Set<String> all =
        fields(
            CombinedRequest.in(Scene.inWallet("oPayer"))
                .id(CombinedShop.ID)
                .payBefore(NOW.plus(Duration.ofMinutes(15)))
                .add(
                    CombinedShop.tea()
                        .onBehalfOf("1900000201")
                        .subAppId("wxsub1")
                        .goodsTag("WXG")
                        .detail("one cup")
                        .profitSharing()
                        .subsidy(Money.of("0.50", "CNY"))
                        .build()));

    assertThat(all).isEqualTo(OptionsTest.pointers("combined", Set.of("request")));
  }

  @Test
  void whatHasNoTypedOptionIsAFieldThatReachesTheWire() throws JsonFormatException {
    for (String pointer : OptionsTest.pointers("combined", Set.of("field"))) {
      assertThat(filled(Scene.inWallet("oPayer"), WeChatPayOption.field(pointer, "\"x\"")))
          .containsExactly(pointer);
    }
  }

  /** What is on the wire with the options and is not without them. */
  private Set<String> filled(Scene<?> scene, WeChatPayOption... options)
      throws JsonFormatException {
    CombinedRequest.Builder<?> request = CombinedShop.order(scene);
    for (WeChatPayOption option : options) {
      request.with(option);
    }
    Set<String> fields = new TreeSet<>(fields(request));
    fields.removeAll(fields(CombinedShop.order(scene)));
    return fields;
  }

  private Set<String> fields(CombinedRequest.Builder<?> request) throws JsonFormatException {
    Shop.accepted(shop.orders.create(request.build()));
    byte[] body = shop.platform.body(sent++).getBytes(StandardCharsets.UTF_8);
    return OptionsTest.leaves(JsonText.object(body));
  }

  private static String name(WeChatPayOption option) {
    return option.toString().substring("WeChatPayOption.".length());
  }
}
