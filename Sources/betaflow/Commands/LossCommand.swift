import ArgumentParser
import LinearVAE
import MessageText
import Spectra
import Studies

struct LossCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "loss",
    abstract: "Say what the KL weight of a training loss really is.",
    discussion: """
      Terms of the reconstruction: sse, mse, l1, mae, bce, ce, poisson, nb(theta=2), \
      gaussian(sigma=0.1), gaussian(sigma=learned), gaussian(sigma=learned-per-column), log_mse. \
      Terms of the code: kl, and kl2 for one without its ½; kl(sampling=0.1) where noise is scaled. \
      other(NAME) is noted and left out.

      Each takes :sum or :mean over coordinates or latents, and :batchsum or :batchmean, as in \
      kl:mean,batchsum. mse and mae are means, all others sums, and all are averaged over the batch \
      unless told otherwise. Factors are arithmetic with + - * / ( ), with N, M and B, and with names \
      that --set gives a value. Lines of scripts can be pasted: F.mse_loss(y, x, reduction='sum'), \
      -0.5*torch.sum(1 + logvar - mu.pow(2) - logvar.exp())/x.size(0), (x - y).pow(2).sum(1).mean(), \
      tf.reduce_mean(tf.reduce_sum(…, axis=(1, 2))).

      With a Gaussian term the answer is the effective β, βσ² in ‖x − x̂‖²/(2σ²) + β KL: what the \
      eigenvalues of the data's covariance must exceed. With others it is β, the weight of the KL \
      term over that of the negative log-likelihood.
      """)

  static let example = "betaflow loss \"mse:mean + 0.00025*kl:sum\" --dimension 12288"

  @Argument(help: ArgumentHelp("The loss, as \"mse:mean + 0.00025*kl:sum\".", valueName: "terms"))
  var terms: String?

  @Option(parsing: .unconditional, help: "N, the number of coordinates (pixels) of a sample.")
  var dimension: Int?

  @Option(parsing: .unconditional, help: "M, the number of latents; needed for kl:mean.")
  var latents: Int?

  @Option(
    parsing: .unconditional,
    help: "B, the batch size; needed where only one term is summed over the batch.")
  var batch: Int?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of a name in a factor; repeatable.", valueName: "name=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "The default loss of a library, with the sizes of its example unless given: \(LossPreset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var preset: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try check("--dimension", dimension, in: 1...)
    try check("--latents", latents, in: 1...)
    try check("--batch", batch, in: 1...)
    _ = try LossValues(values)
    if let preset, LossPreset.named(preset) == nil {
      throw ValidationError(
        "--preset \(preset.shown()): known are \(LossPreset.all.map(\.name).joined(separator: ", "))."
      )
    }
    guard (terms == nil) != (preset == nil) else {
      throw ValidationError(
        "give the terms of a loss or --preset, one of the two (a loss that begins with a minus stands "
          + "after --).")
    }
  }

  func execute() throws {
    try common.prepare()
    let preset = preset.flatMap(LossPreset.named)
    let given = LossSizes(dimension: dimension, latents: latents, batch: batch)
    let sizes = preset.map { given.over($0.sizes) } ?? given
    if let preset {
      let words = sizes.inWords.isEmpty ? "" : ", with \(sizes.inWords)"
      common.note("\(preset.name): \(preset.loss)\(words), from \(preset.source)")
    }
    let loss = try LossConvention(
      preset?.loss ?? terms ?? "", dimension: sizes.dimension, latents: sizes.latents,
      batch: sizes.batch, values: LossValues(values).numbers)
    for note in loss.notes { common.note(note) }
    for name in loss.ignored { common.note("other(\(name.shown())) is left out") }
    try common.write(loss.dataset) { report(loss) }
  }

  private func report(_ loss: LossConvention) -> String {
    let number = TextTable.number(loss.level, digits: 8)
    var text =
      switch loss.decoder {
      case .gaussian:
        "This is an effective β of \(number): a latent lives if its eigenvalue of the data's "
          + "covariance exceeds that.\n"
      case .gaussianLearned, .gaussianLearnedPerColumn:
        "This is β = \(number) with σ² learned: a latent lives if its eigenvalue exceeds βσ².\n"
      default:
        "This is β = \(number) with a \(loss.decoder.name) decoder: any latent can live only if β is "
          + "below the largest eigenvalue of the data in its units.\n"
      }
    if let verdict = loss.verdictWithoutData {
      text += verdict.prefix(1).uppercased() + verdict.dropFirst() + ".\n"
    }
    text += """

      decoder              \(loss.decoder.name)
      β                    \(TextTable.number(loss.beta, digits: 8))
      effective β          \(loss.effectiveBeta.map { TextTable.number($0, digits: 8) } ?? "–")
      learning-rate factor \(loss.learningRateFactor.map { TextTable.number($0, digits: 8) } ?? "–")

      """
    if loss.learningRateFactor != nil {
      text += "Flow time is factor × learning rate × steps of plain SGD.\n"
    }
    return text
  }
}
