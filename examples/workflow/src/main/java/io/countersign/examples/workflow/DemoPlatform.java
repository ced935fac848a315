// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.RetryPolicy;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The platform with the sandbox as every provider, and with payers to play. */
final class DemoPlatform implements AutoCloseable {

  /** Enough for a few bowls of noodles. */
  static final long POINTS_TO_BEGIN_WITH = 20_000;

  private final Sandbox sandbox;
  private final WeChatPayMerchant weChatPay;
  private final WeChatPayMerchant otherWeChatPay;
  private final AlipayMerchant alipay;
  private final AlipayMerchant otherAlipay;
  private final UnionPayMerchant unionPay;
  private final EcpayMerchant ecpay;
  private final Accounts accounts;
  private final OrderFlow flow = OrderFlow.ofTheExample();
  private final Points points = new Points();
  private final Platform.Kept kept;
  private Platform platform;

  private DemoPlatform(SandboxClock clock, RetryPolicy retries) {
    sandbox = Sandbox.builder().clock(clock).start();
    weChatPay = sandbox.weChatPay().openMerchant();
    otherWeChatPay = sandbox.weChatPay().openMerchant();
    alipay = sandbox.alipay().openMerchant();
    otherAlipay = sandbox.alipay().openMerchant();
    unionPay = sandbox.unionPay().openMerchant();
    ecpay = sandbox.ecpay().openMerchant();
    accounts = new Accounts(clock, retries);
    accounts.put("jiyuan.wechatpay", weChatPay.environment());
    accounts.put("jiyuan.alipay", alipay.environment());
    accounts.put("jiyuan.unionpay", unionPay.environment());
    accounts.put("lanxin.wechatpay", otherWeChatPay.environment());
    accounts.put("lanxin.alipay", otherAlipay.environment());
    accounts.put("taipei.ecpay", ecpay.environment());
    points.grant("guest", POINTS_TO_BEGIN_WITH);
    kept =
        new Platform.Kept(
            Restaurants.ofTheExample(),
            new Orders(clock, points, flow),
            new TaskTokens(Platform.key().getBytes(StandardCharsets.UTF_8)),
            Platform.key());
    platform = opened(0);
  }

  /** Opens platform and sandbox in the time of a clock. */
  static DemoPlatform open(SandboxClock clock, RetryPolicy retries) {
    return new DemoPlatform(clock, retries);
  }

  private Platform opened(int port) {
    return new Platform(
        port,
        kept,
        flow,
        sandbox.clock(),
        accounts::notifiedUnder,
        Map.of("/payer", this::payersPhone));
  }

  Platform platform() {
    return platform;
  }

  /** The engine and the server are gone as in a crash, and come back at the same address. */
  void crashAndRestart() {
    int port = platform.home().getPort();
    platform.close();
    platform = opened(port);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Platform.Kept kept() {
    return kept;
  }

  Accounts accounts() {
    return accounts;
  }

  Points points() {
    return points;
  }

  WeChatPayMerchant weChatPay() {
    return weChatPay;
  }

  WeChatPayMerchant otherWeChatPay() {
    return otherWeChatPay;
  }

  AlipayMerchant alipay() {
    return alipay;
  }

  AlipayMerchant otherAlipay() {
    return otherAlipay;
  }

  UnionPayMerchant unionPay() {
    return unionPay;
  }

  EcpayMerchant ecpay() {
    return ecpay;
  }

  /** {@code GET /payer/{orderNumber}}: what opens on the payer's phone when it scans the code. */
  private Reply payersPhone(Asked asked) {
    Optional<Attempt> attempt =
        asked.path().isEmpty() ? Optional.empty() : kept.orders().attemptOf(asked.path().get(0));
    return attempt
        .map(row -> Reply.seeOther(cashier(row).toString()))
        .orElseGet(() -> Reply.error(404, "nothing to pay"));
  }

  private URI cashier(Attempt attempt) {
    String number = attempt.payment().number();
    return switch (attempt.account()) {
      case "jiyuan.wechatpay" -> weChatPay.cashierPage(number);
      case "jiyuan.unionpay" -> unionPay.scan(attempt.shown().orElse(""));
      case "taipei.ecpay" -> ecpay.cashierPage(number);
      case "lanxin.wechatpay" -> otherWeChatPay.cashierPage(number);
      case "lanxin.alipay" -> otherAlipay.cashierPage(number);
      default -> alipay.cashierPage(number);
    };
  }

  @Override
  public void close() {
    platform.close();
    sandbox.close();
  }
}
