"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const main = document.querySelector("main");
  const nav = document.querySelector("nav");

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
    for (const child of children) if (child != null) made.append(child);
    return made;
  }

  const number = (x) => {
    if (x === 0) return "0";
    const size = Math.abs(x);
    return size >= 1e6 || size < 1e-4 ? x.toExponential(2) : String(Number(x.toPrecision(4)));
  };
  const formats = {
    text: (x) => x,
    number,
    share: (x) => (x > 0 && x < 0.00005 ? "< 0.01 %" : (100 * x).toFixed(2) + " %"),
    db: (x) => x.toFixed(1) + " dB",
  };
  const format = (x, unit) => (x == null ? "–" : typeof x === "number" ? formats[unit](x) : x);

  // Numbers by size, texts by letter, what is missing last in either direction.
  function compare(a, b, sign) {
    if (a == null || b == null) return (a == null) - (b == null);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  }

  function table({ columns, items }) {
    const shown = columns.map((_, i) => i).filter((i) => !columns[i].detail);
    const folded = columns.map((_, i) => i).filter((i) => columns[i].detail);
    const body = element("tbody");

    function details(row) {
      const pairs = folded.flatMap((i) => [element("dt", {}, columns[i].label), element("dd", {}, format(row[i], columns[i].unit))]);
      return element("tr", { class: "details" }, element("td", { colspan: shown.length, class: "text" }, element("dl", {}, ...pairs)));
    }

    function line(row) {
      const cells = shown.map((i) => element("td", { class: columns[i].unit }, format(row[i], columns[i].unit)));
      const made = element("tr", {}, ...cells);
      if (folded.length) {
        made.setAttribute("aria-expanded", "false");
        made.tabIndex = 0;
        const toggle = () => {
          const open = made.getAttribute("aria-expanded") === "true";
          made.setAttribute("aria-expanded", String(!open));
          if (open) made.nextSibling.remove();
          else made.after(details(row));
        };
        made.addEventListener("click", toggle);
        made.addEventListener("keydown", (e) => e.key === "Enter" && toggle());
      }
      return made;
    }

    const fill = (rows) => body.replaceChildren(...rows.map(line));
    const heads = shown.map((i) => {
      const column = columns[i];
      const button = element("button", { type: "button" }, column.label);
      const head = element("th", { scope: "col", class: column.unit }, button);
      button.addEventListener("click", () => {
        const first = column.unit === "text" ? "ascending" : "descending";
        const other = first === "ascending" ? "descending" : "ascending";
        const order = head.getAttribute("aria-sort") === first ? other : first;
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        fill([...items].sort((a, b) => compare(a[i], b[i], order === "ascending" ? 1 : -1)));
      });
      return head;
    });
    fill(items);
    const hint = folded.length ? element("p", { class: "caption screen" }, "A click on a heading sorts; a click on a row shows more of it.") : null;
    const whole = element("table", folded.length ? { class: "folding" } : {}, element("thead", {}, element("tr", {}, ...heads)), body);
    return element("div", {}, element("div", { class: "scroll" }, whole), hint);
  }

  const most = 5;

  function verdicts({ items }) {
    const made = items.map((v) =>
      element(
        "div",
        { class: "verdict" },
        element("div", { class: "grade " + v.grade }, v.grade),
        element("div", { class: "question" }, v.question),
        element("div", {}, v.answer),
        v.advice ? element("div", { class: "advice" }, v.advice) : null,
      ),
    );
    const first = made.length > most + 1 ? made.slice(0, most) : made;
    const rest = made.slice(first.length);
    return element(
      "div",
      {},
      ...first,
      rest.length ? element("details", {}, element("summary", {}, `and ${rest.length} more`), ...rest) : null,
    );
  }

  const tiles = ({ items }) =>
    element(
      "div",
      { class: "tiles" },
      ...items.map((t) => element("div", { class: "tile" }, element("b", { class: t.grade }, t.value), element("span", {}, t.label))),
    );

  const facts = ({ items }) =>
    element("dl", {}, ...items.flatMap((fact) => [element("dt", {}, fact.name), element("dd", {}, fact.value)]));

  const hue = (t) => `hsl(${Math.round(140 - 135 * t)} 62% ${Math.round(46 + 8 * t)}%)`;

  function strip({ items, caption, good, bad }) {
    const line = element("p", { class: "caption" });
    const usual = () =>
      line.replaceChildren(
        caption + ": ",
        format(good, "number"),
        element("span", { class: "legend", style: `background:linear-gradient(90deg,${hue(0)},${hue(0.5)},${hue(1)})` }),
        format(bad, "number"),
      );
    const bars = items.map((layer) => {
      const share = typeof layer.figure === "number" ? Math.min(1, Math.max(0, (layer.figure - good) / (bad - good))) : null;
      const bar = element("span", {
        style: `background:${share == null ? "var(--line)" : hue(share)}`,
        title: `${layer.name}: ${layer.detail}`,
      });
      bar.addEventListener("mouseenter", () => line.replaceChildren(`${layer.name}: ${layer.detail}`));
      bar.addEventListener("mouseleave", usual);
      bar.addEventListener("click", () => places.get(layer.name)?.scrollIntoView({ block: "center" }));
      return bar;
    });
    usual();
    const ends = element("p", { class: "ends" }, element("span", {}, items.at(0)?.name ?? ""), element("span", {}, items.at(-1)?.name ?? ""));
    return element("div", {}, element("div", { class: "strip", role: "img", "aria-label": caption }, ...bars), ends, line);
  }

  const picture = ({ source, caption }) =>
    element("div", {}, element("img", { src: source, alt: caption, class: "sheet" }), element("p", { class: "caption" }, caption));

  const lines = ({ text }) => element("pre", {}, text);

  const drawn = new Set();
  const places = new Map();

  // INT8 has so few levels that bins as narrow as theirs would be full and empty by turns.
  function coarser({ width, counts }) {
    const merged = Math.ceil(counts.length / 24);
    const sums = [];
    for (let i = 0; i < counts.length; i += merged) sums.push(counts.slice(i, i + merged).reduce((a, b) => a + b, 0));
    return { width: width * merged, counts: sums };
  }

  // A sheet of paper for each dozen is enough.
  const printed = 120;

  function plot(figure, histogram) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const x = histogram.counts.map((_, i) => (i + 0.5) * histogram.width);
    const widest = Math.max(histogram.counts.length * histogram.width, (histogram.other?.counts.length ?? 0) * (histogram.other?.width ?? 0));
    const top = Math.max(widest, ...histogram.thresholds.map((t) => t.value)) * 1.02;
    const least = Math.min(...histogram.thresholds.map((t) => t.value));
    const inside = histogram.counts.map((n, i) => (n > 0 && x[i] <= least ? n : null));
    const beyond = histogram.counts.map((n, i) => (n > 0 && x[i] > least ? n : null));
    const second = histogram.other && coarser(histogram.other);
    const outline = (u) => {
      if (!second) return;
      const ctx = u.ctx;
      const floor = u.bbox.top + u.bbox.height;
      const height = (n) => (n > 0 ? Math.min(floor, u.valToPos((n * histogram.width) / second.width, "y", true)) : floor);
      ctx.save();
      ctx.strokeStyle = colour("--second");
      ctx.lineWidth = 1.25 * devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(u.valToPos(0, "x", true), floor);
      second.counts.forEach((n, i) => {
        ctx.lineTo(u.valToPos(i * second.width, "x", true), height(n));
        ctx.lineTo(u.valToPos((i + 1) * second.width, "x", true), height(n));
      });
      ctx.lineTo(u.valToPos(second.counts.length * second.width, "x", true), floor);
      ctx.stroke();
      ctx.restore();
    };
    const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
    const marks = (u) => {
      const ctx = u.ctx;
      ctx.save();
      ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      histogram.thresholds.forEach((mark, i) => {
        const at = Math.round(u.valToPos(mark.value, "x", true));
        ctx.strokeStyle = ctx.fillStyle = colour("--ink");
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash(dashes[i % dashes.length].map((d) => d * devicePixelRatio));
        ctx.beginPath();
        ctx.moveTo(at, u.bbox.top);
        ctx.lineTo(at, u.bbox.top + u.bbox.height);
        ctx.stroke();
        const left = at > u.bbox.left + u.bbox.width * 0.6;
        ctx.textAlign = left ? "right" : "left";
        ctx.fillText(mark.label, at + (left ? -4 : 4) * devicePixelRatio, u.bbox.top + (11 + 13 * i) * devicePixelRatio);
      });
      ctx.restore();
    };
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const decades = (u, i, min, max) => {
      const all = [];
      for (let n = 1; n <= max; n *= 10) all.push(n);
      return all.filter((_, k) => k % Math.ceil(all.length / 5) === 0);
    };
    const bars = uPlot.paths.bars({ size: [1, Infinity], align: 0, gap: 0 });
    const series = (label, name) => ({ label, paths: bars, fill: colour(name), stroke: colour(name), width: 0, points: { show: false } });
    return new uPlot(
      {
        width: figure.clientWidth - 22,
        height: 170,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: [0, top] }, y: { distr: 3, log: 10, range: (u, min, max) => [0.5, Math.max(10, max * 2)] } },
        axes: [
          { ...axis, size: 24, values: (u, ticks) => ticks.map(number) },
          { ...axis, size: 46, splits: decades, filter: (u, ticks) => ticks, values: (u, ticks) => ticks.map((t) => t.toExponential(0).replace("e+", "e")) },
        ],
        series: [{}, series("inside", "--bar"), series("clipped", "--tail")],
        hooks: { draw: [outline, marks] },
      },
      [x, inside, beyond],
      figure.querySelector(".plot"),
    );
  }

  function histograms({ items }) {
    const figures = items.map((histogram) => {
      const figure = element(
        "figure",
        {},
        element("figcaption", {}, histogram.name, element("small", {}, histogram.caption)),
        element("div", { class: "plot" }),
      );
      places.set(histogram.name, figure);
      figure.draw = () => {
        if (figure.plot) figure.plot.destroy();
        figure.plot = plot(figure, histogram);
        drawn.add(figure);
        return figure;
      };
      return figure;
    });
    const seen = new IntersectionObserver(
      (entries) => entries.forEach((e) => e.isIntersecting && !e.target.plot && e.target.draw()),
      { rootMargin: "400px" },
    );
    figures.forEach((figure) => seen.observe(figure));
    addEventListener("beforeprint", () => figures.slice(0, printed).forEach((figure) => figure.plot || figure.draw()));
    const find = element("input", { class: "find", type: "search", placeholder: "find a tensor", "aria-label": "find a tensor" });
    find.addEventListener("input", () => {
      const wanted = find.value.toLowerCase();
      figures.forEach((figure, i) => (figure.hidden = !items[i].name.toLowerCase().includes(wanted)));
    });
    const second = items.find((histogram) => histogram.other)?.other.label;
    const note = element(
      "p",
      { class: "caption" },
      "Occurrences of |x| on a logarithmic scale; red lies beyond the lowest threshold and saturates." + (second ? ` The line: ${second}.` : ""),
    );
    figures.slice(printed).forEach((figure) => figure.classList.add("screen"));
    return element("div", {}, items.length > 6 ? find : null, note, element("div", { class: "plots" }, ...figures));
  }

  const draw = { table, verdicts, tiles, facts, strip, picture, lines, histograms };

  document.querySelector("h1").textContent = data.title;
  document.querySelector("header p").textContent = data.subtitle;
  data.sections.forEach((part, i) => {
    nav.append(element("a", { href: "#part" + i }, part.title));
    main.append(element("section", { id: "part" + i }, element("h2", {}, part.title), draw[part.type](part)));
  });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  const again = () => drawn.forEach((figure) => figure.draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(again, 150);
  });
})();
