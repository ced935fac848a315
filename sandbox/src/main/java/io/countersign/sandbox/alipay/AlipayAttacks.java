// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be sent at the endpoint that receives Alipay's notifications. Immutable; each method
 * that changes something gives a changed copy.
 *
 * <p>The true notification names one order of the shop. The attacks name the same order, or better
 * a second one of the same total that nobody pays: then a probe shows which of them had an effect.
 */
public final class AlipayAttacks implements Attacks {
  /** The order that the shop must have when no other is named. */
  public static final String USUAL_ORDER = "ATTACK0001";

  /** The file with Alipay's own key, beside the credentials of a shop. */
  public static final String GATEWAY_KEY_FILE = "gateway_own_private_key.pem";

  private final HostileForms forms;

  private AlipayAttacks(HostileForms forms) {
    this.forms = forms;
  }

  /**
   * For a shop that is configured with what the sandbox wrote.
   *
   * @param folder what was given to the sandbox as {@code --credentials}
   * @return attacks that name the order {@code ATTACK0001} of one yuan
   * @throws UncheckedIOException if a file is missing
   * @throws IllegalArgumentException if a file does not hold what it should
   */
  public static AlipayAttacks fromCredentials(Path folder) {
    Path nested = folder.resolve("alipay");
    Path place = Files.isDirectory(nested) ? nested : folder;
    Map<String, String> said = new HashMap<>();
    PrivateKey key;
    try {
      for (String line : Files.readAllLines(place.resolve(".env"))) {
        String[] sides = line.split("=", 2);
        said.put(sides[0], sides.length == 1 ? "" : sides[1].replace("\"", ""));
      }
      SignType type = SignType.valueOf(said.getOrDefault("ALIPAY_SIGN_TYPE", "RSA2"));
      key = key(type, Files.readString(place.resolve(GATEWAY_KEY_FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the files in " + place + " cannot be read; start the sandbox with --credentials", e);
    }
    HostileForms.Shop shop =
        new HostileForms.Shop(
            said.getOrDefault("ALIPAY_APP_ID", ""),
            said.getOrDefault("ALIPAY_SELLER_ID", ""),
            SignType.valueOf(said.getOrDefault("ALIPAY_SIGN_TYPE", "RSA2")),
            key);
    if (shop.appId().isEmpty() || shop.sellerId().isEmpty()) {
      throw new IllegalArgumentException(
          "the .env file has no ALIPAY_APP_ID or no ALIPAY_SELLER_ID");
    }
    return of(shop, Clock.systemUTC());
  }

  /**
   * For the shop of a merchant of this JVM's sandbox.
   *
   * @param merchant whose keys the shop has
   * @return attacks that name the order {@code ATTACK0001} of one yuan, in the sandbox's time
   */
  public static AlipayAttacks on(AlipayMerchant merchant) {
    Account account = merchant.account();
    return of(
        new HostileForms.Shop(
            account.appId,
            account.sellerId,
            account.keys.signType(),
            account.keys.current().pair().getPrivate()),
        account.agenda.clock());
  }

  private static AlipayAttacks of(HostileForms.Shop shop, Clock clock) {
    return new AlipayAttacks(
        new HostileForms(
            shop, clock, USUAL_ORDER, USUAL_ORDER, 100, Numbers.tradeNo(clock.instant())));
  }

  private static PrivateKey key(SignType type, String pem) {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      String family = type == SignType.SM2 ? "EC" : "RSA";
      Provider provider = Bouncy.CASTLE;
      return KeyFactory.getInstance(family, provider)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause, which may quote the key.
      throw new IllegalArgumentException(GATEWAY_KEY_FILE + " holds no private key in PKCS#8");
    }
  }

  /**
   * Names the order that the true notification pays; the attacks name it, too.
   *
   * @param outTradeNo its number in the shop, which nobody has paid yet
   * @param fen what it costs
   * @return a copy
   */
  public AlipayAttacks order(String outTradeNo, long fen) {
    return new AlipayAttacks(forms.about(outTradeNo, outTradeNo, fen));
  }

  /**
   * Names another order for the attacks.
   *
   * @param outTradeNo its number in the shop; it costs as much as the first and stays unpaid
   * @return a copy
   */
  public AlipayAttacks victim(String outTradeNo) {
    return new AlipayAttacks(forms.about(forms.order(), outTradeNo, forms.fen()));
  }

  @Override
  public String provider() {
    return "alipay";
  }

  @Override
  public String needs() {
    return "The shop must have the order "
        + forms.order()
        + (victimIsOpen() ? " and " + forms.victim() : "")
        + " of "
        + Numbers.yuan(forms.fen())
        + " yuan, not paid yet.";
  }

  @Override
  public boolean victimIsOpen() {
    return !forms.order().equals(forms.victim());
  }

  @Override
  public Attack control() {
    return new HostileNotices(forms).trueOne();
  }

  @Override
  public List<Attack> catalogue() {
    return new HostileNotices(forms).all();
  }

  /** 200 with exactly {@code success}. */
  @Override
  public boolean acknowledges(int status, byte[] body) {
    return NotificationDesk.taken(status, body);
  }
}
