// The background: tiles in the reader's theme. Folium made the layers; our service draws the tiles, or an online provider does.

const PAUSES = [500, 1500, 4000]; // milliseconds before a tile that did not come is asked for again

// Leaflet shows the tiles of the nearest whole zoom. Half-way between two their labels are too small to be read, so there is no half.
function withoutHalves(map) {
  const limit = map._limitZoom;
  map._limitZoom = (zoom) => {
    const found = limit.call(map, zoom);
    return found % 1 === 0.5 ? found + (found > map._zoom ? 0.25 : -0.25) : found;
  };
}

// Says "ready" when all that is seen has come, "lost" when something of it does not.
export class Basemap extends EventTarget {
  // `layers`: one for each theme, `light` and `dark`, or one for both, `online`.
  constructor(map, layers) {
    super();
    Object.assign(this, { map, layers, tries: new Map() });
    withoutHalves(map);
    this.theme = window.matchMedia("(prefers-color-scheme: dark)");
    this.theme.addEventListener("change", () => this.layer && this.show());
    for (const layer of Object.values(layers)) {
      Object.defineProperty(layer.options, "r", { enumerable: true, get: () => this.ratio(layer.options.maxNativeZoom) });
      layer.on("tileerror", ({ tile }) => this.again(tile));
      layer.on("tileunload", ({ tile }) => this.tries.delete(tile));
      layer.on("tileload", ({ tile }) => this.tries.delete(tile) && this.report());
      layer.on("load", () => this.report());
    }
  }

  // Between two zooms, and over the nearest, tiles are shown larger or smaller than they were drawn: only fine ones stay sharp.
  ratio(nearest) {
    const zoom = this.map.getZoom();
    return window.devicePixelRatio > 1 || zoom % 1 || zoom > nearest ? "@2x" : "";
  }

  show() {
    const wanted = this.layers.online ?? this.layers[this.theme.matches ? "dark" : "light"];
    if (wanted !== this.layer) this.layer?.remove();
    this.layer = wanted.addTo(this.map);
  }

  retry() {
    this.tries.clear();
    this.state = "";
    this.layer.remove(); // its own redraw() asks for tiles of zoom 3.75
    this.show();
  }

  again(tile) {
    const tried = this.tries.get(tile) ?? 0;
    this.tries.set(tile, tried + 1);
    const image = tile.matches("img") ? tile : tile.querySelector("img"); // a published page shows parts of tiles
    const { src } = image;
    if (tried < PAUSES.length) setTimeout(() => image.isConnected && (image.src = src), PAUSES[tried]);
    else this.report();
  }

  report() {
    const lost = [...this.tries.values()].some((tried) => tried > PAUSES.length);
    const state = lost ? "lost" : this.tries.size || this.layer.isLoading() ? "" : "ready";
    if (!state || state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event(state));
  }
}
