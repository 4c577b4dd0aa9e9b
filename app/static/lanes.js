// Marks and their labels laid into lanes so that nothing overlaps.

const GAP = 8;

function free(lane, from, to) {
  return lane.every((taken) => to + GAP <= taken.from || from >= taken.to + GAP);
}

function place(lanes, from, to, cap) {
  for (let index = 0; index < cap; index += 1) {
    if (!lanes[index]) lanes[index] = [];
    if (free(lanes[index], from, to)) {
      lanes[index].push({ from, to });
      return index;
    }
  }
  return null;
}

// items: {from, to, labelled: {from, to}} in pixels, in the order in which they claim room; `cap`: lanes that fit.
// Gives back [{lane, label: boolean}] in the same order; where the room is used up a label is dropped, then a lane is added.
export function pack(items, cap) {
  const lanes = [];
  return items.map((item) => {
    const labelled = place(lanes, item.labelled.from, item.labelled.to, cap);
    if (labelled !== null) return { lane: labelled, label: true };
    const bare = place(lanes, item.from, item.to, Infinity);
    return { lane: bare, label: false };
  });
}
