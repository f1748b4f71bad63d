import NumericKit

extension SpikedData {
  /// Checks that such data exist.
  ///
  /// One to ``factorLimit`` factors, `ρ_s ≥ 0`, `η ≥ 0`, and `m*` symmetric, positive definite and of unit
  /// diagonal. A problem without factors is written with a factor of strength 0.
  ///
  /// - Throws: ``InvalidProblem`` with key path `signals`, `signals.0`, `noise` or `overlap`.
  public func validate() throws(InvalidProblem) {
    guard factors > 0 else {
      throw InvalidProblem("signals", found: "no number", allowed: "one number ≥ 0 per factor")
    }
    guard factors <= Self.factorLimit else {
      throw InvalidProblem(
        "signals", found: "\(factors) numbers", allowed: "at most \(Self.factorLimit)")
    }
    for (s, signal) in signals.enumerated() {
      try InvalidProblem.requireNonNegative("signals.\(s)", signal)
    }
    try InvalidProblem.requireNonNegative("noise", noise)
    try validateOverlap()
  }

  private func validateOverlap() throws(InvalidProblem) {
    let tolerance = OrderParameters.realizabilityTolerance
    for i in 0..<factors {
      for j in 0..<factors {
        let (value, mirrored) = (overlap[i, j], overlap[j, i])
        let keyPath = "overlap.\(i).\(j)"
        if i == j {
          try InvalidProblem.require(
            abs(value - 1) <= tolerance, keyPath, value, "1, as everywhere on the diagonal")
        } else {
          try InvalidProblem.require(
            abs(value - mirrored) <= tolerance, keyPath, value,
            "\(mirrored) as in overlap.\(j).\(i): a symmetric matrix")
        }
      }
    }
    let smallest = (try? overlap.symmetricEigenvalues().first) ?? .nan
    guard smallest > tolerance else {
      throw InvalidProblem(
        "overlap", found: "a matrix with the eigenvalue \(smallest)",
        allowed: "a positive definite matrix: independent factors")
    }
  }
}

extension Training {
  /// Checks that training with these values is defined.
  ///
  /// Rates `> 0`, `λ ≥ 0`, `1 ≤ B ≤` ``batchLimit``, a valid schedule, and a KL term when the variance is trained
  /// directly.
  ///
  /// - Throws: ``InvalidProblem`` with a key path such as `rates.decoder` or `beta.max`.
  public func validate() throws(InvalidProblem) {
    if case .finite(let decoder, let encoder, let variance) = rates {
      let isUniform = decoder == encoder && encoder == variance
      try InvalidProblem.requirePositive(isUniform ? "rates" : "rates.decoder", decoder)
      try InvalidProblem.requirePositive("rates.encoder", encoder)
      try InvalidProblem.requirePositive("rates.variance", variance)
    }
    try InvalidProblem.requireNonNegative("weight_decay", weightDecay)
    try InvalidProblem.requireCount("batch", batch, in: 1...Self.batchLimit)
    do { try validateWeight() } catch { throw error.below("beta") }
  }

  private func validateWeight() throws(InvalidProblem) {
    guard case .schedule(let beta) = weight else {
      try feedback?.validate()
      return
    }
    try beta.validate()
    guard variance == .log || !beta.vanishesIdentically else {
      throw InvalidProblem(
        "", found: "0 at all times", allowed: "a β > 0 at some time with variance: direct",
        advice: "without a KL term the encoder's variance D reaches 0 in finite time: "
          + "choose a β > 0, or variance: log, under which D only tends to 0")
    }
  }
}

extension LearningProblem {
  /// Checks that the problem is well posed, as far as this can be told before any integration.
  ///
  /// - Throws: ``InvalidProblem`` with the key path of the problem file: `data.…`, `model.latents`
  ///   or `training.…`.
  public func validate() throws(InvalidProblem) {
    do { try data.validate() } catch { throw error.below("data") }
    try InvalidProblem.requireCount("model.latents", latents, in: 1...Self.latentLimit)
    do { try training.validate() } catch { throw error.below("training") }
    do {
      try training.feedback?.validate(for: data, latents: latents)
    } catch { throw error.below("training.beta") }
  }
}
