// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvalidRequestException;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An option is a constant: a shop may keep one and use it in every request, from every thread. */
class OptionReuseTest {
  private static final List<Supplier<WeChatPayOption>> OPTIONS =
      List.of(
          () -> WeChatPayOption.goodsTag("WXG"),
          () -> WeChatPayOption.limitPay(WeChatPayOption.LimitPay.NO_CREDIT),
          WeChatPayOption::supportFapiao,
          WeChatPayOption::profitSharing,
          () -> WeChatPayOption.payerClientIp("203.0.113.9"),
          () -> WeChatPayOption.deviceId("till 7"),
          () -> WeChatPayOption.deviceIp("203.0.113.8"),
          () -> WeChatPayOption.store("0001", "腾讯大厦", "440305", "深圳"),
          () -> WeChatPayOption.storeId("0001"),
          () -> WeChatPayOption.outStoreId("shop 1"),
          () -> WeChatPayOption.h5Type(WeChatPayOption.H5Type.IOS),
          () -> WeChatPayOption.h5Site("shop", "https://shop.example.com"),
          () -> WeChatPayOption.h5BundleId("com.example.shop"),
          () -> WeChatPayOption.h5PackageName("com.example.shop"),
          () -> WeChatPayOption.goods(goods()),
          () -> WeChatPayOption.detail(1000, "wx123", goods()),
          () -> WeChatPayOption.field("/scene_info", "{}"),
          () -> WeChatPayOption.field("/scene_info", "{\"terminal\":\"t\"}"),
          () -> WeChatPayOption.field("/scene_info/store_info", "{\"floor\":\"2\"}"),
          () -> WeChatPayOption.field("/scene_info/h5_info", "{}"),
          () -> WeChatPayOption.field("/settle_info", "{}"),
          () -> WeChatPayOption.field("/detail", "{}"),
          () -> WeChatPayOption.field("/payer", "{}"),
          () -> WeChatPayOption.field("/subsidy_info", "{\"a\":[{\"b\":1}]}"),
          () -> WeChatPayOption.field("/subsidy_info/c", "{}"));

  private final Shop shop = Shop.open();
  private final RecordingTransport wire = new RecordingTransport();
  private final WeChatPayClient client =
      WeChatPayClient.of(
          shop.configWithoutKeys(shop.merchant)
              .publicKey(shop.merchant.publicKeyId(), Pem.text(shop.merchant.publicKeyPem()))
              // What is compared are bodies; nobody answers them.
              .signer(text -> new byte[256])
              .transport(wire)
              .retryPolicy(RetryPolicy.none())
              .build());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyPairOfOptionsThatFitsOnceFitsAgainAndSaysTheSame() {
    List<WeChatPayOption> kept = OPTIONS.stream().map(Supplier::get).toList();
    List<Scene<?>> scenes =
        List.of(
            Scene.qrCode(),
            shop.inWallet(shop.merchant.miniProgramAppId()),
            Scene.inApp(),
            Scene.mobilePage(URI.create("https://shop.example.com/"), "203.0.113.7"),
            Scene.paymentCode(shop.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE)));
    int pairs = 0;
    for (Scene<?> scene : scenes) {
      for (List<WeChatPayOption> needed : needs(scene)) {
        for (int i = 0; i < kept.size(); i++) {
          for (int j = 0; j < kept.size(); j++) {
            PaymentId id = shop.freshId();
            if (i == j
                || !fits(request(scene, id, needed, OPTIONS.get(i).get(), OPTIONS.get(j).get()))) {
              continue;
            }
            pairs++;
            client.create(request(scene, id, needed, OPTIONS.get(i).get(), OPTIONS.get(j).get()));
            PaymentRequest<?> again = request(scene, id, needed, kept.get(i), kept.get(j));
            assertThat(client.ref(again)).isEqualTo(client.ref(again));
            client.create(again);
            client.create(again);

            List<String> last = lastBodies(3);
            assertThat(last.get(1)).isEqualTo(last.get(0));
            assertThat(last.get(2)).isEqualTo(last.get(0));
          }
        }
      }
    }
    assertThat(pairs).isGreaterThan(1_000);
    for (int i = 0; i < kept.size(); i++) {
      assertThat(kept.get(i).values()).isEqualTo(OPTIONS.get(i).get().values());
    }
  }

  @Test
  void aKeptSceneOfOnePayerNeverHoldsTheAddressOfAnother() {
    WeChatPayOption kept = WeChatPayOption.field("/scene_info", "{\"device_id\":\"till 7\"}");
    for (int payer = 1; payer <= 3; payer++) {
      String own = "203.0.113." + payer;
      client.create(
          shop.order(Scene.qrCode()).with(kept).with(WeChatPayOption.payerClientIp(own)).build());
      assertOnlyAddress(own);
      PaymentRequest<OpenPage> page =
          shop.order(Scene.mobilePage("198.51.100." + payer)).with(kept).build();
      client.create(page);
      assertOnlyAddress("198.51.100." + payer);
    }
  }

  @Test
  void theIdentityOfOnePayerIsNotKeptInAnOptionOfAll() {
    WeChatPayOption kept = WeChatPayOption.field("/payer", "{}");
    Scene.InWallet wallet = shop.inWallet(shop.merchant.miniProgramAppId());
    client.create(
        shop.order(wallet)
            .with(kept)
            .with(WeChatPayOption.payerIdentity("IDCARD", "11010119900307123X", "张三"))
            .build());

    client.create(shop.order(wallet).with(kept).build());

    assertThat(lastBodies(2).get(0)).contains("identity");
    assertThat(lastBodies(2).get(1)).doesNotContain("identity");
    assertThat(kept.values().toString()).isEqualTo("{/payer={}}");
  }

  @Test
  void optionsOfARefundAreNotChangedByUseEither() {
    WeChatPayOption lines =
        WeChatPayOption.refundedGoods(
            List.of(new WeChatPayOption.RefundedLine("sku1", "茶", 1, 1000, 1000)));
    WeChatPayOption from =
        WeChatPayOption.field("/amount/from", "[{\"account\":\"AVAILABLE\",\"amount\":1000}]");
    WeChatPayOption extra = WeChatPayOption.field("/extra", "{}");
    WeChatPayOption inside = WeChatPayOption.field("/extra/inside", "{\"a\":1}");
    PaymentRef paid = PaymentRef.of("wechatpay", shop.freshId(), Shop.TEN);
    RefundRequest refund =
        RefundRequest.of(paid, "R1", Shop.TEN).with(lines).with(from).with(extra).with(inside);

    client.refund(refund);
    client.refund(refund);

    assertThat(lastBodies(2).get(1)).isEqualTo(lastBodies(2).get(0));
    assertThat(extra.values().toString()).isEqualTo("{/extra={}}");
  }

  private static List<WeChatPayOption.GoodsLine> goods() {
    return List.of(new WeChatPayOption.GoodsLine("sku1", "茶", 1, 1000));
  }

  /** What a scene must have beside a pair, in one of these forms. */
  private static List<List<WeChatPayOption>> needs(Scene<?> scene) {
    if (scene instanceof Scene.PaymentCode) {
      return List.of(List.of(), List.of(WeChatPayOption.outStoreId("till 1")));
    }
    return scene instanceof Scene.MobilePage
        ? List.of(List.of())
        : List.of(List.of(), List.of(WeChatPayOption.payerClientIp("203.0.113.1")));
  }

  private <R> PaymentRequest<R> request(
      Scene<R> scene,
      PaymentId id,
      List<WeChatPayOption> needed,
      WeChatPayOption one,
      WeChatPayOption other) {
    PaymentRequest.Builder<R> builder = shop.order(scene).id(id).with(one).with(other);
    needed.forEach(builder::with);
    return builder.build();
  }

  private boolean fits(PaymentRequest<?> request) {
    try {
      client.ref(request);
      return true;
    } catch (InvalidRequestException unfit) {
      return false;
    }
  }

  private void assertOnlyAddress(String own) {
    String body = lastBodies(1).get(0);
    assertThat(body).contains("\"payer_client_ip\":\"" + own + "\"");
    assertThat(body.split("payer_client_ip", -1)).hasSize(2);
  }

  private List<String> lastBodies(int count) {
    List<String> bodies = new ArrayList<>();
    List<byte[]> all = wire.bodies();
    for (byte[] body : all.subList(all.size() - count, all.size())) {
      bodies.add(new String(body, StandardCharsets.UTF_8));
    }
    return bodies;
  }
}
