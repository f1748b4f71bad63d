import NumericKit
import Testing

@testable import Spectra

/// The eigenvalues of noise: closed forms against draws.
@Suite("The eigenvalues of noise")
struct NoiseShapeTests {
  /// (edge): at all sizes the largest eigenvalue exceeds the closed form of its 99 % quantile in about 1 %
  /// of draws: a half to twice as many.
  @Test(
    "exceed the quantile of the largest as often as it says",
    arguments: [(3, 2), (3, 200), (10, 9), (100, 3), (50, 499), (300, 299), (40, 4000)])
  func largest(columns: Int, degrees: Int) {
    let shape = NoiseShape(columns: columns, degrees: degrees, rows: degrees + 1)
    let (mean, deviation) = shape.largest
    let limit = mean + TracyWidom.standardizedQuantile99 * deviation
    var stream = RandomStream(seed: 1, stream: 0)
    let draws = 20_000
    let above = (0..<draws).count { _ in NoiseSpectrum(shape, from: &stream).count(above: limit) > 0
    }
    #expect(above >= draws / 200 && above <= draws / 50, "\(above) of \(draws)")
  }

  /// A draw has the trace and the eigenvalues of explicit samples: their means over draws agree.
  @Test("drawn from a bidiagonal matrix are those of samples", arguments: [(6, 30), (30, 11)])
  func draws(columns: Int, rows: Int) throws {
    let shape = NoiseShape(columns: columns, degrees: rows - 1, rows: rows)
    var stream = RandomStream(seed: 2, stream: 0)
    let draws = 2000
    var means = [[Double]](repeating: [0, 0], count: shape.order)
    var squares = means
    for draw in 0..<draws {
      let explicit = try spikedSpectrum(rows: rows, columns: columns, noise: 1, draw: draw, seed: 3)
      let drawn = NoiseSpectrum(shape, from: &stream)
      for rank in 0..<shape.order {
        let eigenvalue = drawn.eigenvalue(rank)
        #expect(drawn.count(above: eigenvalue * 1.000001) == rank)
        for (index, value) in [explicit.eigenvalues[rank], eigenvalue].enumerated() {
          means[rank][index] += value / Double(draws)
          squares[rank][index] += value * value / Double(draws)
        }
      }
    }
    for (mean, square) in zip(means, squares) {
      let variance = square[0] + square[1] - mean[0] * mean[0] - mean[1] * mean[1]
      #expect(abs(mean[0] - mean[1]) <= 4 * (variance / Double(draws)).squareRoot())
    }
  }

  /// The misfit of noise is below its limit in 99 % of draws, whatever their number.
  @Test(
    "fit the law up to the stated limit", arguments: [(4, 40), (10, 9), (61, 1796), (200, 100)])
  func misfit(columns: Int, degrees: Int) throws {
    let shape = NoiseShape(columns: columns, degrees: degrees, rows: degrees + 1)
    var stream = RandomStream(seed: 4, stream: 0)
    let draws = 1000
    var misfits: [Double] = []
    for _ in 0..<draws {
      let drawn = NoiseSpectrum(shape, from: &stream)
      let eigenvalues = (0..<shape.order).map(drawn.eigenvalue)
      let zeros = Array(repeating: 0.0, count: columns - shape.order)
      let spectrum = DataSpectrum(rows: degrees + 1, eigenvalues: eigenvalues + zeros)
      misfits.append(try #require(NoiseEstimate(of: spectrum)).misfit)
    }
    misfits.sort()
    let limit = NoiseEstimate.misfitLimit(count: shape.order)
    #expect(misfits[draws * 99 / 100] <= limit)
  }
}
