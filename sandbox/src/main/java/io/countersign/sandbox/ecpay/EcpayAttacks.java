// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be sent at the endpoint that receives ECPay's payment notifications ({@code ReturnURL}).
 * Immutable; each method that changes something gives a changed copy.
 *
 * <p>The true notification names one order of the shop. The attacks name the same order, or better
 * a second one of the same total that nobody pays: then a probe shows which of them had an effect.
 */
public final class EcpayAttacks implements Attacks {
  /** The order that the shop must have when no other is named. */
  public static final String USUAL_ORDER = "ATTACK0001";

  private final HostileForms forms;

  private EcpayAttacks(HostileForms forms) {
    this.forms = forms;
  }

  /**
   * For a shop that is configured with what the sandbox wrote.
   *
   * @param folder what was given to the sandbox as {@code --credentials}
   * @return attacks that name the order {@code ATTACK0001} of 100 dollars
   * @throws UncheckedIOException if the file is missing
   * @throws IllegalArgumentException if the file does not hold what it should
   */
  public static EcpayAttacks fromCredentials(Path folder) {
    Path inner = folder.resolve("ecpay");
    Path file = (Files.isDirectory(inner) ? inner : folder).resolve(".env");
    Map<String, String> variables = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          String value = line.substring(equals + 1);
          variables.put(line.substring(0, equals), value.replaceAll("^\"|\"$", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          file + " cannot be read; start the sandbox once with --credentials", e);
    }
    Keys keys =
        new Keys(
            needed(variables, "ECPAY_MERCHANT_ID"),
            needed(variables, "ECPAY_HASH_KEY"),
            needed(variables, "ECPAY_HASH_IV"));
    return of(keys, Clock.systemUTC());
  }

  /**
   * For the shop of a merchant of this JVM's sandbox.
   *
   * @param merchant whose keys the shop has
   * @return attacks that name the order {@code ATTACK0001} of 100 dollars, in the sandbox's time
   */
  public static EcpayAttacks on(EcpayMerchant merchant) {
    return of(merchant.account().keys, merchant.account().agenda.clock());
  }

  private static EcpayAttacks of(Keys keys, Clock clock) {
    return new EcpayAttacks(HostileForms.about(keys, clock, USUAL_ORDER, USUAL_ORDER, 100));
  }

  /**
   * Names the order that the true notification pays; the attacks name it, too.
   *
   * @param merchantTradeNo its number in the shop, which nobody has paid yet
   * @param dollars what it costs
   * @return a copy
   */
  public EcpayAttacks order(String merchantTradeNo, long dollars) {
    return new EcpayAttacks(
        HostileForms.about(forms.keys(), forms.clock(), merchantTradeNo, merchantTradeNo, dollars));
  }

  /**
   * Names another order for the attacks.
   *
   * @param merchantTradeNo its number in the shop; it costs as much as the first and stays unpaid
   * @return a copy
   */
  public EcpayAttacks victim(String merchantTradeNo) {
    return new EcpayAttacks(
        HostileForms.about(
            forms.keys(), forms.clock(), forms.order(), merchantTradeNo, forms.total()));
  }

  @Override
  public String provider() {
    return "ecpay";
  }

  @Override
  public String needs() {
    String both = victimIsOpen() ? " and " + forms.victim() + " of the same total" : "";
    return "The shop must have the order "
        + forms.order()
        + " of NT$"
        + forms.total()
        + both
        + ", not paid yet.";
  }

  @Override
  public boolean victimIsOpen() {
    return !forms.victim().equals(forms.order());
  }

  @Override
  public Attack control() {
    return forms.trueOne();
  }

  @Override
  public List<Attack> catalogue() {
    return forms.all();
  }

  /** 200 with exactly {@code 1|OK}. */
  @Override
  public boolean acknowledges(int status, byte[] body) {
    return status == 200 && NotificationDesk.taken(body);
  }

  private static String needed(Map<String, String> variables, String name) {
    String value = variables.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the .env file has no " + name);
    }
    return value;
  }
}
