import ComplexModule
import LinearVAE
import MeanField
import TestSupport
import Testing

/// A fixed point from an implementation independent of this package: Newton's method on NumPy
/// matrices, and eigenvalues of five-point differences in symmetric coordinates.
struct FixedPointFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: ProblemFixture
  let active: [Int?]
  let state: OrderParameters
  let growth_rate: Double
  let eigenvalues: [[Double]]

  var testDescription: String { name }

  var roles: [LatentRole] {
    active.map { index in
      switch index {
      case nil: .collapsed
      case -1: .noise
      case .some(let factor): .factor(factor)
      }
    }
  }

  static let all: [FixedPointFixture] = fixture("fixed_points")
}

/// The largest distance between two spectra matched one to one, nearest first.
func spectralDistance(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
  guard a.count == b.count else { return .infinity }
  var left = b
  var largest = 0.0
  for value in a {
    let nearest = left.indices.min { (value - left[$0]).length < (value - left[$1]).length }
    guard let nearest else { return .infinity }
    largest = max(largest, (value - left[nearest]).length)
    left.remove(at: nearest)
  }
  return largest
}
