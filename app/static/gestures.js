// Presses, pinches and turns of the wheel on an element in; pans and zooms out.

// `pan(pixels)`, `zoom(factor, x)`, `dragged(whether)`; x in pixels from the left.
export function gestures(stage, { pan, zoom, dragged }) {
  const hands = new Map(); // pointer -> where it is
  const left = () => stage.getBoundingClientRect().left;
  let begun = null;
  let moved = false;

  const spread = () => {
    const [one, two] = [...hands.values()];
    return { middle: (one + two) / 2, length: Math.max(20, Math.abs(one - two)) };
  };

  const move = (now) => {
    if (!hands.has(now.pointerId)) return;
    if (!moved && Math.abs(now.clientX - begun) < 5 && hands.size < 2) return;
    const before = hands.size > 1 ? spread() : hands.get(now.pointerId);
    hands.set(now.pointerId, now.clientX);
    dragged((moved = true));
    if (hands.size < 2) return pan(before - now.clientX);
    const after = spread();
    zoom(before.length / after.length, after.middle - left());
    pan(before.middle - after.middle);
  };

  const end = (lifted) => {
    hands.delete(lifted.pointerId);
    if (hands.size) return;
    for (const name of ["pointermove", "pointerup", "pointercancel"]) window.removeEventListener(name, name === "pointermove" ? move : end);
    setTimeout(() => dragged((moved = false)));
  };

  stage.addEventListener("pointerdown", (pressed) => {
    if (pressed.button !== 0 || hands.size > 1) return;
    if (!hands.size) {
      begun = pressed.clientX;
      dragged((moved = false));
      window.addEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, end);
    }
    hands.set(pressed.pointerId, pressed.clientX);
  });

  stage.addEventListener("wheel", (turned) => {
    if (turned.ctrlKey || turned.metaKey) {
      turned.preventDefault();
      zoom(turned.deltaY > 0 ? 1.2 : 1 / 1.2, turned.clientX - left());
    } else if (Math.abs(turned.deltaX) > Math.abs(turned.deltaY)) {
      turned.preventDefault();
      pan(turned.deltaX);
    }
  }, { passive: false });
}
