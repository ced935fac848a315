// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;

/** What a servlet container hands to the guides' examples, as far as they look at it. */
final class FakedServlet {

  private FakedServlet() {}

  /** A query and a body. */
  static HttpServletRequest request(String query, byte[] body) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    ServletInputStream stream =
        new ServletInputStream() {
          @Override
          public int read() {
            return bytes.read();
          }

          @Override
          public boolean isFinished() {
            return bytes.available() == 0;
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
          }
        };
    return faked(
        HttpServletRequest.class,
        (proxy, method, given) -> method.getName().equals("getQueryString") ? query : stream);
  }

  /** Remembers the last argument of each method; what is written goes nowhere. */
  static HttpServletResponse response(Map<String, Object> said) {
    ServletOutputStream nowhere =
        new ServletOutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
          }
        };
    return faked(
        HttpServletResponse.class,
        (proxy, method, given) -> {
          if (given != null) {
            said.put(method.getName(), given[given.length - 1]);
          }
          return method.getName().equals("getOutputStream") ? nowhere : null;
        });
  }

  private static <T> T faked(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
