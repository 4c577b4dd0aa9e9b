// Marks and their labels laid into lanes so that nothing overlaps.

const GAP = { labelled: 8, bare: 3 };

function free(lane, from, to, gap) {
  return lane.every((taken) => to + gap <= taken.from || from >= taken.to + gap);
}

function place(lanes, { from, to }, gap, cap) {
  for (let index = 0; index < cap; index += 1) {
    if (!lanes[index]) lanes[index] = [];
    if (free(lanes[index], from, to, gap)) {
      lanes[index].push({ from, to });
      return index;
    }
  }
  return null;
}

const BUCKET = 6; // pixels

// How many marks and labels lie over each other in each stretch of the timeline.
class Depth {
  constructor(items) {
    this.counts = new Map();
    for (const { from, to } of items) this.add({ from, to: to + GAP.bare });
  }

  buckets({ from, to }) {
    const first = Math.floor(from / BUCKET);
    return Array.from({ length: Math.max(1, Math.floor(to / BUCKET) - first + 1) }, (_, index) => first + index);
  }

  add(stretch) {
    for (const bucket of this.buckets(stretch)) this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
  }

  most(stretch) {
    return Math.max(...this.buckets(stretch).map((bucket) => this.counts.get(bucket) ?? 0));
  }
}

// What a label takes beside its mark, from the next bucket on.
function rest({ from, to, labelled }) {
  if (labelled.to > to) return { from: to + GAP.bare + BUCKET, to: labelled.to };
  return labelled.from < from ? { from: labelled.from, to: from - BUCKET } : null;
}

// items: {from, to, labelled: {from, to}} in pixels, in the order in which they claim room; `cap`: lanes that fit.
// Gives back [{lane, label: boolean}] in the same order. A label is dropped where marks need its room; then lanes are added.
export function pack(items, cap) {
  const lanes = [];
  const depth = new Depth(items);
  return items.map((item) => {
    const label = rest(item);
    if (!label || depth.most(label) < cap) {
      const lane = place(lanes, item.labelled, GAP.labelled, cap);
      if (lane !== null && label) depth.add(label);
      if (lane !== null) return { lane, label: true };
    }
    return { lane: place(lanes, item, GAP.bare, Infinity), label: false };
  });
}
