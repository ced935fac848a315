// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.NotificationRouter;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.spring.ServletNotifications;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /notify/{merchant}}: what the providers tell, proven before anything is done. The
 * starter's filter has kept the raw bytes before any other filter could read them.
 */
@RestController
class NotifyController {

  private static final Logger LOG = LoggerFactory.getLogger(NotifyController.class);

  private final NotificationRouter router;
  private final ServletNotifications notifications;
  private final Orders orders;
  private final FollowUps followUps;
  private final Tills tills;
  private final Clock clock;

  NotifyController(
      NotificationRouter router,
      ServletNotifications notifications,
      Orders orders,
      FollowUps followUps,
      Tills tills,
      Clock clock) {
    this.router = router;
    this.notifications = notifications;
    this.orders = orders;
    this.followUps = followUps;
    this.tills = tills;
    this.clock = clock;
  }

  @PostMapping("/notify/{merchant}")
  void notified(HttpServletRequest request, HttpServletResponse response) throws IOException {
    notifications.answer(request, response, raw -> handled(request.getRequestURI(), raw));
  }

  private ReceivedReply handled(String path, ReceivedRequest raw) {
    ReceivedReply reply =
        router.handle(
            path,
            raw,
            merchant -> number -> orders.expected(merchant, number),
            merchant -> new Callbacks(merchant, orders, followUps, tills, clock));
    if (!reply.acknowledged()) {
      LOG.warn("{} {}", reply.result(), reply.detail());
    }
    return reply;
  }
}
