import ArgumentParser
import Foundation
import LinearVAE
import MessageText
import Spectra
import Storage
import Studies

struct PlanCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say which latents of a β-VAE live on a data set, and how training will go.",
    discussion: """
      Reads a table of samples (CSV, NPY, NPZ, IDX), one per row. Exact for a linear \
      β-VAE with a Gaussian decoder trained by plain SGD in the limit of small learning rates; a \
      guide without an error bound for others.

      Flow time is learning rate × steps times the factor 2a of a loss a·SSE + b·KL, which is \
      printed: 1/σ² without --loss; 2/columns with mse, so that with mse and 784 columns 1 step of \
      learning rate lr is lr × 0.00255 of flow time. With --loss, latents die at a KL weight: that \
      of the loss as it is written.
      """)

  static let example = "betaflow plan Examples/digits.csv --latents 16 --beta 60"

  @OptionGroup(title: "Reading the data") var reading: ReadingFlags

  @Option(parsing: .unconditional, help: "M, the number of latents of the model.")
  var latents: Int

  @Option(parsing: .unconditional, help: "β in the loss ‖x − x̂‖²/(2σ²) + β KL; 1 unless given.")
  var beta: Double?

  @Option(
    help: ArgumentHelp(
      "The loss in words, as \"mse:mean + 0.00025*kl:sum\", in place of --beta.",
      valueName: "terms"))
  var loss: String?

  @Option(
    parsing: .unconditional,
    help: "σ², the decoder's variance, in squared units of the data; 1 unless given.")
  var decoderVariance: Double?

  @Option(
    parsing: .unconditional,
    help: """
      Learning rate of plain SGD, small: gives the plateaus in steps, and a warning if training \
      diverges.
      """)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: """
      Length of decoder and encoder along each eigen-direction at the start, in units of the \
      data; 1/√columns unless given.
      """)
  var startOverlap: Double?

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try check("--latents", latents, in: 1...)
    if loss != nil && (beta != nil || decoderVariance != nil) {
      throw ValidationError(
        "--loss already fixes β and σ²: leave out --beta and --decoder-variance.")
    }
    try checkPositive("--beta", beta)
    try checkPositive("--decoder-variance", decoderVariance)
    try checkPositive("--learning-rate", learningRate)
    try checkPositive("--start-overlap", startOverlap)
  }

  func execute() throws {
    let context = try common.prepare(plot, data: reading.files)
    if common.seed != nil { common.warn("plan draws no random numbers: --seed has no effect") }
    let table = try reading.table()
    let spectrum = try DataSpectrum(of: table, context)
    try checkColumns(spectrum, of: table)
    let plan = try namingFlags(
      "latents", "beta", "decoder_variance", "learning_rate", "start_overlap"
    ) {
      try specification(columns: spectrum.columns)
        .run(on: spectrum, remarks: table.remarks(), context)
    }
    for advice in plan.advice {
      let named = advice.text.namingFlags(plan.remarks.flatMap(\.settings))
      let text = "\(named) [\(advice.code.rawValue)]"
      if advice.isWarning { common.warn(text) } else { common.note(text) }
    }
    if let failure = plan.curveFailure {
      common.warn("the course of training is not predicted: \(failure)")
    }
    try plot.draw(plan.figure)
    let result = plan.dataset
    try common.write(result) { report(plan, result) }
  }

  private func specification(columns: Int) throws -> PlanSpecification {
    guard let loss else {
      return PlanSpecification(
        latents: latents, beta: beta ?? 1, decoderVariance: decoderVariance ?? 1,
        learningRate: learningRate, startOverlap: startOverlap)
    }
    let convention = try LossConvention(loss, dimension: columns, latents: latents)
    guard convention.effectiveBeta != nil else {
      throw ValidationError(
        "--loss \(loss.shown()): plan knows squared errors with a given σ² so far, not a "
          + "\(convention.decoder.name) decoder; betaflow loss says what holds without data.")
    }
    return PlanSpecification(
      latents: latents, loss: convention, learningRate: learningRate, startOverlap: startOverlap)
  }

  /// Refuses data in which nothing varies and names columns that are constant.
  private func checkColumns(_ spectrum: DataSpectrum, of table: DataTable) throws {
    let constant = spectrum.constantColumns
    if constant.count == spectrum.columns {
      throw DataFileError(
        path: reading.files[0], problem: .nothingVaries(columns: spectrum.columns))
    }
    if spectrum.rank < spectrum.structuralRank {
      common.note(
        "columns depend on each other: \(spectrum.rank) of \(spectrum.columns) eigenvalues are not 0, "
          + "rounding aside")
    }
    guard !constant.isEmpty else { return }
    let shown = constant.prefix(8).map { String(table.title(ofColumn: $0).number) }
      .joined(separator: ", ")
    let more = constant.count > 8 ? ", …" : ""
    common.warn(
      "\(constant.count) of \(spectrum.columns) columns are constant (\(shown)\(more)): "
        + "they carry no information")
  }
}
