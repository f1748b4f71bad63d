import ArgumentParser
import Fitting
import Requests

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
  var reduction: MeasuredPart.Reduction = .batchmean

  @Option(parsing: .unconditional, help: "M, the number of latents, where no array says it.")
  var latents: Int?

  /// What these flags say.
  var part: MeasuredPart {
    func source(_ path: String?) -> DataSource? { path.map { .files([$0]) } }
    var part = MeasuredPart()
    (part.mu, part.logvar, part.log) = (source(mu), source(logvar), source(log))
    (part.decoded, part.activations) = (source(decoded), source(activations))
    (part.spread, part.activeThreshold) = (spread, activeThreshold)
    (part.kl, part.reduction, part.latents) = (kl, reduction, latents)
    return part
  }
}

extension MeasuredPart.Reduction: ExpressibleByArgument {}
