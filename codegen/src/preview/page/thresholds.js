// Thresholds and marks, drawn into a graph.
import { faint } from "./theme.js";
import { steps } from "./model.js";

function inside(plot, draw) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx, bbox);
  ctx.restore();
}

// Draws the thresholds of a field into its scale, as lines or as areas.
export function drawThresholds(plot, scale, field, theme) {
  const mode = field.custom.thresholdsStyle?.mode ?? "off";
  const { min, max } = plot.scales[scale];
  if (mode === "off" || min === null || min === undefined) return;
  const all = steps(field, ...reach(plot, scale, field));
  inside(plot, (ctx, bbox) => {
    const height = (value) => Math.round(plot.valToPos(value, scale, true));
    if (mode.includes("area")) {
      all.forEach((step, at) => {
        const [low, high] = [Math.max(step.value ?? min, min), Math.min(all[at + 1]?.value ?? max, max)];
        if (step.color === "transparent" || low >= high) return;
        ctx.fillStyle = faint(theme.color(step.color), 0.15);
        ctx.fillRect(bbox.left, height(high), bbox.width, height(low) - height(high));
      });
    }
    if (mode.includes("line") || mode.includes("dashed")) {
      // Below what has no color, a line is the upper end of what lies below it.
      const clear = all.findIndex(({ color }) => color === "transparent");
      ctx.lineWidth = 2 * devicePixelRatio;
      if (mode.includes("dashed")) ctx.setLineDash([10 * devicePixelRatio, 10 * devicePixelRatio]);
      all.forEach((step, at) => {
        if (at === 0 || step.value < min || step.value > max) return;
        ctx.strokeStyle = faint(theme.color(all[at <= clear ? at - 1 : at].color), 0.7);
        ctx.beginPath();
        ctx.moveTo(bbox.left, height(step.value));
        ctx.lineTo(bbox.left + bbox.width, height(step.value));
        ctx.stroke();
      });
    }
  });
}

// What percentages are of: from one end to the other, as they are set, or else from the least to the largest value.
function reach(plot, scale, { min, max, custom }) {
  const own = plot.series.filter((series) => series.scale === scale && series.show && Number.isFinite(series.min));
  const [low, high] = [Math.min(...own.map((series) => series.min)), Math.max(...own.map((series) => series.max))];
  const found = low < high ? [low, high] : [plot.scales[scale].min, plot.scales[scale].max];
  return [min ?? custom.axisSoftMin ?? found[0], max ?? custom.axisSoftMax ?? found[1]];
}

// Draws where annotations found something.
export function drawMarks(plot, marks, theme) {
  inside(plot, (ctx, bbox) => {
    for (const { start, end, color } of marks) {
      const [left, right] = [start, end].map((moment) => Math.round(plot.valToPos(moment, "x", true)));
      ctx.fillStyle = faint(theme.color(color), 0.1);
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.strokeStyle = theme.color(color);
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
      for (const side of new Set([left, right])) {
        ctx.beginPath();
        ctx.moveTo(side + 0.5, bbox.top);
        ctx.lineTo(side + 0.5, bbox.top + bbox.height);
        ctx.stroke();
      }
    }
  });
}
