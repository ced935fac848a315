// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A program whose class path has no BouncyCastle: says what each sign method makes of that. */
public final class LeanProgram {

  private LeanProgram() {}

  /** The variables of a merchant are those of the process; each line is one method. */
  public static void main(String[] arguments) {
    for (String method : arguments[0].split(",", -1)) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put("UNIONPAY_SIGN_METHOD", method.substring(0, 2));
      if (method.endsWith("file")) {
        environment.put("UNIONPAY_SM2", "AAAA");
        environment.put("UNIONPAY_SM2_PASSWORD", "111111");
      }
      System.out.println(method + " " + outcome(environment));
    }
  }

  private static String outcome(Map<String, String> environment) {
    try {
      UnionPayConfig config = UnionPayConfig.fromEnvironment(environment);
      return "signs " + config.keys.sign("a=1", StandardCharsets.UTF_8).length();
    } catch (InvalidRequestException refused) {
      return refused.getMessage();
    }
  }
}
