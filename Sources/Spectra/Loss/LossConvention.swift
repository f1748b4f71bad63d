import LinearVAE
import MessageText
import NumericKit

/// A loss as people write it, `a · reconstruction + b · KL`, in units of the model: definition (convert).
///
/// With both terms summed over coordinates or latents and averaged over the batch, training on
/// `a ‖x − x̂‖² + b KL` is training at `βσ² = b/(2a)` with the learning rate multiplied by `2a`; with a
/// negative log-likelihood in its place it is training at `β = b/a`.
///
/// ```swift
/// let loss = try LossConvention("mse:mean + 0.00025*kl:sum", dimension: 3 * 64 * 64)
/// print(loss.level)  // 1.536
/// ```
public struct LossConvention: Sendable, Hashable {
  /// What a term of a loss measures.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// How far the reconstruction is from the data.
    case reconstruction
    /// The KL divergence of the code from its prior.
    case kl
  }

  /// One term of the loss.
  public struct Term: Sendable, Hashable, Codable {
    /// The term as it was written, without white space.
    public let text: String
    /// What it measures.
    public let kind: Kind
    /// Its factor as it was written, all numbers multiplied; `nil` where an unknown size is in it.
    public let factor: Double?
    /// Its factor before the sum over coordinates or latents and the mean over the batch: `1/N` for
    /// `mse`; `nil` where an unknown size is in it.
    public let weight: Double?

    /// Writes what is not known as `null`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(text, forKey: .text)
      try container.encode(kind, forKey: .kind)
      try container.encode(factor, forKey: .factor)
      try container.encode(weight, forKey: .weight)
    }
  }

  /// Where the weight of a term must lie, so that no quotient of two of them overflows.
  public static let weightRange = 1e-100...1e100

  /// The terms, in the order they were written.
  public let terms: [Term]
  /// The names of the terms that were left out.
  public let ignored: [String]
  /// What was assumed of terms, for people.
  public let notes: [String]
  /// What the reconstruction term says of the data; `σ² = 1` for a squared error.
  public let decoder: Likelihood
  /// The weight of the KL term over that of the negative log-likelihood.
  public let beta: Double
  /// The sizes that were given.
  public let sizes: LossSizes
  /// What was read, and the numbers of its names.
  private let text: String
  private let values: [String: Double]
  /// `a`, the weight of the negative log-likelihood summed over coordinates; `nil` where an unknown size
  /// is in it.
  public let reconstructionWeight: Double?
  /// `b`, the weight of the KL divergence summed over latents; `nil` where an unknown size is in it.
  public let klWeight: Double?

  /// `βσ²`: a latent is active iff its covariance eigenvalue exceeds it; `nil` for decoders without a
  /// given `σ²`, where ``beta`` decides.
  public var effectiveBeta: Double? {
    if case .gaussian(let variance) = decoder { beta * variance } else { nil }
  }

  /// What the eigenvalues of the data, in the decoder's units, must exceed: ``effectiveBeta``, or
  /// ``beta`` where there is none.
  public var level: Double { effectiveBeta ?? beta }

  /// `2a`, or `a/σ²`: multiply the learning rate by it to get the rate of the summed loss (loss); `nil`
  /// for other decoders, or where it needs a size that is unknown.
  public var learningRateFactor: Double? {
    guard case .gaussian(let variance) = decoder else { return nil }
    return reconstructionWeight.map { $0 / variance }
  }

  /// The weight of the KL term in the words of the loss: the factor of the one that is written, or `b`
  /// of several together.
  public var writtenKLWeight: Double {
    let written = terms.filter { $0.kind == .kl }
    return (written.count == 1 ? written[0].factor : nil) ?? klWeight ?? beta
  }

  /// Reads a loss such as `mse:mean + 0.00025*kl:sum`, `(sse + 4*kl)/N` or
  /// `F.mse_loss(x_hat, x, reduction='sum') + beta*KLD`.
  ///
  /// Terms are `sse`, `mse`, `l1`, `mae`, `bce`, `ce`, `poisson`, `nb(theta=…)`,
  /// `gaussian(sigma=…|learned|learned-per-column)`, `log_mse`, `kl`, `kl2` (without its ½) and
  /// `other(name)`, which is left out; each with `:sum` or `:mean` over coordinates or latents, and
  /// `:batchsum` or `:batchmean`. `mse` and `mae` are means and all others sums over coordinates or
  /// latents, all averaged over the batch. Factors are arithmetic with `+ − * / ( )` and the names
  /// `N`, `M` and `B`.
  ///
  /// - Parameters:
  ///   - text: The loss.
  ///   - dimension: `N ≥ 1`, the number of coordinates of a sample, unless it cancels.
  ///   - latents: `M ≥ 1`, needed for `kl:mean` only.
  ///   - batch: `B ≥ 1`, needed where one term is summed over the batch and the other is not.
  ///   - values: Numbers of the names in factors.
  /// - Throws: ``LossConventionError`` with the column and the reason.
  public init(
    _ text: String, dimension: Int? = nil, latents: Int? = nil, batch: Int? = nil,
    values: [String: Double] = [:]
  ) throws(LossConventionError) {
    for (name, size) in [("dimension", dimension), ("latents", latents), ("batch", batch)] {
      if let size, size < 1 {
        throw .init(text, "\(name) is \(size), it must be at least 1")
      }
    }
    sizes = LossSizes(dimension: dimension, latents: latents, batch: batch)
    (self.text, self.values) = (text, values)
    let written = try LossParser.terms(of: text, sizes: sizes, values: values)
    for term in written where term.measure.kind != nil { try term.checkRange(sizes, in: text) }
    ignored = written.compactMap { if case .other(let name) = $0.measure { name } else { nil } }
    notes = written.compactMap(\.note)
    terms = written.compactMap { [sizes] term in
      term.measure.kind.map {
        Term(
          text: term.text, kind: $0, factor: term.factor.resolved(sizes),
          weight: term.weight.resolved(sizes))
      }
    }
    let sides = try LossSides(written, sizes: sizes, in: text)
    decoder = sides.decoder
    reconstructionWeight = sides.reconstruction.resolved(sizes)
    klWeight = sides.kl.resolved(sizes)
    if let a = reconstructionWeight, let b = klWeight {
      beta = b / a
    } else {
      // Sizes may cancel.
      let ratio = sides.kl / sides.reconstruction
      guard let beta = ratio.resolved(sizes) else {
        throw Self.missing(ratio.missing(sizes), in: text)
      }
      self.beta = beta
    }
    for value in [beta, level, reconstructionWeight ?? 1, klWeight ?? 1, learningRateFactor ?? 1]
    where !(value > 0 && value.isFinite) {
      throw .init(text, "its weights, σ or sizes are too large or small to be compared: \(value)")
    }
  }

  /// The same loss of a model with another number of latents.
  package func withLatents(_ latents: Int) -> LossConvention {
    let other = try? LossConvention(
      text, dimension: sizes.dimension, latents: latents, batch: sizes.batch, values: values)
    return other ?? self
  }

  /// Whether a name is that of a term, and can be none of a factor.
  package static func isTerm(_ name: String) -> Bool { LossName(name) != nil || name == "other" }

  /// Refuses names that cannot have a value of their own in a factor, and values that are none.
  ///
  /// - Throws: `InvalidProblem` with the key path `set`.
  package static func checkNames(of values: [String: Double]) throws(InvalidProblem) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard !name.isEmpty, !["N", "M", "B"].contains(name), !isTerm(name) else {
        throw InvalidProblem(
          "set", found: name, allowed: "names in factors",
          advice: name.isEmpty
            ? nil : "\(name.shown()) has a meaning already (N, M and B have keys of their own)")
      }
      guard value.isFinite else {
        throw InvalidProblem("set", found: "\(name)=\(value)", allowed: "finite numbers")
      }
    }
  }

  /// The error for sizes that are needed and unknown.
  static func missing(
    _ symbols: [String], in text: String, column: Int? = nil
  ) -> LossConventionError {
    let names = [
      "N": "N, the number of coordinates", "M": "M, the number of latents",
      "B": "B, the batch size",
    ]
    let needed = symbols.map { names[$0] ?? $0 }.joined(separator: ", and ")
    return LossConventionError(
      text, column: column, undefined: symbols,
      "the answer depends on \(needed): say how many there are")
  }
}

extension WrittenTerm {
  fileprivate func checkRange(
    _ sizes: LossSizes, in text: String
  ) throws(LossConventionError) {
    let weight = self.weight.resolved(sizes) ?? self.weight.value
    let range = LossConvention.weightRange
    guard range.contains(abs(weight)) else {
      throw .init(
        text, column: column,
        "the weight of \(self.text.shown()) is \(weight), it must be from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
  }
}
