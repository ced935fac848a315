// SPDX-License-Identifier: Apache-2.0
/** The payment gateways' own side on loopback, for tests and for trying things out. */
module io.countersign.sandbox {
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;
  requires static org.junit.jupiter.api;

  exports io.countersign.sandbox;
  exports io.countersign.sandbox.alipay;
  exports io.countersign.sandbox.attack;
  exports io.countersign.sandbox.ecpay;
  exports io.countersign.sandbox.junit;
  exports io.countersign.sandbox.unionpay;
  exports io.countersign.sandbox.wechatpay;
}
