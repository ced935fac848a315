// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.lang.reflect.Method;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;

/** What the health indicator says; its types stand in another package in each Spring Boot. */
record HealthOf(String status, Map<?, ?> details) {

  static final String BEAN = "countersignHealthIndicator";

  static HealthOf shop(BeanFactory beans) throws ReflectiveOperationException {
    Object health = call(beans.getBean(BEAN), "health");
    return new HealthOf(
        String.valueOf(call(health, "getStatus")), (Map<?, ?>) call(health, "getDetails"));
  }

  private static Object call(Object target, String name) throws ReflectiveOperationException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        for (Method method : each.getMethods()) {
          if (method.getName().equals(name) && method.getParameterCount() == 0) {
            return method.invoke(target);
          }
        }
      }
    }
    return target.getClass().getMethod(name).invoke(target);
  }
}
