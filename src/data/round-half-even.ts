/** The nearest integer, of two equally near ones the even one, as IEEE 754 and NumPy round. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
