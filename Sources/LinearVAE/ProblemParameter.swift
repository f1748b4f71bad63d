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

  /// The value in a problem; `nil` where there is none, as a rate in the small-rate limit, a `β` that is
  /// annealed, or one number for several that differ.
  public func value(in problem: LearningProblem) -> Double? {
    var problem = problem
    var values: [Double] = []
    guard update(&problem, { values.append($0) }) else { return nil }
    let isShared = self == .signals || self == .rates
    return isShared && Set(values).count > 1 ? nil : values.first
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
    if self == .beta { changed.training.weight = .schedule(.constant(value)) }
    if self == .rates { changed.training.rates = .uniform(value) }
    guard update(&changed, { $0 = value }) else {
      switch self {
      case .signal(let index): throw unknownFactor(index, problem)
      case .overlap(let i, let j): throw unknownFactor(max(i, j), problem)
      default:
        throw InvalidProblem(
          "training.rates", found: "limit", allowed: "numbers, when one of the three is varied")
      }
    }
    return changed
  }

  private func unknownFactor(_ index: Int, _ problem: LearningProblem) -> InvalidProblem {
    InvalidProblem(
      key, found: "the index \(index)", allowed: "an index from 0 to \(problem.data.factors - 1)")
  }

  /// Reads or changes the numbers that the parameter stands for; `false` if there are none.
  private func update(_ problem: inout LearningProblem, _ body: (inout Double) -> Void) -> Bool {
    switch self {
    case .beta:
      guard case .schedule(.constant(var value)) = problem.training.weight else { return false }
      body(&value)
      problem.training.weight = .schedule(.constant(value))
    case .noise: body(&problem.data.noise)
    case .signals: for s in problem.data.signals.indices { body(&problem.data.signals[s]) }
    case .signal(let s):
      guard problem.data.signals.indices.contains(s) else { return false }
      body(&problem.data.signals[s])
    case .overlap(let i, let j):
      guard max(i, j) < problem.data.factors else { return false }
      body(&problem.data.overlap[i, j])
      body(&problem.data.overlap[j, i])
    case .weightDecay: body(&problem.training.weightDecay)
    case .rates, .decoderRate, .encoderRate, .varianceRate:
      guard case .finite(var decoder, var encoder, var variance) = problem.training.rates else {
        return false
      }
      if self == .rates || self == .decoderRate { body(&decoder) }
      if self == .rates || self == .encoderRate { body(&encoder) }
      if self == .rates || self == .varianceRate { body(&variance) }
      problem.training.rates = .finite(decoder: decoder, encoder: encoder, variance: variance)
    }
    return true
  }
}
