// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.RetryPolicy;
import io.countersign.examples.servlet.LabLog.Lane;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import io.countersign.wechatpay.WeChatPayConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The shop of this example as it stands, opened for one run of the lab. */
final class OurSide implements LabSide {

  /** One pot of tea. */
  static final long PRICE_IN_FEN = 2500;

  private static final String PROVIDER = "wechatpay";

  private final Clock clock;
  private final LabLog log;
  private final Orders orders;
  private final Shop shop;
  private final Visitor payer;
  private String order = "";

  OurSide(Sandbox sandbox, WeChatPayMerchant merchant, LabLog log, SmokeTable.Parts parts) {
    this.clock = sandbox.clock();
    this.log = log;
    this.orders = parts.orders().apply(clock);
    this.shop =
        Shop.open(
            0,
            home -> tills(environment(merchant, home), clock).wrapped(parts.client()),
            parts.prices(),
            orders,
            clock,
            "nobody");
    this.payer = new Visitor(shop.home(), "nobody");
  }

  /** The shop's own tills, in the sandbox's time and with shorter waits. */
  static Tills tills(Map<String, String> environment, Clock clock) {
    return tills(environment, clock, OkHttpTransport.shared());
  }

  /** The same over another transport. */
  static Tills tills(Map<String, String> environment, Clock clock, HttpTransport transport) {
    WeChatPayConfig config =
        WeChatPayConfig.fromEnvironment(environment).toBuilder()
            .clock(clock)
            .transport(transport)
            .retryPolicy(
                new RetryPolicy(
                    2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5)))
            .build();
    return new Tills(List.of(WeChatPayTill.of(config, environment)));
  }

  static Map<String, String> environment(WeChatPayMerchant merchant, URI home) {
    Map<String, String> environment = new LinkedHashMap<>(merchant.environment());
    environment.put("WECHATPAY_NOTIFY_URL", home.resolve("/notify/wechatpay").toString());
    return environment;
  }

  @Override
  public void orderByQrCode() {
    ordered();
    checkedOut(payer.post("/checkout", "provider", PROVIDER, "item", "tea", "scene", "qr"));
    log.note(Lane.SHOP, Optional.of(Lane.PAYER), LabStep.CODE_SHOWN);
  }

  @Override
  public void orderByPaymentCode(Supplier<String> codes) {
    ordered();
    log.note(Lane.PAYER, Optional.of(Lane.SHOP), LabStep.CODE_SHOWN);
    Visitor.Answer answer =
        payer.post(
            "/checkout",
            "provider",
            PROVIDER,
            "item",
            "tea",
            "scene",
            "payment-code",
            "code",
            codes.get());
    checkedOut(answer);
    if (answer.status() == 202) {
      String next = attempts().get(attempts().size() - 1).next().toText();
      log.note(Lane.SHOP, Optional.empty(), LabStep.NOT_KNOWN, "next", next);
    }
  }

  @Override
  public URI notifyUrl() {
    return shop.home().resolve("/notify/wechatpay");
  }

  @Override
  public URI deadUrl() {
    return shop.home().resolve("/notify/nobody");
  }

  @Override
  public void timer() {
    if (!orders.dueAttempts(clock.instant()).isEmpty()) {
      log.note(Lane.SHOP, Optional.empty(), LabStep.TIMER);
      shop.followUps().run(clock.instant());
    }
  }

  @Override
  public String number() {
    List<Attempt> all = attempts();
    return all.isEmpty() ? "" : all.get(all.size() - 1).payment().number();
  }

  @Override
  public long shipped() {
    return orders.parcelsOf(order);
  }

  @Override
  public String status() {
    return orders.find(order).map(found -> found.status().name()).orElse("NONE");
  }

  @Override
  public void close() {
    shop.close();
  }

  private void ordered() {
    String amount = LabLog.yuan(PRICE_IN_FEN);
    log.note(Lane.PAYER, Optional.of(Lane.SHOP), LabStep.ORDERED, "amount", amount);
  }

  private void checkedOut(Visitor.Answer answer) {
    order = answer.text("order");
    log.number(number());
  }

  private List<Attempt> attempts() {
    return orders.attemptsOf(order);
  }
}
