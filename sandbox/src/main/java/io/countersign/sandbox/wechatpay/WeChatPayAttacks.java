// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.Attacks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/**
 * What can be sent at the endpoint that receives WeChat Pay's payment notifications. Immutable;
 * each method that changes something gives a changed copy.
 *
 * <p>The true notification names one order of the shop. The attacks name the same order, or better
 * a second one of the same total that nobody pays: then a probe shows which of them had an effect.
 */
public final class WeChatPayAttacks implements Attacks {
  /** Where the sandbox keeps the key with which it signs this merchant's notifications. */
  public static final String GATEWAY_KEY_FILE = "gateway_own_private_key.pem";

  /** The order that the shop must have when no other is named. */
  public static final String USUAL_ORDER = "ATTACK0001";

  private static final long USUAL_TOTAL = 100;
  private static final String MOOT = "A payment is lost when its notification is not taken.";

  private final NoticeMaker maker;

  private WeChatPayAttacks(NoticeMaker maker) {
    this.maker = maker;
  }

  /**
   * For a shop that is configured with what the sandbox wrote.
   *
   * @param folder what was given to the sandbox as {@code --credentials}
   * @return attacks that name the order {@code ATTACK0001} of 100 fen
   * @throws java.io.UncheckedIOException if a file is missing
   * @throws IllegalArgumentException if a file does not hold what it should
   */
  public static WeChatPayAttacks fromCredentials(Path folder) {
    return of(NoticeKeys.read(folder), Clock.systemUTC());
  }

  /**
   * For the shop of a merchant of this JVM's sandbox.
   *
   * @param merchant whose keys the shop has
   * @return attacks that name the order {@code ATTACK0001} of 100 fen, in the sandbox's time
   */
  public static WeChatPayAttacks on(WeChatPayMerchant merchant) {
    return of(NoticeKeys.of(merchant), merchant.account().agenda.clock());
  }

  private static WeChatPayAttacks of(NoticeKeys keys, Clock clock) {
    return new WeChatPayAttacks(NoticeMaker.of(keys, clock, USUAL_ORDER, USUAL_ORDER, USUAL_TOTAL));
  }

  /**
   * Names the order that the true notification pays; the attacks name it, too.
   *
   * @param outTradeNo its number in the shop, which nobody has paid yet
   * @param fen what it costs
   * @return a copy
   */
  public WeChatPayAttacks order(String outTradeNo, long fen) {
    return new WeChatPayAttacks(
        NoticeMaker.of(maker.keys(), maker.clock(), outTradeNo, outTradeNo, fen));
  }

  /**
   * Names another order for the attacks.
   *
   * @param outTradeNo its number in the shop; it costs as much as the first and stays unpaid
   * @return a copy
   */
  public WeChatPayAttacks victim(String outTradeNo) {
    return new WeChatPayAttacks(
        NoticeMaker.of(maker.keys(), maker.clock(), maker.order(), outTradeNo, maker.total()));
  }

  /**
   * Names the app under which the shop made its orders.
   *
   * @param appId without this the one in {@code WECHATPAY_APPID}
   * @return a copy
   */
  public WeChatPayAttacks appId(String appId) {
    return new WeChatPayAttacks(
        NoticeMaker.of(
            maker.keys().app(appId), maker.clock(), maker.order(), maker.victim(), maker.total()));
  }

  @Override
  public String provider() {
    return "wechatpay";
  }

  @Override
  public String needs() {
    String one = "The shop must have the order " + maker.order() + " of " + maker.total() + " fen";
    String app = ", made for the app " + maker.keys().appId() + ", not paid yet";
    return victimIsOpen()
        ? one + " and " + maker.victim() + " of the same" + app + "."
        : one + app + ".";
  }

  @Override
  public boolean victimIsOpen() {
    return !maker.victim().equals(maker.order());
  }

  @Override
  public Attack control() {
    return new Attack(
        "true-one",
        Kind.TRUE,
        "A true notification.",
        MOOT,
        () -> List.of(maker.trueOne().message()));
  }

  @Override
  public List<Attack> catalogue() {
    return Stream.of(
            MixedUpNotices.otherEvents(maker),
            RepeatedNotices.all(maker),
            List.of(lowerCase()),
            UnprovenNotices.all(maker),
            MixedUpNotices.otherPayments(maker),
            BrokenNotices.all(maker))
        .flatMap(List::stream)
        .toList();
  }

  /** 200 or 204; a body is tolerated, but not one that says the opposite. */
  @Override
  public boolean acknowledges(int status, byte[] body) {
    if (status < 200 || status > 299) {
      return false;
    }
    try {
      JsonNode code = StrictJson.value(new String(body, StandardCharsets.UTF_8)).path("code");
      return !code.isTextual() || code.asText().equals("SUCCESS");
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private Attack lowerCase() {
    return new Attack(
        "lower-case-headers",
        Kind.TRUE,
        "A true notification with header names in lower case, as HTTP/2 proxies send them.",
        MOOT,
        () -> List.of(maker.trueOne().lowerCaseHeaders().message()));
  }
}
