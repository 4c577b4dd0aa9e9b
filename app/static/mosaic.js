// The background of a published page: the tiles that were published, and enlarged parts of coarser ones where none was.

import { make } from "./dom.js";

const { tiles } = window.published; // by zoom and row, the first and last column of each stretch
const root = document.querySelector("#page").dataset.root;

function there({ z, x, y }) {
  const ends = tiles[z]?.[y] ?? [];
  return ends.some((first, index) => index % 2 === 0 && first <= x && x <= ends[index + 1]);
}

// The nearest tile that holds this one and was published; the whole world at zoom 0 always was.
function above({ z, x, y }) {
  let [up, tile] = [0, { z, x, y }];
  while (!there(tile) && tile.z > 0) {
    up += 1;
    tile = { z: z - up, x: x >> up, y: y >> up };
  }
  return { up, tile };
}

// A window through which a part of an enlarged tile is seen.
function part({ x, y }, up, image, { x: width, y: height }) {
  const times = 2 ** up;
  Object.assign(image.style, { position: "absolute", width: `${width * times}px`, height: `${height * times}px`, left: `${-(x % times) * width}px`, top: `${-(y % times) * height}px` });
  const box = make("div", { role: "presentation" }, image);
  box.style.overflow = "hidden";
  Object.defineProperty(box, "complete", { get: () => image.complete }); // Leaflet takes it for an image
  return box;
}

function cover(layer) {
  const { createTile } = layer;
  layer.setUrl(root + layer._url, true);
  layer.getTileUrl = function address(tile) {
    return L.Util.template(this._url, { ...this.options, r: "@2x", ...tile });
  };
  layer.createTile = function create(coords, done) {
    const { up, tile } = above(coords);
    const image = createTile.call(this, tile, done);
    return up ? part(coords, up, image, this.getTileSize()) : image;
  };
}

for (const layer of [window.tile_layer_light, window.tile_layer_dark]) cover(layer);
