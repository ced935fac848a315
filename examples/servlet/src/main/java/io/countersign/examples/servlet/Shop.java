// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.catalina.valves.RemoteIpValve;

/** The shop: one embedded Tomcat on 127.0.0.1 with the servlets of this package. */
final class Shop implements AutoCloseable {

  private final Tomcat tomcat;
  private final Path folder;
  private final URI home;
  private final FollowUps followUps;

  private Shop(Tomcat tomcat, Path folder, URI home, FollowUps followUps) {
    this.tomcat = tomcat;
    this.folder = folder;
    this.home = home;
    this.followUps = followUps;
  }

  /**
   * Opens.
   *
   * @param port 0 for a free one
   * @param tills made when the shop's address is known, because notify URLs contain it
   * @param staffKey what the staff shows at the desk
   */
  static Shop open(
      int port,
      Function<URI, Tills> tills,
      Prices prices,
      Orders orders,
      Clock clock,
      String staffKey) {
    return open(port, tills, prices, orders, clock, staffKey, Map.of());
  }

  /**
   * The same with more to serve.
   *
   * @param more servlets by path, such as {@code /lab/*}
   */
  static Shop open(
      int port,
      Function<URI, Tills> tills,
      Prices prices,
      Orders orders,
      Clock clock,
      String staffKey,
      Map<String, HttpServlet> more) {
    Tomcat tomcat = new Tomcat();
    try {
      Path folder = Files.createTempDirectory("shop");
      tomcat.setBaseDir(folder.toString());
      Connector connector = new Connector();
      connector.setPort(port);
      connector.setProperty("address", "127.0.0.1");
      tomcat.setConnector(connector);
      tomcat.init();
      URI home = URI.create("http://127.0.0.1:" + connector.getLocalPort());

      Tills ours = tills.apply(home);
      FollowUps followUps = new FollowUps(ours, orders, clock);
      Checkout checkout = new Checkout(orders, followUps, clock);
      // Error pages without stack traces and version numbers.
      ErrorReportValve errors = new ErrorReportValve();
      errors.setShowReport(false);
      errors.setShowServerInfo(false);
      tomcat.getHost().getPipeline().addValve(errors);
      StandardContext context = (StandardContext) tomcat.addContext("", null);
      // There is no class loader of its own to look for leaks in, and looking prints warnings.
      context.setClearReferencesRmiTargets(false);
      context.setClearReferencesThreadLocals(false);
      // Believes X-Forwarded-For from a proxy on the private network, and from nobody else.
      context.getPipeline().addValve(new RemoteIpValve());
      serve(context, "/checkout", new CheckoutServlet(prices, orders, ours, checkout, home));
      serve(context, PayPageServlet.PATH + "*", new PayPageServlet(orders, ours, checkout));
      serve(context, "/return/*", new ReturnServlet(ours, orders, clock));
      serve(context, "/notify/*", new NotificationServlet(ours, orders, clock));
      serve(context, "/orders/*", new OrderServlet(orders));
      serve(context, "/desk/*", new DeskServlet(orders, followUps, clock, staffKey));
      serve(context, "/catalogue", new CatalogueServlet(prices, ours));
      serve(context, "/", new PageServlet(Pages.ofTheShop()));
      more.forEach((path, servlet) -> serve(context, path, servlet));
      SecurityHeaders.addTo(context);
      tomcat.start();
      return new Shop(tomcat, folder, home, followUps);
    } catch (IOException | LifecycleException failed) {
      throw new IllegalStateException("the shop cannot open", failed);
    }
  }

  /** Where it is, without a path. */
  URI home() {
    return home;
  }

  /** What a timer has to run. */
  FollowUps followUps() {
    return followUps;
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      try (Stream<Path> made = Files.walk(folder)) {
        for (Path one : made.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(one);
        }
      }
    } catch (LifecycleException | IOException ignored) {
      // It is going away all the same.
    }
  }

  private static void serve(Context context, String path, HttpServlet servlet) {
    Tomcat.addServlet(context, path, servlet).addMapping(path);
  }
}
