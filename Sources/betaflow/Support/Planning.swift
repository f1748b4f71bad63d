import ArgumentParser
import LinearVAE
import NumericKit
import Spectra
import Storage
import Studies

/// A plan of data by the flags of loss, spectrum and training.
struct Planning {
  let model: ModelFlags
  let analysis: SpectrumFlags
  let training: TrainingFlags

  /// Refuses flags that contradict each other.
  func validate() throws {
    if model.learnsColumnVariances && (analysis.standardize || analysis.covariance) {
      throw ValidationError(
        "a decoder that learns a variance for each column sees no units, and needs the samples: leave out "
          + "--standardize and --covariance.")
    }
  }

  /// Plans for a table.
  ///
  /// - Parameters:
  ///   - table: The data.
  ///   - latents: `M`.
  ///   - common: Where notes and warnings go.
  ///   - context: How the work is carried out.
  ///   - change: What else is known of the plan.
  /// - Returns: The plan.
  /// - Throws: `InvalidProblem` that names the flag, and `DataFileError` for data in which nothing varies.
  func plan(
    of table: DataTable, latents: Int, _ common: CommonOptions, _ context: RunContext,
    changing change: (inout PlanSpecification) -> Void
  ) throws -> Plan {
    try common.namingFlags(
      "latents", "beta", "decoder_variance", "dispersion", "draws", "learning_rate",
      "start_overlap", "schedule", "steps", "epochs", "batch", "standardized", "top"
    ) {
      var specification = try model.specification(
        latents: latents, columns: table.columns, batch: training.batch)
      try training.apply(to: &specification, rows: table.rows) { common.note($0) }
      specification.seed = common.seed ?? 0
      change(&specification)
      let options = try analysis.options(
        specification.spectrumOptions, seed: specification.seed, for: table)
      let spectrum = try analysis.spectrum(of: table, options, context)
      try common.checkColumns(spectrum, of: table)
      let covariance =
        specification.decoder == .gaussianLearnedPerColumn
        ? try SampleCovariance(of: table, weights: options.weights, context) : nil
      return try specification.run(
        on: spectrum, covariance: covariance, remarks: table.remarks(),
        samples: analysis.covariance ? nil : (table, options), context)
    }
  }

  /// The plan with a pilot run for its course, where training is by Adam and its length is known.
  ///
  /// - Throws: What training throws, and `DataFileError` for weights that are none.
  func piloted(_ plan: Plan, on table: DataTable, _ context: RunContext) throws -> Plan {
    guard !analysis.covariance, !analysis.standardize || model.isLocation else { return plan }
    var data = TrainingTable(table)
    data.isStandardized = analysis.standardize
    data.weights = try analysis.weights.map { try table.weights(contentsOf: $0) }
    return try plan.withPilot(on: data, batch: training.batch ?? 128, context)
  }
}

extension CommonOptions {
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
}
