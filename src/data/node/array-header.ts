import { NPY_PREFIX_BYTES, type NpyHeader, npyDataOffset, parseNpyHeader } from '../npy.ts';
import type { ZipMember } from './zip-file.ts';

/** The header of an .npy array in a zip file. */
export async function readArrayHeader(member: ZipMember): Promise<NpyHeader> {
  const prefix = await member.head(NPY_PREFIX_BYTES);
  return parseNpyHeader(await member.head(npyDataOffset(prefix, member.where)), member.where);
}
