// The rank of a label among the classes of a row of logits.

/**
 * y[n] = 1 where fewer than `most` classes come before labels[n], else 0: those with a larger logit, or an equal one and a lower index. A
 * NaN comes before the label's logit. logits: [rows][classes], labels: i32 [rows], y: f32 [rows].
 */
export function inTopK(logits: usize, labels: usize, y: usize, rows: i32, classes: i32, most: i32): void {
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + 4 * row);
    const own = load<f32>(logits + 4 * label);
    let before = 0;
    for (let c = 0; c < classes; c++) {
      const other = load<f32>(logits + 4 * c);
      const isBehind = other < own || (other == own && c >= label);
      before += i32(!isBehind && c != label);
    }
    store<f32>(y + 4 * row, before < most ? 1 : 0);
    logits += 4 * classes;
  }
}
