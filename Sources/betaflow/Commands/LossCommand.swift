import ArgumentParser
import Spectra
import Studies

struct LossCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "loss",
    abstract: "Convert the terms of a training loss to the effective β and learning rate.",
    discussion: """
      Terms are sse, mse, mse:mean or mse:sum for the reconstruction and kl, kl:sum or kl:mean for \
      the KL divergence, each with an optional factor. The effective β is βσ² in \
      ‖x − x̂‖²/(2σ²) + β KL: what the eigenvalues of the data must exceed.
      """)

  static let example = "betaflow loss \"mse:mean + 0.00025*kl:sum\" --dimension 12288"

  @Argument(help: ArgumentHelp("The loss, as \"mse:mean + 0.00025*kl:sum\".", valueName: "terms"))
  var terms: String

  @Option(parsing: .unconditional, help: "N, the number of coordinates (pixels) of a sample.")
  var dimension: Int

  @Option(parsing: .unconditional, help: "M, the number of latents; needed for kl:mean.")
  var latents: Int?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try check("--dimension", dimension, in: 1...)
    try check("--latents", latents, in: 1...)
  }

  func execute() throws {
    try common.prepare()
    let loss = try LossConvention(terms, dimension: dimension, latents: latents)
    try common.write(loss.dataset) {
      """
      effective β          \(TextTable.number(loss.effectiveBeta, digits: 8))
      learning-rate factor \(TextTable.number(loss.learningRateFactor, digits: 8))
      A latent lives if its covariance eigenvalue exceeds the effective β; flow time is \
      factor × learning rate × steps.

      """
    }
  }
}
