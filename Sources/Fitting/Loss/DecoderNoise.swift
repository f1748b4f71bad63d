import LinearVAE
import RealModule

/// The `σ²` of a Gaussian decoder.
enum DecoderNoise: Sendable, Hashable {
  case fixed(Double)
  /// One that is learned.
  case common
  case perColumn

  /// `nil` for a decoder that is not Gaussian.
  init?(_ decoder: Likelihood) {
    switch decoder {
    case .gaussian(let variance): self = .fixed(variance)
    case .gaussianLearned: self = .common
    case .gaussianLearnedPerColumn: self = .perColumn
    default: return nil
    }
  }

  var isPerColumn: Bool { self == .perColumn }

  /// `1/σ²`, one number or one for each column.
  func precisions(_ parameters: UnsafePointer<Double>, _ layout: ParameterLayout) -> [Double] {
    if case .fixed(let variance) = self { return [1 / variance] }
    return (0..<layout.decoderVariances).map { .exp(-parameters[layout.noise + $0]) }
  }

  /// `½ Σ_j ln σ_j²` where it is learned.
  func logarithms(_ parameters: UnsafePointer<Double>, _ layout: ParameterLayout) -> Double {
    switch self {
    case .fixed: return 0
    case .common: return 0.5 * Double(layout.columns) * parameters[layout.noise]
    case .perColumn:
      return 0.5 * (0..<layout.columns).reduce(0) { $0 + parameters[layout.noise + $1] }
    }
  }
}
