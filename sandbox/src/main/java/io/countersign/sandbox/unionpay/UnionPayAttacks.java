// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attacks;
import io.countersign.sandbox.unionpay.Authority.Holder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/**
 * What can be sent at the endpoint that receives UnionPay's notifications. Immutable; each method
 * that changes something gives a changed copy.
 *
 * <p>The true notification names one order of the shop. The attacks name the same order, or better
 * a second one of the same total that nobody pays: then a probe shows which of them had an effect.
 */
public final class UnionPayAttacks implements Attacks {
  /** The order that the shop must have when no other is named. */
  public static final String USUAL_ORDER = "ATTACK0001";

  /** When that order was made when nothing else is said: 14 digits, Beijing. */
  public static final String USUAL_TIME = "20260301100000";

  /** The file with UnionPay's own key, beside the credentials of a shop. */
  public static final String GATEWAY_KEY_FILE = "gateway_own_private_key.pem";

  /** The file with the certificate for it. */
  public static final String GATEWAY_CERTIFICATE_FILE = "gateway_own_certificate.pem";

  /** The file with the key of the authority that issued it. */
  public static final String AUTHORITY_KEY_FILE = "gateway_own_authority_key.pem";

  /** The file with that authority's certificate, which the shop has, too. */
  public static final String MIDDLE_CERTIFICATE_FILE = "acp_middle.cer";

  private final HostileForms forms;

  private UnionPayAttacks(HostileForms forms) {
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
  public static UnionPayAttacks fromCredentials(Path folder) {
    Path nested = folder.resolve("unionpay");
    Path place = Files.isDirectory(nested) ? nested : folder;
    try {
      Holder own = holder(place, GATEWAY_KEY_FILE, GATEWAY_CERTIFICATE_FILE);
      Authority middle = Authority.of(holder(place, AUTHORITY_KEY_FILE, MIDDLE_CERTIFICATE_FILE));
      Clock clock = Clock.systemUTC();
      Issuer issuer = new Issuer(middle, clock);
      return of(
          new HostileForms.Shop(
              merId(Files.readString(place.resolve(".env"))),
              Seal.of(SignMethod.RSA, Proof.NEW, own),
              issuer),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the files in " + place + " cannot be read; start the sandbox with --credentials", e);
    }
  }

  private static String merId(String variables) {
    return variables
        .lines()
        .filter(line -> line.startsWith("UNIONPAY_MER_ID="))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .findFirst()
        .filter(number -> !number.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException("the .env file has no UNIONPAY_MER_ID"));
  }

  private static Holder holder(Path place, String key, String certificate) throws IOException {
    String keyText = Files.readString(place.resolve(key));
    String base64 = keyText.replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] pem = Files.readString(place.resolve(certificate)).getBytes(StandardCharsets.US_ASCII);
    try {
      PrivateKey own =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509", Bouncy.CASTLE)
                  .generateCertificate(new ByteArrayInputStream(pem));
      return new Holder(new KeyPair(read.getPublicKey(), own), read);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause, which may quote the key.
      throw new IllegalArgumentException(
          key + " holds no private RSA key in PKCS#8, or " + certificate + " no certificate");
    }
  }

  /**
   * For the shop of a merchant of this JVM's sandbox.
   *
   * @param merchant whose keys the shop has; with a certificate for RSA
   * @return attacks that name the order {@code ATTACK0001} of one yuan, in the sandbox's time
   */
  public static UnionPayAttacks on(UnionPayMerchant merchant) {
    Account account = merchant.account();
    if (account.keys.method != SignMethod.RSA || account.keys.version.equals(Proof.OLD)) {
      throw new IllegalArgumentException(
          "the catalogue is for merchants with signMethod 01 in version 5.1.0");
    }
    return of(
        new HostileForms.Shop(account.merId, account.keys.seal(), account.keys.chain().issuer()),
        account.agenda.clock());
  }

  private static UnionPayAttacks of(HostileForms.Shop shop, Clock clock) {
    return new UnionPayAttacks(
        new HostileForms(
            shop,
            clock,
            new HostileForms.Orders(USUAL_ORDER, USUAL_ORDER, 100, USUAL_TIME),
            Numbers.queryId(clock.instant())));
  }

  private UnionPayAttacks about(HostileForms.Orders orders) {
    return new UnionPayAttacks(forms.about(orders));
  }

  /**
   * Names the order that the true notification pays; the attacks name it, too.
   *
   * @param orderId its number in the shop, which nobody has paid yet
   * @param fen what it costs
   * @return a copy
   */
  public UnionPayAttacks order(String orderId, long fen) {
    return about(new HostileForms.Orders(orderId, orderId, fen, forms.orders().txnTime()));
  }

  /**
   * Names another order for the attacks.
   *
   * @param orderId its number in the shop; it costs as much as the first and stays unpaid
   * @return a copy
   */
  public UnionPayAttacks victim(String orderId) {
    HostileForms.Orders orders = forms.orders();
    return about(new HostileForms.Orders(orders.order(), orderId, orders.fen(), orders.txnTime()));
  }

  /**
   * Says when the orders were made.
   *
   * @param txnTime 14 digits, Beijing, of both
   * @return a copy
   */
  public UnionPayAttacks txnTime(String txnTime) {
    if (Numbers.instant(txnTime).isEmpty()) {
      throw new IllegalArgumentException("txnTime must be like 20260301100000, Beijing");
    }
    HostileForms.Orders orders = forms.orders();
    return about(new HostileForms.Orders(orders.order(), orders.victim(), orders.fen(), txnTime));
  }

  @Override
  public String provider() {
    return "unionpay";
  }

  @Override
  public String needs() {
    HostileForms.Orders orders = forms.orders();
    return "The shop must have the order "
        + orders.order()
        + (victimIsOpen() ? " and " + orders.victim() : "")
        + " of "
        + Numbers.yuan(orders.fen())
        + " yuan with txnTime "
        + orders.txnTime()
        + ", not paid yet.";
  }

  @Override
  public boolean victimIsOpen() {
    return !forms.orders().order().equals(forms.orders().victim());
  }

  @Override
  public Attack control() {
    return new HostileNotices(forms).trueOne();
  }

  @Override
  public List<Attack> catalogue() {
    return new HostileNotices(forms).all();
  }

  /** 200 or 302, whatever the body. */
  @Override
  public boolean acknowledges(int status, byte[] body) {
    return NotificationDesk.taken(status);
  }
}
