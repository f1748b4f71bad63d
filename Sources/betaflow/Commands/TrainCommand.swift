import ArgumentParser
import Fitting
import Foundation
import Requests
import Storage
import Studies

struct TrainCommand: RequestCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a linear β-VAE on a data set, and set what was predicted beside what came.",
    discussion: """
      Fits the linear VAE, its encoder with an offset and its decoder with a bias, on the exact expected \
      loss, and says which of the predicted latents live. Without --steps and --epochs all rows are \
      used at once, until nothing improves. KL divergences of Gaussian decoders are predicted exactly; for \
      others which latents can live is.

      Every column's mean is subtracted first. The learning rate acts on the loss as it is written, \
      averaged over the samples of a step. A schedule multiplies the weight of the KL term; a feedback law, \
      as "control(set=3, ki=0.01)", gives β itself, its times in steps.
      """)

  static let example = "betaflow train Examples/digits.csv --latents 16 --beta 65"

  @OptionGroup(title: "Reading the data") var reading: ReadingFlags

  @Option(parsing: .unconditional, help: "M, the number of latents of the model.")
  var latents: Int

  @OptionGroup(title: "Spectrum") var analysis: SpectrumFlags
  @OptionGroup(title: "Loss") var model: ModelFlags
  @OptionGroup(title: "Training") var training: TrainingFlags
  @OptionGroup(title: "Fit") var fit: FitFlags
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  var canSave: Bool { true }

  var checkpoint: String? { fit.checkpoint }

  static let arguments: Set = ["data"]

  func request() throws -> TrainRequest {
    var request = TrainRequest(latents: latents)
    (request.reading, request.spectrum) = (reading.part, analysis.part)
    (request.model, request.training) = (try model.part, training.part)
    (request.fit, request.seed) = (fit.part, common.seed)
    return request
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: fit.save.map { [("--save", $0)] } ?? [], checkpoint: fit.checkpoint,
      data: reading.files + (analysis.weights.map { [$0] } ?? []))
    let reply = try ask(common, context, plotting: plot) {
      let name = URL(fileURLWithPath: reading.files[0]).deletingPathExtension().lastPathComponent
      $0.rescue =
        "\(name.isEmpty ? "data" : name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint"
    }
    try plot.draw(reply.outcome.figure)
    if let save = fit.save {
      let model = reply.outcome.fit.model.archive.data
      try Interruption.writing { try OutputFile.write(model, to: save) }
    }
    try common.write(reply.dataset) { text(reply) }
  }

  /// The answer in words, each latent, and the totals.
  private func text(_ reply: Reply<TrainingResult>) -> String {
    let (result, data) = (reply.outcome, reply.dataset)
    let number = { (value: Double?) in TextTable.number(value) }
    var text = reply.words.map { Paragraph.wrapped($0) + "\n" }.joined() + "\n"
    var table = TextTable(data)
    table.add("latent (from 1)", data.numbers("latent").map(TextTable.index))
    table.add("eigenvalue")
    table.add("can live", data.numbers("predicted_active").map { $0 == 1 ? "yes" : "no" })
    if result.isExact { table.add("predicted KL", "predicted_kl", digits: 4) }
    table.add("measured KL", "measured_kl", digits: 4)
    table.add("lives", data.numbers("active").map { $0 == 1 ? "yes" : "no" })
    if !result.alignment.isEmpty { table.add("alignment", digits: 3) }
    text += table.text + "\n"
    let steps = result.fit.stopped == .steps ? "steps" : "evaluations of the loss"
    text +=
      "\(result.fit.active.count { $0 }) of \(latents) latents live, \(result.predictedCount) predicted, "
      + "after \(result.fit.steps) \(steps)\n"
    if let distortion = result.fit.distortion {
      text += "distortion \(number(distortion)), predicted \(number(result.predictedDistortion))\n"
    }
    return text + "NLL \(number(result.fit.nll)), predicted \(number(result.predictedNLL))\n"
  }
}
