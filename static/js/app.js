// Comfort on top of pages that work without any script: shortcuts, menus that close, rows that grow, choices found by typing.
(() => {
  "use strict";
  const me = document.currentScript;

  // "/" goes to the search box
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = [...document.querySelectorAll("[data-search]")].find((each) => each.offsetParent !== null);
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  // one menu at a time; a click elsewhere closes it
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // typing is work: it keeps the session alive as a click does
  let told = Date.now();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[method=post]");
    if (!form || !me.dataset.stillHere || Date.now() - told < 300000) return;
    told = Date.now();
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) fetch(me.dataset.stillHere, { method: "POST", headers: { "X-CSRFToken": token.value } }).catch(() => { told = 0; });
  });

  // rows of a form
  const renumber = (rows) => {
    const shown = rows.querySelectorAll(":scope > [data-rows-list] > [data-row]");
    shown.forEach((row, index) => {
      row.querySelector("[data-row-number]").textContent = String(index + 1);
      row.querySelector("[data-row-remove]").hidden = shown.length < 2;
    });
  };
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-rows-add]");
    if (add) {
      event.preventDefault();
      const rows = add.closest("[data-rows]");
      const list = rows.querySelector("[data-rows-list]");
      const used = [...rows.querySelectorAll("[name]")].map((each) => Number((each.name.match(/-(\d+)-/) || [0, -1])[1]));
      const next = Math.max(-1, ...used) + 1;
      const holder = document.createElement("div");
      holder.innerHTML = rows.querySelector("template").innerHTML.replaceAll("__n__", String(next));
      const row = holder.firstElementChild;
      list.append(row);
      renumber(rows);
      prepare(row);
      const first = row.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
    }
    const remove = event.target.closest("[data-row-remove]");
    if (remove) {
      const rows = remove.closest("[data-rows]");
      remove.closest("[data-row]").remove();
      renumber(rows);
      rows.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  // long choices are found by typing; the package comes only where a page has one
  let picker = null;
  const loadPicker = () => {
    picker = picker || new Promise((resolve) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = me.dataset.pickStyle;
      const script = document.createElement("script");
      script.src = me.dataset.pickScript;
      script.addEventListener("load", resolve);
      document.head.append(style, script);
    });
    return picker;
  };
  const pick = (select) => {
    if (select.tomselect || select.closest("template")) return;
    loadPicker().then(() => {
      if (select.tomselect || !select.isConnected) return;
      settle(new window.TomSelect(select, { ...manner, maxOptions: 400 }));
    });
  };
  // the list follows each key at once (else Enter would choose from the list as it was before), and is closed for good by a choice
  const manner = { plugins: [], refreshThrottle: 0, closeAfterSelect: true, render: { no_results: () => `<div class="p-2">${me.dataset.none}</div>` } };
  const settle = (tom) => {
    tom.on("type", (typed) => { tom.settled = false; tom.wrapper.classList.toggle("typing", typed !== ""); });
    tom.on("blur", () => tom.wrapper.classList.remove("typing"));
    tom.on("item_add", () => {
      window.clearTimeout(tom.refreshTimeout);
      tom.settled = true;
      tom.wrapper.classList.remove("typing");
    });
  };
  // areas and bodies: too many to offer at once, so the server is asked; words that were not chosen from the list are sent as they are
  const squeezed = (text) => text.replace(/\s/g, "");
  const pickFrom = (input) => {
    if (input.tomselect || input.closest("template")) return;
    loadPicker().then(() => {
      if (input.tomselect || !input.isConnected) return;
      const said = (data, escape) => `<div>${escape(data.text.replace(/ \d{4,16}$/, ""))}</div>`;
      const tom = new window.TomSelect(input, {
        ...manner,
        maxItems: 1, delimiter: "\n", persist: false, preload: "focus", loadThrottle: 250, createOnBlur: true,
        create: (typed) => ({ value: typed, text: typed }),
        shouldLoad: () => true,
        score: (typed) => (item) => (typed.split(/\s+/).every((word) => squeezed(item.text).includes(word)) ? 1 : 0),
        load(typed, done) {
          const leave = () => {  // a late answer must not open the list again
            tom.loading = Math.max(tom.loading - 1, 0);
            if (!tom.loading) tom.wrapper.classList.remove("loading");
          };
          fetch(`${input.dataset.pickFrom}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } })
            .then((answer) => (answer.ok ? answer.json() : { options: [] }))
            .then(({ options }) => {
              if (tom.settled || !tom.isFocused || typed !== tom.inputValue()) return leave();
              tom.clearOptions();
              return done(options.map((text) => ({ value: text, text })));
            })
            .catch(leave);
        },
        render: {
          ...manner.render,
          item: said,
          option: said,
          option_create: (data, escape) => `<div class="create">${me.dataset.asTyped}<strong>${escape(data.input)}</strong></div>`,
        },
      });
      settle(tom);
    });
  };

  // a suggestion is taken over in place; without script the button posts the form
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-set]");
    if (!button) return;
    const [name, value] = button.value.split(":");
    const field = button.form.elements[name];
    if (!field) return;
    event.preventDefault();
    if (field.tomselect) field.tomselect.setValue(value);
    else field.value = value;
    button.form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // my position
  const locate = (button) => {
    button.hidden = !("geolocation" in navigator);
    button.addEventListener("click", () => {
      const form = button.form || button.closest("form");
      const said = form.querySelector("[data-position-said]");
      said.textContent = button.dataset.busy;
      navigator.geolocation.getCurrentPosition(
        (found) => {
          form.elements.longitude.value = found.coords.longitude.toFixed(6);
          form.elements.latitude.value = found.coords.latitude.toFixed(6);
          said.textContent = button.dataset.done;
          form.dispatchEvent(new Event("change", { bubbles: true }));
        },
        () => { said.textContent = button.dataset.failed; },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
  };

  // a field that only matters for some answers of another
  const depend = (part) => {
    const [name, ...values] = part.dataset.shownFor.split(" ");
    const form = part.closest("form");
    const update = () => {
      const value = new FormData(form).get(name) || "";
      part.hidden = !values.includes(value);
    };
    form.addEventListener("change", update);
    update();
  };

  // choose all rows of a list, and say how many are chosen
  const bulk = (form) => {
    const all = form.querySelector("[data-choose-all]");
    const bar = form.querySelector("[data-bulk-bar]");
    const boxes = () => [...form.querySelectorAll("[data-choose]")];
    const update = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      form.querySelectorAll("[data-chosen]").forEach((each) => { each.textContent = String(chosen); });
      form.querySelectorAll("button.needs-some").forEach((each) => { each.disabled = chosen === 0; });
      if (bar) bar.classList.toggle("has-some", chosen > 0);
      if (all) {
        all.checked = chosen > 0 && chosen === boxes().length;
        all.indeterminate = chosen > 0 && chosen < boxes().length;
      }
    };
    if (all) all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); update(); });
    form.addEventListener("change", update);
    update();
  };

  const prepare = (root) => {
    root.querySelectorAll("select[data-pick]").forEach(pick);
    root.querySelectorAll("input[data-pick-from]").forEach(pickFrom);
    root.querySelectorAll("[data-rows]").forEach(renumber);
    root.querySelectorAll("[data-position]").forEach(locate);
    root.querySelectorAll("[data-shown-for]").forEach(depend);
    root.querySelectorAll("form[data-bulk]").forEach(bulk);
    root.querySelectorAll("[data-script-only]").forEach((each) => { each.hidden = false; });
    root.querySelectorAll("[data-noscript-only]").forEach((each) => { each.hidden = true; });
    root.querySelectorAll("[data-print]").forEach((each) => each.addEventListener("click", () => window.print()));
    const focus = root.querySelector("[data-focus]");
    if (focus) focus.focus();
  };
  const here = document.querySelector(".stepper .here");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.clientWidth) / 2;
  document.documentElement.classList.add("js");
  prepare(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
  document.addEventListener("htmx:sendError", () => {
    const place = document.querySelector("[data-offline]");
    if (place) place.hidden = false;
  });
})();
