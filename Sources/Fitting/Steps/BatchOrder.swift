import NumericKit

/// Which rows a step is taken on: each epoch goes through all rows in an order of its own.
package struct BatchOrder: Sendable {
  /// `P`.
  let rows: Int
  /// `B`; the last batch of an epoch has what is left.
  let batch: Int
  /// Of the orders; rows come as they are if `nil`.
  let seed: UInt64?
  private var epoch = -1
  private var order: [Int32] = []

  package init(rows: Int, batch: Int, seed: UInt64?) {
    (self.rows, self.batch, self.seed) = (rows, min(batch, rows), seed)
  }

  /// `⌈P/B⌉`.
  package var stepsPerEpoch: Int { (rows + batch - 1) / batch }

  /// The rows of a step, counted from 0; an order is drawn from the seed and the number of its epoch alone.
  package mutating func rows(ofStep step: Int) -> ArraySlice<Int32> {
    let now = step / stepsPerEpoch
    if now != epoch {
      epoch = now
      order = (0..<rows).map(Int32.init)
      if let seed {
        var generator = Xoshiro256PlusPlus(seed: seed, stream: UInt64(now) &+ 1)
        for last in stride(from: rows - 1, to: 0, by: -1) {
          // The high half of a product is uniform, but for 2⁻⁶⁴ of the number of rows.
          let chosen = UInt64(last + 1).multipliedFullWidth(by: generator.next()).high
          order.swapAt(last, Int(chosen))
        }
      }
    }
    let start = (step % stepsPerEpoch) * batch
    return order[start..<min(start + batch, rows)]
  }
}
