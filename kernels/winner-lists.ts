// Backward of the block 3×3 same convolution + bias + ReLU + 2×2 max-pool. Only the winner of a window receives a gradient, and only if
// the ReLU let it through: with p the winner's pixel and g its gradient
//
//   gx[p + (a, b)] += g·w[a, b]      gw[a, b] += g·x[p + (a, b)]      gb += g
//
// Winners are compacted into lists of (byte offset, g), 8 bytes an entry, by a loop without branches; both gradients are then the sums
// of few rows that sparse-rows generates. For gx a window has four lists, one for each place of the winner, whose rows are filters; for gw
// a channel has one list, whose rows are patches of the input.
import { addPatches2x6, addPatches3x3, addRows12, addRows3, addRows6, addRows9 } from './generated/sparse-rows';
import { scratch } from './scratch';

/** filters[cout][3][3·cin4] = w[3][3][cin][cout], channels padded with zeros: output channels `from` … `to`. */
export function packFilterRows(w: usize, filters: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const padded = (cin + 3) & ~3;
  const filterBytes: usize = 36 * <usize>padded;
  for (let tap = 0; tap < 9; tap++) {
    for (let channel = 0; channel < padded; channel++) {
      const source = w + 4 * (<usize>(tap * cin + channel) * cout);
      let target = filters + <usize>from * filterBytes + 4 * <usize>(tap * padded + channel);
      for (let output = from; output < to; output++) {
        store<f32>(target, channel < cin ? load<f32>(source + 4 * <usize>output) : 0);
        target += filterBytes;
      }
    }
  }
}

/**
 * Lists of a shard, and its gx.
 * codes: [images][count][cout4] bytes as convReluPool writes them. g: gradient of the pooled output, first image; gImage: bytes from
 * image to image. windows: table of `count` pairs of u32: bytes from an image's start to the window's patch in x, and to its pooled pixel
 * in g. channelLists: [cout4][capacity + 1] entries, each (byte offset of the winner's patch from the start of the shard's first image in
 * x, g); ends: [cout4] u32, address of each list's end. filters: as packFilterRows writes them; gx: first image, as x lies (haloed, rows
 * of xRow bytes); its interior must be zero before. filters = 0: gx is not wanted.
 * group: images a pass, so that the lists of their windows and the filters fit the cache.
 * Scratch: group·count·(8·cout4 + 24) bytes.
 */
export function convReluPoolInputGradient(
  codes: usize, g: usize, gImage: usize, windows: usize, count: i32, images: i32, xImage: usize, xRow: usize, cin: i32, cout: i32,
  channelLists: usize, capacity: i32, ends: usize, filters: usize, gx: usize, group: i32,
): void {
  const padded = (cout + 3) & ~3;
  const pixel: usize = 4 * <usize>((cin + 3) & ~3);
  const listBytes: usize = 8 * <usize>(capacity + 1);
  for (let channel = 0; channel < padded; channel++) {
    store<usize>(ends + 4 * channel, channelLists + <usize>channel * listBytes);
  }
  for (let first = 0; first < images; first += group) {
    const some = min(group, images - first);
    let record = scratch();
    let entries = record + 24 * <usize>(some * count);
    for (let image = first; image < first + some; image++) {
      for (let window = 0; window < count; window++) {
        const patch = <usize>image * xImage + load<usize>(windows + 8 * window);
        const gradient = g + <usize>image * gImage + load<usize>(windows + 8 * window, 4);
        entries = listWindow(codes, gradient, patch, xRow, pixel, cout, padded, ends, record, entries, filters != 0);
        codes += padded;
        record += 24;
      }
    }
    if (filters) scatter(scratch(), record, xRow, pixel, filters, gx);
  }
}

/**
 * Sorts a window's winners by place and appends them to their channels' lists. record: the patch's offset, then the ends of the four lists;
 * they follow one another from `entries` on. Returns the end of the last list.
 */
// @ts-ignore: decorator
@inline
function listWindow(
  codes: usize, g: usize, patch: usize, xRow: usize, pixel: usize, cout: i32, padded: i32, ends: usize, record: usize, entries: usize,
  wantsRows: bool,
): usize {
  const filterBytes: usize = 9 * pixel;
  store<usize>(record, patch);
  store<usize>(record, entries, 4);
  if (wantsRows) startLists(codes, padded, record, entries);
  let row: usize = 0;
  for (let channel = 0; channel < cout; channel++) {
    const code = <usize>load<u8>(codes + channel);
    const value = load<f32>(g + 4 * channel);
    if (wantsRows) {
      const slot = record + 4 + 4 * code;
      const at = load<usize>(slot);
      store<usize>(at, row);
      store<f32>(at, value, 4);
      store<usize>(slot, at + 8);
      row += filterBytes;
    }
    const end = load<usize>(ends + 4 * channel);
    store<usize>(end, patch + (code >> 1) * xRow + (code & 1) * pixel);
    store<f32>(end, value, 4);
    store<usize>(ends + 4 * channel, end + (code < 4 ? 8 : 0));
  }
  return wantsRows ? load<usize>(record, 4 + 4 * 3) : entries;
}

/** Writes where each of the five lists starts, from the number of winners at each place. */
// @ts-ignore: decorator
@inline
function startLists(codes: usize, padded: i32, record: usize, entries: usize): void {
  let n0 = 0, n1 = 0, n2 = 0, n3 = 0;
  const one = i8x16.splat(1);
  let channel = 0;
  for (; channel + 16 <= padded; channel += 16) {
    const c = v128.load(codes + channel);
    n0 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(0))));
    n1 += popcnt(i8x16.bitmask(i8x16.eq(c, one)));
    n2 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(2))));
    n3 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(3))));
  }
  for (; channel < padded; channel += 4) {
    const c = v128.load32_splat(codes + channel);
    n0 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(0))) & 15);
    n1 += popcnt(i8x16.bitmask(i8x16.eq(c, one)) & 15);
    n2 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(2))) & 15);
    n3 += popcnt(i8x16.bitmask(i8x16.eq(c, i8x16.splat(3))) & 15);
  }
  let at = entries + 8 * n0;
  store<usize>(record, at, 8);
  at += 8 * n1;
  store<usize>(record, at, 12);
  at += 8 * n2;
  store<usize>(record, at, 16);
  store<usize>(record, at + 8 * n3, 20);
}

/** gx += filters, for the windows whose records lie from `record` to `last`: a tile of the filters at a time, for all windows. */
function scatter(record: usize, last: usize, xRow: usize, pixel: usize, filters: usize, gx: usize): void {
  const rowBytes: usize = 3 * pixel;
  if (pixel == 16) {
    scatterTile(record, last, xRow, pixel, filters, gx, 0);
    return;
  }
  for (let r: usize = 0; r < 3; r++) {
    let offset: usize = 0;
    while (offset < rowBytes) {
      const vectors = tileVectors(rowBytes - offset);
      scatterTile(record, last, xRow, pixel, filters + r * rowBytes + offset, gx + r * xRow + offset, vectors);
      offset += 16 * <usize>vectors;
    }
  }
}

/** The widest tile for what is left of a row; a row is a multiple of three vectors. */
// @ts-ignore: decorator
@inline
function tileVectors(bytes: usize): i32 {
  const vectors = <i32>(bytes >> 4);
  return vectors >= 12 ? 12 : vectors;
}

/** One tile (vectors = 0: the whole patch of one vector a pixel). */
function scatterTile(record: usize, last: usize, xRow: usize, pixel: usize, filters: usize, gx: usize, vectors: i32): void {
  let list = last;
  for (; record < last; record += 24) {
    const patch = gx + load<usize>(record);
    for (let code: usize = 0; code < 4; code++) {
      const end = load<usize>(record + 4 * code, 4);
      const y = patch + (code >> 1) * xRow + (code & 1) * pixel;
      if (list < end) addTile(list, end, filters, y, vectors, 48, xRow);
      list = end;
    }
  }
}

// @ts-ignore: decorator
@inline
function addTile(list: usize, end: usize, base: usize, y: usize, vectors: i32, rowStep: usize, yStep: usize): void {
  switch (vectors) {
    case 0: addPatches3x3(list, end, base, y, rowStep, yStep); break;
    case 3: addRows3(list, end, base, y); break;
    case 6: addRows6(list, end, base, y); break;
    case 9: addRows9(list, end, base, y); break;
    default: addRows12(list, end, base, y);
  }
}

/**
 * Gradients of the filters and biases of output channels `from` … `to`, over all shards in order.
 * x: first image of the batch; shardBytes: bytes of a shard's images in x. lists, ends: of the first shard, as
 * convReluPoolInputGradient leaves them; listsBytes, endsBytes: from shard to shard. gw: [3][3][cin][cout], gb: [cout].
 * Scratch: 144·cin4 bytes.
 */
export function convReluPoolFilterGradient(
  x: usize, shardBytes: usize, xRow: usize, lists: usize, listsBytes: usize, capacity: i32, ends: usize, endsBytes: usize, shards: i32,
  cin: i32, cout: i32, gw: usize, gb: usize, from: i32, to: i32,
): void {
  const padded = (cin + 3) & ~3;
  const filterBytes: usize = 36 * <usize>padded;
  const rows = scratch();
  for (let channel = from; channel < to; channel += 4) {
    const some = min(4, to - channel);
    memory.fill(rows, 0, 4 * filterBytes);
    for (let i = 0; i < some; i++) {
      const list = lists + 8 * <usize>(channel + i) * (capacity + 1);
      const end = ends + 4 * (channel + i);
      sumFilter(x, shardBytes, xRow, list, listsBytes, end, endsBytes, shards, padded, rows + <usize>i * filterBytes);
      store<f32>(gb + 4 * (channel + i), sumGradients(list, listsBytes, end, endsBytes, shards));
    }
    unpackFilters(rows, filterBytes, gw + 4 * channel, cin, padded, cout, some);
  }
}

/** One filter's gradient [3][3·cin4] at y. */
function sumFilter(
  x: usize, shardBytes: usize, xRow: usize, list: usize, listsBytes: usize, end: usize, endsBytes: usize, shards: i32, padded: i32, y: usize,
): void {
  const rowBytes: usize = 12 * <usize>padded;
  if (padded == 4) {
    for (let shard = 0; shard < shards; shard++) {
      addPatches3x3(list + shard * listsBytes, load<usize>(end + shard * endsBytes), x + shard * shardBytes, y, xRow, rowBytes);
    }
    return;
  }
  if (padded == 8) {
    for (let shard = 0; shard < shards; shard++) {
      const start = list + shard * listsBytes;
      const stop = load<usize>(end + shard * endsBytes);
      addPatches2x6(start, stop, x + shard * shardBytes, y, xRow, rowBytes);
      addRows6(start, stop, x + shard * shardBytes + 2 * xRow, y + 2 * rowBytes);
    }
    return;
  }
  for (let r: usize = 0; r < 3; r++) {
    let offset: usize = 0;
    while (offset < rowBytes) {
      const vectors = tileVectors(rowBytes - offset);
      for (let shard = 0; shard < shards; shard++) {
        const base = x + shard * shardBytes + r * xRow + offset;
        const stop = load<usize>(end + shard * endsBytes);
        addTile(list + shard * listsBytes, stop, base, y + r * rowBytes + offset, vectors, 0, 0);
      }
      offset += 16 * <usize>vectors;
    }
  }
}

function sumGradients(list: usize, listsBytes: usize, end: usize, endsBytes: usize, shards: i32): f32 {
  let sum: f64 = 0;
  for (let shard = 0; shard < shards; shard++) {
    const stop = load<usize>(end + shard * endsBytes);
    for (let at = list + shard * listsBytes; at < stop; at += 8) sum += load<f32>(at, 4);
  }
  return <f32>sum;
}

/** gw[tap][c][0 … some) from `some` rows [3][3][cin4]. */
function unpackFilters(rows: usize, filterBytes: usize, gw: usize, cin: i32, padded: i32, cout: i32, some: i32): void {
  for (let tap = 0; tap < 9; tap++) {
    for (let channel = 0; channel < cin; channel++) {
      const source = rows + 4 * <usize>(tap * padded + channel);
      const target = gw + 4 * (<usize>(tap * cin + channel) * cout);
      for (let i = 0; i < some; i++) store<f32>(target + 4 * i, load<f32>(source + <usize>i * filterBytes));
    }
  }
}
