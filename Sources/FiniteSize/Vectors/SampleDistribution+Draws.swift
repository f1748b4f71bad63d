import LinearVAE
import NumericKit
import RealModule

extension SampleDistribution {
  /// Fills memory with independent numbers of mean 0 and variance 1, in order.
  @inline(__always) func fill(
    _ target: UnsafeMutablePointer<Double>, count: Int, from stream: inout RandomStream
  ) {
    switch self {
    case .gaussian: stream.fillNormals(target, count: count)
    default: fillOthers(target, count: count, from: &stream)
    }
  }

  @inline(never) private func fillOthers(
    _ target: UnsafeMutablePointer<Double>, count: Int, from stream: inout RandomStream
  ) {
    switch self {
    case .gaussian: stream.fillNormals(target, count: count)
    case .rademacher:
      // 64 signs a word; what is left of the last word is thrown away.
      var bits: UInt64 = 0
      for i in 0..<count {
        if i % 64 == 0 { bits = stream.bits() }
        target[i] = bits & 1 == 0 ? 1 : -1
        bits >>= 1
      }
    case .uniform:
      let width = 2 * Double.sqrt(3)
      for i in 0..<count { target[i] = width * (stream.uniform() - 0.5) }
    case .laplace:
      let scale = Double.sqrt(0.5)
      for i in 0..<count {
        let u = 2 * stream.uniform() - 1
        target[i] = u < 0 ? scale * .log(1 + u) : -scale * .log(1 - u)
      }
    }
  }
}
