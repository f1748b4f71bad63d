import LinearVAE
import NumericKit
import Storage

/// A state as it is stored when numbers of it may be missing.
struct StateRecord: Sendable, Encodable {
  let m, d, Q, E, R: [[Nullable]]
  let D: [Nullable]

  /// A number of the record for each order parameter of two states.
  init(
    _ first: OrderParameters, _ second: OrderParameters, by value: (Double, Double) -> Double?
  ) {
    func combined(_ x: Matrix, _ y: Matrix) -> [[Nullable]] {
      zip(x.rowArrays, y.rowArrays).map { zip($0, $1).map { Nullable(value($0, $1)) } }
    }
    m = combined(first.m, second.m)
    d = combined(first.d, second.d)
    Q = combined(first.Q, second.Q)
    E = combined(first.E, second.E)
    R = combined(first.R, second.R)
    D = zip(first.D, second.D).map { Nullable(value($0, $1)) }
  }

  /// A state, or nothing but missing numbers in its shape.
  init(_ state: OrderParameters?, shapedAs shape: OrderParameters) {
    self.init(state ?? shape, shape) { value, _ in state == nil ? nil : value }
  }
}
