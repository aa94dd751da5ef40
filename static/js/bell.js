// The bell: asks every 20 seconds how many notices are unread while the page is looked at, and opens the newest under itself.
// Without this script it is a link to the list.
(() => {
  "use strict";
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  const link = bell.querySelector("a");
  const count = bell.querySelector("[data-bell-count]");
  const body = bell.querySelector("[data-bell-body]");
  const said = bell.querySelector("[data-bell-said]");
  const name = link.getAttribute("aria-label");
  const EVERY = 20000;
  const LONGEST = 300000;
  let tag = "";
  let newest = null;
  let pause = EVERY;
  let asked = 0;
  let timer = 0;
  let over = false;

  const show = (news) => {
    count.hidden = news.unread === 0;
    count.textContent = news.unread > 99 ? "99+" : String(news.unread);
    link.setAttribute("aria-label", news.text ? `${name}：${news.text}` : name);
    if (newest !== null && news.newest > newest && news.unread) said.textContent = news.text;
    if (newest !== null && news.newest !== newest && !body.hidden) fill();
    newest = news.newest;
  };

  // With some spread, so that an office full of open pages does not ask in step.
  const later = () => {
    clearTimeout(timer);
    if (!over && !document.hidden) timer = setTimeout(ask, pause * (0.9 + 0.2 * Math.random()));
  };

  const ask = async () => {
    asked = Date.now();
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(bell.dataset.bell, { headers, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        over = true;  // signed out, here or in another tab
        return;
      }
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        show(await answer.json());
      }
      pause = answer.ok || answer.status === 304 ? EVERY : Math.min(pause * 2, LONGEST);
    } catch {
      pause = Math.min(pause * 2, LONGEST);
    }
    later();
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden || over) return;
    if (Date.now() - asked >= EVERY) ask();
    else later();
  });

  const fill = async () => {
    try {
      const answer = await fetch(`${bell.dataset.bellList}?next=${encodeURIComponent(location.pathname + location.search)}`, { redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      body.innerHTML = await answer.text();
    } catch {
      location.assign(link.href);
    }
  };

  const close = (back) => {
    if (body.hidden) return;
    body.hidden = true;
    link.setAttribute("aria-expanded", "false");
    if (back) link.focus();
  };

  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  const toggle = async () => {
    if (!body.hidden) return close(false);
    await fill();
    body.hidden = false;
    link.setAttribute("aria-expanded", "true");
  };
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    toggle();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  bell.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  document.addEventListener("click", (event) => { if (!bell.contains(event.target)) close(false); });

  if (!document.hidden) ask();
})();
