// Charts of the statistics pages and the wall screen. Each is drawn from the numbers that stand in a JSON block of the page, the same that its
// table shows; the library is fetched when the first chart comes into view, so that tables never wait for it.
(() => {
  "use strict";
  const me = document.currentScript;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();

  let library = null;
  const load = () => {
    library = library || new Promise((resolve, reject) => {
      if (window.echarts) { resolve(window.echarts); return; }
      const script = document.createElement("script");
      script.src = me.dataset.library;
      script.addEventListener("load", () => resolve(window.echarts));
      script.addEventListener("error", () => { library = null; script.remove(); reject(new Error(script.src)); });
      document.head.append(script);
    });
    return library;
  };

  let outlines = null;
  const loadMap = (echarts) => {
    outlines = outlines || fetch(me.dataset.outlines, { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then((shapes) => { echarts.registerMap("outlines", shapes); }).catch((error) => { outlines = null; throw error; });
    return outlines;
  };

  const look = (place) => {
    const style = window.getComputedStyle(place);
    const colour = (name) => style.getPropertyValue(name).trim();
    return {
      size: parseFloat(style.fontSize),
      narrow: place.clientWidth < parseFloat(style.fontSize) * 34, // the legend takes a second line
      family: style.fontFamily,
      ink: colour("--chart-ink"), faint: colour("--chart-faint"), line: colour("--chart-line"), ground: colour("--chart-ground"),
      first: colour("--chart-first"), second: colour("--chart-second"), past: colour("--chart-past"), late: colour("--chart-late"),
      low: colour("--chart-low"), high: colour("--chart-high"),
    };
  };

  const number = (value, data) => {
    if (value === null || value === undefined || value === "-") return "—";
    const shown = Number(value).toLocaleString("en-US", { minimumFractionDigits: data.decimals || 0, maximumFractionDigits: data.decimals || 0 });
    return shown + (data.unit || "");
  };

  const shared = (data, theme) => ({
    animation: !calm,
    animationDuration: 300,
    backgroundColor: "transparent",
    textStyle: { fontFamily: theme.family, fontSize: theme.size, color: theme.ink },
    tooltip: {
      renderMode: "richText", // markup with style attributes is refused by the policy of our pages
      backgroundColor: theme.ground, borderColor: theme.line,
      textStyle: { color: theme.ink, fontFamily: theme.family, fontSize: theme.size },
      confine: true,
    },
  });

  const legend = (theme, names) => ({ show: names > 1, top: 0, left: 0, itemGap: theme.size, textStyle: { color: theme.ink, fontSize: theme.size } });
  const valueAxis = (data, theme) => ({
    type: "value", minInterval: data.decimals ? 0 : 1, max: data.unit === "%" && !(data.series || []).some((each) => each.values.some((value) => value > 100)) ? 100 : null,
    axisLabel: { color: theme.faint, fontSize: theme.size * 0.9 }, splitLine: { lineStyle: { color: theme.line } }, splitNumber: 4,
  });
  const nameAxis = (data, theme) => ({
    type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } },
    axisLabel: { color: theme.ink, fontSize: theme.size * 0.95 },
  });
  const ink = (theme, role, index) => theme[role] || [theme.first, theme.second, theme.past][index % 3];

  const kinds = {
    // months along, one line or column for each series
    trend: (data, theme) => ({
      ...shared(data, theme),
      tooltip: { ...shared(data, theme).tooltip, trigger: "axis", valueFormatter: (value) => number(value, data) },
      legend: legend(theme, data.series.length),
      grid: { left: theme.size, right: theme.size * 1.2, top: theme.size * (theme.narrow ? 4.6 : 2.6), bottom: theme.size * 0.5, containLabel: true },
      xAxis: { ...nameAxis(data, theme), axisLabel: { color: theme.ink, fontSize: theme.size * 0.9, hideOverlap: true } },
      yAxis: valueAxis(data, theme),
      series: data.series.map((each, index) => ({
        name: each.name, data: each.values, type: each.form === "line" ? "line" : "bar", color: ink(theme, each.role, index),
        barMaxWidth: theme.size * 2.2, symbolSize: theme.size * 0.5,
        lineStyle: { width: Math.max(2, theme.size / 7), type: each.role === "past" ? "dashed" : "solid" },
      })),
    }),
    // names down, bars to the right
    bars: (data, theme) => ({
      ...shared(data, theme),
      tooltip: { ...shared(data, theme).tooltip, trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => number(value, data) },
      legend: legend(theme, data.series.length),
      grid: { left: theme.size * 0.3, right: theme.size * 4.5, top: data.series.length > 1 ? theme.size * 2.2 : theme.size * 0.3, bottom: theme.size * 0.3, containLabel: true },
      xAxis: { ...valueAxis(data, theme), axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { ...nameAxis(data, theme), inverse: true },
      series: data.series.map((each, index) => ({
        name: each.name, data: each.values, type: "bar", color: ink(theme, each.role, index), stack: data.stacked ? "one" : null,
        barMaxWidth: theme.size * 1.6,
        label: {
          show: !data.stacked || index === data.series.length - 1, position: "right", color: theme.ink, fontSize: theme.size,
          formatter: (point) => (data.notes ? data.notes[point.dataIndex] : number(point.value, data)),
        },
      })),
    }),
    // the counties, shaded
    map: (data, theme) => {
      const known = data.values.filter((value) => value !== null);
      const least = known.length ? Math.min(...known) : 0;
      const most = known.length ? Math.max(...known) : 1;
      const called = (code) => data.labels[data.codes.indexOf(code)] || "";
      return {
        ...shared(data, theme),
        tooltip: { ...shared(data, theme).tooltip, trigger: "item", formatter: (point) => `${called(point.name)}\n${data.title}  ${number(Number.isNaN(point.value) ? null : point.value, data)}` },
        visualMap: most === least ? null : {
          type: "continuous", min: least, max: most, calculable: false, left: 0, bottom: 0, itemHeight: theme.size * 7, itemWidth: theme.size,
          text: [number(most, data), number(least, data)], textStyle: { color: theme.faint, fontSize: theme.size * 0.9 },
          inRange: { color: [theme.low, theme.high] },
        },
        series: [{
          type: "map", map: "outlines", nameProperty: "code", aspectScale: 0.83, left: theme.size * 3, right: theme.size, top: theme.size * 0.5, bottom: theme.size * 0.5,
          selectedMode: false,
          itemStyle: { borderColor: theme.ground, borderWidth: 1.5, areaColor: theme.line },
          emphasis: { label: { color: theme.ink }, itemStyle: { areaColor: theme.past } },
          label: {
            show: true, fontSize: theme.size, lineHeight: theme.size * 1.25, color: theme.ink,
            formatter: (point) => `${called(point.name)}\n${number(Number.isNaN(point.value) ? null : point.value, data)}`,
          },
          data: data.codes.map((name, index) => {
            const value = data.values[index];
            const deep = value !== null && most > least && (value - least) / (most - least) > 0.55;
            const label = { color: deep ? theme.ground : theme.ink };
            const itemStyle = most === least && value !== null ? { areaColor: theme.low } : undefined;
            return { name, value: value === null ? "-" : value, label, itemStyle, emphasis: { label } };
          }),
        }],
      };
    },
  };

  const draw = async (place) => {
    const source = document.getElementById(place.dataset.of);
    if (!source) return;
    const data = JSON.parse(source.textContent);
    const echarts = await load();
    if (place.dataset.chart === "map") await loadMap(echarts);
    if (!place.isConnected) return;
    place.hidden = false;
    const old = drawn.get(place);
    if (old) old.dispose();
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(kinds[place.dataset.chart](data, look(place)));
    chart.on("click", (point) => {
      const links = data.links || [];
      const index = place.dataset.chart === "map" ? data.codes.indexOf(point.name) : point.dataIndex;
      if (links[index]) window.location.assign(links[index]);
    });
    drawn.set(place, chart);
  };

  const failed = (place) => { place.hidden = true; }; // the table says the same
  const watcher = "IntersectionObserver" in window
    ? new IntersectionObserver((entries) => {
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
        watcher.unobserve(entry.target);
        draw(entry.target).catch(() => failed(entry.target));
      });
    }, { rootMargin: "300px" })
    : null;
  const prepare = (root) => {
    root.querySelectorAll("[data-chart]").forEach((place) => {
      if (place.dataset.rows) place.style.height = `${Math.max(8, Number(place.dataset.rows) * 1.9 + 1)}rem`;
      place.hidden = false; // takes its room, so that it can come into view
      if (watcher) watcher.observe(place);
      else draw(place).catch(() => failed(place));
    });
  };

  const forgetGone = () => {
    for (const [place, chart] of drawn) {
      if (!place.isConnected) { chart.dispose(); drawn.delete(place); }
    }
  };
  let resizing = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(resizing);
    resizing = window.setTimeout(() => drawn.forEach((_chart, place) => draw(place).catch(() => failed(place))), 150);
  });
  window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
  document.addEventListener("htmx:afterSwap", (event) => { forgetGone(); prepare(event.target); });
  prepare(document);
})();
