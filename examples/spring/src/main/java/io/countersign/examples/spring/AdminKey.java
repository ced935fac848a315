// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets the staff in, by the header {@code X-Admin-Key}. A real shop has accounts; here it is one
 * secret, so that the example needs no more than it is about.
 */
final class AdminKey implements HandlerInterceptor {

  static final String HEADER = "X-Admin-Key";

  private final byte[] key;

  AdminKey(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("shop.admin-key: a secret of your own");
    }
    this.key = key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String given = request.getHeader(HEADER);
    if (given != null && MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8))) {
      return true;
    }
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    return false;
  }
}
