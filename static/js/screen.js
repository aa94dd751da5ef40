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
  const two = (value) => String(value).padStart(2, "0");
  const tick = () => {
    const now = new Date();
    clock.textContent = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
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
