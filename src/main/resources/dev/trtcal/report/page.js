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
    const body = element("tbody");
    const fill = (rows) =>
      body.replaceChildren(
        ...rows.map((row) =>
          element("tr", {}, ...row.map((cell, i) => element("td", { class: columns[i].unit }, format(cell, columns[i].unit)))),
        ),
      );
    const heads = columns.map((column, i) => {
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
    return element("div", { class: "scroll" }, element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body));
  }

  function verdicts({ items }) {
    return element(
      "div",
      {},
      ...items.map((v) =>
        element(
          "div",
          { class: "verdict" },
          element("div", { class: "grade " + v.grade }, v.grade),
          element("div", { class: "question" }, v.question),
          element("div", {}, v.answer),
          v.advice ? element("div", { class: "advice" }, v.advice) : null,
        ),
      ),
    );
  }

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
      return bar;
    });
    usual();
    return element("div", {}, element("div", { class: "strip", role: "img", "aria-label": caption }, ...bars), line);
  }

  const picture = ({ source, caption }) =>
    element("div", {}, element("img", { src: source, alt: caption }), element("p", { class: "caption" }, caption));

  const lines = ({ text }) => element("pre", {}, text);

  const drawn = new Set();

  function plot(figure, histogram) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const x = histogram.counts.map((_, i) => (i + 0.5) * histogram.width);
    const top = Math.max(histogram.counts.length * histogram.width, ...histogram.thresholds.map((t) => t.value)) * 1.02;
    const least = Math.min(...histogram.thresholds.map((t) => t.value));
    const inside = histogram.counts.map((n, i) => (n > 0 && x[i] <= least ? n : null));
    const beyond = histogram.counts.map((n, i) => (n > 0 && x[i] > least ? n : null));
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
        hooks: { draw: [marks] },
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
    addEventListener("beforeprint", () => figures.forEach((figure) => figure.plot || figure.draw()));
    const find = element("input", { class: "find", type: "search", placeholder: "find a tensor", "aria-label": "find a tensor" });
    find.addEventListener("input", () => {
      const wanted = find.value.toLowerCase();
      figures.forEach((figure, i) => (figure.hidden = !items[i].name.toLowerCase().includes(wanted)));
    });
    const note = element("p", { class: "caption" }, "Occurrences of |x| on a logarithmic scale; red lies beyond the lowest threshold and saturates.");
    return element("div", {}, items.length > 6 ? find : null, element("div", { class: "plots" }, ...figures), note);
  }

  const draw = { table, verdicts, facts, strip, picture, lines, histograms };

  document.querySelector("h1").textContent = data.title;
  document.querySelector("header p").textContent = data.subtitle;
  data.sections.forEach((part, i) => {
    nav.append(element("a", { href: "#part" + i }, part.title));
    main.append(element("section", { id: "part" + i }, element("h2", {}, part.title), draw[part.type](part)));
  });
  const again = () => drawn.forEach((figure) => figure.draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(again, 150);
  });
})();
