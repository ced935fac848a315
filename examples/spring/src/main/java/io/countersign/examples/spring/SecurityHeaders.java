// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.web.filter.OncePerRequestFilter;

/** What every answer tells the browser not to do: script and style come from this shop only. */
final class SecurityHeaders extends OncePerRequestFilter {

  static final String POLICY = "Content-Security-Policy";

  private static final String OF_THE_SHOP =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /**
   * Of the page that sends one signed form to a provider, and can do nothing else. Any https host,
   * because the provider's page may send the browser on to others.
   */
  static String policyOfForm(String nonce, URI action) {
    return "default-src 'none'; script-src 'nonce-%s'; form-action https: %s://%s; base-uri 'none'; frame-ancestors 'none'"
        .formatted(nonce, action.getScheme(), action.getRawAuthority());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(POLICY, OF_THE_SHOP);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    chain.doFilter(request, response);
  }
}
