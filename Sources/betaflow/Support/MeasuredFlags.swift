import ArgumentParser
import Fitting
import MessageText
import Storage
import Studies

extension SpreadForm: ExpressibleByArgument {}

/// What is known of a trained model.
struct MeasuredFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Means of the encoder, samples × latents: NPY, NPZ or CSV.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv", "gz"]))
  var mu: String?

  @Option(
    help: ArgumentHelp("Its log-variances ln σ², of the same shape.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv", "gz"]))
  var logvar: String?

  @Option(help: "What --logvar holds, in place of logvar.")
  var spread: SpreadForm = .logVariance

  @Option(
    parsing: .unconditional,
    help: "Variance of a mean above which its latent is an active unit; 0.01 unless given.")
  var activeThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "KL of each latent, or of all, over the steps of training.", valueName: "file"),
    completion: .file(extensions: ["csv", "npy", "npz", "gz"]))
  var log: String?

  @Option(
    help: ArgumentHelp(
      "Outputs of the decoder for K draws of z from the prior, K × columns.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv", "gz"]))
  var decoded: String?

  @Option(
    help: ArgumentHelp(
      "Values of the decoder's hidden units for such draws, K × units.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv", "gz"]))
  var activations: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("KL as it was logged, where that is all there is.", valueName: "nats"))
  var kl: Double?

  @Option(help: "How --kl was reduced: a mean over the batch, its sum, or a mean over latents too.")
  var reduction: Reduction = .batchmean

  @Option(parsing: .unconditional, help: "M, the number of latents, where no array says it.")
  var latents: Int?

  /// How a logged KL was made one number.
  enum Reduction: String, CaseIterable, ExpressibleByArgument {
    case batchmean
    case batchsum
    case mean
  }

  func validate() throws {
    guard (mu == nil) == (logvar == nil) else {
      throw ValidationError(
        mu == nil
          ? "--logvar needs the means beside it: give --mu."
          : "--mu needs the log-variances beside it: give --logvar.")
    }
    guard mu != nil || log != nil || kl != nil else {
      throw ValidationError("give what was measured: --mu and --logvar, --log, or --kl.")
    }
    if kl != nil && mu != nil {
      throw ValidationError("--mu and --logvar say what KL is: leave out --kl.")
    }
    if kl == nil && reduction != .batchmean {
      throw ValidationError("--reduction says how --kl was reduced: there is no --kl.")
    }
    if mu == nil && (spread != .logVariance || activeThreshold != nil) {
      throw ValidationError("--spread and --active-threshold belong to --mu and --logvar.")
    }
    if let kl, !(kl >= 0 && kl.isFinite) {
      throw ValidationError("--kl must be a number ≥ 0, not \(kl): log KL itself, in nats.")
    }
    if reduction == .mean && latents == nil {
      throw ValidationError("--reduction mean needs --latents, over which KL was averaged.")
    }
    if let activeThreshold, !(activeThreshold >= 0 && activeThreshold.isFinite) {
      throw ValidationError("--active-threshold must be a number ≥ 0, not \(activeThreshold).")
    }
    try check("--latents", latents, in: 1...)
  }

  /// The files that are read.
  var files: [String] { [mu, logvar, log, decoded, activations].compactMap { $0 } }

  /// What the files and flags say, so far without data.
  func evidence(batch: Int?) throws -> DiagnosisSpecification {
    var evidence = DiagnosisSpecification()
    if let means = try meanTable(), let logvar {
      let names = [
        "logvar", "log_var", "z_logvar", "z_log_var", "log_variance", "logstd", "log_std",
      ]
      evidence.code = try CodeSummary(
        means: means, spreads: Self.table(logvar, named: names), form: spread,
        unitThreshold: activeThreshold ?? CodeSummary.usualUnitThreshold)
    }
    let count = evidence.code?.latents.count
    if let latents, let count, latents != count {
      throw ValidationError("--latents \(latents): the means have \(count) columns.")
    }
    evidence.log = try log.map {
      try KLLog(DataTable(contentsOf: $0), latents: count ?? latents)
    }
    let logged = evidence.log.flatMap { $0.isTotal ? nil : $0.kl.count }
    evidence.latents = count ?? latents ?? logged
    evidence.decoded = try decoded.map { try DecoderProbe(of: DataTable(contentsOf: $0)) }
    evidence.activations = try activations.map { try DecoderProbe(of: DataTable(contentsOf: $0)) }
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
  func meanTable() throws -> DataTable? {
    try mu.map { try Self.table($0, named: ["mu", "means", "mean", "z_mean", "z_mu", "loc"]) }
  }

  /// A table, of an archive with several arrays the one with a usual name; a series of numbers is one latent.
  private static func table(_ path: String, named names: [String]) throws(DataFileError)
    -> DataTable
  {
    func read(_ options: ReadingOptions) throws(DataFileError) -> DataTable {
      do {
        return try DataTable(contentsOf: path, reading: options)
      } catch {
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
    } catch {
      guard case .severalArrays(let found) = error.problem,
        let name = names.first(where: { name in found.contains { $0.name == name } })
      else { throw error }
      return try read(ReadingOptions(key: name))
    }
  }
}
