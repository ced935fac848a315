// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.ReceivedReply.Result;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One notify URL for each merchant, and from a callback's path back to the merchant. Immutable and
 * safe for use by many threads.
 *
 * <p>The path only chooses whose keys to try. Whether the message is this merchant's own is decided
 * by its proof: another merchant's authentic callback fails the signature, or names another account
 * and is refused; one that shares keys (sub-merchants of one platform) is not an order of this
 * merchant's, or differs from what it expects.
 */
public final class NotificationRouter {

  private static final int LONGEST_ID = 64;
  private static final int LONGEST_PATH = 2_048;

  private final URI base;
  private final Merchants merchants;
  private final ReplayGuard guard;

  private NotificationRouter(URI base, Merchants merchants, ReplayGuard guard) {
    this.base = base;
    this.merchants = merchants;
    this.guard = guard;
  }

  /**
   * Routes what arrives under an address. Until {@link #guardedBy} says otherwise, {@link
   * ReplayGuard#inMemory()} guards this JVM only.
   *
   * @param notifyBase as the providers see it, such as {@code https://shop.example/notify}
   * @throws InvalidRequestException if it is not an absolute https address (http on loopback) free
   *     of query, fragment, escapes, empty and dot segments
   */
  public static NotificationRouter under(URI notifyBase, Merchants merchants) {
    String text = notifyBase.toString();
    boolean loopback =
        "http".equals(notifyBase.getScheme())
            && ("127.0.0.1".equals(notifyBase.getHost())
                || "localhost".equals(notifyBase.getHost())
                || "[::1]".equals(notifyBase.getHost()));
    if ((!"https".equals(notifyBase.getScheme()) && !loopback)
        || notifyBase.getHost() == null
        || notifyBase.getRawUserInfo() != null
        || notifyBase.getRawQuery() != null
        || notifyBase.getRawFragment() != null
        || !isPlain(notifyBase.getRawPath())) {
      throw new InvalidRequestException(
          "notifyBase",
          "an https address (http on loopback only) without query and fragment, whose path has no"
              + " escapes, empty or dot segments");
    }
    URI bare = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : notifyBase;
    return new NotificationRouter(bare, merchants, ReplayGuard.inMemory());
  }

  /**
   * The same routes with a shared guard. Its keys begin with the merchant's id and a slash, so that
   * each merchant's events are kept apart; the store must tell letter cases apart.
   */
  public NotificationRouter guardedBy(ReplayGuard newGuard) {
    return new NotificationRouter(base, merchants, newGuard);
  }

  /**
   * The address to give to the provider for a merchant.
   *
   * @param merchantId 1 to 64 of {@code A–Z a–z 0–9 . _ -}, not dots alone
   * @throws InvalidRequestException if the id is anything else
   */
  public URI notifyUrl(String merchantId) {
    if (!isMerchantId(merchantId)) {
      throw new InvalidRequestException(
          "merchantId", "1 to 64 of A-Z a-z 0-9 . _ - (it stands in an address), not dots alone");
    }
    return URI.create(base + "/" + merchantId);
  }

  /**
   * Whose callback this path is for: the base's last segment and an id, with anything or nothing
   * before, because gateways put a stage there. A query is not part of a path.
   *
   * @param path the path of the request, as the host gives it
   * @return empty if it is no notify URL of this router
   */
  public Optional<String> merchantId(String path) {
    if (path.length() > LONGEST_PATH) {
      return Optional.empty();
    }
    int slash = path.lastIndexOf('/');
    String id = path.substring(slash + 1);
    if (slash < 0 || !isMerchantId(id)) {
      return Optional.empty();
    }
    String basePath = base.getRawPath();
    String lastSegment = basePath.substring(Math.max(0, basePath.lastIndexOf('/')));
    return path.substring(0, slash).endsWith(lastSegment) ? Optional.of(id) : Optional.empty();
  }

  /**
   * Does the whole job for one callback and throws no exception (an {@link Error} passes through):
   * finds the merchant by the path, then what {@link NotificationHandler#handle} does.
   *
   * @param path the path of the request, as the host gives it; an id alone will do, because some
   *     gateways take the mapping away
   * @param raw the request as received
   * @param shop what the shop expects of this merchant's payments; look numbers up among this
   *     merchant's orders only
   * @param action what the shop does for this merchant; durable when it returns. Asked for once a
   *     notification is proven and confirmed. Events that are neither payment nor refund are not
   *     confirmed: where several ids share one account, each names its own owner
   * @return what to send back: 404 for a path without a merchant, 503 while {@link Merchants}
   *     cannot be asked, else the provider's own form
   */
  public ReceivedReply handle(
      String path,
      ReceivedRequest raw,
      Function<String, Expectations> shop,
      Function<String, NotificationAction> action) {
    // Some gateways take the whole mapping away. Here only callbacks arrive, so an id is enough.
    Optional<String> merchantId =
        merchantId(path.lastIndexOf('/') == 0 ? base.getRawPath() + path : path);
    if (merchantId.isEmpty()) {
      return unrouted(404, Result.REFUSED, "the path is not that of a notify URL");
    }
    String id = merchantId.get();
    NotificationHandler handler;
    try {
      Optional<PaymentClient> client = merchants.find(id);
      if (client.isEmpty()) {
        return unrouted(404, Result.REFUSED, "no merchant has the id in this path");
      }
      handler = client.get().notifications().guardedBy(new GuardOfMerchant(id, guard));
    } catch (Exception sourceDown) {
      return unrouted(
          503, Result.BUSY, "the merchants cannot be asked: " + sourceDown.getClass().getName());
    }
    return handler.handle(
        raw, number -> shop.apply(id).of(number), new ActionOfMerchant(id, action));
  }

  private static ReceivedReply unrouted(int status, Result result, String detail) {
    return new ReceivedReply(status, Map.of(), "", result, detail);
  }

  /** Free of what a gateway on the way may write in another form. */
  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%' || path.charAt(i) > '~') {
        return false;
      }
    }
    return !path.contains("//") && !path.contains("/./") && !path.contains("/../");
  }

  private static boolean isMerchantId(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      return false;
    }
    boolean dotsAlone = true;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean legal =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!legal) {
        return false;
      }
      dotsAlone &= c == '.';
    }
    return !dotsAlone;
  }

  /** Nothing of the shop's is asked for before the proof. */
  private record ActionOfMerchant(
      String merchantId, Function<String, NotificationAction> ofMerchant)
      implements NotificationAction {

    @Override
    public void payment(Payment payment, Delivery delivery) throws Exception {
      ofMerchant.apply(merchantId).payment(payment, delivery);
    }

    @Override
    public void refund(Refund refund, Delivery delivery) throws Exception {
      ofMerchant.apply(merchantId).refund(refund, delivery);
    }

    @Override
    public void event(ProviderEvent event, Delivery delivery) throws Exception {
      ofMerchant.apply(merchantId).event(event, delivery);
    }
  }

  /** Merchants choose their numbers freely: the same event of two merchants is two events. */
  private record GuardOfMerchant(String merchantId, ReplayGuard guard) implements ReplayGuard {

    @Override
    public Claim claim(String key, Duration lease) {
      return guard.claim(merchantId + "/" + key, lease);
    }

    @Override
    public void done(String key, String token) {
      guard.done(merchantId + "/" + key, token);
    }

    @Override
    public void release(String key, String token) {
      guard.release(merchantId + "/" + key, token);
    }
  }
}
