import LinearVAE
import NumericKit

/// What samples of data with a spectrum are drawn from, in coordinates along its eigenvectors.
enum SpectralSource: Sendable {
  /// Independent numbers, each times the `√(λN)` of its coordinate.
  case independent(SampleDistribution, scales: [Double])
  /// Rows of a table, times `√N`.
  case rows(SampleRows, scale: Double)

  init(_ configuration: SpectralConfiguration, rows: SampleRows?) {
    let (data, N) = (configuration.problem.data, Double(configuration.dimension))
    if let rows {
      self = .rows(rows, scale: N.squareRoot())
    } else {
      self = .independent(
        data.distribution.ofNumbers ?? .gaussian,
        scales: zip(data.groups, configuration.sizes).flatMap { group, size in
          Array(repeating: (group.variance * N).squareRoot(), count: size)
        })
    }
  }

  /// Begins a sample: chooses its row, if it has one.
  func begin(_ chosen: UnsafeMutablePointer<Double>, _ stream: inout RandomStream) {
    guard case .rows(let rows, _) = self else { return }
    chosen[0] = Double(stream.bits().multipliedFullWidth(by: UInt64(rows.count)).high)
  }

  /// `√N x` in coordinates from `start` on.
  func fill(
    _ x: UnsafeMutablePointer<Double>, from start: Int, count: Int, chosen: Double,
    _ stream: inout RandomStream
  ) {
    switch self {
    case .independent(let distribution, let scales):
      distribution.fill(x, count: count, from: &stream)
      scales.withUnsafeBufferPointer { for i in 0..<count { x[i] *= $0[start + i] } }
    case .rows(let rows, let scale):
      let first = Int(chosen) * rows.columns + start
      rows.values.withUnsafeBufferPointer { for i in 0..<count { x[i] = scale * $0[first + i] } }
    }
  }
}
