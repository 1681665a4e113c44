/** Ten categories with thousands of drawings, some of them alike, some with many careless ones. */
export const LARGE_CATEGORIES: readonly string[] = [
  'airplane',
  'smiley face',
  'star',
  'cat',
  'dog',
  'circle',
  'skull',
  'rainbow',
  'bird',
  'square',
];
