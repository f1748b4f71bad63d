import MessageText

/// A loss as people write it, `a · SSE + b · KL`, in units of the model: definition (convert).
///
/// With both terms summed over coordinates or latents and averaged over the batch, training on it is
/// training at `βσ² = b/(2a)` with the learning rate multiplied by `2a`.
///
/// ```swift
/// let loss = try LossConvention("mse:mean + 0.00025*kl:sum", dimension: 3 * 64 * 64)
/// print(loss.effectiveBeta)  // 1.536
/// ```
public struct LossConvention: Sendable, Hashable {
  /// What a term of a loss measures.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// The squared error of the reconstruction.
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
    /// Its factor as it was written, all numbers multiplied.
    public let factor: Double
    /// Its factor before the sum over coordinates or latents, means resolved: `1/N` for `mse`.
    public let weight: Double
  }

  /// Where the weight of a term must lie, so that no quotient of two of them overflows.
  public static let weightRange = 1e-100...1e100

  /// The terms, in the order they were written.
  public let terms: [Term]
  /// `a > 0`, the weight of the squared error summed over coordinates.
  public let reconstructionWeight: Double
  /// `b > 0`, the weight of the KL divergence summed over latents.
  public let klWeight: Double

  /// `βσ² = b/(2a)`: a latent is active iff its covariance eigenvalue exceeds it.
  public var effectiveBeta: Double { klWeight / (2 * reconstructionWeight) }

  /// `2a`: multiply the learning rate by it to get the rate of the summed loss (loss).
  public var learningRateFactor: Double { 2 * reconstructionWeight }

  /// The weight of the KL term in the words of the loss: the factor of the one that is written, or `b`
  /// of several together.
  public var writtenKLWeight: Double {
    let written = terms.filter { $0.kind == .kl }
    return written.count == 1 ? written[0].factor : klWeight
  }

  /// Reads a loss such as `mse:mean + 0.00025*kl:sum`, `0.5*sse + kl` or `sse/2 + 4*kl:mean`.
  ///
  /// Terms are joined by `+`, and terms of one kind add up. A term is a name with positive factors,
  /// `2*sse`, `sse*2`, `sse/2`; case and white space do not matter. The names are `sse`, `mse`, `kl`,
  /// each with `:sum` or `:mean` over coordinates or latents; plain `mse` is a mean, plain `sse` and
  /// `kl` are sums.
  ///
  /// - Parameters:
  ///   - text: The loss.
  ///   - dimension: `N ≥ 1`, the number of coordinates of a sample.
  ///   - latents: `M ≥ 1`, needed for `kl:mean` only.
  /// - Throws: ``LossConventionError`` with the column and the reason.
  public init(_ text: String, dimension: Int, latents: Int? = nil) throws(LossConventionError) {
    for (what, size) in [("dimension", dimension), ("number of latents", latents ?? 1)]
    where size < 1 {
      throw .init(text, "the \(what) is \(size), expected a whole number > 0")
    }
    var parser = try LossParser(text)
    var terms: [Term] = []
    while let written = try parser.nextTerm() {
      terms.append(try written.resolved(dimension: dimension, latents: latents, in: text))
    }
    self.terms = terms
    func weight(of kind: Kind, _ missing: String) throws(LossConventionError) -> Double {
      let weights = terms.filter { $0.kind == kind }.map(\.weight)
      guard !weights.isEmpty else { throw .init(text, missing) }
      return weights.reduce(0, +)
    }
    reconstructionWeight = try weight(
      of: .reconstruction, "no reconstruction term, expected sse or mse")
    klWeight = try weight(of: .kl, "no KL term, expected kl")
  }
}

extension WrittenTerm {
  fileprivate func resolved(
    dimension: Int, latents: Int?, in text: String
  ) throws(LossConventionError) -> LossConvention.Term {
    var weight = factor
    if reduction == .mean {
      guard let count = kind == .reconstruction ? dimension : latents else {
        throw .init(
          text, column: column,
          "\"kl:mean\" divides by the number of latents: say how many there are, or write kl:sum")
      }
      weight /= Double(count)
    }
    let range = LossConvention.weightRange
    guard range.contains(weight) else {
      throw .init(
        text, column: column,
        "the weight is \(weight), expected one from \(range.lowerBound) to \(range.upperBound)")
    }
    return LossConvention.Term(text: self.text, kind: kind, factor: factor, weight: weight)
  }
}

/// Why a loss could not be read, and where in its text.
public struct LossConventionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The loss as it was given.
  public let text: String
  /// Where in `text`, counted in characters from 1; `nil` when the whole is at fault.
  public let column: Int?
  /// What is wrong there, and what would be right.
  public let reason: String

  init(_ text: String, column: Int? = nil, _ reason: String) {
    self.text = text
    self.column = column
    self.reason = reason
  }

  /// The error as a sentence that quotes the loss and names the column.
  public var description: String {
    let place = column.map { ", column \($0)" } ?? ""
    return "loss \"\(text.shown())\"\(place): \(reason)"
  }
}
