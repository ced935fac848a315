// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** What every answer tells the browser not to do: it takes script and style from this shop only. */
final class SecurityHeaders implements Filter {

  static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data:",
          "connect-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'");

  static void addTo(Context context) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(SecurityHeaders.class.getName());
    definition.setFilter(new SecurityHeaders());
    context.addFilterDef(definition);
    FilterMap everything = new FilterMap();
    everything.setFilterName(SecurityHeaders.class.getName());
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (response instanceof HttpServletResponse http) {
      http.setHeader("Content-Security-Policy", POLICY);
      http.setHeader("X-Content-Type-Options", "nosniff");
      http.setHeader("X-Frame-Options", "DENY");
      http.setHeader("Referrer-Policy", "no-referrer");
      http.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      http.setHeader("Cross-Origin-Resource-Policy", "same-origin");
      http.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    }
    chain.doFilter(request, response);
  }
}
