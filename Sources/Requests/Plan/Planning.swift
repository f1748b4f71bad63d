import LinearVAE
import NumericKit
import Spectra
import Storage
import Studies

/// A plan of data by what is asked of loss, spectrum and training.
struct Planning {
  let model: ModelPart
  let spectrum: SpectrumPart
  let training: TrainingPart

  /// Checks the parts, and that they do not contradict each other.
  func validate() throws(InvalidProblem) {
    try model.validate()
    try spectrum.validate()
    try training.validate()
    if model.learnsColumnVariances && (spectrum.standardize || spectrum.covariance) {
      throw .unsuited(
        spectrum.standardize ? "standardize" : "covariance",
        "a decoder that learns a variance for each column sees no units, and needs the samples: leave out "
          + "\"standardize\" and \"covariance\"")
    }
  }

  /// Plans for a table.
  ///
  /// - Parameters:
  ///   - table: The data.
  ///   - latents: `M`.
  ///   - seed: Of random draws.
  ///   - inputs: Weights in memory, and who hears of remarks.
  ///   - context: How the work is carried out.
  ///   - change: What else is known of the plan.
  /// - Returns: The plan.
  /// - Throws: `InvalidProblem` that names the key, and `DataFileError` for data in which nothing varies.
  func plan(
    of table: DataTable, latents: Int, seed: UInt64?, _ inputs: RequestInputs,
    _ context: RunContext, changing change: (inout PlanSpecification) -> Void
  ) throws -> Plan {
    var specification = try model.specification(
      latents: latents, columns: table.columns, batch: training.batch)
    try training.apply(to: &specification, rows: table.rows, inputs)
    specification.seed = seed ?? 0
    change(&specification)
    let options = try spectrum.options(
      specification.spectrumOptions, seed: specification.seed, for: table, inputs)
    let found = try spectrum.spectrum(of: table, options, context)
    try inputs.checkColumns(found, of: table)
    let covariance =
      specification.decoder == .gaussianLearnedPerColumn
      ? try SampleCovariance(of: table, weights: options.weights, context) : nil
    return try specification.run(
      on: found, covariance: covariance, remarks: table.remarks(),
      samples: spectrum.covariance ? nil : (table, options), context)
  }

  /// The plan with a pilot run for its course, where training is by Adam and its length is known.
  ///
  /// - Throws: What training throws, and `DataFileError` for weights that are none.
  func piloted(
    _ plan: Plan, on table: DataTable, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Plan {
    guard !spectrum.covariance, !spectrum.standardize || model.isLocation else { return plan }
    var data = TrainingTable(table)
    data.isStandardized = spectrum.standardize
    data.weights = try spectrum.weights(of: table, inputs)
    return try plan.withPilot(on: data, batch: training.batch ?? 128, context)
  }
}

extension RequestInputs {
  /// Refuses data in which nothing varies and names columns that are constant.
  func checkColumns(_ spectrum: DataSpectrum, of table: DataTable) throws {
    let constant = spectrum.constantColumns
    if constant.count == spectrum.columns {
      throw DataFileError(path: table.path, problem: .nothingVaries(columns: spectrum.columns))
    }
    if spectrum.rank < min(spectrum.structuralRank, spectrum.eigenvalues.count) {
      note(
        "columns depend on each other: \(spectrum.rank) of \(spectrum.columns) eigenvalues are not 0, "
          + "rounding aside")
    }
    guard !constant.isEmpty else { return }
    let shown = constant.prefix(8).map { String(table.title(ofColumn: $0).number) }
      .joined(separator: ", ")
    let more = constant.count > 8 ? ", …" : ""
    warn(
      "\(constant.count) of \(spectrum.columns) columns are constant (\(shown)\(more)): "
        + "they carry no information")
  }

  /// Says what was noticed, about the file with the options of reading that mend it.
  func remark(_ advice: Advice, settings: [ReadingSetting] = []) {
    remark(
      Remark(
        "\(advice.text) [\(advice.code.rawValue)]", isWarning: advice.isWarning, settings: settings)
    )
  }
}
