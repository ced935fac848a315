// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One shop for all tests of this JVM that need no more than one; each finds everything sound. */
final class OpenShop implements BeforeEachCallback {

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(OpenShop.class);

  private @Nullable Opened current;

  @Override
  public void beforeEach(ExtensionContext context) {
    Opened opened =
        context
            .getRoot()
            .getStore(HERE)
            .computeIfAbsent(Opened.class, key -> Opened.now(), Opened.class);
    opened.gateways().weChatPay().faults().clear();
    opened.gateways().ecpay().faults().clear();
    opened.gateways().unionPay().faults().clear();
    opened.gateways().deliverTo(opened.house().home());
    current = opened;
  }

  TeaHouse house() {
    return Objects.requireNonNull(current).house();
  }

  DemoGateways gateways() {
    return Objects.requireNonNull(current).gateways();
  }

  /** Closed by the store at the end of all tests. */
  private record Opened(DemoGateways gateways, TeaHouse house) implements AutoCloseable {

    static Opened now() {
      DemoGateways gateways = TeaHouse.openGateways();
      TeaHouse house = TeaHouse.open(gateways, TeaHouse.database());
      house
          .bean(MerchantTable.class)
          .put(
              DemoGateways.NIGHT_MARKET,
              "Night market",
              "wechatpay",
              Method.QR,
              gateways.nightMarket().environment());
      return new Opened(gateways, house);
    }

    @Override
    public void close() {
      house.close();
      gateways.close();
    }
  }
}
