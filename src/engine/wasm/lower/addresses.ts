import type { Address, Storage } from '../storage.ts';

/** Address of 4-byte element `element` of a temporary or a table. */
export function at(storage: Storage, access: Address['access'], element = 0): Address {
  return { storage, offset: 4 * element, access };
}

/** The address `elements` 4-byte elements further. */
export function after(address: Address, elements: number): Address {
  return { ...address, offset: address.offset + 4 * elements };
}
