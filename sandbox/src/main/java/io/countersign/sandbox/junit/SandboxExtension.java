// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.junit;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.ecpay.EcpayGateway;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.unionpay.UnionPayGateway;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.WeChatPayGateway;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a sandbox with a driven clock for a test class, or for one test when registered on an
 * instance field, and fills in parameters of the types {@link Sandbox}, {@link SandboxClock},
 * {@link WeChatPayGateway}, {@link WeChatPayMerchant}, {@link EcpayGateway}, {@link EcpayMerchant},
 * {@link AlipayGateway}, {@link AlipayMerchant}, {@link UnionPayGateway} and {@link
 * UnionPayMerchant}. Every test gets merchants of its own; a second parameter of such a type is the
 * same merchant.
 */
public final class SandboxExtension
    implements BeforeAllCallback, AfterAllCallback, AfterEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SandboxExtension.class);
  private static final Set<Class<?>> KNOWN =
      Set.of(
          Sandbox.class,
          SandboxClock.class,
          WeChatPayGateway.class,
          WeChatPayMerchant.class,
          EcpayGateway.class,
          EcpayMerchant.class,
          AlipayGateway.class,
          AlipayMerchant.class,
          UnionPayGateway.class,
          UnionPayMerchant.class);

  private final MerchantSetup setup;
  private final EcpaySetup ecpaySetup;
  private final AlipaySetup alipaySetup;
  private final UnionPaySetup unionPaySetup;
  private @Nullable Sandbox sandbox;
  private boolean wholeClass;

  /** For {@code @ExtendWith}: with usual merchants. */
  public SandboxExtension() {
    this(MerchantSetup.usual(), EcpaySetup.usual(), AlipaySetup.usual(), UnionPaySetup.usual());
  }

  private SandboxExtension(
      MerchantSetup setup,
      EcpaySetup ecpaySetup,
      AlipaySetup alipaySetup,
      UnionPaySetup unionPaySetup) {
    this.setup = setup;
    this.ecpaySetup = ecpaySetup;
    this.alipaySetup = alipaySetup;
    this.unionPaySetup = unionPaySetup;
  }

  /** With usual merchants; a test may ask for WeChat Pay's or any other gateway's. */
  public static SandboxExtension wechatPay() {
    return new SandboxExtension();
  }

  /** With WeChat Pay merchants that are set up so. */
  public static SandboxExtension wechatPay(MerchantSetup setup) {
    return new SandboxExtension(
        setup, EcpaySetup.usual(), AlipaySetup.usual(), UnionPaySetup.usual());
  }

  /** With usual merchants; a test may ask for ECPay's or any other gateway's. */
  public static SandboxExtension ecpay() {
    return new SandboxExtension();
  }

  /** With ECPay merchants that are set up so. */
  public static SandboxExtension ecpay(EcpaySetup setup) {
    return new SandboxExtension(
        MerchantSetup.usual(), setup, AlipaySetup.usual(), UnionPaySetup.usual());
  }

  /** With usual Alipay merchants. */
  public static SandboxExtension alipay() {
    return new SandboxExtension();
  }

  /** With Alipay merchants that are set up so. */
  public static SandboxExtension alipay(AlipaySetup setup) {
    return new SandboxExtension(
        MerchantSetup.usual(), EcpaySetup.usual(), setup, UnionPaySetup.usual());
  }

  /** With usual UnionPay merchants. */
  public static SandboxExtension unionPay() {
    return new SandboxExtension();
  }

  /** With UnionPay merchants that are set up so. */
  public static SandboxExtension unionPay(UnionPaySetup setup) {
    return new SandboxExtension(
        MerchantSetup.usual(), EcpaySetup.usual(), AlipaySetup.usual(), setup);
  }

  /** The running sandbox. */
  public synchronized Sandbox sandbox() {
    Sandbox running = sandbox;
    if (running == null) {
      running = Sandbox.start();
      sandbox = running;
    }
    return running;
  }

  @Override
  public synchronized void beforeAll(ExtensionContext context) {
    wholeClass = true;
    sandbox();
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    WeChatPayMerchant used = context.getStore(NAMESPACE).remove(this, WeChatPayMerchant.class);
    if (used != null) {
      sandbox().weChatPay().closeMerchant(used);
    }
    EcpayMerchant usedOfEcpay =
        context.getStore(NAMESPACE).remove(List.of(this, EcpayMerchant.class), EcpayMerchant.class);
    if (usedOfEcpay != null) {
      sandbox().ecpay().closeMerchant(usedOfEcpay);
    }
    AlipayMerchant usedOfAlipay =
        context
            .getStore(NAMESPACE)
            .remove(List.of(this, AlipayMerchant.class), AlipayMerchant.class);
    if (usedOfAlipay != null) {
      sandbox().alipay().closeMerchant(usedOfAlipay);
    }
    UnionPayMerchant usedOfUnionPay =
        context
            .getStore(NAMESPACE)
            .remove(List.of(this, UnionPayMerchant.class), UnionPayMerchant.class);
    if (usedOfUnionPay != null) {
      sandbox().unionPay().closeMerchant(usedOfUnionPay);
    }
    if (!wholeClass) {
      stop();
    }
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    stop();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return KNOWN.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == Sandbox.class) {
      return sandbox();
    }
    if (type == SandboxClock.class) {
      return sandbox().clock();
    }
    if (type == EcpayGateway.class) {
      return sandbox().ecpay();
    }
    if (type == EcpayMerchant.class) {
      return ecpayMerchant(context);
    }
    if (type == AlipayGateway.class) {
      return sandbox().alipay();
    }
    if (type == AlipayMerchant.class) {
      return alipayMerchant(context);
    }
    if (type == UnionPayGateway.class) {
      return sandbox().unionPay();
    }
    if (type == UnionPayMerchant.class) {
      return unionPayMerchant(context);
    }
    return type == WeChatPayGateway.class ? sandbox().weChatPay() : merchant(context);
  }

  private WeChatPayMerchant merchant(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    WeChatPayMerchant known = store.get(this, WeChatPayMerchant.class);
    if (known == null) {
      known = sandbox().weChatPay().openMerchant(setup);
      store.put(this, known);
    }
    return known;
  }

  private EcpayMerchant ecpayMerchant(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    List<Object> key = List.of(this, EcpayMerchant.class);
    EcpayMerchant known = store.get(key, EcpayMerchant.class);
    if (known == null) {
      known = sandbox().ecpay().openMerchant(ecpaySetup);
      store.put(key, known);
    }
    return known;
  }

  private AlipayMerchant alipayMerchant(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    List<Object> key = List.of(this, AlipayMerchant.class);
    AlipayMerchant known = store.get(key, AlipayMerchant.class);
    if (known == null) {
      known = sandbox().alipay().openMerchant(alipaySetup);
      store.put(key, known);
    }
    return known;
  }

  private UnionPayMerchant unionPayMerchant(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    List<Object> key = List.of(this, UnionPayMerchant.class);
    UnionPayMerchant known = store.get(key, UnionPayMerchant.class);
    if (known == null) {
      known = sandbox().unionPay().openMerchant(unionPaySetup);
      store.put(key, known);
    }
    return known;
  }

  private void stop() {
    if (sandbox != null) {
      sandbox.close();
      sandbox = null;
    }
  }
}
