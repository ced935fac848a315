// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.testing.ApiText;
import org.junit.jupiter.api.Test;

class PublicApiTest {
  @Test
  void isWhatApiTxtSays() throws Exception {
    ApiText.verify("io.countersign.spring");
  }
}
