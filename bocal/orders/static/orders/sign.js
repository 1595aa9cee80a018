// A signature with a finger, kept as points (« 10,20 11,22;40,41 »): small, harmless, drawn again on the delivery note.
// Without this file the name that is typed is enough.
const box = document.querySelector("[data-sign]");
const kept = document.querySelector("input[name=signature]");
if (box && kept) {
  const pad = box.querySelector(".pad");
  const [wide, high, most] = [600, 200, 2900];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.append(path);
  pad.append(svg);
  box.hidden = false;
  let strokes = /^[\d,; ]+$/.test(kept.value) ? kept.value.split(";").map((stroke) => stroke.split(" ")) : [];
  const draw = () => {
    path.setAttribute("d", strokes.map(([first, ...rest]) => `M${first}` + (rest.length ? rest : [first]).map((p) => `L${p}`).join("")).join(""));
    kept.value = strokes.map((stroke) => stroke.join(" ")).join(";");
  };
  const point = (event) => {
    const r = pad.getBoundingClientRect();
    const at = (value, from, length, size) => Math.min(size, Math.max(0, Math.round(((value - from) / length) * size)));
    return `${at(event.clientX, r.left, r.width, wide)},${at(event.clientY, r.top, r.height, high)}`;
  };
  let drawing = false;
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    draw();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing || strokes.flat().length >= most) return;
    const next = point(event);
    if (strokes.at(-1).at(-1) !== next) strokes.at(-1).push(next);
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { drawing = false; });
  box.querySelector("button").addEventListener("click", () => { strokes = []; draw(); });
  draw();
}
