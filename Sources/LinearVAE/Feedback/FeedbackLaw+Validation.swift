import NumericKit

extension FeedbackLaw {
  /// Checks that the parameters describe a law.
  ///
  /// - Throws: ``InvalidProblem`` with the parameter's name in the problem file as key path.
  public func validate() throws(InvalidProblem) {
    do { try reference.validate() } catch { throw error.below(referenceKey) }
    switch controller {
    case .capacity(let gamma, let width):
      try InvalidProblem.requirePositive("gamma", gamma)
      try InvalidProblem.requirePositive("width", width)
    case .freeBits(let nats, let width):
      try InvalidProblem.requirePositive("nats", nats)
      try InvalidProblem.requirePositive("width", width)
      guard !reference.vanishesIdentically else {
        throw InvalidProblem(
          "beta", found: "0 at all times",
          allowed: "a β > 0 at some time: the weight above \(nats) nats")
      }
    case .control(let proportional, let integral, let min, let max):
      try InvalidProblem.requireNonNegative("kp", proportional)
      try InvalidProblem.requirePositive("ki", integral)
      try InvalidProblem.requireNonNegative("min", min)
      try InvalidProblem.require(max > min, "max", max, "a number > min, which is \(min)")
    case .geco(let rate, let average, let initial, let min, let max):
      try InvalidProblem.requirePositive("rate", rate)
      try InvalidProblem.requireNonNegative("average", average)
      try InvalidProblem.requirePositive("min", min)
      try InvalidProblem.require(max > min, "max", max, "a number > min, which is \(min)")
      try InvalidProblem.require(
        initial >= min && initial <= max, "initial", initial,
        "a number from min to max, \(min) to \(max)")
    }
  }

  /// The key of ``reference`` in the problem file.
  package var referenceKey: String {
    switch controller {
    case .capacity: "target"
    case .freeBits: "beta"
    case .control: "set"
    case .geco: "explained"
    }
  }
}

extension FeedbackLaw {
  /// Checks that a model can do what the law asks for.
  ///
  /// Any KL divergence is within reach, since `Σ ½ ln(Λ_i/β)` of (water-filling) grows without bound
  /// as `β → 0`; the variance that `M` latents can explain is the sum of the `M` largest eigenvalues.
  ///
  /// - Throws: ``InvalidProblem`` with key path `explained`.
  func validate(
    for data: SpikedData, latents: Int
  ) throws(InvalidProblem) {
    guard case .geco = controller else { return }
    let signals = (try? PrincipalFactors(of: data))?.signals ?? data.signals
    let eigenvalues = (signals + Array(repeating: 0, count: latents)).sorted(by: >)
    let most = eigenvalues.prefix(latents).reduce(0) { $0 + $1 + data.noise }
    guard reference.supremum < most else {
      throw InvalidProblem(
        "explained", found: "\(reference.supremum)", allowed: "numbers < \(most)",
        advice: "\(latents == 1 ? "1 latent explains" : "\(latents) latents explain") at most the "
          + "sum of as many eigenvalues of the covariance, and that only as β → 0")
    }
  }
}
