// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import java.net.URI;
import java.util.Map;

/** A function of a cloud that answers a payer's browser with a page. */
public final class PageFunction {

  private PageFunction() {}

  /** The page, or why there is none. */
  public static String page(Map<String, String> environment) {
    PaymentRequest<OpenPage> request =
        PaymentRequest.in(Scene.webPage(URI.create("https://shop.example.com/thanks")))
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("一杯茶")
            .build();
    Outcome<OpenPage> outcome = AlipayClient.fromEnvironment(environment).create(request);
    return outcome instanceof Outcome.Accepted<OpenPage> accepted
            && accepted.value() instanceof OpenPage.PostForm form
        ? form.toHtml("bm9uY2Ugb2YgdGhpcyBwYWdl")
        : outcome.toString();
  }
}
