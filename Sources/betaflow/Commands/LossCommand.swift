import ArgumentParser
import LinearVAE
import Requests
import Spectra

struct LossCommand: RequestCommand {
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

  static let arguments: Set = ["terms"]

  func request() throws -> LossRequest {
    var request = LossRequest()
    (request.terms, request.preset) = (terms, preset)
    request.sizes = LossSizes(dimension: dimension, latents: latents, batch: batch)
    request.set = try valuesByName(values)
    return request
  }

  func execute() throws {
    let context = try common.prepare()
    let reply = try ask(common, context)
    try common.write(reply.dataset) { report(reply) }
  }

  private func report(_ reply: Reply<LossConvention>) -> String {
    let loss = reply.outcome
    var text = reply.words.map { $0 + "\n" }.joined()
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
