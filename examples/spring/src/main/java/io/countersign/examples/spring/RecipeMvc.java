// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.NotificationRouter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The notify URLs of a Spring MVC application, on nothing but the core. With the starter a
 * controller does: {@link NotifyController}.
 */
// snippet: recipe-mvc
// The first of all filters, because another one (HiddenHttpMethodFilter, a tracer) may ask for a
// parameter; then the server reads a form's body, and no controller sees the signed bytes again.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RecipeMvc extends OncePerRequestFilter {

  private final NotificationRouter router;
  private final RecipeShop shop;

  RecipeMvc(NotificationRouter router, RecipeShop shop) {
    this.router = router;
    this.shop = shop;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST")
        || router.merchantId(request.getRequestURI()).isEmpty();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain unused)
      throws IOException {
    // As in the servlet: headers and raw bytes in, the exact answer out.
    RecipeServlet.answer(router, shop, request, response);
  }
}
// end snippet
