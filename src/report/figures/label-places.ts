/**
 * Moves labels apart that stand in a column, each as little as there is need for: labels that touch become a block
 * around the middle of their places.
 * @param places middles, in any order.
 * @param gap least distance between two middles.
 * @param low @param high where the first and the last middle may be.
 * @returns new middles, in the order of `places`.
 */
export function labelPlaces(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = [...places.keys()].sort((a, b) => places[a]! - places[b]!);
  const blocks: { members: number[]; middle: number }[] = [];
  const clamp = (middle: number, count: number) => {
    const half = ((count - 1) * gap) / 2;
    return Math.max(low + half, Math.min(high - half, middle));
  };
  for (const index of order) {
    let block = { members: [index], middle: clamp(places[index]!, 1) };
    for (let last = blocks.at(-1); last && touches(last, block, gap); last = blocks.at(-1)) {
      blocks.pop();
      const members = [...last.members, ...block.members];
      const mean = members.reduce((sum, member) => sum + places[member]!, 0) / members.length;
      block = { members, middle: clamp(mean, members.length) };
    }
    blocks.push(block);
  }
  const moved = [...places];
  for (const { members, middle } of blocks)
    members.forEach((member, at) => {
      moved[member] = middle + (at - (members.length - 1) / 2) * gap;
    });
  return moved;
}

interface Block {
  readonly members: readonly number[];
  readonly middle: number;
}

function touches(upper: Block, lower: Block, gap: number): boolean {
  const reach = ((upper.members.length + lower.members.length) * gap) / 2;
  return lower.middle - upper.middle < reach - 1e-9;
}
