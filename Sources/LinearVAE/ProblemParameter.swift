import NumericKit

/// A number of a problem that can be varied, addressed by its key in the problem file.
public enum ProblemParameter: Sendable, Hashable {
  /// `training.beta`, or `beta`: a constant `β`.
  case beta
  /// `data.noise`, or `noise`, `eta`: `η`.
  case noise
  /// `data.signals`, or `rho`: `ρ_s` of all factors.
  case signals
  /// `data.signals.0`, or `rho.0`: `ρ_s` of one factor, counted from 0.
  case signal(Int)
  /// `data.overlap.0.1`: an element of `m*` off the diagonal, and its mirror image.
  case overlap(Int, Int)
  /// `training.weight_decay`, or `lambda`: `λ`.
  case weightDecay
  /// `training.rates`, or `tau`: one rate for decoder, encoder and variance.
  case rates
  /// `training.rates.decoder`: `τ_W`.
  case decoderRate
  /// `training.rates.encoder`: `τ_V`.
  case encoderRate
  /// `training.rates.variance`: `τ_D`.
  case varianceRate

  /// Every way to write a parameter without an index, the full key first.
  private static let names: [(parameter: ProblemParameter, names: [String])] = [
    (.beta, ["training.beta", "beta"]), (.noise, ["data.noise", "noise", "eta"]),
    (.signals, ["data.signals", "signals", "rho"]),
    (.weightDecay, ["training.weight_decay", "weight_decay", "lambda"]),
    (.rates, ["training.rates", "rates", "tau"]),
    (.decoderRate, ["training.rates.decoder"]), (.encoderRate, ["training.rates.encoder"]),
    (.varianceRate, ["training.rates.variance"]),
  ]

  /// All that can be written, for messages.
  package static let allowed =
    names.map { $0.names.joined(separator: " or ") }.joined(separator: ", ")
    + ", data.signals.0 or rho.0, data.overlap.0.1"

  /// Reads a key.
  ///
  /// - Throws: ``InvalidProblem`` with the nearest known key.
  public init(key: String) throws(InvalidProblem) {
    if let known = Self.names.first(where: { $0.names.contains(key) }) {
      self = known.parameter
      return
    }
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let indices = parts.compactMap(Self.index)
    let head = parts.prefix { Self.index($0) == nil }.joined(separator: ".")
    switch (head, indices.count, parts.count) {
    case ("data.signals", 1, 3), ("rho", 1, 2), ("signals", 1, 2): self = .signal(indices[0])
    case ("data.overlap", 2, 4) where indices[0] != indices[1]:
      self = .overlap(indices[0], indices[1])
    default: throw Self.unknown(key, indices: indices)
    }
  }

  /// An index as it is written: digits only, so that one index has one form.
  private static func index(_ part: String) -> Int? {
    part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
  }

  private static func unknown(_ key: String, indices: [Int]) -> InvalidProblem {
    // What is nearest to a key with an index is a key with that index.
    let indexed =
      switch indices.count {
      case 1: ["data.signals", "rho"].map { "\($0).\(indices[0])" }
      case 2 where indices[0] != indices[1]: ["data.overlap.\(indices[0]).\(indices[1])"]
      default: [String]()
      }
    let nearest = nearestName(to: key, among: indexed + names.flatMap(\.names))
    return InvalidProblem(
      key, found: "the key \(key)", allowed: allowed,
      advice: nearest.map { "did you mean \($0)?" })
  }

  /// Whether a key of a problem file is this parameter, a part of it or the whole it is part of.
  package func concerns(_ keyPath: String) -> Bool {
    // An element of m* and its mirror image are one parameter.
    if case .overlap = self { return "\(keyPath).".hasPrefix("data.overlap.") }
    let (own, other) = (key.split(separator: "."), keyPath.split(separator: "."))
    return own.starts(with: other) || other.starts(with: own)
  }

  /// The key in the problem file.
  public var key: String {
    switch self {
    case .signal(let index): "data.signals.\(index)"
    case .overlap(let i, let j): "data.overlap.\(i).\(j)"
    default: Self.names.first { $0.parameter == self }?.names[0] ?? ""
    }
  }

  /// The value in a problem; `nil` where there is none, as a rate in the small-rate limit or a `β`
  /// that is annealed.
  ///
  /// - Parameter problem: Where to look.
  /// - Returns: A number, or `nil`.
  public func value(in problem: LearningProblem) -> Double? {
    let (data, training) = (problem.data, problem.training)
    switch self {
    case .beta:
      if case .schedule(.constant(let value)) = training.weight { return value }
      return nil
    case .noise: return data.noise
    case .signals: return Set(data.signals).count == 1 ? data.signals[0] : nil
    case .signal(let index): return data.signals.indices.contains(index) ? data.signals[index] : nil
    case .overlap(let i, let j):
      return max(i, j) < data.factors ? data.overlap[i, j] : nil
    case .weightDecay: return training.weightDecay
    case .rates, .decoderRate, .encoderRate, .varianceRate:
      guard case .finite(let decoder, let encoder, let variance) = training.rates else {
        return nil
      }
      switch self {
      case .encoderRate: return encoder
      case .varianceRate: return variance
      case .decoderRate: return decoder
      default: return decoder == encoder && encoder == variance ? decoder : nil
      }
    }
  }

  /// The problem with another value of this parameter and all others as they are.
  ///
  /// - Parameters:
  ///   - value: Whether it is possible is checked by ``LearningProblem/validate()``.
  ///   - problem: Where to put it.
  /// - Returns: A new problem.
  /// - Throws: ``InvalidProblem`` when the problem has no such parameter: an index beyond its factors,
  ///   or one of three rates in the small-rate limit.
  public func setting(
    _ value: Double, in problem: LearningProblem
  ) throws(InvalidProblem) -> LearningProblem {
    var changed = problem
    switch self {
    case .beta: changed.training.weight = .schedule(.constant(value))
    case .noise: changed.data.noise = value
    case .signals: changed.data.signals = problem.data.signals.map { _ in value }
    case .signal(let index):
      try checkFactor(index, of: problem)
      changed.data.signals[index] = value
    case .overlap(let i, let j):
      try checkFactor(max(i, j), of: problem)
      changed.data.overlap[i, j] = value
      changed.data.overlap[j, i] = value
    case .weightDecay: changed.training.weightDecay = value
    case .rates: changed.training.rates = .uniform(value)
    case .decoderRate, .encoderRate, .varianceRate:
      guard case .finite(let decoder, let encoder, let variance) = problem.training.rates else {
        throw InvalidProblem(
          "training.rates", found: "limit", allowed: "numbers, when one of the three is varied")
      }
      changed.training.rates = .finite(
        decoder: self == .decoderRate ? value : decoder,
        encoder: self == .encoderRate ? value : encoder,
        variance: self == .varianceRate ? value : variance)
    }
    return changed
  }

  private func checkFactor(_ index: Int, of problem: LearningProblem) throws(InvalidProblem) {
    guard problem.data.signals.indices.contains(index) else {
      throw InvalidProblem(
        key, found: "the index \(index)",
        allowed: "an index from 0 to \(problem.data.factors - 1)")
    }
  }
}
