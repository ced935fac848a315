// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, and what it complained about and whom it asked. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern ASKED =
      Pattern.compile("\"Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]+)\"");

  private final ChromeDriver driver;

  Browser(int width, int height, String languages) {
    for (Path needed : List.of(CHROMIUM, DRIVER)) {
      if (!Files.isExecutable(needed)) {
        throw new IllegalStateException(
            needed + " is missing: apt-get install chromium chromium-driver fonts-noto-cjk");
      }
    }
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable("browser", Level.ALL);
    logs.enable("performance", Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        // The machines that test run as root and have a small /dev/shm.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--lang=" + languages.split(",")[0]);
    options.setExperimentalOption(
        "prefs",
        Map.of(
            "intl.accept_languages",
            languages,
            "download.default_directory",
            PICTURES.toAbsolutePath().toString()));
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    this.driver = new ChromeDriver(service, options);
    size(width, height);
  }

  /** The inner size of the window, smaller than a window may be made. */
  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** A new visit: nothing is remembered of the one before. */
  void open(URI address) {
    if (origin(address).equals(run("return location.origin"))) {
      run("sessionStorage.clear()");
    }
    // Another text behind the # alone would load nothing.
    driver.get("about:blank");
    driver.get(address.toString());
    awaitReady();
  }

  /** Takes the certificates of this machine's own servers, which nobody signed. */
  void trustAnyCertificate() {
    driver.executeCdpCommand("Security.setIgnoreCertificateErrors", Map.of("ignore", true));
  }

  /** Goes to a page that may not be one of the shop's, and waits for nothing. */
  void leaveFor(URI address) {
    driver.get("about:blank");
    run("location.href = arguments[0]", address.toString());
  }

  void awaitReady() {
    await("html[data-ready=true]");
  }

  WebElement await(String selector) {
    return until(
        selector,
        found -> {
          List<WebElement> all = found.findElements(By.cssSelector(selector));
          return all.isEmpty() ? null : all.get(0);
        });
  }

  <T> T until(String what, ExpectedCondition<T> holds) {
    return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
        .withMessage(what)
        .ignoring(StaleElementReferenceException.class)
        .ignoring(ElementClickInterceptedException.class)
        .until(holds);
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    return await(selector).getText();
  }

  /** Clicks where a person would: in sight, and again if it was drawn anew meanwhile. */
  void click(String selector) {
    until("a click on " + selector, page -> pressed(await(selector)));
  }

  private WebElement pressed(WebElement element) {
    run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
    element.click();
    return element;
  }

  /** Chooses what is covered by its label. */
  void choose(String name, String value) {
    String input = "input[name=" + name + "][value='" + value + "']";
    run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", await(input));
    run("arguments[0].click()", await(input));
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Clicks what opens a second tab, acts there, and comes back. */
  void inTheTabOf(String selector, Runnable act) {
    String home = driver.getWindowHandle();
    click(selector);
    until("a second tab", open -> open.getWindowHandles().size() == 2 ? open : null);
    for (String tab : driver.getWindowHandles()) {
      if (!tab.equals(home)) {
        driver.switchTo().window(tab);
        act.run();
        driver.close();
      }
    }
    driver.switchTo().window(home);
  }

  void doubleClick(String selector) {
    until(
        "a double click on " + selector,
        page -> {
          WebElement element = await(selector);
          run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
          new Actions(driver).doubleClick(element).perform();
          return element;
        });
  }

  void type(String selector, String text) {
    until(
        "typing into " + selector,
        page -> {
          WebElement field = await(selector);
          field.clear();
          field.sendKeys(text);
          return text.equals(field.getDomProperty("value")) ? field : null;
        });
  }

  /** Waits until it says so. */
  void awaitText(String selector, String text) {
    until(
        selector + " says " + text,
        page -> {
          List<WebElement> all = page.findElements(By.cssSelector(selector));
          // Drawn anew between the two: then it is looked at again.
          return !all.isEmpty()
                  && String.valueOf(run("return arguments[0].textContent", all.get(0)))
                      .contains(text)
              ? all.get(0)
              : null;
        });
  }

  /** Orders a pot of tea that way, until the payer may pay. */
  void order(String provider, String scene) {
    String before = ticket();
    choose("item", "tea");
    choose("way", provider + " " + scene);
    click("#place-order");
    until("another order", page -> ticket().equals(before) ? null : page);
    await("#pay-as-payer");
  }

  /** The order that is shown; empty if there is none. */
  String ticket() {
    return String.valueOf(
        run("return document.getElementById('ticket-state')?.dataset.order ?? ''"));
  }

  /** Plays the payer on the gateway's page, until the page says so. */
  void pay() {
    inTheTabOf(
        "#pay-as-payer",
        () -> {
          click("button[value=pay]");
          await(".done, #ticket-state[data-status=PAID]");
        });
  }

  /** Where downloads go. */
  static Path downloads() {
    return PICTURES;
  }

  /** A picture of the whole page, under target. */
  void picture(String name) {
    picture(name, "body");
  }

  /** A picture of one part of the page, under target. */
  void picture(String name, String selector) {
    run("scrollTo({top: 0, behavior: 'instant'})");
    Object box =
        run(
            "const b = arguments[0].getBoundingClientRect();"
                + "return {x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height,"
                + " scale: 1};",
            await(selector));
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", box));
    try {
      Files.createDirectories(PICTURES);
      Files.write(
          PICTURES.resolve(name + ".png"),
          Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Looks away from one refusal that the test asked for: browsers write each into the console. */
  void forgetConsole(String status) {
    for (LogEntry entry : driver.manage().logs().get("browser").getAll()) {
      assertThat(entry.getMessage()).contains("status of " + status);
    }
  }

  /** Waits until the console names it. */
  String awaitComplaint(String about) {
    return until(
        "the console names " + about,
        page ->
            driver.manage().logs().get("browser").getAll().stream()
                .map(LogEntry::getMessage)
                .filter(said -> said.contains(about))
                .findFirst()
                .orElse(null));
  }

  /** Nothing in the console, no breach of the page's own policy, nobody asked but these hosts. */
  void expectNoComplaint(URI... known) {
    List<String> said =
        driver.manage().logs().get("browser").getAll().stream().map(LogEntry::toString).toList();
    assertThat(said).as("the console").isEmpty();
    List<String> hosts = List.of(known).stream().map(Browser::origin).toList();
    for (LogEntry entry : driver.manage().logs().get("performance").getAll()) {
      Matcher asked = ASKED.matcher(entry.getMessage());
      if (asked.find() && asked.group(1).startsWith("http")) {
        assertThat(hosts).as(asked.group(1)).contains(origin(URI.create(asked.group(1))));
      }
    }
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getAuthority();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
