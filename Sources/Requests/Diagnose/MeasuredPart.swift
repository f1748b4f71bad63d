import Fitting
import LinearVAE
import Storage
import Studies

/// What is known of a trained model.
package struct MeasuredPart: KeyGroup {
  /// Means of the encoder, samples × latents.
  package var mu: DataSource?
  /// Its spreads, of the same shape.
  package var logvar: DataSource?
  /// What ``logvar`` holds.
  package var spread: SpreadForm = .logVariance
  /// Variance of a mean above which its latent is an active unit.
  package var activeThreshold: Double?
  /// KL of each latent, or of all, over the steps of training.
  package var log: DataSource?
  /// Outputs of the decoder for draws of `z` from the prior, draws × columns.
  package var decoded: DataSource?
  /// Values of the decoder's hidden units for such draws.
  package var activations: DataSource?
  /// KL as it was logged, where that is all there is.
  package var kl: Double?
  package var reduction: Reduction = .batchmean
  /// `M`, where no array says it.
  package var latents: Int?

  /// How a logged KL was made one number.
  package enum Reduction: String, Sendable, CaseIterable { case batchmean, batchsum, mean }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case mu, logvar, spread
    case activeThreshold = "active_threshold"
    case log, decoded, activations, kl, reduction, latents
  }

  package static let ownArrays = ["mu", "logvar", "log", "decoded", "activations"]

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    mu = try section.source(.mu, in: decoder)
    logvar = try section.source(.logvar, in: decoder)
    spread = try section.choice(.spread) ?? .logVariance
    activeThreshold = try section.real(.activeThreshold)
    log = try section.source(.log, in: decoder)
    decoded = try section.source(.decoded, in: decoder)
    activations = try section.source(.activations, in: decoder)
    kl = try section.real(.kl)
    reduction = try section.choice(.reduction) ?? .batchmean
    latents = try section.whole(.latents)
  }

  package func validate() throws(InvalidProblem) {
    guard (mu == nil) == (logvar == nil) else {
      throw mu == nil
        ? .missing("mu", "\"logvar\" needs the means beside it")
        : .missing("logvar", "\"mu\" needs the log-variances beside it")
    }
    guard mu != nil || log != nil || kl != nil else {
      throw .missing("mu", "give what was measured: \"mu\" and \"logvar\", \"log\", or \"kl\"")
    }
    if kl != nil && mu != nil {
      throw .unsuited("kl", "\"mu\" and \"logvar\" say what it is: leave it out")
    }
    if kl == nil && reduction != .batchmean {
      throw .unsuited("reduction", "it says how \"kl\" was reduced, and there is none")
    }
    if mu == nil {
      try InvalidProblem.refuse(
        ["spread": spread != .logVariance, "active_threshold": activeThreshold != nil],
        "it belongs to \"mu\" and \"logvar\"")
    }
    if let kl, !(kl >= 0 && kl.isFinite) {
      throw InvalidProblem(
        "kl", found: "\(kl)", allowed: "a number ≥ 0", advice: "log KL itself, in nats")
    }
    if reduction == .mean && latents == nil {
      throw .missing("latents", "\"reduction\" mean averaged KL over them")
    }
    if let activeThreshold {
      try InvalidProblem.requireNonNegative("active_threshold", activeThreshold)
    }
    try InvalidProblem.require(latents, in: 1..., "latents")
  }

  /// The files that are read.
  package var files: [String] {
    [mu, logvar, log, decoded, activations].flatMap { $0?.paths ?? [] }
  }
}

extension MeasuredPart {
  /// What was measured, so far without data.
  func evidence(batch: Int?, _ inputs: RequestInputs) throws -> DiagnosisSpecification {
    var evidence = DiagnosisSpecification()
    if let means = try meanTable(inputs), let logvar {
      let names = [
        "logvar", "log_var", "z_logvar", "z_log_var", "log_variance", "logstd", "log_std",
      ]
      evidence.code = try CodeSummary(
        means: means, spreads: logvar.array("logvar", named: names, inputs), form: spread,
        unitThreshold: activeThreshold ?? CodeSummary.usualUnitThreshold)
    }
    let count = evidence.code?.latents.count
    if let latents, let count, latents != count {
      throw InvalidProblem(
        "latents", found: "\(latents)", allowed: "\(count), the columns of the means")
    }
    evidence.log = try log.map { try KLLog($0.table("log", inputs), latents: count ?? latents) }
    let logged = evidence.log.flatMap { $0.isTotal ? nil : $0.kl.count }
    evidence.latents = count ?? latents ?? logged
    evidence.decoded = try decoded.map { try DecoderProbe(of: $0.table("decoded", inputs)) }
    evidence.activations = try activations.map {
      try DecoderProbe(of: $0.table("activations", inputs))
    }
    evidence.batch = batch
    evidence.totalKL = kl.map { kl in
      switch reduction {
      case .batchmean: kl
      case .batchsum: kl / Double(batch ?? 1)
      case .mean: kl * Double(latents ?? 1)
      }
    }
    return evidence
  }

  /// The means; `nil` if there are none.
  func meanTable(_ inputs: RequestInputs) throws -> DataTable? {
    let names = ["mu", "means", "mean", "z_mean", "z_mu", "loc"]
    return try mu.map { try $0.array("mu", named: names, inputs) }
  }
}

extension DataSource {
  /// A table, of an archive with several arrays the one with a usual name; a series of numbers is one latent.
  fileprivate func array(
    _ key: String, named names: [String], _ inputs: RequestInputs
  ) throws -> DataTable {
    func read(_ options: ReadingOptions) throws -> DataTable {
      do {
        return try table(key, inputs, reading: options)
      } catch let error as DataFileError {
        guard case .wrongDimensions(let shape) = error.problem, shape.count == 1,
          options.window == nil
        else { throw error }
        var options = options
        options.window = 1
        return try read(options)
      }
    }
    do {
      return try read(ReadingOptions())
    } catch let error as DataFileError {
      guard case .severalArrays(let found) = error.problem,
        let name = names.first(where: { name in found.contains { $0.name == name } })
      else { throw error }
      return try read(ReadingOptions(key: name))
    }
  }
}
