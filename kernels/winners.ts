// The block 3×3 same convolution + bias + ReLU + 2×2 max-pool, backward: only the winner of a window that the ReLU let through has a
// gradient, so dX and dW are sums over lists of winners: 9·cin multiply-adds a live window and channel for each, a quarter of a dense
// backward pass less the dead windows. Lists are built without branches.
import { filter3, filter4, input3, input4, scatter3, scatter4 } from './generated/winners';
import { storePart } from './lanes';
import { scratch } from './scratch';
import { TILE, padded, tileCount, tileWidth, unpackFilters } from './winner-filters';

/** Up to so many output channels dX is scattered channel by channel; lists of a window's channels would be too short. */
const SCATTER_CHANNELS: i32 = 32;
/** Output channels whose filters' tiles stay in the first-level cache. */
const CACHED_CHANNELS: i32 = 160;
/** Head of a window's record before its lists: the address of its patch in dX, the ends of five lists. */
const HEAD: usize = 32;

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
 * Scratch for n = to − from channels: 128 + n·(4 + 8·count·block + 136 + 192·filterTiles(cin)) bytes; see packFilters.
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
  const sumsBytes = <usize>(tileCount(vectors) * channels) * TILE;
  const lists = sums + sumsBytes;
  storePlaces(places, xRow, pixel);
  memory.fill(sums, 0, sumsBytes);
  biasGradient(gy, gyImage, pixels, codes, codeStep, count, images, block, db, from, to);
  for (let done = 0; done < images; done += block) {
    const some = min(block, images - done);
    listChannels(lists, listBytes, ends, places, xImage, patches, gy, gyImage, pixels, codes, codeStep, count, some, from, to);
    let tile = sums;
    for (let first = 0, width = 0; first < 3 * vectors; first += width) {
      width = tileWidth(3 * vectors - first);
      if (width == 4) filter4(lists, listBytes, ends, channels, x + 16 * first, xRow, tile, TILE);
      else filter3(lists, listBytes, ends, channels, x + 16 * first, xRow, tile, TILE);
      tile += TILE * <usize>channels;
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

/**
 * Gradient of the input of `images` images.
 * dx: first image, haloed as x (pixels of cin4 floats), of dxImage bytes an image, all of which are written; the halo gets rubbish.
 * dxRow, patches, gy, gyImage, pixels, codes, cin, cout, count: as for the filters' gradient. filters: see packFilters.
 * block: images a pass, to fit the cache; it does not change the bits.
 * Scratch: at most 64 + count·block·(32·min(cout, 160) + 192) bytes; up to 32 channels 96 + cout·(4 + 8·count·block + 136) bytes.
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
  for (let first = 0, width = 0; first < 3 * vectors; first += width) {
    width = tileWidth(3 * vectors - first);
    if (width == 4) scatter4(lists, listBytes, ends, cout, dx + 16 * first, dxRow, filters, TILE);
    else scatter3(lists, listBytes, ends, cout, dx + 16 * first, dxRow, filters, TILE);
    filters += TILE * <usize>cout;
  }
}

/** Channels in groups, whose tiles of filters stay in the cache for all windows. */
function gatherInputGradient(
  dx: usize, dxImage: usize, dxRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, filters: usize,
  cin: i32, cout: i32, count: i32, images: i32,
): void {
  const pixel = 4 * padded(cin);
  const vectors = <i32>(pixel >> 4);
  const groups = (cout + CACHED_CHANNELS - 1) / CACHED_CHANNELS;
  const size = (cout + groups - 1) / groups;
  const listBytes = 8 * <usize>size + 8;
  const recordBytes = (((HEAD + 4 * listBytes + 63) >> 6) | 1) << 6;
  const bin = scratch();
  const records = bin + 64;
  for (let from = 0; from < cout; from += size) {
    listWindows(records, recordBytes, listBytes, bin, dx, dxImage, patches, gy, gyImage, pixels, codes, padded(cout), count, images, from, min(cout, from + size));
    let tile = filters + TILE * <usize>from;
    for (let first = 0, width = 0; first < 3 * vectors; first += width) {
      width = tileWidth(3 * vectors - first);
      if (width == 4) input4(records, recordBytes, listBytes, count * images, tile, dxRow, pixel, 16 * first);
      else input3(records, recordBytes, listBytes, count * images, tile, dxRow, pixel, 16 * first);
      tile += TILE * <usize>cout;
    }
  }
}

/** Makes the record of every window, with channels `from` … `to` on its lists. */
function listWindows(
  record: usize, recordBytes: usize, listBytes: usize, bin: usize, dx: usize, dxImage: usize, patches: usize, gy: usize,
  gyImage: usize, pixels: usize, codes: usize, codeStep: usize, count: i32, images: i32, from: i32, to: i32,
): void {
  for (let n = 0; n < images; n++) {
    for (let window = 0; window < count; window++) {
      store<usize>(record, dx + load<usize>(patches + 4 * window));
      listWindow(record, listBytes, bin, gy + load<usize>(pixels + 4 * window) + 4 * from, codes + from, to - from);
      codes += codeStep;
      record += recordBytes;
    }
    dx += dxImage;
    gy += gyImage;
  }
}

/** Puts a window's channels on the list of their code: (bytes from the first channel's filter to this one's, g); the dead on top of each other. */
function listWindow(record: usize, listBytes: usize, bin: usize, g: usize, codes: usize, channels: i32): void {
  const ends = record + 4;
  for (let code: usize = 0; code < 4; code++) store<usize>(ends + 4 * code, record + HEAD + code * listBytes);
  store<usize>(ends, bin, 16);
  let filter: usize = 0;
  for (const last = codes + channels; codes < last; codes++) {
    const code = <usize>load<u8>(codes);
    const end = ends + 4 * code;
    const entry = load<usize>(end);
    store<usize>(entry, filter);
    store<f32>(entry, load<f32>(g), 4);
    store<usize>(end, entry + (<usize>(code < 4) << 3));
    filter += TILE;
    g += 4;
  }
}
