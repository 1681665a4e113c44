import { arrayTypes, type PageArrays, type PageData } from '../page-data.ts';

export function readPageData(): PageData {
  return JSON.parse(document.getElementById('report-data')!.textContent!);
}

/** Unpacks the arrays in the page. */
export async function readPageArrays(): Promise<PageArrays> {
  const names = Object.keys(arrayTypes) as (keyof PageArrays)[];
  const entries = names.map(async name => {
    const bytes = await unpack(document.getElementById(`data-${name}`)!.textContent!);
    return [name, new arrayTypes[name](bytes)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function unpack(base64: string): Promise<ArrayBuffer> {
  const text = atob(base64.trim());
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) packed[at] = text.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).arrayBuffer();
}
