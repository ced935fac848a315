// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.OpenPage;
import io.countersign.PaymentRef;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.spi.PercentEncoding;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted order lets the payer do: one field of the answer, made into a scene's result.
 */
final class PayerAction {

  private static final Duration PREPAY_VALIDITY = Duration.ofHours(2);
  private static final Duration H5_VALIDITY = Duration.ofMinutes(5);

  private final GatewayCalls gateway;

  PayerAction(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /** The scene's result; open if the answer lacks what it is made of. */
  <R> Verdict<R> in(Scene<R> scene, Product product, String appId, PaymentRef ref, Answer answer) {
    String field =
        switch (product) {
          case NATIVE -> "code_url";
          case H5 -> "h5_url";
          default -> "prepay_id";
        };
    Optional<String> token = answer.fields().text(field);
    if (token.isEmpty() || token.get().isBlank()) {
      return Verdict.open("the answer lacks " + field);
    }
    Object result = result(scene, appId, ref, token.get());
    return result == null
        ? Verdict.open("the answer's " + field + " is not an address")
        : typed(new Verdict.Accepted<>(result, Optional.of(ref)));
  }

  private @Nullable Object result(Scene<?> scene, String appId, PaymentRef ref, String token) {
    Instant now = gateway.loop().now();
    WalletParameters wallet = new WalletParameters(gateway.signing());
    if (scene instanceof Scene.QrCode) {
      return new ShowQrCode(token, validUntil(ref, PREPAY_VALIDITY));
    }
    if (scene instanceof Scene.MobilePage page) {
      String address =
          page.returnUrl().isPresent()
              ? token
                  + (token.indexOf('?') < 0 ? "?" : "&")
                  + "redirect_url="
                  + PercentEncoding.encode(page.returnUrl().get().toString())
              : token;
      try {
        return new OpenPage.Redirect(URI.create(address), validUntil(ref, H5_VALIDITY));
      } catch (IllegalArgumentException malformed) {
        return null;
      }
    }
    if (scene instanceof Scene.InApp) {
      return wallet.mobileApp(appId, gateway.merchant().mchid(), token, now);
    }
    return gateway.merchant().kindOf(appId).orElse(WeChatPayAppKind.MINI_PROGRAM)
            == WeChatPayAppKind.MINI_PROGRAM
        ? wallet.miniProgram(appId, token, now)
        : wallet.officialAccount(appId, token, now);
  }

  private Instant validUntil(PaymentRef ref, Duration validity) {
    Instant end = gateway.loop().now().plus(validity);
    Instant payBefore = ref.payBefore().orElse(end);
    return payBefore.isBefore(end) ? payBefore : end;
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Verdict<R> typed(Verdict<?> verdict) {
    return (Verdict<R>) verdict;
  }
}
