// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * {@code GET /lab}: what can be tried; {@code POST /lab/{attack}}: an attack on a naive shop and on
 * one like this; {@code POST /lab/story}: what becomes of a lost answer. Nothing of it touches this
 * shop's own orders.
 */
final class LabServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(LabServlet.class.getName());

  /** One run and those that wait for it; more would take the threads that serve payers. */
  static final int PLACES = 4;

  private final transient Lab lab;
  private final transient Semaphore places = new Semaphore(PLACES);

  LabServlet(Lab lab) {
    this.lab = lab;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean root = path(request).isEmpty();
    (root ? new Reply(200, lab.contents()) : Reply.of(404, "error", "there is only /lab"))
        .send(response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    reply(request).send(response);
  }

  private Reply reply(HttpServletRequest request) {
    if (!OwnBrowser.sent(request)) {
      return Reply.of(403, "error", "this page takes no orders from other sites");
    }
    Optional<LabAttack> attack = LabAttack.of(path(request));
    boolean story = path(request).equals("story");
    if (attack.isEmpty() && !story) {
      return Reply.of(404, "error", "no such attack");
    }
    if (!places.tryAcquire()) {
      return Reply.of(503, "error", "the lab is busy; try again in a moment");
    }
    try {
      return new Reply(200, story ? lab.story() : lab.run(attack.orElseThrow()));
    } catch (RuntimeException broken) {
      LOG.log(Level.ERROR, "the lab broke", broken);
      return Reply.of(500, "error", "the run broke; the shop's log says why");
    } finally {
      places.release();
    }
  }

  private static String path(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path == null || path.isEmpty() ? "" : path.substring(1);
  }
}
