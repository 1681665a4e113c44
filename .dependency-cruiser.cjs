// The floors of the house, highest first. A floor imports only from floors above it, and only their index.ts.
const floors = [
  'engine',
  'nn',
  'data',
  'analysis',
  'trees',
  'train',
  'sweep',
  'studies',
  'report',
  'cli',
  'web',
];
const nodeFloors = ['train', 'sweep', 'studies', 'report', 'cli'];

const downward = floors.map((floor, index) => ({
  name: `${floor}-imports-upward-only`,
  comment: `src/${floor} may import only from the floors above it`,
  severity: 'error',
  from: { path: `^src/${floor}/` },
  to: { path: `^src/(${floors.slice(index + 1).join('|') || 'nothing-below'})/` },
}));

const doors = floors.map(floor => ({
  name: `${floor}-through-its-door`,
  comment: `other floors import src/${floor} through index.ts (or node/index.ts) only`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${floor}/` },
  to: { path: `^src/${floor}/`, pathNot: `^src/${floor}/(node/)?index\\.ts$` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      // Operations are each other's gradients (a convolution's are convolutions), which is a circle by nature; types may be.
      severity: 'error',
      from: { pathNot: '^src/engine/ops/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-node-in-the-browser-part',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${nodeFloors.join('|')})/|/node/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-part-in-the-browser-part',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${nodeFloors.join('|')})/|/node/` },
      to: { path: '/node/' },
    },
    ...downward,
    ...doors,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
};
