// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.wechatpay.WeChatLogin;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** All gateways of the sandbox, each on its own port of 127.0.0.1, sharing one clock. */
public final class Sandbox implements AutoCloseable {
  private final SandboxClock clock;
  private final WeChatPayGateway weChatPay;
  private final WeChatLogin weChatLogin;
  private final EcpayGateway ecpay;
  private final AlipayGateway alipay;
  private final UnionPayGateway unionPay;

  private Sandbox(SandboxClock clock, Builder ports) {
    this.clock = clock;
    this.weChatPay = WeChatPayGateway.listen(clock, ports.port);
    this.weChatLogin = WeChatLogin.listen(clock, 0);
    this.ecpay = EcpayGateway.listen(clock, ports.ecpayPort);
    this.alipay = AlipayGateway.listen(clock, ports.alipayPort);
    this.unionPay = UnionPayGateway.listen(clock, ports.unionPayPort);
  }

  /**
   * Starts on free ports, with a driven clock that shows the present second.
   *
   * @return a running sandbox
   */
  public static Sandbox start() {
    return builder().start();
  }

  /**
   * Starts with other ports or another clock.
   *
   * @return what to fill in
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The address of the first gateway.
   *
   * @return an http address on 127.0.0.1 without a path
   */
  public URI baseUri() {
    return weChatPay.baseUri();
  }

  /**
   * The time in this sandbox.
   *
   * @return the one clock of all gateways
   */
  public SandboxClock clock() {
    return clock;
  }

  /**
   * WeChat Pay.
   *
   * @return the gateway
   */
  public WeChatPayGateway weChatPay() {
    return weChatPay;
  }

  /**
   * WeChat's login, always on a free port.
   *
   * @return what turns a login code into an openid
   */
  public WeChatLogin weChatLogin() {
    return weChatLogin;
  }

  /**
   * ECPay.
   *
   * @return the gateway
   */
  public EcpayGateway ecpay() {
    return ecpay;
  }

  /**
   * Alipay.
   *
   * @return the gateway
   */
  public AlipayGateway alipay() {
    return alipay;
  }

  /**
   * UnionPay.
   *
   * @return the gateway
   */
  public UnionPayGateway unionPay() {
    return unionPay;
  }

  /** Stops all gateways; calls that hang are let go. */
  @Override
  public void close() {
    unionPay.close();
    alipay.close();
    ecpay.close();
    weChatLogin.close();
    weChatPay.close();
  }

  /** What can be chosen before the start. */
  public static final class Builder {
    private int port;
    private int ecpayPort;
    private int alipayPort;
    private int unionPayPort;
    private @Nullable SandboxClock clock;

    private Builder() {}

    /**
     * The port of the first gateway.
     *
     * @param port 0 for free ports, which is the default
     * @return this
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * The port of ECPay.
     *
     * @param port 0 for a free one, which is the default
     * @return this
     */
    public Builder ecpayPort(int port) {
      this.ecpayPort = port;
      return this;
    }

    /**
     * The port of Alipay.
     *
     * @param port 0 for a free one, which is the default
     * @return this
     */
    public Builder alipayPort(int port) {
      this.alipayPort = port;
      return this;
    }

    /**
     * The port of UnionPay.
     *
     * @param port 0 for a free one, which is the default
     * @return this
     */
    public Builder unionPayPort(int port) {
      this.unionPayPort = port;
      return this;
    }

    /**
     * The time to live in.
     *
     * @param clock by default a driven one that starts at the present second
     * @return this
     */
    public Builder clock(SandboxClock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Starts the gateways.
     *
     * @return a running sandbox
     */
    public Sandbox start() {
      SandboxClock chosen = clock;
      if (chosen == null) {
        chosen = SandboxClock.drivenFrom(Instant.now().truncatedTo(ChronoUnit.SECONDS));
      }
      return new Sandbox(chosen, this);
    }
  }
}
