import NumericKit

/// Data with any covariance, given by its spectrum: groups of directions that share a variance.
///
/// Definition (groups): eigenvalues `λ_b`, each of a share `f_b` of the `N` directions as `N → ∞`. A group
/// with the share 0 is a single direction, such as a factor.
public struct SpectralData: Sendable, Hashable {
  /// The groups, in the order in which states list their parts.
  public var groups: [Group]
  /// What samples are made of.
  public var distribution: SpectralDistribution

  /// Directions of one variance.
  public struct Group: Sendable, Hashable {
    /// `λ_b ≥ 0`, an eigenvalue of the covariance.
    public var variance: Double
    /// `f_b ≥ 0`, the share of all directions that have it; 0 for a single direction.
    public var share: Double

    /// A group of directions.
    public init(variance: Double, share: Double) {
      (self.variance, self.share) = (variance, share)
    }
  }

  /// Data with the given groups; Gaussian unless given otherwise.
  public init(_ groups: [Group], distribution: SpectralDistribution = .gaussian) {
    (self.groups, self.distribution) = (groups, distribution)
  }

  /// More groups than this are refused: a file lists every one, and their moments need fewer.
  public static let groupLimit = 4096
  /// How far from 1 the sum of the shares may be: they are typed in with few digits.
  public static let shareTolerance = 1e-6

  /// The mean of the variances of all directions, `tr Σ/N` as `N → ∞`.
  public var meanVariance: Double { groups.reduce(0) { $0 + $1.share * $1.variance } }

  /// The groups in descending order of their variance, by index.
  package var descending: [Int] {
    groups.indices.sorted {
      (groups[$0].variance, -Double($0)) > (groups[$1].variance, -Double($1))
    }
  }

  /// The largest eigenvalues, as many as asked for as far as there are: one of a single direction, any
  /// number of a group with a share.
  package func largestEigenvalues(_ count: Int) -> [Double] {
    var largest: [Double] = []
    for index in descending where largest.count < count {
      let group = groups[index]
      let copies = group.share > 0 ? count - largest.count : 1
      largest += Array(repeating: group.variance, count: copies)
    }
    return largest
  }
}

/// What samples of data with a spectrum are made of: independent numbers along the eigenvectors, all of mean 0
/// and variance 1 before they are scaled, or the rows of a real table.
///
/// The theory assumes normal numbers; the others show how little it takes, or how far data are from it.
public enum SpectralDistribution: String, Sendable, Hashable, Codable, CaseIterable {
  /// As `SampleDistribution` of the same names.
  case gaussian, rademacher, uniform, laplace
  /// Rows of the data file whose covariance the spectrum is of, drawn at random with replacement.
  case rows

  /// The distribution of independent numbers; `nil` for ``rows``.
  public var ofNumbers: SampleDistribution? { SampleDistribution(rawValue: rawValue) }
}

extension SpectralData: Codable, FormInWords {
  static let allowed = "{spectrum: [[2.0, 0], [1.0, 1.0]]}, variances and shares of directions"

  enum CodingKeys: String, CodingKey, CaseIterable { case spectrum, distribution }

  /// Reads `spectrum` and `distribution`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    let pairs = try section.matrix(
      .spectrum, "pairs of a variance and the share of directions that have it", columns: 2)
    self.init((0..<pairs.rows).map { Group(variance: pairs[$0, 0], share: pairs[$0, 1]) })
    distribution = try section.choice(.distribution, default: distribution)
  }

  /// Writes pairs of variance and share.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(groups.map { [$0.variance, $0.share] }, forKey: .spectrum)
    try container.encode(distribution, forKey: .distribution)
  }
}

extension SpectralData {
  /// Checks that such data exist: one to ``groupLimit`` groups, `λ_b ≥ 0`, `f_b ≥ 0`, and `Σ f_b = 1` up to
  /// ``shareTolerance``.
  ///
  /// - Throws: ``InvalidProblem`` with key path `spectrum`, or of a number such as `spectrum.0.1`.
  public func validate() throws(InvalidProblem) {
    try InvalidProblem.require(
      !groups.isEmpty, "spectrum", found: "no group",
      allowed: "at least one pair [variance, share of directions]")
    try InvalidProblem.require(
      groups.count <= Self.groupLimit, "spectrum", found: "\(groups.count) groups",
      allowed: "at most \(Self.groupLimit)", advice: "join neighbours of nearly one variance")
    for (index, group) in groups.enumerated() {
      try InvalidProblem.requireNonNegative("spectrum.\(index).0", group.variance)
      try InvalidProblem.requireNonNegative("spectrum.\(index).1", group.share)
    }
    let sum = groups.reduce(0) { $0 + $1.share }
    try InvalidProblem.require(
      abs(sum - 1) <= Self.shareTolerance, "spectrum", found: "shares with the sum \(sum)",
      allowed: "shares of all directions, with the sum 1",
      advice: "a single direction, such as a factor, has the share 0")
  }
}
