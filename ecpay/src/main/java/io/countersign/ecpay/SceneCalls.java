// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.spi.FormFields;
import io.countersign.spi.Signals;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Which of ECPay's products serves a scene, and the page, which is signed without a call. */
final class SceneCalls {

  private static final String PAGE = "/Cashier/AioCheckOut/V5";

  private final EcpayConfig config;
  private final Merchant merchant;
  private final Signals signals;

  SceneCalls(EcpayConfig config, Merchant merchant, Signals signals) {
    this.config = config;
    this.merchant = merchant;
    this.signals = signals;
  }

  /** What {@code create} will be about. */
  PaymentRef ref(PaymentRequest<?> request) {
    mustBePage(request.scene());
    return orders().page(request).ref();
  }

  /** A way to pay. */
  <R> Outcome<R> create(PaymentRequest<R> request) {
    mustBePage(request.scene());
    return typed(page(request));
  }

  private Outcome<OpenPage> page(PaymentRequest<?> request) {
    OrderFields.Draft draft = orders().page(request);
    FormFields form = draft.form();
    CheckMacValue.sign(form, config.keysOf(Service.PAYMENT).get(0), CheckMacValue.Hash.SHA256);
    List<OpenPage.PostForm.Field> fields =
        form.entries().stream()
            .map(field -> new OpenPage.PostForm.Field(field.getKey(), field.getValue()))
            .toList();
    for (String doubt : draft.doubts()) {
      signals.warn(new Signal.RequestInDoubt(Merchant.PROVIDER, draft.ref().number(), doubt));
    }
    return new Outcome.Accepted<>(
        new OpenPage.PostForm(
            config.endpoints.of(Service.PAYMENT).resolve(PAGE), fields, StandardCharsets.UTF_8),
        Optional.of(draft.ref()));
  }

  private OrderFields orders() {
    return new OrderFields(config, merchant);
  }

  private static void mustBePage(Scene<?> scene) {
    if (!(scene instanceof Scene.WebPage) && !(scene instanceof Scene.MobilePage)) {
      throw new InvalidRequestException(
          "scene",
          "one that ECPay has: Scene.webPage(…) or Scene.mobilePage(…) for its page, where the payer"
              + " also finds wallets, or Scene.voucher(…)");
    }
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }
}
