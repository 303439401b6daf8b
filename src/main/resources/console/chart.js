// The moving picture: rates above, what remains below. Redrawn each second, and when the colours or the width change.

import uPlot from "./uplot/uPlot.esm.js";
import { byId, setText } from "./dom.js";
import { Rates } from "./rates.js";
import { number, rate, timeOfDay } from "./words.js";

const WIDE = { rates: 220, remaining: 130 };
const dark = matchMedia("(prefers-color-scheme: dark)");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

export class Charts {
  constructor(rates) {
    this.rates = rates;
    this.boxes = { rates: byId("chart-rates"), remaining: byId("chart-remaining") };
    this.plots = {};
    dark.addEventListener("change", () => this.rebuild());
    new ResizeObserver(() => this.fit()).observe(this.boxes.rates);
  }

  /** For another campaign. */
  use(rates) {
    this.rates = rates;
    this.draw();
  }

  draw() {
    const width = this.boxes.rates.clientWidth;
    if (!width) {
      return;
    }
    if (!this.plots.rates) {
      this.build(width);
    }
    this.plots.rates.setData(this.rates.columns("grants", "refusals"));
    this.plots.remaining.setData(this.rates.columns("remaining"));
    this.describe();
  }

  build(width) {
    const color = (name) => getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
    const line = (name, fill) => ({
      stroke: color(name),
      fill: fill ? color(`${name}-fill`) : undefined,
      width: 2,
      points: { show: false },
    });
    this.plots.rates = plot(this.boxes.rates, width, WIDE.rates, color, 10, [line("grants", true), line("refusals")]);
    this.plots.remaining = plot(this.boxes.remaining, width, WIDE.remaining, color, 1, [
      { ...line("budget", true), paths: uPlot.paths.stepped({ align: 1 }) },
    ]);
  }

  rebuild() {
    Object.values(this.plots).forEach((each) => each.destroy());
    this.plots = {};
    this.draw();
  }

  fit() {
    const width = this.boxes.rates.clientWidth;
    if (width && this.plots.rates) {
      Object.entries(this.plots).forEach(([name, each]) => each.setSize({ width, height: WIDE[name] }));
    } else {
      this.draw();
    }
  }

  /** The same in words. */
  describe() {
    const { first, last } = this.rates.range("remaining");
    setText(
      byId("charts-text"),
      `At most ${rate(this.rates.range("grants").most)} grants and ${rate(this.rates.range("refusals").most)} refusals` +
        ` per second. Remaining points: from ${number(first)} to ${number(last)}.`,
    );
  }
}

function plot(box, width, height, color, atLeast, series) {
  const axis = {
    stroke: color("muted"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: color("line"), width: 1 },
    ticks: { show: false },
  };
  const options = {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { range: (u, from, to) => [to - Rates.seconds, to] },
      y: { range: (u, from, to) => [0, Math.max(atLeast, (to ?? 0) * 1.1)] },
    },
    series: [{}, ...series],
    axes: [
      { ...axis, space: 90, size: 28, values: (u, times) => times.map((at) => timeOfDay(at * 1_000)) },
      { ...axis, size: 56, space: 36, values: (u, values) => values.map((value) => short.format(value)) },
    ],
  };
  return new uPlot(options, [[], ...series.map(() => [])], box);
}
