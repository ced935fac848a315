// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.Pem;
import io.countersign.ReceivedRequest;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Secret;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A platform's shop that sells tea of one merchant and cake of another in one order. */
final class CombinedShop {
  static final String MCHID = "1900000109";
  static final String OTHER = "1900000110";
  static final String MINI = "wxd678efh567hg6787";
  static final String OFFICIAL = "wx8888888888888888";
  static final String MOBILE = "wxcbda96de0b165486";
  static final String API_V3_KEY = "0123456789abcdef0123456789abcdef";
  static final PaymentId ID = new PaymentId("COMBINED0001", ScriptedPlatform.NOW);
  private static final KeyPair KEY = Platform.newKey(2048);

  final ScriptedPlatform platform = new ScriptedPlatform();
  final List<Signal> signals = new ArrayList<>();
  final WeChatPayClient client = client(RetryPolicy.standard());
  final WeChatPayCombinedOrders orders = client.combinedOrders();

  WeChatPayClient client(RetryPolicy policy) {
    return WeChatPayClient.of(
        WeChatPayConfig.builder()
            .mchid(MCHID)
            .merchantSerial("1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C")
            .merchantKey(Pem.bytes(KEY.getPrivate().getEncoded()))
            .apiV3Key(Secret.of(API_V3_KEY))
            .publicKey(ScriptedPlatform.platform().keyId, ScriptedPlatform.platform().publicKey())
            .appId(WeChatPayAppKind.MINI_PROGRAM, MINI)
            .appId(WeChatPayAppKind.OFFICIAL_ACCOUNT, OFFICIAL)
            .appId(WeChatPayAppKind.MOBILE_APP, MOBILE)
            .notifyUrl(URI.create("https://shop.example.com/wechatpay/notify"))
            .transport(platform)
            .retryPolicy(policy)
            .clock(Clock.fixed(ScriptedPlatform.NOW, ZoneOffset.UTC))
            .sleeper(wait -> {})
            .observer(signals::add)
            .build());
  }

  static SubOrder.Builder tea() {
    return SubOrder.builder()
        .merchantId(MCHID)
        .number("TEA0001")
        .amount(Money.of("10.00", "CNY"))
        .description("一杯茶")
        .attachment("table 7");
  }

  static SubOrder.Builder cake() {
    return SubOrder.builder()
        .merchantId(OTHER)
        .number("CAKE0001")
        .amount(Money.of("15.50", "CNY"))
        .description("Cake")
        .attachment("table 7");
  }

  static <R> CombinedRequest.Builder<R> order(Scene<R> scene) {
    return CombinedRequest.in(scene).id(ID).add(tea().build()).add(cake().build());
  }

  static CombinedRequest<ShowQrCode> order() {
    return order(Scene.qrCode()).build();
  }

  CombinedRef ref() {
    return orders.ref(order());
  }

  <S extends Signal> List<S> signals(Class<S> kind) {
    return signals.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What WeChat Pay reports when every sub-order has a state. */
  static Report report(CombinedRef ref, String state) {
    return new Report(ref, state);
  }

  static ReceivedRequest notice(Report report) {
    return ScriptedPlatform.notice(envelope(report.json()));
  }

  static String envelope(String content) {
    return Platform.envelope(API_V3_KEY, content);
  }

  /** A report that tests may spoil, one value at a time. */
  static final class Report {
    final Map<String, Object> whole = new LinkedHashMap<>();
    final List<Object> subOrders = new ArrayList<>();

    private Report(CombinedRef ref, String state) {
      whole.put("combine_appid", ref.appId());
      whole.put("combine_mchid", ref.merchantId());
      whole.put("combine_out_trade_no", ref.number());
      whole.put("combine_payer_info", Map.of("openid", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
      whole.put("sub_orders", subOrders);
      for (SubOrderRef subOrder : ref.subOrders()) {
        subOrders.add(subOrder(subOrder, state));
      }
    }

    static Map<String, Object> subOrder(SubOrderRef ref, String state) {
      Map<String, Object> amount = new LinkedHashMap<>();
      amount.put("total_amount", ref.amount().minorUnits());
      amount.put("currency", "CNY");
      Map<String, Object> subOrder = new LinkedHashMap<>(ref.wireName());
      subOrder.put("trade_state", state);
      subOrder.put("attach", "table 7");
      subOrder.put("amount", amount);
      if (state.equals("SUCCESS") || state.equals("REFUND")) {
        amount.put("payer_amount", ref.amount().minorUnits() - 1);
        amount.put("payer_currency", "CNY");
        subOrder.put("transaction_id", "42000" + ref.number());
        subOrder.put("success_time", "2026-11-21T13:00:00+08:00");
      }
      return subOrder;
    }

    /** A top value; null takes it away. */
    Report with(String name, Object value) {
      put(whole, name, value);
      return this;
    }

    /** A value of one sub-order, such as {@code amount/total_amount}; null takes it away. */
    @SuppressWarnings("unchecked")
    Report with(int index, String path, Object value) {
      Map<String, Object> at = (Map<String, Object>) subOrders.get(index);
      int slash = path.indexOf('/');
      put(
          slash < 0 ? at : (Map<String, Object>) at.get(path.substring(0, slash)),
          path.substring(slash + 1),
          value);
      return this;
    }

    Report without(int index) {
      subOrders.remove(index);
      return this;
    }

    Report doubled(int index) {
      subOrders.add(subOrders.get(index));
      return this;
    }

    Report also(SubOrderRef stranger) {
      subOrders.add(subOrder(stranger, "SUCCESS"));
      return this;
    }

    String json() {
      return JsonText.write(whole);
    }

    byte[] bytes() {
      return json().getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Map<String, Object> map, String name, Object value) {
      if (value == null) {
        map.remove(name);
      } else {
        map.put(name, value);
      }
    }
  }
}
