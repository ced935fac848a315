// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.EcpaySetup;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox as a program: starts, writes credentials, says where it is, and runs until it is told
 * to end.
 */
public final class Main {
  static final String USAGE =
      """
      Usage: java -jar countersign-sandbox-all.jar [--port PORT] [--credentials FOLDER] [--notify-url URL] [--ecpay-return-url URL]
             [--alipay-notify-url URL] [--unionpay-notify-url URL]

        --port PORT           port of WeChat Pay on 127.0.0.1, 0 for free ones (default 9100);
                              ECPay, Alipay and UnionPay are on the next three
        --credentials FOLDER  where to write the credentials of a merchant of each gateway, and of
                              WeChat Pay's service provider with one sub-merchant
                              (default: not written)
        --notify-url URL      the value of WECHATPAY_NOTIFY_URL in the .env file
                              (default http://127.0.0.1:8080/wechatpay/notify)
        --ecpay-return-url URL  the value of ECPAY_RETURN_URL in the .env file
                              (default http://127.0.0.1:8080/ecpay/return)
        --alipay-notify-url URL  the value of ALIPAY_NOTIFY_URL in the .env files
                              (default http://127.0.0.1:8080/alipay/notify)
        --unionpay-notify-url URL  the value of UNIONPAY_NOTIFY_URL in the .env file
                              (default http://127.0.0.1:8080/unionpay/notify)

      Prints one line of JSON with the addresses once it is ready, and runs until SIGTERM.

      Another program of this jar sends hostile notifications at a shop: see attack --help.
      """;

  private Main() {}

  /**
   * Runs the sandbox.
   *
   * @param arguments see the usage text
   * @throws InterruptedException if the main thread is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0 && arguments[0].equals(AttackCommand.NAME)) {
      System.exit(AttackCommand.run(arguments, System.out, System.err));
    }
    int status = run(arguments, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
    new CountDownLatch(1).await();
  }

  /** Starts; gives the exit status, 0 while it runs. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      err.println("countersign-sandbox: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    Sandbox sandbox;
    try {
      sandbox =
          Sandbox.builder()
              .port(options.port())
              .ecpayPort(options.port() == 0 ? 0 : options.port() + 1)
              .alipayPort(options.port() == 0 ? 0 : options.port() + 2)
              .unionPayPort(options.port() == 0 ? 0 : options.port() + 3)
              .clock(SandboxClock.system())
              .start();
    } catch (UncheckedIOException e) {
      err.println("countersign-sandbox: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "countersign-sandbox-end"));
    MerchantSetup setup = MerchantSetup.usual().notifyUrl(options.notifyUrl());
    WeChatPayMerchant merchant = sandbox.weChatPay().openMerchant(setup);
    EcpayMerchant shop =
        sandbox.ecpay().openMerchant(EcpaySetup.usual().returnUrl(options.ecpayReturnUrl()));
    AlipaySetup alipaySetup = AlipaySetup.usual().notifyUrl(options.alipayNotifyUrl());
    AlipayMerchant store = sandbox.alipay().openMerchant(alipaySetup);
    AlipayMerchant certified = sandbox.alipay().openMerchant(alipaySetup.certificates());
    UnionPayMerchant house =
        sandbox
            .unionPay()
            .openMerchant(UnionPaySetup.usual().notifyUrl(options.unionPayNotifyUrl()));
    String unionPayCredentials = "";
    String alipayCredentials = "";
    String credentials = "";
    String ecpayCredentials = "";
    Path folder = options.credentials();
    if (folder != null) {
      try {
        CredentialFolder written = new CredentialFolder(folder);
        SubMerchant sub = sandbox.weChatPay().openServiceProvider(setup).openSubMerchant();
        credentials =
            ",\"credentials\":"
                + quoted(written.write(merchant).toString())
                + ",\"serviceProvider\":{\"mchid\":"
                + quoted(sub.provider().mchid())
                + ",\"subMchid\":"
                + quoted(sub.mchid())
                + ",\"credentials\":"
                + quoted(written.write(sub).toString())
                + "}";
        ecpayCredentials = ",\"credentials\":" + quoted(written.write(shop).toString());
        alipayCredentials =
            ",\"credentials\":"
                + quoted(written.write(store).toString())
                + ",\"certificates\":{\"appId\":"
                + quoted(certified.appId())
                + ",\"credentials\":"
                + quoted(written.write(certified).toString())
                + "}";
        unionPayCredentials = ",\"credentials\":" + quoted(written.write(house).toString());
      } catch (IOException e) {
        err.println("countersign-sandbox: cannot write credentials: " + e);
        sandbox.close();
        return 1;
      }
    }
    String base = sandbox.weChatPay().baseUri().toString();
    out.println(
        "{\"wechatpay\":{\"endpoint\":"
            + quoted(base)
            + ",\"cashier\":"
            + quoted(base + "/cashier/wechatpay")
            + ",\"mchid\":"
            + quoted(merchant.mchid())
            + credentials
            + "},\"ecpay\":{\"endpoint\":"
            + quoted(sandbox.ecpay().baseUri().toString())
            + ",\"merchantId\":"
            + quoted(shop.merchantId())
            + ecpayCredentials
            + "},\"alipay\":{\"endpoint\":"
            + quoted(sandbox.alipay().baseUri().toString())
            + ",\"appId\":"
            + quoted(store.appId())
            + alipayCredentials
            + "},\"unionpay\":{\"endpoint\":"
            + quoted(sandbox.unionPay().baseUri().toString())
            + ",\"merId\":"
            + quoted(house.merId())
            + unionPayCredentials
            + "}}");
    out.flush();
    return 0;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private record Options(
      int port,
      @Nullable Path credentials,
      String notifyUrl,
      String ecpayReturnUrl,
      String alipayNotifyUrl,
      String unionPayNotifyUrl) {
    static Options of(String[] arguments) {
      int port = 9100;
      Path credentials = null;
      String notifyUrl = "http://127.0.0.1:8080/wechatpay/notify";
      String ecpayReturnUrl = "http://127.0.0.1:8080/ecpay/return";
      String alipayNotifyUrl = "http://127.0.0.1:8080/alipay/notify";
      String unionPayNotifyUrl = "http://127.0.0.1:8080/unionpay/notify";
      for (int i = 0; i < arguments.length; i += 2) {
        String name = arguments[i];
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(name + " is unknown or lacks its value");
        }
        String value = arguments[i + 1];
        switch (name) {
          case "--port" -> port = port(value);
          case "--credentials" -> credentials = folder(value);
          case "--notify-url" -> notifyUrl = value;
          case "--ecpay-return-url" -> ecpayReturnUrl = value;
          case "--alipay-notify-url" -> alipayNotifyUrl = value;
          case "--unionpay-notify-url" -> unionPayNotifyUrl = value;
          default -> throw new IllegalArgumentException("unknown argument " + name);
        }
      }
      return new Options(
          port, credentials, notifyUrl, ecpayReturnUrl, alipayNotifyUrl, unionPayNotifyUrl);
    }

    private static int port(String text) {
      if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65532) {
        return Integer.parseInt(text);
      }
      throw new IllegalArgumentException("--port must be a number from 0 to 65532");
    }

    private static Path folder(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("--credentials must be a folder", e);
      }
    }
  }
}
