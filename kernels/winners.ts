// The block 3×3 same convolution + bias + ReLU + 2×2 max-pool, backward: only the winner of a window that the ReLU let through has a
// gradient, so dX and dW are sums over lists of winners: 9·cin multiply-adds a live window and channel for each, a quarter of a dense
// backward pass less the dead windows. Lists are built without branches.
import { filterTile, inputTile, scatterTile } from './generated/winners';
import { loadPart, storePart } from './lanes';
import { scratch } from './scratch';

/** Up to so many output channels dX is scattered channel by channel; lists of a window's channels would be too short. */
const SCATTER_CHANNELS: i32 = 32;
/** Head of a window's record before its lists: the address of its patch in dX, the ends of five lists. */
const HEAD: usize = 32;

// @ts-ignore: decorator
@inline
function padded(channels: i32): usize {
  return <usize>((channels + 3) & ~3);
}

/** Rows of a patch that the tile at `row` covers, for patches of `vectors` vectors a pixel. */
// @ts-ignore: decorator
@inline
function tileRows(row: i32, vectors: i32): i32 {
  if (vectors == 1) return 3;
  return vectors == 2 && row == 0 ? 2 : 1;
}

/** Vectors of a patch's row that the tile at `vector` covers. */
// @ts-ignore: decorator
@inline
function tileVectors(vector: i32, vectors: i32): i32 {
  return min(12, 3 * vectors - vector);
}

/**
 * Filters [3][3][cin][cout] turned to [cout][3][3][⌈cin/4⌉·4], padding zero: a filter's row is contiguous, as a patch's row is.
 * Writes channels `from` … `to` of cout (`from` a multiple of 4).
 */
export function packFilters(w: usize, filters: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const pixel = 4 * padded(cin);
  const row = 4 * <usize>cout;
  const zero = f32x4.splat(0);
  for (let tap: usize = 0; tap < 9; tap++) {
    for (let i = 0; i < cin; i += 4) {
      for (let o = from; o < to; o += 4) {
        const source = w + (tap * cin + i) * row + 4 * <usize>o;
        const left = cout - o;
        const r0 = loadPart(source, left);
        const r1 = i + 1 < cin ? loadPart(source + row, left) : zero;
        const r2 = i + 2 < cin ? loadPart(source + 2 * row, left) : zero;
        const r3 = i + 3 < cin ? loadPart(source + 3 * row, left) : zero;
        const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const target = filters + (9 * <usize>o + tap) * pixel + 4 * <usize>i;
        v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
        if (left > 1) v128.store(target + 9 * pixel, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
        if (left > 2) v128.store(target + 18 * pixel, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
        if (left > 3) v128.store(target + 27 * pixel, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      }
    }
  }
}

/**
 * Lists the live winners of channels `from` … `to` over `images` images: for each channel entries (bytes from x to the winner's 3×3
 * patch, g) at lists + channel·listBytes, their end in the u32 at ends. places: bytes from a 4×4 patch to the winner's 3×3 patch,
 * by code (5 words).
 */
function listChannels(
  lists: usize, listBytes: usize, ends: usize, places: usize, xImage: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize,
  codes: usize, codeStep: usize, count: i32, images: i32, from: i32, to: i32,
): void {
  for (let channel = from; channel < to; channel++) {
    let entry = lists;
    let code = codes + channel;
    let g = gy + 4 * channel;
    let image: usize = 0;
    for (let n = 0; n < images; n++) {
      for (let window = 0; window < count; window++) {
        const place = <usize>load<u8>(code);
        store<usize>(entry, image + load<usize>(patches + 4 * window) + load<usize>(places + 4 * place));
        store<f32>(entry, load<f32>(g + load<usize>(pixels + 4 * window)), 4);
        entry += <usize>(place < 4) << 3;
        code += codeStep;
      }
      image += xImage;
      g += gyImage;
    }
    store<usize>(ends, entry);
    lists += listBytes;
    ends += 4;
  }
}

/** Bytes of a list of n entries and the one behind its end that is written in vain; an odd number of cache lines. */
// @ts-ignore: decorator
@inline
function listStride(n: i32): usize {
  return (((8 * <usize>n + 8 + 63) >> 6) | 1) << 6;
}

// @ts-ignore: decorator
@inline
function storePlaces(places: usize, row: usize, pixel: usize): void {
  store<usize>(places, 0);
  store<usize>(places, pixel, 4);
  store<usize>(places, row, 8);
  store<usize>(places, row + pixel, 12);
  store<usize>(places, 0, 16);
}

/**
 * Gradients of the filters and the bias of output channels `from` … `to` (`from` a multiple of 4) over the whole batch of `images`
 * images, in their order: the bits depend neither on shards nor on how channels are shared out.
 * x, xImage, xRow, patches, codes, cin, cout, count: as for convReluPool.
 * gy: gradient of the pooled output, first image; gyImage: bytes from image to image; pixels: u32 for each window: bytes from the
 * image's start to its pooled pixel.
 * dw: [3][3][cin][cout], db: [cout]; written, not added to.
 * block: images a pass, to fit the cache; sums are made pass by pass, so it is part of the result's bits.
 * Scratch: 64 + 4·n + n·(64 + listStride(count·block) + 36·cin4) bytes for n = to − from, listStride(e) = 8·e + 136 at most.
 */
export function convReluPoolFilterGradient(
  x: usize, xImage: usize, xRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, dw: usize, db: usize,
  cin: i32, cout: i32, count: i32, images: i32, block: i32, from: i32, to: i32,
): void {
  const channels = to - from;
  const pixel = 4 * padded(cin);
  const vectors = <i32>(pixel >> 4);
  const codeStep = padded(cout);
  const listBytes = listStride(count * block);
  const places = scratch();
  const ends = places + 32;
  const sums = (ends + 4 * channels + 63) & ~63;
  const lists = (sums + 9 * channels * pixel + 63) & ~63;
  storePlaces(places, xRow, pixel);
  memory.fill(sums, 0, 9 * channels * pixel);
  biasGradient(gy, gyImage, pixels, codes, codeStep, count, images, block, db, from, to);
  for (let done = 0; done < images; done += block) {
    const some = min(block, images - done);
    listChannels(lists, listBytes, ends, places, xImage, patches, gy, gyImage, pixels, codes, codeStep, count, some, from, to);
    for (let row = 0; row < 3; row += tileRows(row, vectors)) {
      for (let vector = 0; vector < 3 * vectors; vector += 12) {
        filterTile(
          tileRows(row, vectors), tileVectors(vector, vectors), lists, listBytes, ends, channels,
          x + row * xRow + 16 * vector, xRow, sums + 3 * row * pixel + 16 * vector, 3 * pixel,
        );
      }
    }
    x += some * xImage;
    gy += some * gyImage;
    codes += <usize>(some * count) * codeStep;
  }
  unpackFilters(sums, dw, cin, cout, from, to);
}

/** db = Σ g over live windows, block by block. */
function biasGradient(
  gy: usize, gyImage: usize, pixels: usize, codes: usize, codeStep: usize, count: i32, images: i32, block: i32, db: usize, from: i32,
  to: i32,
): void {
  const dead = i32x4.splat(4);
  for (let channel = from; channel < to; channel += 4) {
    let g = gy + 4 * channel;
    let code = codes + channel;
    let total = f32x4.splat(0);
    for (let done = 0; done < images; done += block) {
      const some = min(block, images - done);
      let sum = f32x4.splat(0);
      for (let n = 0; n < some; n++) {
        for (let window = 0; window < count; window++) {
          const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(code));
          const live = i32x4.lt_s(i32x4.extend_low_i16x8_s(bytes), dead);
          sum = f32x4.add(sum, v128.and(live, v128.load(g + load<usize>(pixels + 4 * window))));
          code += codeStep;
        }
        g += gyImage;
      }
      total = f32x4.add(total, sum);
    }
    storePart(db + 4 * channel, total, to - channel);
  }
}

/** dw[3][3][cin][from … to] from sums [to − from][3][3][cin4]. */
function unpackFilters(sums: usize, dw: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const pixel = 4 * padded(cin);
  const row = 4 * <usize>cout;
  for (let o = from; o < to; o += 4) {
    const left = to - o;
    const source0 = sums + 9 * <usize>(o - from) * pixel;
    const source1 = left > 1 ? source0 + 9 * pixel : source0;
    const source2 = left > 2 ? source1 + 9 * pixel : source0;
    const source3 = left > 3 ? source2 + 9 * pixel : source0;
    for (let tap: usize = 0; tap < 9; tap++) {
      for (let i = 0; i < cin; i += 4) {
        const at = tap * pixel + 4 * <usize>i;
        const r0 = v128.load(source0 + at), r1 = v128.load(source1 + at);
        const r2 = v128.load(source2 + at), r3 = v128.load(source3 + at);
        const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const target = dw + (tap * cin + i) * row + 4 * <usize>o;
        storePart(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), left);
        if (i + 1 < cin) storePart(target + row, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), left);
        if (i + 2 < cin) storePart(target + 2 * row, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), left);
        if (i + 3 < cin) storePart(target + 3 * row, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), left);
      }
    }
  }
}

/**
 * Gradient of the input of `images` images.
 * dx: first image, haloed as x (pixels of cin4 floats), of dxImage bytes an image, all of which are written; the halo gets rubbish.
 * dxRow, patches, gy, gyImage, pixels, codes, cin, cout, count: as for the filters' gradient. filters: see packFilters.
 * block: images a pass, to fit the cache; it does not change the bits.
 * Scratch: 64 + e·(32 + 4·listStride(cout) + …) bytes; see inputGradientScratch in the compiler.
 */
export function convReluPoolInputGradient(
  dx: usize, dxImage: usize, dxRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, filters: usize,
  cin: i32, cout: i32, count: i32, images: i32, block: i32,
): void {
  const codeStep = padded(cout);
  memory.fill(dx, 0, images * dxImage);
  for (let done = 0; done < images; done += block) {
    const some = min(block, images - done);
    if (cout <= SCATTER_CHANNELS) {
      scatterInputGradient(dx, dxImage, dxRow, patches, gy, gyImage, pixels, codes, filters, cin, cout, count, some);
    } else {
      gatherInputGradient(dx, dxImage, dxRow, patches, gy, gyImage, pixels, codes, filters, cin, cout, count, some);
    }
    dx += some * dxImage;
    gy += some * gyImage;
    codes += <usize>(some * count) * codeStep;
  }
}

function scatterInputGradient(
  dx: usize, dxImage: usize, dxRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, filters: usize,
  cin: i32, cout: i32, count: i32, images: i32,
): void {
  const pixel = 4 * padded(cin);
  const vectors = <i32>(pixel >> 4);
  const listBytes = listStride(count * images);
  const places = scratch();
  const ends = places + 32;
  const lists = (ends + 4 * cout + 63) & ~63;
  storePlaces(places, dxRow, pixel);
  listChannels(lists, listBytes, ends, places, dxImage, patches, gy, gyImage, pixels, codes, padded(cout), count, images, 0, cout);
  for (let row = 0; row < 3; row += tileRows(row, vectors)) {
    for (let vector = 0; vector < 3 * vectors; vector += 12) {
      scatterTile(
        tileRows(row, vectors), tileVectors(vector, vectors), lists, listBytes, ends, cout,
        dx + row * dxRow + 16 * vector, dxRow, filters + 3 * row * pixel + 16 * vector, 3 * pixel,
      );
    }
  }
}

function gatherInputGradient(
  dx: usize, dxImage: usize, dxRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, filters: usize,
  cin: i32, cout: i32, count: i32, images: i32,
): void {
  const pixel = 4 * padded(cin);
  const vectors = <i32>(pixel >> 4);
  const codeStep = padded(cout);
  const listBytes = 8 * <usize>cout + 8;
  const recordBytes = (((HEAD + 4 * listBytes + 63) >> 6) | 1) << 6;
  const bin = scratch();
  const records = bin + 64;
  let record = records;
  for (let n = 0; n < images; n++) {
    for (let window = 0; window < count; window++) {
      store<usize>(record, dx + load<usize>(patches + 4 * window));
      listWindow(record, listBytes, bin, gy + load<usize>(pixels + 4 * window), codes, cout, 9 * pixel);
      codes += codeStep;
      record += recordBytes;
    }
    dx += dxImage;
    gy += gyImage;
  }
  for (let row = 0; row < 3; row += tileRows(row, vectors)) {
    for (let vector = 0; vector < 3 * vectors; vector += 12) {
      const tile = <usize>row * 3 * pixel + 16 * vector;
      inputTile(
        tileRows(row, vectors), tileVectors(vector, vectors), records, recordBytes, listBytes, count * images,
        filters + tile, 3 * pixel, dxRow, pixel, <usize>row * dxRow + 16 * vector,
      );
    }
  }
}

/** Puts a window's channels on the list of their code: (bytes from the first filter to the channel's, g); the dead on top of each other. */
function listWindow(record: usize, listBytes: usize, bin: usize, g: usize, codes: usize, cout: i32, filterBytes: usize): void {
  const ends = record + 4;
  for (let code: usize = 0; code < 4; code++) store<usize>(ends + 4 * code, record + HEAD + code * listBytes);
  store<usize>(ends, bin, 16);
  let filter: usize = 0;
  for (const last = codes + cout; codes < last; codes++) {
    const code = <usize>load<u8>(codes);
    const end = ends + 4 * code;
    const entry = load<usize>(end);
    store<usize>(entry, filter);
    store<f32>(entry, load<f32>(g), 4);
    store<usize>(end, entry + (<usize>(code < 4) << 3));
    filter += filterBytes;
    g += 4;
  }
}
