// The wall screen: a clock, full screen, and what to say when the network or the session is gone. htmx renews the picture.
(() => {
  "use strict";
  const wall = document.getElementById("wall");
  const lost = document.querySelector("[data-lost]");
  const signedOut = document.querySelector("[data-signed-out]");

  document.addEventListener("htmx:beforeSwap", (event) => {
    // the sign-in page, or an error page, must not take the place of the last good picture
    const ours = event.detail.xhr.status === 200 && event.detail.serverResponse.includes("data-wall");
    if (!ours) event.detail.shouldSwap = false;
    lost.hidden = event.detail.xhr.status < 500;
    signedOut.hidden = ours || event.detail.xhr.status >= 500;
  });
  const gone = () => { lost.hidden = false; };
  document.addEventListener("htmx:sendError", gone);
  document.addEventListener("htmx:timeout", gone);
  window.addEventListener("offline", gone);
  window.addEventListener("online", () => window.htmx.trigger(wall, "again"));

  const clock = document.querySelector("[data-clock]");
  // the time of Asia/Shanghai, whatever zone the machine behind the screen is set to
  const shanghai = new Intl.DateTimeFormat("en-US", {
    timeZone: "Asia/Shanghai", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const tick = () => {
    const now = Object.fromEntries(shanghai.formatToParts(new Date()).map((part) => [part.type, part.value]));
    clock.textContent = `${now.year}-${now.month}-${now.day} ${now.hour}:${now.minute}`;
  };
  clock.hidden = false;
  tick();
  window.setInterval(tick, 1000);

  const full = document.querySelector("[data-full]");
  if (document.documentElement.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => { full.hidden = true; });
    });
  }
  document.documentElement.classList.add("js");
})();
